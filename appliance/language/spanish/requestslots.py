"""Spanish words that say when, in a request."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.reading.slots import NamedDay, SlotWords
from appliance.language.spanish.calendar import WEEKDAYS
from appliance.language.spanish.clockwords import clock_at
from appliance.language.spanish.durations import read_duration
from appliance.language.spanish.numberwords import below_hundred
from appliance.language.spanish.tokens import folded, spoken_words

_TOMORROW, _MONDAY, _SATURDAY = NamedDay(days_ahead=1), NamedDay(weekday=0), NamedDay(weekday=5)
_HALVES = {f"{lead} la {part}": f"de la {part}" for part in ("manana", "tarde", "noche") for lead in ("por", "en", "a")}
_WEEKDAYS = {folded(name): number for number, name in enumerate(WEEKDAYS)}
_COMING = {
    f"el {name} {coming}": NamedDay(weekday=number)
    for name, number in _WEEKDAYS.items()
    for coming in ("que viene", "proximo", "siguiente")
}

SLOTS = SlotWords(
    number_at=below_hundred,
    clock_at=clock_at,
    read_duration=read_duration,
    minutes="minutos",
    weekdays=_WEEKDAYS,
    before_weekday=spoken_words("el este próximo"),
    named={
        "hoy": NamedDay(days_ahead=0), "manana": _TOMORROW, "el dia de manana": _TOMORROW,
        "pasado manana": NamedDay(days_ahead=2), "la semana que viene": _MONDAY, "la proxima semana": _MONDAY,
        "la semana proxima": _MONDAY, "el fin de semana": _SATURDAY, "despues del fin de semana": _MONDAY,
        "el final de la semana": _MONDAY, "el finde": _SATURDAY, **_COMING,
    },
    stretches={
        "hoy": _TOMORROW, "el dia": _TOMORROW, "todo el dia": _TOMORROW, "el resto del dia": _TOMORROW,
        "lo que queda del dia": _TOMORROW, "esta semana": _MONDAY, "toda la semana": _MONDAY, "la semana": _MONDAY,
        "el resto de la semana": _MONDAY, "lo que queda de semana": _MONDAY, "el fin de semana": _MONDAY,
        "este fin de semana": _MONDAY, "el finde": _MONDAY,
    },
    days_per={"dia": 1, "dias": 1, "semana": 7, "semanas": 7, "mes": 30, "meses": 30, "quincena": 15},
    loose={"un": (1, 1.0), "una": (1, 1.0), "un par de": (2, 0.9), "unos": (3, 0.75), "unas": (3, 0.75)},
    halves={
        **_HALVES,
        "esta noche": "de la noche", "esta tarde": "de la tarde", "esta manana": "de la manana",
        "de madrugada": "de la madrugada",
    },
    after_day=_HALVES,
    links=listed("a sobre como hacia eso de tipo"),
    length_words=spoken_words("""
    un una medio media cuarto cuartos y de par unos unas otros otras como hora horas horita minuto minutos minutito
    minutitos min h casi
    """),
    length_units=listed("hora horas horita minuto minutos minutito minutitos min h"),
    not_last=listed("y de un una unos unas otros otras como casi par"),
)  # fmt: skip
