"""A reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed
from appliance.language.german.days import MONTHS
from appliance.language.reading.sentences import split_sentences_with

_ABBREVIATIONS = listed("""
z.b d.h u.a z.t u.u o.ä i.d.r s.o s.u bzw ca evtl ggf inkl exkl usw etc vgl dr prof hr fr nr str tel mio mrd min max
std sek jan feb mär apr jun jul aug sep sept okt nov dez mo di mi do sa so bspw sog st abs allg vllt
""")
_SOMETIMES_LAST = frozenset(["usw", "etc", "min", "std", "max", "str", "o.ä", "so", "do", "st", "sa", "mi", "di", "mo"])
"""Abbreviations that also end sentences: they do when nothing or a new paragraph follows, or an ordinary word."""
_LETTERS = re.compile(r"[a-zäöü]")
_ORDINAL = re.compile(r"\d{1,2}")
_MONTHS = frozenset(name.lower() for name in MONTHS)
_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\"'”’»“)\]]*)(?=\s|$)|\n+")


def _ends(text: str, begin: int, match: re.Match[str]) -> bool:
    """Ordinals (`am 3. Mai`), abbreviations (`z. B.`) and ellipses inside a sentence do not end it."""
    stop = match["stop"] or match[0]
    if "\n" in stop or not stop.strip("!?"):
        return True
    following = text[match.end() :].split()
    after = following[0] if following else ""
    if stop in ("…", "...", "..") and after[:1].islower():
        return False
    if stop != "." or not after:
        return True
    before = text[begin : match.start()].split()
    word = before[-1].lower().lstrip("(\"'“‘[„»") if before else ""
    if _ORDINAL.fullmatch(word):
        dated = before[-2:-1] and before[-2].lower() in ("am", "der", "den", "dem", "zum", "vom", "beim", "bis", "seit")
        return not (after[:1].islower() or dated or after.lower().strip(",.!?") in _MONTHS or after[:1].isdigit())
    if _LETTERS.fullmatch(word) or word in _ABBREVIATIONS - _SOMETIMES_LAST:
        return False
    return not (word in _SOMETIMES_LAST and after[:1].islower())


split_sentences = split_sentences_with(_END, _ends)
