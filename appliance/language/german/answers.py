"""Natural spoken answers to given values: what the synthetic person of `make demo` says, and what tests read back."""

from __future__ import annotations

from random import Random

from appliance.language.german.clock import say_clock
from appliance.language.german.durations import say_duration, unit_minutes
from appliance.language.german.numbers import say_number, say_quantity, say_whole
from appliance.language.german.units import UNITS
from appliance.language.reading.clock import DAY_MINUTES
from appliance.records.agenda import AgendaItem, Answer, ItemKind

_YES = (
    "ja", "ja, hab ich", "jo", "hab ich gemacht", "ja, ist erledigt", "na klar", "ja, alles geschafft",
    "auf jeden Fall",
)  # fmt: skip
_NO = (
    "nein", "nein, hab ich nicht", "nö", "noch nicht", "leider nicht", "nein, heute nicht",
    "ich bin nicht dazu gekommen", "hab ich nicht geschafft",
)  # fmt: skip
_PARTS = (
    (0.85, ("fast alles", "beinahe alles")),
    (0.65, ("das meiste davon", "das meiste")),
    (0.35, ("ungefähr die Hälfte", "die Hälfte davon")),
    (0.0, ("ein bisschen", "nur ein bisschen davon")),
)
_PRESENT = ("ja, ich bin dran", "ja", "hallo", "ich bin da", "ja, hier bin ich", "hi, leg los")
_BEFORE = ("", "", "ungefähr ", "so etwa ", "äh, ", "vielleicht ")
_ZERO = ("keine", "gar nichts", "null")
_PROMISES = (
    "Vor zehn den Zahnarzt anrufen", "Vor dem Abendessen fünf Kilometer laufen", "Vor dem Schlafen zehn Seiten lesen",
    "Meinem Bruder schreiben", "Ich gehe vor elf ins Bett",
)  # fmt: skip


def spoken_answer(item: AgendaItem, value: float, random: Random) -> str:
    """One of the natural ways to answer `item` with `value` (as in `Observation.value`).

    Read by the rules it gives the value again, for numbers of at most two decimals, durations of whole minutes and
    times of whole minutes. For an open question the value is only a seed and the answer some promise.
    """
    if item.answer is Answer.PRESENCE:
        return random.choice(_PRESENT)
    if item.answer is Answer.OPEN:
        return random.choice(_PROMISES)
    if item.answer is Answer.YES_NO:
        return random.choice(_yes_no(item, value))
    if item.answer is Answer.TIME:
        return random.choice(_times(value))
    if item.answer is Answer.DURATION or UNITS.minutes_per(item.unit) is not None:
        return random.choice(_BEFORE) + random.choice(_durations(value, item.unit))
    if value == 0:
        return random.choice(_ZERO)
    return random.choice(_BEFORE) + random.choice(_numbers(item, value))


def _yes_no(item: AgendaItem, value: float) -> tuple[str, ...]:
    if value >= 1:
        return _YES
    if value <= 0:
        return _NO if item.kind is ItemKind.FOLLOW_UP else _NO[:6]
    return next(words for least, words in _PARTS if value >= least)


def _numbers(item: AgendaItem, value: float) -> tuple[str, ...]:
    plain = say_number(value)
    if item.answer is Answer.SCALE:
        return (plain, f"eine {plain}", f"{plain} von zehn") if item.high == 10 and value >= 1 else (plain,)
    return (plain, say_quantity(value, item.unit))


def _durations(value: float, unit: str) -> tuple[str, ...]:
    per = unit_minutes(unit)
    minutes = round(value * per)
    hours, rest = divmod(minutes, 60)
    forms = [say_duration(value, unit)]
    if 10 <= minutes < 100:
        forms.append(say_quantity(minutes, "Minuten"))
    if per == 60 and rest in (0, 30) and hours:
        forms.append(say_number(minutes / 60))
    if hours and rest >= 10:
        forms.append(f"{say_quantity(hours, 'Stunden')} {say_whole(rest)}")
    return tuple(forms)


def _times(value: float) -> tuple[str, ...]:
    """`gegen halb zehn abends`, `um einundzwanzig Uhr dreißig`; without a word before midnight, which takes none."""
    minutes = round(value) % DAY_MINUTES
    hour, minute = divmod(minutes, 60)
    full = f"{'ein' if hour == 1 else say_whole(hour)} Uhr"
    counted = f"{full} {say_whole(minute)}" if minute else full
    said = [say_clock(minutes)] if hour + minute == 0 else [lead + say_clock(minutes) for lead in ("", "um ", "gegen ")]
    return (*said, *([f"um {counted}"] if hour >= 13 or hour == 0 else []))
