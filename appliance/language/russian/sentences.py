"""A reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed
from appliance.language.reading.sentences import SentenceWords, ends_with, split_sentences_with

_ABBREVIATIONS = listed("""
т.е т.к т.д т.п т д п г гг в вв др пр проф акад им ул пр-т д кв стр рис гл руб коп тыс млн млрд мин сек ч см напр
янв фев мар апр июн июл авг сен окт ноя дек пн вт ср чт пт сб вс e.g i.e dr mr mrs vs
""")
_SOMETIMES_LAST = listed("""
т.д т.п д п г гг др пр руб коп мин сек ч вс сб
""")
"""Abbreviations that also end sentences: they do when a capital follows."""

_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\"'”’»)\]]*)(?=\s|$)|\n+")


split_sentences = split_sentences_with(
    _END,
    ends_with(
        SentenceWords(
            opening="(\"'“‘[«",
            letter=re.compile(r"[а-яa-z]"),
            letters_alone=listed("я и"),
            abbreviations=_ABBREVIATIONS,
            sometimes_last=_SOMETIMES_LAST,
        )
    ),
)
