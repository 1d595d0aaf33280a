"""Natural spoken answers to given values: what the synthetic person of `make demo` says, and what tests read back."""

from __future__ import annotations

from appliance.language.reading.answers import AnswerWords, spoken_answer_with
from appliance.language.reading.clock import DAY_MINUTES
from appliance.language.spanish.clock import say_clock
from appliance.language.spanish.durations import say_duration, unit_minutes
from appliance.language.spanish.numbers import say_number, say_quantity
from appliance.language.spanish.units import UNITS, is_feminine
from appliance.records.agenda import AgendaItem, Answer

_YES = ("sí", "pues sí", "sí, lo hice", "claro que sí", "sí, todo", "por supuesto", "ya está", "sí, ya lo hice")
_NO = ("no", "no, no lo hice", "qué va", "pues no", "no me dio tiempo", "no, hoy no")
_NO_TO_PROMISE = ("no pude", "todavía no")
_PARTS = (
    (0.85, ("casi todo", "casi")),
    (0.65, ("la mayor parte", "más o menos")),
    (0.35, ("la mitad", "a medias")),
    (0.0, ("un poco", "solo un poco")),
)
_PRESENT = ("sí, soy yo", "sí", "hola", "aquí estoy", "dime", "sí, te escucho")
_PROMISES = (
    "Llamar al dentista antes de las diez", "Correr cinco kilómetros antes de cenar", "Leer diez páginas por la noche",
    "Escribir a mi hermano", "Acostarme antes de las once",
)  # fmt: skip


def _numbers(item: AgendaItem, value: float) -> tuple[str, ...]:
    unit = UNITS.of(item.unit)
    plain = say_number(value, feminine=unit is not None and is_feminine(unit))
    if item.answer is Answer.SCALE:
        return (plain, f"un {plain}", f"{plain} de diez") if item.high == 10 and value > 1 else (plain,)
    return (plain, say_quantity(value, item.unit))


def _durations(item: AgendaItem, value: float) -> tuple[str, ...]:
    unit = item.unit
    per = unit_minutes(unit)
    minutes = round(value * per)
    forms = [say_duration(value, unit)]
    if 10 <= minutes < 100:
        forms.append(say_quantity(minutes, "minutos"))
    if per == 60 and minutes % 30 == 0 and minutes >= 60:
        forms.append(say_number(minutes / 60, feminine=True))
    return tuple(forms)


def _times(item: AgendaItem, value: float) -> tuple[str, ...]:
    minutes = round(value) % DAY_MINUTES
    hour, minute = divmod(minutes, 60)
    told = [say_clock(value)]
    if hour > 12 and minute >= 10:
        told.append(f"las {say_number(hour, feminine=True)} {say_number(minute)}")
    return tuple(told)


spoken_answer = spoken_answer_with(
    AnswerWords(
        present=_PRESENT,
        promises=_PROMISES,
        yes=_YES,
        no=_NO,
        no_to_promise=_NO_TO_PROMISE,
        parts=_PARTS,
        zero=("nada", "cero", "nada de nada"),
        before=("", "", "creo que ", "eh, ", "más o menos "),
        before_time=("", "a ", "sobre ", "a eso de ", "creo que a "),
        numbers=_numbers,
        durations=_durations,
        times=_times,
        minutes_per=UNITS.minutes_per,
    )
)
