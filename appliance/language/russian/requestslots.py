"""Russian words that say when, in a request."""

from __future__ import annotations

from appliance.language.reading.slots import NamedDay, SlotWords
from appliance.language.russian.clockwords import clock_at
from appliance.language.russian.daywords import WEEKDAYS
from appliance.language.russian.durations import read_duration
from appliance.language.russian.numberwords import below_hundred
from appliance.language.russian.spelling import words_of

_TODAY, _TOMORROW, _AFTER = NamedDay(days_ahead=0), NamedDay(days_ahead=1), NamedDay(days_ahead=2)
_MONDAY, _SATURDAY, _WEEK = NamedDay(weekday=0), NamedDay(weekday=5), NamedDay(days_ahead=7)
_PARTS = {"утром": "утра", "вечером": "вечера", "днем": "дня", "ночью": "ночи", "с утра": "утра"}

SLOTS = SlotWords(
    number_at=below_hundred,
    clock_at=clock_at,
    read_duration=read_duration,
    minutes="минут",
    weekdays=WEEKDAYS,
    before_weekday=words_of("""
в во следующий следующую следующее следующего следующей ближайший ближайшую ближайшее эту этот
"""),
    named={
        "сегодня": _TODAY, "завтра": _TOMORROW, "завтрашний день": _TOMORROW, "завтрашнего дня": _TOMORROW,
        "послезавтра": _AFTER, "следующей недели": _MONDAY, "следующую неделю": _MONDAY, "следующей неделе": _MONDAY,
        "выходные": _SATURDAY, "выходных": _SATURDAY, "после выходных": _MONDAY, "конца недели": _MONDAY,
    },
    stretches={
        "сегодня": _TOMORROW, "весь день": _TOMORROW, "остаток дня": _TOMORROW, "до конца дня": _TOMORROW,
        "день": _TOMORROW, "денек": _TOMORROW, "эту неделю": _MONDAY, "всю неделю": _MONDAY, "до конца недели": _MONDAY,
        "остаток недели": _MONDAY, "выходные": _MONDAY, "все выходные": _MONDAY, "на выходных": _MONDAY,
        "неделю": _WEEK, "недельку": _WEEK, "целую неделю": _WEEK, "месяц": NamedDay(days_ahead=30),
    },
    days_per={
        "день": 1, "дня": 1, "дней": 1, "сутки": 1, "суток": 1, "неделю": 7, "недели": 7, "недель": 7, "месяц": 30,
        "месяца": 30, "месяцев": 30,
    },
    loose={"пару": (2, 0.9), "несколько": (3, 0.75), "парочку": (2, 0.9)},
    halves=_PARTS,
    after_day=_PARTS,
    links=words_of("в во на часов часам часа около примерно где то к"),
    length_words=words_of("""
пол сто час часа часов часик минут минуты минута минуту минуток минутку четверть три четверти с половиной полтора
полторы примерно
около где то и еще пару ч мин
"""),
    length_units=words_of("час часа часов часик минут минуты минута минуту минуток минутку ч мин"),
    not_last=words_of("и с около примерно где то пол еще пару"),
)  # fmt: skip
