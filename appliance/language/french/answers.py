"""Natural spoken answers in French to given values: for `make demo`, and for tests that read them back."""

from __future__ import annotations

from random import Random

from appliance.language.french.saying import say_clock, say_duration, say_number, say_quantity, unit_minutes
from appliance.language.french.units import UNITS
from appliance.records.agenda import AgendaItem, Answer, ItemKind

_YES = ("oui", "ouais, c'est fait", "oui, je l'ai fait", "ouais", "bien sûr", "c'est fait", "tout à fait", "oui oui")
_NO = ("non", "non, pas aujourd'hui", "nan", "pas vraiment", "j'ai pas eu le temps", "je l'ai pas fait", "ben non",
       "pas encore")  # fmt: skip
_PARTS = (
    (0.85, ("presque tout", "presque")),
    (0.65, ("en grande partie", "la plus grande partie")),
    (0.35, ("à moitié", "à peu près la moitié")),
    (0.0, ("un petit peu", "un peu")),
)
_PRESENT = ("oui, c'est moi", "oui", "allô", "je suis là", "oui, je t'écoute", "bonjour", "salut, vas-y")
_BEFORE = ("", "", "environ ", "je dirais ", "euh, ", "à peu près ")
_ZERO = ("zéro", "rien", "aucun")
_THOUSAND = 1000
"""`neuf mille huit` alone may as well be nine thousand eight hundred: such a number is told with its unit."""

_PROMISES = (
    "Appeler le dentiste avant dix heures", "Courir cinq kilomètres avant le dîner", "Lire dix pages avant de dormir",
    "Écrire à mon frère", "Me coucher avant onze heures",
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
        return random.choice(("", "à ", "vers ", "à peu près à ")) + random.choice(_times(value))
    if item.answer is Answer.DURATION or item.unit.strip().lower() in UNITS.minutes:
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
        return (plain, f"un {plain}", f"{plain} sur dix") if item.high == 10 and value >= 3 else (plain,)
    told = say_quantity(value, item.unit)
    return (told,) if value > _THOUSAND and 1 <= value % _THOUSAND < 10 else (plain, told)


def _durations(value: float, unit: str) -> tuple[str, ...]:
    per = unit_minutes(unit)
    minutes = round(value * per)
    forms = [say_duration(value, unit)]
    if 10 <= minutes < 100:
        forms.append(say_quantity(minutes, "minutes"))
    if per == 60 and minutes % 30 == 0 and minutes >= 60:
        forms.append(say_number(minutes / 60))
    return tuple(forms)


def _times(value: float) -> tuple[str, ...]:
    hour, minute = divmod(round(value) % 1440, 60)
    exact = f"{say_quantity(hour, 'heures')} {say_number(minute, feminine=True)}" if minute >= 10 else ""
    return (say_clock(value), exact) if exact and (hour > 12 or hour == 0) else (say_clock(value),)
