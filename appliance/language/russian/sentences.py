"""A reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed

_ABBREVIATIONS = listed("""
т.е т.к т.д т.п т д п г гг в вв др пр проф акад им ул пр-т д кв стр рис гл руб коп тыс млн млрд мин сек ч см напр
янв фев мар апр июн июл авг сен окт ноя дек пн вт ср чт пт сб вс e.g i.e dr mr mrs vs
""")
_SOMETIMES_LAST = listed("""
т.д т.п д п г гг др пр руб коп мин сек ч вс сб
""")
"""Abbreviations that also end sentences: they do when a capital follows."""

_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\"'”’»)\]]*)(?=\s|$)|\n+")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with its closing punctuation, white space trimmed; nothing empty.

    Decimals, initials, abbreviations and ellipses inside a sentence do not end it.
    """
    found: list[str] = []
    begin = 0
    for match in _END.finditer(text):
        if _ends(text, begin, match):
            found.append(text[begin : match.end()])
            begin = match.end()
    found.append(text[begin:])
    return [" ".join(sentence.split()) for sentence in found if any(char.isalnum() for char in sentence)]


def _ends(text: str, begin: int, match: re.Match[str]) -> bool:
    stop = match["stop"] or match[0]
    if "\n" in stop or not stop.strip("!?"):
        return True
    following = text[match.end() :].lstrip()[:1]
    if stop in ("…", "...", "..") and following.islower():
        return False
    if stop != ".":
        return True
    before = text[begin : match.start()].split()
    word = before[-1].lower().lstrip("(\"'“‘[«") if before else ""
    if word in _SOMETIMES_LAST:
        return following.isupper() or not following
    if re.fullmatch(r"[а-яa-z]", word) and word not in "яи" and following:
        return False
    return word not in _ABBREVIATIONS or not following
