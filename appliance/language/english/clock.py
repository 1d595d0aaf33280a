"""Times of day, spoken and written: `half past nine`, `quarter to ten`, `21:30`, `ten pm`."""

from __future__ import annotations

from appliance.language.english.choosing import choose
from appliance.language.english.clockwords import Clock, clock_at
from appliance.language.english.numbers import say_number
from appliance.language.english.numberwords import Piece
from appliance.language.english.tokens import BREAK, tokens
from appliance.language.values import Found

DAY_MINUTES = 24 * 60
HALF_DAY_MINUTES = 12 * 60

_WINDOWS = (
    (("bed", "bedtime", "sleep", "asleep", "lights", "night"), 18 * 60),
    (("wake", "woke", "up", "rise", "breakfast", "morning", "alarm"), 3 * 60),
    (("lunch", "noon", "midday"), 9 * 60),
    (("dinner", "supper", "evening", "tea", "tonight", "home"), 14 * 60),
)
"""Words of a question, and the minute at which the twelve hours begin that its times of day fall into."""

_USUAL_FROM = 5 * 60
"""Without any such word a time is taken to be from five in the morning to five in the afternoon, and read back."""


def window_start(about: str) -> int | None:
    """When the twelve hours begin that times of this question fall into; None where the words do not say."""
    asked = set(tokens(about))
    for signs, start in _WINDOWS:
        if asked & set(signs):
            return start
    return None


def read_clock(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Found | None:
    """The time of day an utterance gives, in minutes after midnight; None where it gives none.

    A time without morning or evening falls where `low` and `high` allow one only, else into the twelve hours that
    the words of the question (`about`) suggest, else between five and five o'clock with a certainty that asks for
    a read-back.
    """
    spoken = tokens(text)
    clocks = _clocks(spoken)
    pieces = [Piece(clock.minutes, clock.start, clock.end, clock.certainty) for clock in clocks]
    settled = [_settle(clock, about, low, high) for clock in clocks]
    chosen = choose(spoken, pieces, [False] * len(pieces))
    if chosen is None:
        return None
    for clock, found in zip(clocks, settled, strict=True):
        if clock.end == chosen.end and clock.minutes == chosen.value:
            return Found(found.value, min(found.certainty, chosen.certainty))
    first, last = [found for clock, found in zip(clocks, settled, strict=True) if clock.start >= chosen.start][:2]
    apart = (last.value - first.value + HALF_DAY_MINUTES) % DAY_MINUTES - HALF_DAY_MINUTES
    return Found((first.value + apart / 2) % DAY_MINUTES, 0.5)


def _clocks(spoken: list[str]) -> list[Clock]:
    found: list[Clock] = []
    place = 0
    while place < len(spoken):
        clock = None if spoken[place] == BREAK else clock_at(spoken, place)
        if clock is None:
            place += 1
        else:
            found.append(clock)
            place = clock.end
    return found


def _settle(clock: Clock, about: str, low: float | None, high: float | None) -> Found:
    if clock.fixed:
        return Found(clock.minutes, 0.95)
    candidates = [clock.minutes % HALF_DAY_MINUTES, clock.minutes % HALF_DAY_MINUTES + HALF_DAY_MINUTES]
    allowed = [minutes for minutes in candidates if _within(minutes, low, high)]
    if len(allowed) == 1:
        return Found(allowed[0], 0.9)
    start = window_start(about)
    chosen = min(candidates, key=lambda minutes: (minutes - (_USUAL_FROM if start is None else start)) % DAY_MINUTES)
    return Found(chosen, 0.6 if start is None else 0.9)


def _within(minutes: float, low: float | None, high: float | None) -> bool:
    """Bounds may go over midnight: 1320 … 120 is ten in the evening to two in the morning."""
    if low is not None and high is not None and low > high:
        return minutes >= low or minutes <= high
    return (low is None or minutes >= low) and (high is None or minutes <= high)


def read_half_of_day(text: str) -> str | None:
    """`am` or `pm` where an utterance says only that: `in the evening`, `p m`."""
    spoken = set(tokens(text))
    if spoken & {"am", "morning"}:
        return "am"
    if spoken & {"pm", "evening", "afternoon", "night"}:
        return "pm"
    return None


def say_clock(minutes: float) -> str:
    """A time of day as words: `half past nine in the evening`, `ten oh five in the morning`, `noon`, `midnight`."""
    total = round(minutes) % DAY_MINUTES
    if total in (0, HALF_DAY_MINUTES):
        return "noon" if total else "midnight"
    hour, minute = divmod(total, 60)
    return f"{_face(hour % 12 or 12, minute)} {_part_of_day(hour)}"


def _face(hour: int, minute: int) -> str:
    following = hour % 12 + 1
    if minute == 0:
        return f"{say_number(hour)} o'clock"
    if minute in (15, 30):
        return f"{'quarter' if minute == 15 else 'half'} past {say_number(hour)}"
    if minute == 45:
        return f"quarter to {say_number(following)}"
    return f"{say_number(hour)} {'oh ' if minute < 10 else ''}{say_number(minute)}"


def _part_of_day(hour: int) -> str:
    if hour < 4:
        return "at night"
    if hour < 12:
        return "in the morning"
    if hour < 18:
        return "in the afternoon"
    return "in the evening" if hour < 22 else "at night"
