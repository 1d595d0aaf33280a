"""`tres series de quince`, `dos bloques de cincuenta minutos`: so many times what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from appliance.language.reading.tokens import word_at
from appliance.language.spanish.numberwords import below_hundred
from appliance.language.spanish.tokens import folded, spoken_words, tokens
from appliance.language.spanish.units import UNITS
from appliance.language.values import Found

_ROUNDS = spoken_words("""
series serie tandas tanda rondas bloques sesiones pomodoros vueltas sets ratos turnos repeticiones
""")
_DOUBTED = 0.65


def in_rounds(read: Callable[[str, str], Found | None]) -> Callable[[str, str], Found | None]:
    """The same reading, with `tres series de quince` multiplied and read back; not where the rounds are asked for."""

    def read_in_rounds(text: str, unit: str = "") -> Found | None:
        spoken = tokens(text)
        told = _rounds_in(spoken, unit)
        each = None if told is None else read(" ".join(spoken[told[1] :]), unit)
        if told is None or each is None or each.value <= 0:
            return read(text, unit)
        return replace(each, value=round(told[0] * each.value, 6), certainty=min(each.certainty, _DOUBTED))

    return read_in_rounds


def _rounds_in(spoken: list[str], unit: str) -> tuple[int, int] | None:
    """How many rounds, and the word where what each of them holds begins."""
    wanted = UNITS.of(unit)
    asked = frozenset(map(folded, wanted.spellings())) if wanted else frozenset()
    for place, word in enumerate(spoken):
        if word not in _ROUNDS or word in asked or word_at(spoken, place + 1) != "de":
            continue
        count = next((found for start in (place - 3, place - 1) if (found := _count(spoken, start, place))), None)
        if count:
            return count, place + 2
    return None


def _count(spoken: list[str], start: int, end: int) -> int | None:
    """The whole number that stands there and ends there."""
    number = below_hundred(spoken, start) if start >= 0 else None
    return number[0] if number and number[1] == end else None
