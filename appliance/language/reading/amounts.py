"""How much a promise promises: `five kilometres`, `ten pages`, `half an hour`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.language.reading.durations import DurationWords, duration_in
from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import BREAK, past, word_at
from appliance.language.reading.units import Unit

_HOUR = 60.0


@dataclass(frozen=True, slots=True)
class AmountWords:
    durations: DurationWords
    hours: str
    minutes: str
    """How the two units are called in an amount."""
    one: frozenset[str]
    """Words that are one of a thing only before a known unit: `a`, `one` (in `call one friend` they count nothing)."""


@dataclass(frozen=True, slots=True)
class Amount:
    value: float
    unit: str
    start: int
    end: int


def amount_with(words: AmountWords) -> Callable[[list[str], frozenset[int]], Amount | None]:
    """A function that gives the first quantity among the tokens, leaving out those already told as day or time: a
    duration in hours or minutes, or a number with its unit, empty for things without one."""

    def amount(spoken: list[str], told: frozenset[int]) -> Amount | None:
        free = [BREAK if place in told else _lengthened(words, spoken, place) for place in range(len(spoken))]
        for place, word in enumerate(free):
            found = None if word == BREAK else _amount_at(words, free, place)
            if found is not None:
                return found
        return None

    return amount


def _lengthened(words: AmountWords, spoken: list[str], place: int) -> str:
    """`km` for the `k` of `run 5k`; not for that of `write 5k words`."""
    numbers = words.durations.numbers
    unit = numbers.shorthand.get(spoken[place])
    counted = unit is None or numbers.units.known(word_at(spoken, place + 1)) is not None
    return spoken[place] if counted or unit is None else unit


def _amount_at(words: AmountWords, spoken: list[str], place: int) -> Amount | None:
    piece = words.durations.numbers.piece_at(spoken, place)
    if piece is None and spoken[place] in words.one:
        piece = Piece(1, place, place + 1)
    if piece is None:
        return None
    unit = _unit_after(words, spoken, piece)
    if unit and unit[0].dimension == "time":
        return _duration(words, spoken, place, unit[1])
    if unit:
        return Amount(piece.value, unit[0].plural, place, unit[1])
    counts_nothing = piece.end == place + 1 and spoken[place] in words.one
    return None if counts_nothing else Amount(piece.value, "", place, piece.end)


def _unit_after(words: AmountWords, spoken: list[str], piece: Piece) -> tuple[Unit, int] | None:
    numbers = words.durations.numbers
    place = past(spoken, piece.end, numbers.before_unit)
    for length in (2, 1):
        unit = numbers.units.known(" ".join(spoken[place : place + length]))
        if unit is not None:
            return unit, place + length
    return None


def _duration(words: AmountWords, spoken: list[str], start: int, end: int) -> Amount | None:
    """In minutes, or in hours where the words give whole ones."""
    found = duration_in(words.durations, spoken[start:], 1.0)
    if found is None or found.value <= 0:
        return None
    units = words.durations.numbers.units.minutes
    in_hours = found.value % _HOUR == 0 and any(units.get(word) == _HOUR for word in spoken[start:])
    return Amount(found.value / (_HOUR if in_hours else 1), words.hours if in_hours else words.minutes, start, end)
