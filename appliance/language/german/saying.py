"""A value as words, the way a read-back says it."""

from __future__ import annotations

from appliance.language.german.clock import say_clock
from appliance.language.german.durations import say_duration
from appliance.language.german.numbers import say_number, say_quantity
from appliance.language.german.units import UNITS, plural
from appliance.records.agenda import AgendaItem, Answer


def say_value(item: AgendaItem, value: float) -> str:
    """An observation's value in words with its unit: `sechseinhalb Stunden`, `ja`, `das meiste davon`."""
    if item.answer in (Answer.YES_NO, Answer.PRESENCE):
        return _say_share(value)
    if item.answer is Answer.TIME:
        return say_clock(value)
    if item.answer is Answer.DURATION or UNITS.minutes_per(item.unit) is not None:
        return say_duration(value, item.unit)
    if item.answer is Answer.SCALE:
        return say_number(value)
    return say_quantity(value, item.unit)


def say_unit(unit: str) -> str:
    """A unit as a question names it: `Kilometer` for `km`; `Minuten` for a duration without one."""
    known = UNITS.known(unit)
    return plural(known) if known else unit.strip() or "Minuten"


def _say_share(value: float) -> str:
    if value >= 1:
        return "ja"
    if value <= 0:
        return "nein"
    for least, words in ((0.85, "fast alles"), (0.65, "das meiste davon"), (0.35, "ungefähr die Hälfte")):
        if value >= least:
            return words
    return "ein bisschen davon"
