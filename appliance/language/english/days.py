"""English days: `tomorrow`, `in three days`, `Friday next week`, `on the fifth`, `May 3rd`."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.english.numberwords import TENS, below_hundred
from appliance.language.english.requestslots import WEEKDAYS, spoken_tokens
from appliance.language.forms import Forms, listed
from appliance.language.reading.days import DayFound, DayWords, chosen_day, days_in
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import DaySaid

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_ROUND = {"twentieth": 20, "thirtieth": 30}
_ENDINGS = frozenset({"st", "nd", "rd", "th"})


def ordinal_at(spoken: list[str], place: int) -> tuple[int, int] | None:
    """`third`, `twenty first`, `3rd`, and where it ends."""
    word = word_at(spoken, place)
    if word.isdecimal() and word_at(spoken, place + 1) in _ENDINGS:
        return int(word), place + 2
    if word in _ROUND:
        return _ROUND[word], place + 1
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1, place + 1
    ones = word_at(spoken, place + 1)
    if word in TENS and ones in _ORDINALS[:9]:
        return TENS[word] + _ORDINALS.index(ones) + 1, place + 2
    return None


_NAMED = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "now": 0, "right away": 0,
    "tomorrow": 1, "tomorrow morning": 1, "tomorrow afternoon": 1, "tomorrow evening": 1, "tomorrow night": 1,
    "the day after tomorrow": 2, "day after tomorrow": 2, "overmorrow": 2,
    "yesterday": -1, "last night": -1, "the day before yesterday": -2, "day before yesterday": -2,
    "a week from today": 7, "a week today": 7, "a week from tomorrow": 8, "a week tomorrow": 8,
    "today week": 7, "tomorrow week": 8,
    "a fortnight today": 14, "a fortnight tomorrow": 15,
}  # fmt: skip
_WEEKENDS = {
    "the weekend": DaySaid(weekday=5), "this weekend": DaySaid(weekday=5), "over the weekend": DaySaid(weekday=5),
    "next weekend": DaySaid(weekday=5, certainty=0.6), "next week": DaySaid(weekday=0, certainty=0.7),
    "the end of the week": DaySaid(weekday=6, certainty=0.7), "this week": DaySaid(weekday=6, certainty=0.6),
    "the end of the day": DaySaid(days_ahead=0),
    "in a few days": DaySaid(days_ahead=3, certainty=0.6), "a few days from now": DaySaid(days_ahead=3, certainty=0.6),
}  # fmt: skip

DAYS = DayWords(
    named={**{phrase: DaySaid(days_ahead=days) for phrase, days in _NAMED.items()}, **_WEEKENDS},
    weekdays={
        **{name: number for number, name in enumerate(WEEKDAYS)},
        **{"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4},
    },
    number_at=below_hundred,
    units={"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14, "night": 1, "nights": 1,
           "day's": 1, "week's": 7, "fortnight's": 14},
    before_weekday=listed("on this next coming the"),
    next_week=Forms(
        ("next week [on | at]", "[in] the (week after | following week) [on]", "after next", "week", "in a week")
    ),
    ahead=Forms(("in [about | around]", "within")),
    ahead_after=Forms(("from (now | today)", "time")),
    ago=Forms(("ago", "back", "earlier")),
    loose={"a": 1, "one": 1, "a couple of": 2, "couple of": 2},
    months={**{name: number for number, name in enumerate(_MONTHS, 1)},
            **{name[:3]: number for number, name in enumerate(_MONTHS, 1) if len(name) > 3}, "sept": 9},
    ordinal_at=ordinal_at,
    before_ordinal=Forms(("[on | by | before | until | till | for | from] the",)),
    before_month=frozenset({"of", "the"}),
    after_ordinal=listed("at by before in and then or because so please for to i i'll i'm we we'll") | {BREAK},
    corrections=Forms(("no", "nope", "sorry", "i mean", "i meant", "wait", "actually", "rather", "make (that | it)")),
)  # fmt: skip


_LONG = listed("month months year years")


def days_told(spoken: list[str]) -> list[DayFound]:
    """Every day among the words, those that are ruled out too; `in two days' time` with its `time`."""
    found = [day for day in days_in(DAYS, spoken) if not _counts_months(spoken, day)]
    return [replace(day, end=day.end + 1) if _has_time(spoken, day) else day for day in found]


def _counts_months(spoken: list[str], day: DayFound) -> bool:
    """The `now` of `a month from now`."""
    return word_at(spoken, day.start - 1) == "from" and word_at(spoken, day.start - 2) in _LONG


def _has_time(spoken: list[str], day: DayFound) -> bool:
    counted = word_at(spoken, day.start) in ("in", "within") and word_at(spoken, day.end - 1) in DAYS.units
    return counted and word_at(spoken, day.end) == "time"


def is_ruled_out(spoken: list[str], day: DayFound) -> bool:
    """Whether it is the Monday of `not Monday, Tuesday`."""
    return word_at(spoken, day.start - 1) == "not" and word_at(spoken, day.start - 2) != "why"


def day_meant(spoken: list[str], found: list[DayFound]) -> DaySaid | None:
    """The day meant among those told, or None."""
    return chosen_day(DAYS, spoken, [day for day in found if not is_ruled_out(spoken, day)])


def read_day(text: str) -> DaySaid | None:
    """The day an utterance tells, not yet counted from any other; None where it tells none."""
    spoken = spoken_tokens(text)
    return day_meant(spoken, days_told(spoken))
