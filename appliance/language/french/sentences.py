"""A French reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed
from appliance.language.reading.sentences import SentenceWords, ends_with, split_sentences_with

_ABBREVIATIONS = listed("""
m mm mme mmes mlle dr pr st ste etc p.ex ex cf env max min av apr vol no art chap fig tél janv févr juil sept oct nov
déc lun mar mer jeu ven sam dim boul bd
""")
_SOMETIMES_LAST = frozenset({"etc", "no", "min", "max", "mer", "mar", "ex", "art", "st"})
"""Abbreviations that also end sentences: they do when a capital follows."""

_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\s\u00a0\u202f]?»|[\"'”’)\]]*)(?=\s|$)|\n+")


split_sentences = split_sentences_with(
    _END,
    ends_with(
        SentenceWords(
            opening="(\"'“‘[«",
            letter=re.compile(r"[a-z]"),
            letters_alone=listed("y à"),
            abbreviations=_ABBREVIATIONS,
            sometimes_last=_SOMETIMES_LAST,
        )
    ),
)
