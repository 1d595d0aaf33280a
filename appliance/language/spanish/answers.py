"""Natural spoken answers to given values: what the synthetic person of `make demo` says, and what tests read back."""

from __future__ import annotations

from random import Random

from appliance.language.reading.clock import DAY_MINUTES
from appliance.language.spanish.clock import say_clock
from appliance.language.spanish.durations import say_duration, unit_minutes
from appliance.language.spanish.numbers import say_number, say_quantity
from appliance.language.spanish.units import UNITS, is_feminine
from appliance.records.agenda import AgendaItem, Answer, ItemKind

_YES = ("sí", "pues sí", "sí, lo hice", "claro que sí", "sí, todo", "por supuesto", "ya está", "sí, ya lo hice")
_NO = ("no", "no, no lo hice", "qué va", "pues no", "no me dio tiempo", "no, hoy no", "no pude", "todavía no")
_PARTS = (
    (0.85, ("casi todo", "casi")),
    (0.65, ("la mayor parte", "más o menos")),
    (0.35, ("la mitad", "a medias")),
    (0.0, ("un poco", "solo un poco")),
)
_PRESENT = ("sí, soy yo", "sí", "hola", "aquí estoy", "dime", "sí, te escucho")
_BEFORE = ("", "", "unos ", "creo que ", "eh, ", "como ")
_BEFORE_TIME = ("", "a ", "sobre ", "a eso de ", "creo que a ")
_ZERO = ("ninguno", "nada", "cero")
_ZERO_FEMININE = ("ninguna", "nada", "cero")
_PROMISES = (
    "Llamar al dentista antes de las diez", "Correr cinco kilómetros antes de cenar", "Leer diez páginas por la noche",
    "Escribir a mi hermano", "Acostarme antes de las once",
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
        return random.choice(_BEFORE_TIME) + random.choice(_times(value))
    if item.answer is Answer.DURATION or UNITS.minutes_per(item.unit):
        return random.choice(("", "", "creo que ", "eh, ")) + random.choice(_durations(value, item.unit))
    unit = UNITS.of(item.unit)
    if value == 0:
        return random.choice(_ZERO_FEMININE if unit and is_feminine(unit) else _ZERO)
    before = random.choice(_BEFORE)
    return before.replace("unos", "unas" if unit and is_feminine(unit) else "unos") + random.choice(
        _numbers(item, value)
    )


def _yes_no(item: AgendaItem, value: float) -> tuple[str, ...]:
    if value >= 1:
        return _YES
    if value <= 0:
        return _NO if item.kind is ItemKind.FOLLOW_UP else _NO[:6]
    return next(words for least, words in _PARTS if value >= least)


def _numbers(item: AgendaItem, value: float) -> tuple[str, ...]:
    unit = UNITS.of(item.unit)
    plain = say_number(value, feminine=unit is not None and is_feminine(unit))
    if item.answer is Answer.SCALE:
        return (plain, f"un {plain}", f"{plain} de diez") if item.high == 10 and value > 1 else (plain,)
    return (plain, say_quantity(value, item.unit))


def _durations(value: float, unit: str) -> tuple[str, ...]:
    per = unit_minutes(unit)
    minutes = round(value * per)
    forms = [say_duration(value, unit)]
    if 10 <= minutes < 100:
        forms.append(say_quantity(minutes, "minutos"))
    if per == 60 and minutes % 30 == 0 and minutes >= 60:
        forms.append(say_number(minutes / 60, feminine=True))
    return tuple(forms)


def _times(value: float) -> tuple[str, ...]:
    minutes = round(value) % DAY_MINUTES
    hour, minute = divmod(minutes, 60)
    told = [say_clock(value)]
    if hour > 12 and minute >= 10:
        told.append(f"las {say_number(hour, feminine=True)} {say_number(minute)}")
    return tuple(told)
