"""Times of day, spoken and written: `halb zehn`, `Viertel vor acht`, `21:30`, `zehn Uhr abends`."""

from __future__ import annotations

from appliance.language.german.choosing import choose
from appliance.language.german.clockwords import DAY, HALF_DAY, Clock, clock_at
from appliance.language.german.numbers import say_whole
from appliance.language.german.numberwords import Piece
from appliance.language.german.tokens import BREAK, tokens
from appliance.language.values import Found

_WINDOWS = (
    (("bett", "schlaf", "bedtime", "licht", "nacht", "insbett"), 18 * 60),
    (("aufsteh", "aufgestanden", "aufwach", "aufgewacht", "wecker", "früh", "morgen", "wake", "wach"), 3 * 60),
    (("mittag", "lunch"), 9 * 60),
    (("abend", "feierabend", "dinner", "nachmittag", "heimgekommen", "heimkommen"), 14 * 60),
)
"""Beginnings or parts of a question's words, and the minute at which the twelve hours begin that its times fall into."""

_USUAL_FROM = 5 * 60
"""Without any such word a time is taken to be from five in the morning to five in the afternoon, and read back."""


def window_start(about: str) -> int | None:
    """When the twelve hours begin that times of this question fall into; None where the words do not say."""
    asked = [word for word in tokens(about) if word != "übermorgen"]
    for signs, start in _WINDOWS:
        if any(sign in word for word in asked for sign in signs if not (sign == "mittag" and "nachmittag" in word)):
            return start
    return None


def read_clock(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Found | None:
    """The time of day an utterance gives, in minutes after midnight; None where it gives none.

    A time without a part of the day falls where `low` and `high` allow one only, else into the twelve hours that the
    words of the question (`about`) suggest, else between five and five o'clock with a certainty that asks for a
    read-back.
    """
    spoken = tokens(text)
    clocks = clocks_of(spoken)
    pieces = [Piece(clock.minutes, clock.start, clock.end, clock.certainty) for clock in clocks]
    settled = [_settle(clock, about, low, high) for clock in clocks]
    chosen = choose(spoken, pieces, [False] * len(pieces))
    if chosen is None:
        return None
    for clock, found in zip(clocks, settled, strict=True):
        if clock.end == chosen.end and clock.minutes == chosen.value:
            return Found(found.value, min(found.certainty, chosen.certainty))
    first, last = [found for clock, found in zip(clocks, settled, strict=True) if clock.start >= chosen.start][:2]
    apart = (last.value - first.value + HALF_DAY) % DAY - HALF_DAY
    return Found((first.value + apart / 2) % DAY, 0.5)


def clocks_of(spoken: list[str]) -> list[Clock]:
    """Every time of day among the words, none inside another."""
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
    candidates = [clock.minutes % HALF_DAY, clock.minutes % HALF_DAY + HALF_DAY]
    allowed = [minutes for minutes in candidates if _within(minutes, low, high)]
    if len(allowed) == 1:
        return Found(allowed[0], 0.9)
    start = window_start(about)
    chosen = min(candidates, key=lambda minutes: (minutes - (_USUAL_FROM if start is None else start)) % DAY)
    return Found(chosen, 0.6 if start is None else 0.9)


def _within(minutes: float, low: float | None, high: float | None) -> bool:
    """Bounds may go over midnight: 1320 … 120 is ten in the evening to two in the morning."""
    if low is not None and high is not None and low > high:
        return minutes >= low or minutes <= high
    return (low is None or minutes >= low) and (high is None or minutes <= high)


def read_half_of_day(text: str) -> str | None:
    """`am` or `pm` where an utterance says only that: `abends`, `morgens`, `am Vormittag`."""
    spoken = set(tokens(text))
    if spoken & {"morgens", "früh", "vormittags", "vormittag", "morgen"}:
        return "am"
    if spoken & {"abends", "abend", "nachmittags", "nachmittag", "mittags", "nachts", "nacht"}:
        return "pm"
    return None


def say_clock(minutes: float) -> str:
    """A time of day as words: `halb zehn abends`, `zehn Uhr fünf morgens`, `zwölf Uhr mittags`, `Mitternacht`."""
    total = round(minutes) % DAY
    if total in (0, HALF_DAY):
        return "zwölf Uhr mittags" if total else "Mitternacht"
    return f"{say_face(total)} {_part_of_day(total // 60)}"


def say_face(minutes: float) -> str:
    """The time as a clock with hands shows it, without the part of the day: `halb zehn`, `zwölf Uhr`."""
    hour, minute = divmod(round(minutes) % DAY, 60)
    following = say_whole((hour + 1) % 12 or 12)
    if minute == 30:
        return f"halb {following}"
    if minute == 45:
        return f"Viertel vor {following}"
    if minute == 15:
        return f"Viertel nach {say_whole(hour % 12 or 12)}"
    shown = hour % 12 or 12
    full = f"{'ein' if shown == 1 else say_whole(shown)} Uhr"
    return f"{full} {say_whole(minute)}" if minute else full


def _part_of_day(hour: int) -> str:
    if hour < 4:
        return "nachts"
    if hour < 11:
        return "morgens"
    if hour < 14:
        return "mittags"
    if hour < 18:
        return "nachmittags"
    return "abends" if hour < 22 else "nachts"
