"""English spelling."""

from __future__ import annotations

import re

from appliance.language.reading.tokens import (
    LAST_SPELLING,
    THOUSANDS_BY_COMMA,
    common_spelling,
    tokens_with,
    words_with,
)

_WITHOUT_APOSTROPHE = (
    (re.compile(r"\b(did|do|does|had|has|have|is|are|was|were|would|could|should|need|ai|ca|wo)nt\b"), r"\1n't"),
    (re.compile(r"\bim\b"), "i'm"),
    (re.compile(r"\b(i|you|we|they)ve\b"), r"\1've"),
    (re.compile(r"\b(you|they)re\b"), r"\1're"),
    (re.compile(r"\b(that|what|it|he|she|there|who)s\b"), r"\1's"),
)
"""As many recognisers write: `didnt`, `im`. `ill` and `were` are words of their own and stay."""

_POSSESSIVES = (
    (re.compile(r"(?<=[a-z]s)'(?!\w)"), ""),
    (re.compile(r"\b(minute|hour)'s\b"), r"\1"),
)
"""`in two days' time`, `in an hour's time`."""

tokens = tokens_with(
    (
        *THOUSANDS_BY_COMMA,
        *common_spelling(to="to", minus="minus", percent="percent", and_="and"),
        (re.compile(r"\b([ap])\s?\.?\s?m\b\.?"), r" \1m "),
        (re.compile(r"\bo\s?'\s?clock\b"), " o'clock "),
        (re.compile(r"\bokay\b"), "ok"),
        (re.compile(r"\b(?:m+[\s-]?h+m+|mhm+|u+h+[\s-]hu+h+|ah[\s-]ha+)\b"), " uhhuh "),
        (re.compile(r"\b(?:n(?:uh|a)[\s-]uh|unh[\s-]unh|u+h-u+h|mm-mm)\b|^\W*(?:u+h u+h|mm mm)\W*$"), " nuhuh "),
        *_WITHOUT_APOSTROPHE,
        *_POSSESSIVES,
        *LAST_SPELLING,
    )
)
words = words_with(tokens)
