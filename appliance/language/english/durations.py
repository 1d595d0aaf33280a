"""How long: `six and a half hours`, `half an hour`, `an hour and a quarter`, `seven thirty`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from appliance.language.english.choosing import choose
from appliance.language.english.clockwords import Clock, clock_at, plain_clock_at
from appliance.language.english.numbers import SURE, say_number, say_quantity
from appliance.language.english.numberwords import Piece, below_hundred, part_at, piece_at, word_at
from appliance.language.english.tokens import BREAK, tokens
from appliance.language.english.units import TIME_UNITS, known_unit
from appliance.language.english.zero import means_zero
from appliance.language.forms import Forms
from appliance.language.values import Found

_MINUTES = {name: unit.factor for name, unit in TIME_UNITS.items()}
_VAGUE = frozenset({"least", "over", "under", "than", "almost", "nearly", "most"})
_NO_TIME = Forms(("no time", "no sleep", "no time at all", "didn't sleep", "did not sleep", "haven't slept"))
_SLEPT = frozenset({"bed", "asleep", "sleep"})
_WOKE = frozenset({"woke", "up", "awake", "waking"})
_UNTIL = frozenset({"to", "till", "til", "until"})
_FEW = 12
"""`one and a half` where minutes are asked for: below this many it is taken for hours."""

_MAX_HOURS_IN_PAIR = 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """A number of minutes, or a bare number whose unit is still open."""

    piece: Piece
    minutes_per: float | None
    """Minutes in one of the piece's units; None while nobody said the unit."""


def unit_minutes(unit: str) -> float:
    """How many minutes one of the item's units has. Durations without a unit are minutes."""
    known = known_unit(unit)
    return known.factor if known and known.dimension == "time" else 1.0


def read_duration(text: str, unit: str) -> Found | None:
    """The duration an utterance gives, in `unit` (hours, minutes …); None where it gives none.

    A bare number takes the unit asked for; `seven thirty` is seven and a half hours.
    """
    spoken = tokens(text)
    own = unit_minutes(unit)
    span = _from_until(spoken) if own == _MINUTES["hours"] else None
    if span is not None:
        return Found(round(span / own, 6), 0.6)
    if _is_time_of_day(spoken):
        return None
    stretches = stretches_in(spoken, hours=own == _MINUTES["hours"])
    minutes = [_in_minutes(stretches, index, own) for index in range(len(stretches))]
    chosen = choose(spoken, minutes, [stretch.minutes_per is not None for stretch in stretches])
    if chosen is None:
        return Found(0, 0.85) if _NO_TIME.inside(spoken) else means_zero(spoken)
    vague = any(word in _VAGUE for word in spoken[max(0, chosen.start - 2) : chosen.start])
    return Found(round(chosen.value / own, 6), min(SURE, chosen.certainty) * (0.85 if vague else 1))


def _is_time_of_day(spoken: list[str]) -> bool:
    """`half past six`, `quarter to seven`: an answer to another question."""
    if any(word in _MINUTES for word in spoken):
        return False
    return "past" in spoken or any(pair == ("quarter", "to") for pair in pairwise(spoken))


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


def stretches_in(spoken: list[str], *, hours: bool) -> list[Stretch]:
    """Every number or duration among the words, from left to right; `hours` where a duration in hours is expected."""
    found: list[Stretch] = []
    place = 0
    while place < len(spoken):
        stretch = None if spoken[place] == BREAK else _stretch_at(spoken, place, hours=hours)
        if stretch is None:
            place += 1
        else:
            found.append(stretch)
            place = stretch.piece.end
    return found


def _stretch_at(spoken: list[str], place: int, *, hours: bool) -> Stretch | None:
    pair = _hours_minutes_at(spoken, place, certain=hours)
    if pair:
        return pair
    article = word_at(spoken, place) in ("a", "an", "one", "the")
    bare = place + 1 if article else place
    unit = word_at(spoken, bare)
    if unit in _MINUTES and (article or unit in ("hour", "minute")):
        return _with_rest(spoken, Piece(1, place, bare + 1), _MINUTES[unit])
    piece = piece_at(spoken, place)
    if piece is None:
        return None
    after = piece.end
    while word_at(spoken, after) in ("of", "a", "an", "full", "whole", "solid", "good", "more"):
        after += 1
    unit = word_at(spoken, after)
    if unit not in _MINUTES:
        return Stretch(piece, None)
    return _with_rest(spoken, replace(piece, end=after + 1), _MINUTES[unit])


def _with_rest(spoken: list[str], piece: Piece, per: float) -> Stretch:
    """Add what follows the unit: `… and a half`, `… and ten minutes`, `… forty`."""
    place = piece.end
    if word_at(spoken, place) == BREAK and word_at(spoken, place + 1) != BREAK:
        place += 1
    joined = word_at(spoken, place) == "and"
    place += joined
    part = part_at(spoken, place) if joined else None
    if part and word_at(spoken, part[1]) not in (*_MINUTES, "of", "an"):
        return Stretch(replace(piece, value=piece.value + part[0], end=part[1]), per)
    smaller = piece_at(spoken, place)
    if smaller is None or (per <= 1 and per != _MINUTES["minute"]):
        return Stretch(piece, per)
    after = smaller.end
    while word_at(spoken, after) in ("of", "a", "an"):
        after += 1
    smaller_per = _MINUTES.get(word_at(spoken, after))
    if smaller_per is not None and smaller_per < per:
        extra, end = smaller.value * smaller_per / per, after + 1
        rest = _with_rest(spoken, replace(smaller, value=piece.value + extra, start=piece.start, end=end), per)
        return rest if smaller_per > 1 / 60 and per > smaller_per * 60 else Stretch(rest.piece, per)
    bare_minutes = smaller_per is None and per == _MINUTES["hour"] and 1 <= abs(smaller.value) < 60
    if bare_minutes and (joined or place == piece.end) and smaller.certainty > 0.8:
        value = piece.value + smaller.value / 60
        return Stretch(replace(piece, value=value, end=smaller.end, certainty=0.9), per)
    return Stretch(piece, per)


def _hours_minutes_at(spoken: list[str], place: int, *, certain: bool) -> Stretch | None:
    """`seven thirty`, `seven oh five` and `7:30` for hours and minutes, where no unit follows."""
    word = word_at(spoken, place)
    if ":" in word:
        parts = [int(part) for part in word.split(":")]
        value = parts[0] + parts[1] / 60
        end = place + 2 if word_at(spoken, place + 1) in _MINUTES else place + 1
        return Stretch(Piece(value, place, end, 0.9 if certain else 0.7), 60) if parts[1] < 60 else None
    hour = below_hundred(spoken, place)
    if hour is None or not 1 <= hour[0] <= _MAX_HOURS_IN_PAIR:
        return None
    oh = word_at(spoken, hour[1]) in ("oh", "o")
    minute = below_hundred(spoken, hour[1] + oh)
    if minute is None or not (1 <= minute[0] <= 9 if oh else 10 <= minute[0] <= 59):
        return None
    following = word_at(spoken, minute[1])
    if following in _MINUTES or following in ("hundred", "thousand", "k", "point") or part_at(spoken, minute[1]):
        return None
    return Stretch(Piece(hour[0] + minute[0] / 60, place, minute[1], 0.8 if certain else 0.5), 60)


def _from_until(spoken: list[str]) -> float | None:
    """Minutes of `from eleven to half past six`: the shortest stretch of those two clock times."""
    if any(word in _MINUTES for word in spoken):
        return None
    for place in range(len(spoken)):
        for start in (plain_clock_at(spoken, place), clock_at(spoken, place)):
            if start is None or word_at(spoken, start.end) not in _UNTIL:
                continue
            until = clock_at(spoken, start.end + 1)
            if until and (word_at(spoken, place - 1) == "from" or until.minutes < start.minutes):
                return _shortest(start, until)
    clocks = [clock_at(spoken, place + 1) for place, word in enumerate(spoken) if word == "at"]
    if len(clocks) == 2 and clocks[0] and clocks[1] and not _SLEPT.isdisjoint(spoken) and not _WOKE.isdisjoint(spoken):
        return _shortest(clocks[0], clocks[1])
    return None


def _shortest(start: Clock, until: Clock) -> float:
    day, half = 24 * 60, 12 * 60
    return (until.minutes - start.minutes) % (day if start.fixed and until.fixed else half) or half


def say_duration(value: float, unit: str) -> str:
    """A duration as words: `six and a half hours`, `six hours and twenty minutes`, `half an hour`.

    `value` is in `unit`; said to the minute.
    """
    total = round(value * unit_minutes(unit))
    if total == 0:
        return f"zero {'hours' if unit_minutes(unit) == _MINUTES['hour'] else 'minutes'}"
    short = {15: "a quarter of an hour", 30: "half an hour", 45: "three quarters of an hour", 90: "an hour and a half"}
    in_hours = unit_minutes(unit) >= _MINUTES["hour"]
    if total in short and (in_hours or total == 30):
        return short[total]
    hours, minutes = divmod(total, 60)
    if total < 60 or (not in_hours and total <= 120 and minutes):
        return say_quantity(total, "minutes")
    if minutes in (0, 15, 30, 45):
        return say_quantity(total / 60, "hours")
    return f"{say_number(hours)} {'hour' if hours == 1 else 'hours'} and {say_quantity(minutes, 'minutes')}"
