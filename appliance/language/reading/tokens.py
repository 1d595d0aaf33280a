"""Words of an utterance, whatever recogniser or keyboard they came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

BREAK = ","
"""Stands for any punctuation that separates: a number does not continue across it."""

Tokens = Callable[[str], list[str]]
Spelling = tuple[re.Pattern[str], str]
"""What is written in one way of several, and the way it is read."""

_NOT_WORDS = re.compile(r"\[[^\]]*\]|<[^>]*>|\([^)]*\)|\*[^*]*\*|\+\+[^+]*\+\+|♪")
"""What recognisers write for noise and for variants of a word: `[noise]`, `<sil>`, `read(2)`, `(laughs)`."""

_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}
_TOKEN = re.compile(r"\d+(?::\d\d)+|\d+/\d+|\d*\.\d+|\d+|[^\W\d_]+(?:'[^\W\d_]+)*'?|[,;:.!?¿¡…—–/|]")

_LONGEST_NUMBER = 15
"""Characters. What is longer is no answer."""

THOUSANDS_BY_COMMA = (
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?![\d,])"), r"\1.\2"),
)
"""`12,000` is twelve thousand; `7,5` is read as seven and a half all the same."""

THOUSANDS_BY_POINT = (
    (re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d,])"), r"\1.\2"),
)
"""`12.000` and `12 000` are twelve thousand, `7,5` is seven and a half; `7.5` as well."""


def common_spelling(*, to: str, minus: str, percent: str, and_: str) -> tuple[Spelling, ...]:
    """What is written alike in all the languages: apostrophes, ranges (`5-6`), signs; with the words they are read as.

    To stand before the language's own spelling, which stands before `LAST_SPELLING`.
    """
    return (
        (re.compile(r"[’‘ʼ`´]"), "'"),
        (re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)"), f" {to} "),
        (re.compile(r"(?<![\w'])[-−–](?=\d)"), f" {minus} "),
        (re.compile(r"(?<=\d)\s?%"), f" {percent} "),
        (re.compile(r"&"), f" {and_} "),
    )


LAST_SPELLING: tuple[Spelling, ...] = (
    (re.compile(r"(?<=\d)(?=[^\W\d_])"), " "),
    (re.compile(r"(?<=[^\W\d_])(?=\d)"), " "),
    (re.compile(r"-"), " "),
)
"""Letters part from digits (`5km`), and a hyphen parts words."""


def tokens_with(spelling: tuple[Spelling, ...]) -> Tokens:
    """A function from text to lower-case words, numbers as written, and `BREAK` for punctuation.

    `Six-and-a-half… no, 7.5!` gives `six and a half , no , 7.5 ,`.
    """

    def tokens(text: str) -> list[str]:
        for sign, plain in _VULGAR.items():
            text = text.replace(sign, f" {plain} ")
        text = unicodedata.normalize("NFKC", _NOT_WORDS.sub("", text)).lower()
        for pattern, replacement in spelling:
            text = pattern.sub(replacement, text)
        found = _TOKEN.findall(text)
        return [token if _is_word(token) else BREAK for token in found]

    return tokens


def _is_word(token: str) -> bool:
    """Whether it is a word, or a number that somebody may have said."""
    if token[0].isalpha():
        return True
    return len(token) <= _LONGEST_NUMBER and (token[0].isdecimal() or (token[0] == "." and len(token) > 1))


def words_with(tokens: Tokens) -> Tokens:
    """A function from text to its tokens without the breaks."""

    def words(text: str) -> list[str]:
        return [token for token in tokens(text) if token != BREAK]

    return words


def word_at(spoken: list[str], place: int) -> str:
    """The word there, or an empty one past the end."""
    return spoken[place] if 0 <= place < len(spoken) else ""


MOST_LINKS = 8
"""Nobody puts more words between two that belong together, and so no text takes long."""


def past(spoken: list[str], place: int, links: frozenset[str]) -> int:
    """The place after the words of `links` that stand here, if any."""
    last = place + MOST_LINKS
    while place < last and word_at(spoken, place) in links:
        place += 1
    return place


def without_repeats(spoken: list[str]) -> list[str]:
    """Words with immediate repetitions told once: `no no no` is `no`."""
    return [word for index, word in enumerate(spoken) if index == 0 or word != spoken[index - 1]]
