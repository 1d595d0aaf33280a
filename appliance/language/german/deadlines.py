"""The time that a promise names for itself: `vor zehn den Zahnarzt anrufen`, `um sieben laufen`.

German puts its verb last, so nearly anything may follow a time, and only what is counted tells that it is none. The
part of the day stands with the day (`morgen früh um acht`), not behind the time.
"""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german.clock import read_clock
from appliance.language.german.clockwords import PARTS_OF_DAY, clock_at, plain_clock_at
from appliance.language.german.days import days_said, part_of_day, spoken_tokens
from appliance.language.german.numberwords import below_hundred, whole_word
from appliance.language.german.units import UNITS
from appliance.language.reading.clock import Clock
from appliance.language.reading.deadlines import DeadlineFound, first_of, in_waking_hours
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import Deadline

_LIMITS = listed("vor bis spätestens")
_TIMES = listed("um gegen ab")
_FILLERS = listed("um etwa ungefähr so circa genau punkt spätestens gegen zirka")
_CLOCK_WORDS = listed("uhr halb viertel dreiviertel mittag mitternacht") | PARTS_OF_DAY
_COUNTED = listed("""
tagen tage jahren jahre wochen monaten leuten menschen personen kollegen fragen aufgaben dingen sachen mails emails
gästen kunden schülern zuschauern teilnehmern freunden prozent anrufen
""")
"""After `vor zehn` these are counted; a verb or an object may follow a time."""

_LATEST_ALONE = 12
"""`bis zwanzig` counts something; `bis zwanzig Uhr` does not."""

_NEAR = 40
"""Words around a time that may tell its half of the day."""


def read_deadline(text: str) -> Deadline | None:
    """The time of day a promise is to be done by (`before`) or at; None where its words name none.

    Without a part of the day the promise's other words decide, as a question's do for `read_clock`.
    """
    return first_of(deadlines_in(spoken_tokens(text)))


def deadlines_in(spoken: list[str]) -> list[DeadlineFound]:
    """Every such time among the words, with the words that lead to it."""
    found: list[DeadlineFound] = []
    place = 0
    while place < len(spoken):
        word = spoken[place]
        clock = (
            _clock_after(spoken, place)
            if word in _LIMITS or word in _TIMES or _is_limit(spoken, place)
            else _digital_at(spoken, place)
        )
        deadline = clock and _deadline(spoken, clock, before=_is_limit(spoken, place))
        if clock and deadline:
            found.append(DeadlineFound(deadline, place, clock.end))
        place = clock.end if clock and deadline else place + 1
    return found


def _is_limit(spoken: list[str], place: int) -> bool:
    later = spoken[place : place + 3] == ["nicht", "später", "als"]
    return later or spoken[place] in _LIMITS or (spoken[place] in _TIMES and word_at(spoken, place + 1) == "spätestens")


def _digital_at(spoken: list[str], place: int) -> Clock | None:
    """`21:30` and `acht Uhr`, which need nothing before them."""
    clock = plain_clock_at(spoken, place)
    if clock is None or word_at(spoken, place - 1) in ("von", "nach", "seit", "zehn"):
        return None
    said = spoken[clock.start : clock.end]
    return clock if "uhr" in said or any(":" in word for word in said) else None


def _clock_after(spoken: list[str], place: int) -> Clock | None:
    """The time that `vor`, `um` … leads to, where it is one and not a number of things."""
    following = place + 1
    if spoken[place : place + 3] == ["nicht", "später", "als"]:
        following = place + 3
    while word_at(spoken, following) in _FILLERS:
        following += 1
    clock = clock_at(spoken, following)
    if clock is None:
        return None
    said = spoken[clock.start : clock.end]
    if _CLOCK_WORDS & set(said) or any(":" in word for word in said) or {"vor", "nach"} & set(said):
        return clock
    number = below_hundred(spoken, clock.start)
    if number is None:
        return None
    lone = number[1] == clock.end
    after = word_at(spoken, clock.end)
    counted = whole_word(after) is not None or UNITS.known(after) is not None or after in _COUNTED
    return clock if lone and number[0] <= _LATEST_ALONE and not counted else None


def _deadline(spoken: list[str], clock: Clock, *, before: bool) -> Deadline | None:
    said = " ".join(spoken[clock.start : clock.end])
    before_it, after_it = spoken[max(0, clock.start - _NEAR) : clock.start], spoken[clock.end : clock.end + _NEAR]
    near = [*before_it, BREAK, *after_it]
    found = read_clock(said, _telling(near, " ".join(near)))
    if found is None:
        return None
    part = _part_told([*before_it, *said.split(), *after_it])
    if part and not clock.fixed:
        found = read_clock(f"{said} {part}") or found
    return Deadline(in_waking_hours(found, before=before), before, found.certainty)


def _part_told(spoken: list[str]) -> str:
    """The part of the day that goes with the day: `morgen früh um acht`, `Freitagabend um acht`."""
    for found in days_said(spoken):
        last = spoken[found.end - 1]
        if part_of_day(last):
            return {"morgen": "morgens"}.get(part_of_day(last), part_of_day(last))
        if word_at(spoken, found.end) in PARTS_OF_DAY:
            return spoken[found.end]
        if spoken[found.start : found.end] == ["heute"] and word_at(spoken, found.end) == "morgen":
            return "morgens"
    return ""


def _telling(spoken: list[str], about: str) -> str:
    """The words that may tell morning from evening: without `morgen` where it is tomorrow, and without `auf`."""
    days = {place for found in days_said(spoken) for place in range(found.start, found.end)}
    tomorrow = any(spoken[place] == "morgen" for place in days)
    return " ".join(word for word in about.split() if not (tomorrow and word == "morgen"))
