"""Words of an utterance, whatever recogniser or keyboard they came from."""

from __future__ import annotations

import re
import unicodedata

BREAK = ","
"""Stands for any punctuation that separates: a number does not continue across it."""

_NOT_WORDS = re.compile(r"\[[^\]]*\]|<[^>]*>|\([^)]*\)|\*[^*]*\*|\+\+[^+]*\+\+|♪")
"""What recognisers write for noise and for variants of a word: `[noise]`, `<sil>`, `read(2)`, `(laughs)`."""

_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}

_SPELLING = (
    (re.compile(r"[’‘ʼ`´]"), "'"),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?![\d,])"), r"\1.\2"),
    (re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)"), " to "),
    (re.compile(r"(?<![\w'])[-−–](?=\d)"), " minus "),
    (re.compile(r"\b([ap])\s?\.?\s?m\b\.?"), r" \1m "),
    (re.compile(r"\bo\s?'\s?clock\b"), " o'clock "),
    (re.compile(r"(?<=\d)%"), " percent "),
    (re.compile(r"&"), " and "),
    (re.compile(r"(?<=\d)(?=[a-z])"), " "),
    (re.compile(r"(?<=[a-z])(?=\d)"), " "),
    (re.compile(r"\bokay\b"), "ok"),
    (re.compile(r"\b(?:m+[\s-]?h+m+|mhm+|u+h+[\s-]hu+h+|ah[\s-]ha+)\b"), " uhhuh "),
    (re.compile(r"\b(?:n(?:uh|a)[\s-]uh|unh[\s-]unh|u+h-u+h|mm-mm)\b|^\W*(?:u+h u+h|mm mm)\W*$"), " nuhuh "),
    (re.compile(r"-"), " "),
)

_TOKEN = re.compile(r"\d+(?::\d\d)+|\d+/\d+|\d*\.\d+|\d+|[^\W\d_]+(?:'[^\W\d_]+)*'?|[,;:.!?…—–/|]")


def tokens(text: str) -> list[str]:
    """Lower-case words, numbers as written, and `BREAK` for punctuation.

    `Six-and-a-half… no, 7.5!` gives `six and a half , no , 7.5 ,`.
    """
    for sign, plain in _VULGAR.items():
        text = text.replace(sign, f" {plain} ")
    text = unicodedata.normalize("NFKC", _NOT_WORDS.sub("", text)).lower()
    for pattern, replacement in _SPELLING:
        text = pattern.sub(replacement, text)
    found = _TOKEN.findall(text)
    return [token if token[0].isalnum() or (token[0] == "." and len(token) > 1) else BREAK for token in found]


def words(text: str) -> list[str]:
    """The tokens without the breaks."""
    return [token for token in tokens(text) if token != BREAK]


def without_repeats(spoken: list[str]) -> list[str]:
    """Words with immediate repetitions told once: `no no no` is `no`."""
    return [word for index, word in enumerate(spoken) if index == 0 or word != spoken[index - 1]]
