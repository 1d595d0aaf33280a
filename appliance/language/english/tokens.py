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

tokens = tokens_with(
    (
        *THOUSANDS_BY_COMMA,
        *common_spelling(to="to", minus="minus", percent="percent", and_="and"),
        (re.compile(r"\b([ap])\s?\.?\s?m\b\.?"), r" \1m "),
        (re.compile(r"\bo\s?'\s?clock\b"), " o'clock "),
        (re.compile(r"\bokay\b"), "ok"),
        (re.compile(r"\b(?:m+[\s-]?h+m+|mhm+|u+h+[\s-]hu+h+|ah[\s-]ha+)\b"), " uhhuh "),
        (re.compile(r"\b(?:n(?:uh|a)[\s-]uh|unh[\s-]unh|u+h-u+h|mm-mm)\b|^\W*(?:u+h u+h|mm mm)\W*$"), " nuhuh "),
        *LAST_SPELLING,
    )
)
words = words_with(tokens)
