"""German words that say when, in a request."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german.clockwords import clock_at
from appliance.language.german.days import PARTS, WEEKDAYS
from appliance.language.german.durations import read_duration
from appliance.language.german.numbers import say_whole
from appliance.language.german.numberwords import below_hundred, whole_word
from appliance.language.reading.slots import NamedDay, SlotWords
from appliance.language.reading.tokens import word_at

_SETTLES = {
    "früh": "morgens", "morgen": "morgens", "vormittag": "vormittags", "mittag": "mittags",
    "nachmittag": "nachmittags", "abend": "abends", "nacht": "nachts",
}  # fmt: skip
_PLAIN_PARTS = ("morgens", "früh", "vormittags", "mittags", "nachmittags", "abends", "nachts")
_TOMORROW, _MONDAY, _SATURDAY = NamedDay(days_ahead=1), NamedDay(weekday=0), NamedDay(weekday=5)
_DAYS = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
_JOINED = {
    f"{name}{part}": NamedDay(weekday=number, half=_SETTLES[part]) for name, number in _DAYS.items() for part in PARTS
}


def _number_at(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A whole number of any size that is one word, or one below a hundred in several."""
    small = below_hundred(spoken, place)
    value = whole_word(word_at(spoken, place)) if small is None else None
    return small if value is None else (value, place + 1)


SLOTS = SlotWords(
    number_at=_number_at,
    clock_at=clock_at,
    read_duration=read_duration,
    minutes="Minuten",
    weekdays=_DAYS,
    before_weekday=listed("am nächsten kommenden diesen den zum nächster"),
    named={
        "heute": NamedDay(days_ahead=0), "morgen": _TOMORROW, "übermorgen": NamedDay(days_ahead=2),
        "nächste woche": _MONDAY, "kommende woche": _MONDAY, "nächster woche": _MONDAY, "am wochenende": _SATURDAY,
        "das wochenende": _SATURDAY, "zum wochenende": _SATURDAY, "nach dem wochenende": _MONDAY,
        "ende der woche": _MONDAY, "zum ende der woche": _MONDAY, "anfang nächster woche": _MONDAY,
        **_JOINED,
        **{f"am {phrase}": day for phrase, day in _JOINED.items()},
    },
    stretches={
        "heute": _TOMORROW, "den rest des tages": _TOMORROW, "den ganzen tag": _TOMORROW, "diese woche": _MONDAY,
        "den rest der woche": _MONDAY, "die ganze woche": _MONDAY, "die woche": _MONDAY, "das wochenende": _MONDAY,
        "übers wochenende": _MONDAY, "am wochenende": _MONDAY, "dieses wochenende": _MONDAY,
    },
    days_per={
        "tag": 1, "tage": 1, "tagen": 1, "woche": 7, "wochen": 7, "monat": 30, "monate": 30, "monaten": 30,
    },
    loose={
        "ein": (1, 1.0), "eine": (1, 1.0), "einen": (1, 1.0), "einer": (1, 1.0), "einem": (1, 1.0),
        "ein paar": (3, 0.75), "paar": (3, 0.75),
    },
    halves={
        **{part: part if part != "früh" else "morgens" for part in _PLAIN_PARTS},
        **{f"am {part}": settles for part, settles in _SETTLES.items() if part not in ("früh", "nacht")},
        "in der früh": "morgens", "in der nacht": "nachts",
        **{part: settles for part, settles in _SETTLES.items() if part != "früh"},
    },
    after_day={
        **{lead + part: settles for part, settles in _SETTLES.items() for lead in ("", "am ", "in der ")},
        **{part: part for part in _PLAIN_PARTS if part != "früh"},
    },
    links=listed("um gegen so etwa ungefähr punkt circa ab"),
    length_words=listed("""
ein eine einen einem einer halbe halben halber viertel dreiviertel drittel und hundert paar etwa ungefähr circa so gut
gute gutes guten volle vollen ganze ganzen stunde stunden minute minuten viertelstunde dreiviertelstunde anderthalb
eineinhalb einhalb komma h
""")
    | {f"{say_whole(hours)}einhalb" for hours in range(2, 24)},
    length_units=listed("stunde stunden minute minuten viertelstunde dreiviertelstunde h"),
    not_last=listed("und ein eine einen einem einer etwa ungefähr circa so gut gute halbe halben halber"),
)  # fmt: skip
