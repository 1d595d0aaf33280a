"""A reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed
from appliance.language.reading.sentences import SentenceWords, ends_with, split_sentences_with

_ABBREVIATIONS = listed("""
mr mrs ms dr prof st sr jr vs etc e.g i.e a.m p.m approx no vol dept est inc ltd co mt fig min max jan feb mar
apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
""")
_SOMETIMES_LAST = frozenset(["a.m", "p.m", "etc", "no", "min", "max", "sun", "sat", "mar", "co"])
"""Abbreviations that also end sentences: they do when a capital follows."""

_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\"'”’)\]]*)(?=\s|$)|\n+")


split_sentences = split_sentences_with(
    _END,
    ends_with(
        SentenceWords(
            opening="(\"'“‘[",
            letter=re.compile(r"[a-z]"),
            letters_alone=listed("i"),
            abbreviations=_ABBREVIATIONS,
            sometimes_last=_SOMETIMES_LAST,
        )
    ),
)
