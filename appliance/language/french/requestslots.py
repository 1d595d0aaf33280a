"""French words that say when, in a request."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.french.clock import counting_clock_at
from appliance.language.french.durations import read_duration
from appliance.language.french.littles import WEEKDAYS
from appliance.language.french.numberwords import below_hundred
from appliance.language.reading.slots import NamedDay, SlotWords

_HALVES = {
    "du matin": "du matin", "le matin": "du matin", "ce matin": "du matin", "matin": "du matin", "du soir": "du soir",
    "le soir": "du soir", "ce soir": "du soir", "dans la soiree": "du soir", "soir": "du soir",
    "de l apres midi": "de l apres midi", "l apres midi": "de l apres midi", "dans l apres midi": "de l apres midi",
    "cet apres midi": "de l apres midi", "cette apres midi": "de l apres midi", "apres midi": "de l apres midi",
}  # fmt: skip
_TOMORROW, _MONDAY, _SATURDAY = NamedDay(days_ahead=1), NamedDay(weekday=0), NamedDay(weekday=5)
_WEEKEND = ("le week end", "ce week end", "le weekend", "ce weekend")

SLOTS = SlotWords(
    number_at=below_hundred,
    clock_at=counting_clock_at,
    read_duration=read_duration,
    minutes="minutes",
    weekdays={name: number for number, name in enumerate(WEEKDAYS)},
    before_weekday=listed("le ce"),
    named={
        "aujourdhui": NamedDay(days_ahead=0), "ce soir": NamedDay(days_ahead=0, half="du soir"),
        "cet apres midi": NamedDay(days_ahead=0, half="de l apres midi"), "demain": _TOMORROW,
        "apres demain": NamedDay(days_ahead=2), "la semaine prochaine": _MONDAY, "apres le week end": _MONDAY,
        "la fin de la semaine": _SATURDAY, "dans une semaine": NamedDay(days_ahead=7),
        "dans deux jours": NamedDay(days_ahead=2), "dans trois jours": NamedDay(days_ahead=3),
        **dict.fromkeys(_WEEKEND, _SATURDAY),
        **{f"{name} prochain": NamedDay(weekday=number) for number, name in enumerate(WEEKDAYS)},
    },
    stretches={
        "aujourdhui": _TOMORROW, "la journee": _TOMORROW, "le reste de la journee": _TOMORROW,
        "toute la journee": _TOMORROW, "cette semaine": _MONDAY, "la semaine": _MONDAY, "toute la semaine": _MONDAY,
        "le reste de la semaine": _MONDAY, "huit jours": NamedDay(days_ahead=7),
        "quinze jours": NamedDay(days_ahead=14),
        "tout le week end": _MONDAY, **dict.fromkeys(_WEEKEND, _MONDAY),
    },
    days_per={"jour": 1, "jours": 1, "semaine": 7, "semaines": 7, "mois": 30},
    loose={"quelques": (3, 0.75), "deux ou trois": (3, 0.7)},
    halves=_HALVES,
    after_day=_HALVES,
    links=listed("a vers environ pour pile les"),
    length_words=listed("""
un une demi demie quart quarts d de et trois heure heures minute minutes min h environ a peu pres petite petites bonne
bonnes
"""),
    length_units=listed("heure heures minute minutes min h"),
    not_last=listed("et de d un une environ a demi peu pres trois petite bonne"),
)  # fmt: skip
