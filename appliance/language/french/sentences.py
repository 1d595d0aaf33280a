"""A French reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed

_ABBREVIATIONS = listed("""
m mm mme mmes mlle dr pr st ste etc p.ex ex cf env max min av apr vol no art chap fig tél janv févr juil sept oct nov
déc lun mar mer jeu ven sam dim boul bd
""")
_SOMETIMES_LAST = frozenset({"etc", "no", "min", "max", "mer", "mar", "ex", "art", "st"})
"""Abbreviations that also end sentences: they do when a capital follows."""

_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\s\u00a0\u202f]?»|[\"'”’)\]]*)(?=\s|$)|\n+")


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
    if re.fullmatch(r"[a-z]", word) and word not in ("y", "à") and following:
        return False
    if word in _SOMETIMES_LAST:
        return following.isupper() or not following
    return word not in _ABBREVIATIONS or not following
