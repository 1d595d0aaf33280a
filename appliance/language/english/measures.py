"""English amounts told in parts, as rules read them: `twelve stone four` is `twelve stone four pounds`, `ten minutes
twice` is `ten minutes times two`, `eight or nine thousand` is `eight thousand or nine thousand`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from appliance.language.english.numberwords import below_hundred, piece_at
from appliance.language.english.tokens import tokens
from appliance.language.english.units import UNITS
from appliance.language.forms import listed
from appliance.language.reading.tokens import past, word_at

_ONCE_MORE = {"twice": "two", "thrice": "three"}
_ROUNDS = listed("times sessions rounds lots blocks sets pomodoros bouts stretches")
_OFTEN = listed("a an per every each as that this last")
"""After `twice` or `three times` they make it a frequency or a comparison: `twice a day`, `twice as many`."""
_SCALES = listed("hundred thousand k")
_JOINS = listed("and then plus another")
_PARTS_OF_DAY = listed("morning afternoon evening night tonight lunch lunchtime breakfast dinner noon later")
_BEFORE_PART = listed("in the at this after before over during")
_BEFORE_CLOCK = listed("at by until")
_FAR = 20
"""Words."""

_POUNDS_IN_STONE = 14


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    start: int
    end: int


Insertion = tuple[int, str]
"""A word, and the token before which it stands."""


def measure_tokens(text: str) -> list[str]:
    """The tokens of an utterance, with what its amounts leave unsaid."""
    spoken = _multiplied(tokens(text))
    for unsaid in (_scales, _pounds, _pluses, _units):
        before = dict(unsaid(spoken, _numbers(spoken)))
        spoken = [told for place, word in enumerate([*spoken, ""]) for told in (before.get(place, ""), word) if told]
    return spoken


def _numbers(spoken: list[str]) -> list[_Number]:
    found: list[_Number] = []
    place = 0
    while place < len(spoken):
        number = below_hundred(spoken, place)
        if number is not None:
            found.append(_Number(number[0], place, number[1]))
        place = number[1] if number else place + 1
    return found


def _multiplied(spoken: list[str]) -> list[str]:
    """`ten minutes twice`, `five kilometres three times`, `two sessions of forty five minutes`."""
    told: list[str] = []
    place = 0
    while place < len(spoken):
        words, place = _repeated(spoken, place) or _rounds(spoken, place) or ([spoken[place]], place + 1)
        told += words
    return told


def _repeated(spoken: list[str], place: int) -> tuple[list[str], int] | None:
    """How many times, right after a unit; and where it ends."""
    number = below_hundred(spoken, place)
    count, end = [_ONCE_MORE.get(spoken[place], "")], place + 1
    if number is not None and word_at(spoken, number[1]) == "times":
        count, end = spoken[place : number[1]], number[1] + 1
    follows_unit = place > 1 and UNITS.known(spoken[place - 1]) is not None
    if not count[0] or not follows_unit or word_at(spoken, end) in _OFTEN:
        return None
    return ["times", *count], end


def _rounds(spoken: list[str], place: int) -> tuple[list[str], int] | None:
    """How many sessions there were `of` an amount; and where that begins."""
    number = below_hundred(spoken, place)
    if number is None or word_at(spoken, number[1]) not in _ROUNDS or word_at(spoken, number[1] + 1) != "of":
        return None
    of = number[1] + 1
    measured = piece_at(spoken, of + 1) is not None or word_at(spoken, of + 2) in UNITS.minutes
    return None if not measured else ([*spoken[place : number[1]], "times"], of + 1)


def _scales(spoken: list[str], numbers: list[_Number]) -> Iterator[Insertion]:
    """`eight or nine thousand`: both are thousands."""
    for first, second in pairwise(numbers):
        between, scale = spoken[first.end : second.start], word_at(spoken, second.end)
        spans = between in (["or"], ["to"]) or (between == ["and"] and word_at(spoken, first.start - 1) == "between")
        if spans and first.value < second.value and scale in _SCALES:
            yield first.end, scale


def _pounds(spoken: list[str], numbers: list[_Number]) -> Iterator[Insertion]:
    """`twelve stone four`: the four are pounds."""
    for first, second in pairwise(numbers):
        between = spoken[first.end : second.start]
        following = word_at(spoken, second.end)
        if between in (["stone"], ["stone", "and"]) and second.value < _POUNDS_IN_STONE and not UNITS.known(following):
            yield second.end, "pounds"


def _pluses(spoken: list[str], numbers: list[_Number]) -> Iterator[Insertion]:
    """`five hours, then two more`: they add up; not in `two more than yesterday`."""
    for number in numbers:
        more = word_at(spoken, number.end) == "more" and word_at(spoken, number.end + 1) != "than"
        before = spoken[max(0, number.start - _FAR) : number.start]
        told = any(word in UNITS.minutes or below_hundred([word], 0) for word in before)
        if more and told and _BEFORE_CLOCK.isdisjoint(before):
            yield number.start, "plus"


def _units(spoken: list[str], numbers: list[_Number]) -> Iterator[Insertion]:
    """`one hour in the morning and two in the afternoon`: both are hours."""
    said = [word_at(spoken, number.end) for number in numbers]
    unit = next((word for word in said if UNITS.known(word) is not None), "")
    for number in numbers[1:]:
        joined = not _JOINS.isdisjoint(spoken[max(0, number.start - 2) : number.start])
        part = word_at(spoken, past(spoken, number.end, _BEFORE_PART))
        if unit and joined and part in _PARTS_OF_DAY:
            yield number.end, unit
