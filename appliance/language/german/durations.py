"""German durations: `anderthalb Stunden`, `eine Dreiviertelstunde`, `von elf bis sieben`; and how they are said."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.german.choosing import CHOICE
from appliance.language.german.clockwords import clock_at, plain_clock_at
from appliance.language.german.numbers import NUMBERS, say_number, say_quantity, say_whole
from appliance.language.german.numberwords import ARTICLES, BEFORE_UNIT, below_hundred, part_at, whole_word
from appliance.language.german.tokens import tokens
from appliance.language.german.units import UNITS
from appliance.language.reading.durations import DurationWords, read_duration_with, stretches_in
from appliance.language.reading.tokens import word_at
from appliance.language.values import Found

_HOUR = 60.0


def unit_minutes(unit: str) -> float:
    """How many minutes one of the item's units has. Durations without a unit are minutes."""
    return UNITS.minutes_per(unit) or 1.0


def _tells_clock(spoken: list[str]) -> bool:
    """`halb sieben`, `Viertel vor acht`, `um acht Uhr`."""
    if "uhr" in spoken:
        return True
    for place, word in enumerate(spoken):
        following = below_hundred(spoken, place + 1)
        if word in ("halb", "dreiviertel") and following and following[0] <= 12:
            return True
        if word == "viertel" and word_at(spoken, place + 1) in ("vor", "nach"):
            return True
    return False


DURATIONS = DurationWords(
    numbers=NUMBERS,
    number_at=below_hundred,
    part_at=part_at,
    one=ARTICLES | {"die", "der"},
    alone=listed("stunde minute viertelstunde dreiviertelstunde"),
    before_unit=BEFORE_UNIT,
    vague=listed("mindestens über unter fast knapp beinahe höchstens maximal gut gute guten knappe knappen mehr"),
    no_time=Forms(
        lines("""
(gar | überhaupt | fast) nicht [geschlafen] | nicht geschlafen | kein auge (zugemacht | zugetan) |
  [gar | überhaupt] keine (zeit | minute | sekunde | stunde)
""")
    ),
    not_after_pair=listed("hundert tausend komma einhalb"),
    tells_clock=_tells_clock,
    clock_at=clock_at,
    plain_clock_at=plain_clock_at,
    from_=listed("von ab"),
    until=listed("bis"),
    at=listed("um gegen"),
    slept=listed("bett eingeschlafen schlafen geschlafen hingelegt"),
    woke=listed("aufgestanden aufgewacht wach auf raus"),
)

_read = read_duration_with(DURATIONS)


def read_duration(text: str, unit: str) -> Found | None:
    """The duration an utterance gives, in `unit` (hours, minutes …); None where it gives none.

    `zweimal eine halbe Stunde` is an hour, and read back.
    """
    spoken = tokens(text)
    for place, word in enumerate(spoken[:-1]):
        counted = spoken[place + 1] == "mal"
        times = whole_word(word if counted else word.removesuffix("mal"))
        each = " ".join(spoken[place + 1 + counted :]) if times and (counted or word.endswith("mal")) else ""
        if each and not UNITS.minutes.keys().isdisjoint(each.split()):
            found = _read(each, unit)
            return found and Found(round(found.value * (times or 1), 6), min(found.certainty, 0.65))
    return _both_occasions(spoken, unit) or _read(text, unit)


def _both_occasions(spoken: list[str], unit: str) -> Found | None:
    """`zwei Stunden am Nachmittag und fünf in der Nacht` is seven, and read back."""
    own = unit_minutes(unit)
    told = stretches_in(DURATIONS, spoken, hours=own == _HOUR)
    if len(told) != 2 or told[0].minutes_per is None or told[1].minutes_per is not None:
        return None
    between = spoken[told[0].piece.end : told[1].piece.start]
    if "und" not in between or CHOICE.portions.isdisjoint(between):
        return None
    minutes = (told[0].piece.value + told[1].piece.value) * told[0].minutes_per
    return Found(round(minutes / own, 6), 0.65)


def say_duration(value: float, unit: str) -> str:
    """A duration as words: `sechseinhalb Stunden`, `sechs Stunden und zwanzig Minuten`, `eine halbe Stunde`.

    `value` is in `unit`; said to the minute.
    """
    per = unit_minutes(unit)
    total = round(value * per)
    if total == 0:
        return f"null {'Stunden' if per == _HOUR else 'Minuten'}"
    short = {15: "eine Viertelstunde", 30: "eine halbe Stunde", 45: "eine Dreiviertelstunde", 90: "anderthalb Stunden"}
    in_hours = per >= _HOUR
    if total in short and (in_hours or total == 30):
        return short[total]
    hours, minutes = divmod(total, 60)
    if total < 60 or (not in_hours and total <= 120 and minutes):
        return say_quantity(total, "Minuten")
    if minutes == 0:
        return say_quantity(hours, "Stunden")
    if minutes == 30:
        return f"{say_number(hours + 0.5)} Stunden"
    return f"{say_quantity(hours, 'Stunden')} und {_say_minutes(minutes)}"


def _say_minutes(minutes: int) -> str:
    return "eine Minute" if minutes == 1 else f"{say_whole(minutes)} Minuten"
