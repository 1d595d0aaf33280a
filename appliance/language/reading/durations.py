"""How long: `six and a half hours`, `half an hour`, `an hour and a quarter`, `seven thirty`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from appliance.language.forms import Forms
from appliance.language.reading.choosing import choose
from appliance.language.reading.clock import Clock, ClockAt
from appliance.language.reading.numbers import SURE, NumberWords
from appliance.language.reading.pieces import NumberAt, PartAt, Piece
from appliance.language.reading.tokens import BREAK, past, word_at
from appliance.language.reading.zero import means_zero
from appliance.language.values import Found

_HOUR = 60.0
_FEW = 12
"""`one and a half` where minutes are asked for: below this many it is taken for hours."""

_MAX_HOURS_IN_PAIR = 24


@dataclass(frozen=True, slots=True)
class DurationWords:
    """What reading durations needs to know of a language, beside its numbers. Units of time are in their `units`."""

    numbers: NumberWords
    number_at: NumberAt
    part_at: PartAt
    one: frozenset[str]
    """Before a unit, one of it: `an hour`, `the hour`."""
    alone: frozenset[str]
    """Units that count as one with nothing before them: `hour`."""
    before_unit: frozenset[str]
    """May stand between a number and its unit: `three full hours`, `half an hour`."""
    vague: frozenset[str]
    """Shortly before a duration, a bound rather than a value: `at least`."""
    no_time: Forms
    """Somewhere in an utterance without a number: `didn't sleep`."""
    oh: frozenset[str] = frozenset()
    """Before the minutes one to nine: `seven oh five`."""
    not_after_pair: frozenset[str] = frozenset()
    """After two numbers that are then no hours and minutes: `hundred`, `point`."""
    tells_clock: Callable[[list[str]], bool] = lambda spoken: False
    """Whether words without a unit are a time of day, the answer to another question: `half past six`."""
    clock_at: ClockAt | None = None
    """For `from eleven to half past six` …"""
    plain_clock_at: ClockAt | None = None
    """… without the forms that count from an hour, so that `ten to six` begins with ten."""
    from_: frozenset[str] = frozenset()
    until: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    """For `in bed at eleven, awake at six`, with the words of the two below."""
    slept: frozenset[str] = frozenset()
    woke: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A number of minutes, or a bare number whose unit is still open."""

    piece: Piece
    minutes_per: float | None
    """Minutes in one of the piece's units; None while nobody said the unit."""


def read_duration_with(words: DurationWords) -> Callable[[str, str], Found | None]:
    """A function that gives the duration of an utterance, in a unit (hours, minutes …); None where there is none.

    A bare number takes the unit asked for, which is minutes where it is no unit of time; `seven thirty` is seven and
    a half hours.
    """

    def read_duration(text: str, unit: str) -> Found | None:
        return duration_in(words, words.numbers.tokens(text), words.numbers.units.minutes_per(unit) or 1.0)

    return read_duration


def duration_in(words: DurationWords, spoken: list[str], own: float) -> Found | None:
    """The duration that the tokens give, in a unit of so many minutes."""
    span = _from_until(words, spoken) if own == _HOUR else None
    if span is not None:
        return Found(round(span / own, 6), 0.6)
    units = words.numbers.units.minutes
    if words.tells_clock(spoken) and not any(word in units for word in spoken):
        return None
    stretches = stretches_in(words, spoken, hours=own == _HOUR)
    minutes = [_in_minutes(stretches, index, own) for index in range(len(stretches))]
    chosen = choose(words.numbers.choice, spoken, minutes, [stretch.minutes_per is not None for stretch in stretches])
    if chosen is None:
        return Found(0, 0.85) if words.no_time.inside(spoken) else means_zero(words.numbers.zero, spoken)
    vague = any(word in words.vague for word in spoken[max(0, chosen.start - 2) : chosen.start])
    return Found(round(chosen.value / own, 6), min(SURE, chosen.certainty) * (0.85 if vague else 1))


def _in_minutes(stretches: list[Stretch], index: int, own: float) -> Piece:
    """A stretch as minutes. A bare number takes the unit of the next one that has a unit, else of the one before."""
    stretch = stretches[index]
    per = stretch.minutes_per
    if per is None:
        later = [other.minutes_per for other in stretches[index + 1 :] if other.minutes_per]
        earlier = [other.minutes_per for other in stretches[:index] if other.minutes_per]
        per = later[0] if later else earlier[-1] if earlier else own
        if per == 1 and stretch.piece.value % 1 and stretch.piece.value < _FEW:
            return replace(stretch.piece, value=stretch.piece.value * 60, certainty=0.6)
    return replace(stretch.piece, value=stretch.piece.value * per)


def stretches_in(words: DurationWords, spoken: list[str], *, hours: bool) -> list[Stretch]:
    """Every number or duration among the words, from left to right; `hours` where a duration in hours is expected."""
    found: list[Stretch] = []
    place = 0
    while place < len(spoken):
        stretch = None if spoken[place] == BREAK else _stretch_at(words, spoken, place, hours=hours)
        if stretch is None:
            place += 1
        else:
            found.append(stretch)
            place = stretch.piece.end
    return found


def _stretch_at(words: DurationWords, spoken: list[str], place: int, *, hours: bool) -> Stretch | None:
    pair = _hours_minutes_at(words, spoken, place, certain=hours)
    if pair:
        return pair
    units = words.numbers.units.minutes
    article = word_at(spoken, place) in words.one
    bare = place + 1 if article else place
    unit = word_at(spoken, bare)
    if unit in units and (article or unit in words.alone):
        return _with_rest(words, spoken, Piece(1, place, bare + 1), units[unit])
    piece = words.numbers.piece_at(spoken, place)
    if piece is None:
        return None
    after = past(spoken, piece.end, words.before_unit)
    unit = word_at(spoken, after)
    if unit not in units:
        return Stretch(piece, None)
    return _with_rest(words, spoken, replace(piece, end=after + 1), units[unit])


def _with_rest(words: DurationWords, spoken: list[str], piece: Piece, per: float) -> Stretch:
    """Add what follows the unit: `… and a half`, `… and ten minutes`, `… forty`."""
    units = words.numbers.units.minutes
    place = piece.end
    if word_at(spoken, place) == BREAK and word_at(spoken, place + 1) != BREAK:
        place += 1
    joined = word_at(spoken, place) in words.numbers.and_
    place += joined
    part = words.part_at(spoken, place) if joined else None
    if part and word_at(spoken, past(spoken, part[1], words.before_unit)) not in units:
        return Stretch(replace(piece, value=piece.value + part[0], end=part[1]), per)
    smaller = words.numbers.piece_at(spoken, place) if word_at(spoken, place) != BREAK else None
    if smaller is None or (per <= 1 and per != 1.0):
        return Stretch(piece, per)
    after = past(spoken, smaller.end, words.before_unit)
    smaller_per = units.get(word_at(spoken, after))
    if smaller_per is not None and smaller_per < per:
        extra, end = smaller.value * smaller_per / per, after + 1
        rest = _with_rest(words, spoken, replace(smaller, value=piece.value + extra, start=piece.start, end=end), per)
        return rest if smaller_per > 1 / 60 and per > smaller_per * 60 else Stretch(rest.piece, per)
    bare_minutes = smaller_per is None and per == _HOUR and 1 <= abs(smaller.value) < 60
    if bare_minutes and (joined or place == piece.end) and smaller.certainty > 0.8:
        value = piece.value + smaller.value / 60
        return Stretch(replace(piece, value=value, end=smaller.end, certainty=0.9), per)
    return Stretch(piece, per)


def _hours_minutes_at(words: DurationWords, spoken: list[str], place: int, *, certain: bool) -> Stretch | None:
    """`seven thirty`, `seven oh five` and `7:30` for hours and minutes, where no unit follows."""
    units = words.numbers.units.minutes
    word = word_at(spoken, place)
    if ":" in word:
        parts = [int(part) for part in word.split(":")]
        value = parts[0] + parts[1] / 60
        end = place + 2 if word_at(spoken, place + 1) in units else place + 1
        return Stretch(Piece(value, place, end, 0.9 if certain else 0.7), _HOUR) if parts[1] < 60 else None
    hour = words.number_at(spoken, place)
    if hour is None or not 1 <= hour[0] <= _MAX_HOURS_IN_PAIR:
        return None
    oh = word_at(spoken, hour[1]) in words.oh
    minute = words.number_at(spoken, hour[1] + oh)
    if minute is None or not (1 <= minute[0] <= 9 if oh else 10 <= minute[0] <= 59):
        return None
    following = word_at(spoken, minute[1])
    if following in units or following in words.not_after_pair or words.part_at(spoken, minute[1]):
        return None
    return Stretch(Piece(hour[0] + minute[0] / 60, place, minute[1], 0.8 if certain else 0.5), _HOUR)


def _from_until(words: DurationWords, spoken: list[str]) -> float | None:
    """Minutes of `from eleven to half past six`: the shortest stretch of those two clock times."""
    clock_at = words.clock_at
    if clock_at is None or any(word in words.numbers.units.minutes for word in spoken):
        return None
    for place in range(len(spoken)):
        for start in ((words.plain_clock_at or clock_at)(spoken, place), clock_at(spoken, place)):
            if start is None or word_at(spoken, start.end) not in words.until:
                continue
            until = clock_at(spoken, start.end + 1)
            if until and (word_at(spoken, place - 1) in words.from_ or until.minutes < start.minutes):
                return _shortest(start, until)
    clocks = [clock_at(spoken, place + 1) for place, word in enumerate(spoken) if word in words.at]
    told = not words.slept.isdisjoint(spoken) and not words.woke.isdisjoint(spoken)
    if len(clocks) == 2 and clocks[0] and clocks[1] and told:
        return _shortest(clocks[0], clocks[1])
    return None


def _shortest(start: Clock, until: Clock) -> float:
    day, half = 24 * 60, 12 * 60
    return (until.minutes - start.minutes) % (day if start.fixed and until.fixed else half) or half
