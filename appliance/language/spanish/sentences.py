"""A reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed

_ABBREVIATIONS = listed("""
sr sra srta sres dr dra prof profa lic ing arq d dña ud uds vd etc p.ej ej a.m p.m aprox pág págs núm n.º tel av avda
c pza min máx ee.uu s.a art cap vol ene feb mar abr jun jul ago sep sept oct nov dic lun mié jue vie sáb dom
""")
_SOMETIMES_LAST = frozenset(["a.m", "p.m", "etc", "min", "máx", "ee.uu", "s.a", "mar", "uds", "ud"])
"""Abbreviations that also end sentences: they do when a capital follows."""

_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\"'”’)\]»]*)(?=\s|$|[¿¡])|\n+")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with its opening and closing punctuation, white space trimmed; nothing empty.

    Decimals, initials, abbreviations and ellipses inside a sentence do not end it; `¿` and `¡` stay with what they
    open.
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
    following = text[match.end() :].lstrip()[:1]
    if "\n" in stop:
        return True
    if not stop.strip("!?"):
        return not following.islower() and following != ","
    if stop in ("…", "...", "..") and following.islower():
        return False
    if stop != ".":
        return True
    before = text[begin : match.start()].split()
    word = before[-1].lower().lstrip("(\"'“‘[«¿¡") if before else ""
    if re.fullmatch(r"[a-zñ]", word) and word not in ("y", "o", "a", "e") and following:
        return False
    if word in _SOMETIMES_LAST:
        return following.isupper() or following in ("¿", "¡", "")
    return word not in _ABBREVIATIONS or not following
