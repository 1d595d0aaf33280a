"""Spanish spelling: words without accents, decimal comma, `treinta y cinco` however it is written."""

from __future__ import annotations

import re
import unicodedata

from appliance.language.forms import lines, listed
from appliance.language.reading.tokens import LAST_SPELLING, common_spelling, tokens_with, words_with

_TENS = "treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
_ONES = "un|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"

_NUMBERS = (
    (re.compile(r"(?<![\d.,])([1-9]\d{0,2})[.,\u00a0\u202f](\d{3})[.,\u00a0\u202f](\d{3})(?![\d])"), r"\1\2\3"),
    (re.compile(r"(?<![\d.,])([1-9]\d{0,2})[.,\u00a0\u202f](\d{3})(?![\d])"), r"\1\2"),
    (re.compile(r"(?<=\d),(?=\d)"), "."),
)
"""`12.000` and `12,000` (Mexico) are twelve thousand; `7,5` and `7.5` are seven and a half."""

_plain = tokens_with(
    (
        *_NUMBERS,
        *common_spelling(to="a", minus="menos", percent="porciento", and_="y"),
        (re.compile(r"\b([ap])\s?\.?\s?m\b\.?"), r" \1m "),
        (re.compile(r"\b(?:por\s?ciento|porciento)\b"), " porciento "),
        (re.compile(r"(?<=\d)[oa]\b"), " "),
        (re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)"), " "),
        (re.compile(rf"\b({_TENS})\s?[iy]\s?({_ONES})\b"), r"\1 y \2"),
        (re.compile(r"\bmedio\s?dia\b"), "mediodia"),
        (re.compile(r"\bmedia\s?noche\b"), "medianoche"),
        (re.compile(r"\b(?:okay|okey|oki|okei)\b"), "ok"),
        (re.compile(r"\b(?:s+i{2,}|s{2,}i+|sip|sep)\b"), "si"),
        (re.compile(r"\b(?:n+o{2,}|n{2,}o+|nop|nope)\b"), "no"),
        (re.compile(r"\b(?:a+ja+|m+h+m+|u+h\su+h|aha)\b"), "aja"),
        *LAST_SPELLING,
    )
)


def folded(text: str) -> str:
    """Lower case without accents: `Mañana, ¿sí?` is `manana, ¿si?`. Fractions and the like stay as they are."""
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def spoken_lines(text: str) -> tuple[str, ...]:
    """The forms of a block of text, written with accents and looked up without."""
    return lines(folded(text))


def spoken_words(text: str) -> frozenset[str]:
    """The words of a block of text, written with accents and looked up without."""
    return listed(folded(text))


def tokens(text: str) -> list[str]:
    """Lower-case words without accents, numbers as written, and `BREAK` for punctuation.

    `Seis horas y media… ¡no, 7,5!` gives `seis horas y media , , no , 7.5 ,`.
    """
    return [token for token in _plain(folded(text)) if token.isdecimal() or not token.isdigit()]


words = words_with(tokens)
