"""Spanish days: `mañana`, `dentro de tres días`, `el viernes que viene`, `el cinco de mayo`."""

from __future__ import annotations

from appliance.language.forms import Forms
from appliance.language.reading.days import DayWords, Place, chosen_day, days_in
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.spanish.calendar import MONTHS, WEEKDAYS
from appliance.language.spanish.numberwords import below_hundred
from appliance.language.spanish.tokens import folded, spoken_lines, spoken_words, tokens
from appliance.language.values import DaySaid

_FIRST = frozenset({"primero", "uno", "1"})


def _ordinal_at(spoken: list[str], place: int) -> Place | None:
    """`el primero`, `el cinco`, `el 5`: the days of the month are counted, but for the first."""
    if word_at(spoken, place) in _FIRST:
        return 1, place + 1
    number = below_hundred(spoken, place)
    return number if number and 1 <= number[0] <= 31 else None


_NAMED = {
    "hoy": 0, "hoy mismo": 0, "esta noche": 0, "esta tarde": 0, "esta mañana": 0,
    "ahora": 0, "ahora mismo": 0, "ya mismo": 0,
    "mañana": 1, "mañana mismo": 1, "pasado mañana": 2,
    "ayer": -1, "anoche": -1, "antier": -2, "anteayer": -2, "antes de ayer": -2,
    "no mañana , pasado": 2, "mañana no , pasado": 2, "no mañana sino pasado": 2, "mañana no sino pasado": 2,
    "al día siguiente": 1, "de hoy en ocho": 7, "mañana en ocho": 8, "de hoy en una semana": 7,
}  # fmt: skip
_WEEKS = {
    "el fin de semana": DaySaid(weekday=5), "este fin de semana": DaySaid(weekday=5), "el finde": DaySaid(weekday=5),
    "este finde": DaySaid(weekday=5), "el próximo fin de semana": DaySaid(weekday=5, certainty=0.6),
    "el fin de semana que viene": DaySaid(weekday=5, certainty=0.6),
    "la semana que viene": DaySaid(weekday=0, certainty=0.7), "la próxima semana": DaySaid(weekday=0, certainty=0.7),
    "la semana próxima": DaySaid(weekday=0, certainty=0.7), "la semana entrante": DaySaid(weekday=0, certainty=0.7),
    "esta semana": DaySaid(weekday=6, certainty=0.6), "a fin de semana": DaySaid(weekday=6, certainty=0.6),
    "a finales de semana": DaySaid(weekday=4, certainty=0.6),
}  # fmt: skip
DAYS = DayWords(
    named={
        **{folded(phrase): DaySaid(days_ahead=days) for phrase, days in _NAMED.items()},
        **{folded(phrase): day for phrase, day in _WEEKS.items()},
    },
    weekdays={folded(name): number for number, name in enumerate(WEEKDAYS)},
    number_at=below_hundred,
    units={"dia": 1, "dias": 1, "semana": 7, "semanas": 7, "noches": 1},
    before_weekday=spoken_words("el este próximo día para"),
    next_week=Forms(
        spoken_lines("""
[de] (la semana que viene | la próxima semana | la semana próxima | la semana siguiente | la otra semana) [el]
en ocho [días] | [que viene] [no] [,] (el otro | el siguiente) | [que viene] no [,] el de la otra
""")
    ),
    ahead=Forms(spoken_lines("dentro de [unos | unas] | en [unos | unas] | de aquí a | a")),
    ahead_after=Forms(spoken_lines("después | más tarde | desde hoy")),
    ago_before=Forms(spoken_lines("hace [ya] [unos | unas | como]")),
    ago=Forms(spoken_lines("atrás")),
    loose={"un par de": 2, "un": 1, "una": 1, "quince": 15},
    months={
        **{name: number for number, name in enumerate(MONTHS, 1)},
        "setiembre": 9, "ene": 1, "feb": 2, "abr": 4, "jun": 6, "jul": 7, "ago": 8,
        "sep": 9, "oct": 10, "nov": 11, "dic": 12,
    },
    ordinal_at=_ordinal_at,
    before_ordinal=Forms(spoken_lines("[para | hasta | antes] (el | del | de el) [día]")),
    before_month=frozenset({"de", "del", "el", "dia"}),
    after_ordinal=spoken_words("a al antes por en y entonces o porque así para voy tengo iré haré quiero de") | {BREAK},
    corrections=Forms(spoken_lines("no | perdón | digo | mejor | quiero decir | espera | mejor dicho | quise decir")),
)  # fmt: skip


def without_mornings(spoken: list[str]) -> list[str]:
    """The tokens with `por la mañana` told as `por la madrugada`, so that no tomorrow is found in it."""
    return [
        "madrugada" if word == "manana" and place and spoken[place - 1] in ("la", "esta") else word
        for place, word in enumerate(spoken)
    ]


def without_the_past(spoken: list[str]) -> list[str]:
    """The tokens with `el lunes pasado` told without its weekday, so that no coming one is found in it."""
    return [
        "pasado" if word in DAYS.weekdays and following == "pasado" and after != "manana" else word
        for word, following, after in zip(spoken, [*spoken[1:], ""], [*spoken[2:], "", ""], strict=False)
    ]


def read_day(text: str) -> DaySaid | None:
    """The day an utterance tells, not yet counted from any other; None where it tells none."""
    spoken = without_the_past(without_mornings(tokens(text)))
    return chosen_day(DAYS, spoken, days_in(DAYS, spoken))
