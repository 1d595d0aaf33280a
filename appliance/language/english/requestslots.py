"""English words that say when, in a request."""

from __future__ import annotations

from appliance.language.english.clockwords import clock_at
from appliance.language.english.durations import read_duration
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.tokens import tokens
from appliance.language.forms import listed
from appliance.language.reading.slots import NamedDay, SlotWords

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening", "night"})

_HALVES = (
    "in the morning", "in the afternoon", "in the evening", "at night", "tonight", "this evening", "this afternoon",
    "this morning",
)  # fmt: skip
_TOMORROW, _MONDAY, _SATURDAY = NamedDay(days_ahead=1), NamedDay(weekday=0), NamedDay(weekday=5)

SLOTS = SlotWords(
    number_at=below_hundred,
    clock_at=clock_at,
    read_duration=read_duration,
    minutes="minutes",
    weekdays={name: number for number, name in enumerate(WEEKDAYS)},
    before_weekday=listed("on next this coming"),
    named={
        "today": NamedDay(days_ahead=0), "tomorrow": _TOMORROW, "day after tomorrow": NamedDay(days_ahead=2),
        "the day after tomorrow": NamedDay(days_ahead=2), "next week": _MONDAY, "the weekend": _SATURDAY,
        "after the weekend": _MONDAY, "the end of the week": _MONDAY,
    },
    stretches={
        "today": _TOMORROW, "the day": _TOMORROW, "the rest of the day": _TOMORROW, "this week": _MONDAY,
        "the week": _MONDAY, "the rest of the week": _MONDAY, "the weekend": _MONDAY, "over the weekend": _MONDAY,
        "this weekend": _MONDAY,
    },
    days_per={
        "day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14, "month": 30, "months": 30,
    },
    loose={"a": (1, 1.0), "an": (1, 1.0), "a couple of": (2, 0.9), "a few": (3, 0.75)},
    halves={half: half for half in _HALVES},
    after_day={before + part: f"in the {part}" for part in PARTS_OF_DAY for before in ("", "in the ")},
    links=listed("at around about say sharp like"),
    length_words=listed("""
a an the half quarter quarters and of hundred couple few about around or so full whole hour hours minute minutes min
mins h
"""),
    length_units=listed("hour hours minute minutes min mins h"),
    not_last=listed("and of or a an the about around"),
)  # fmt: skip


def spoken_tokens(text: str) -> list[str]:
    """The tokens without digits that no number is written with (`❶`)."""
    return [token for token in tokens(text) if token.isdecimal() or not token.isdigit()]
