"""French days: `demain`, `après-demain`, `dans trois jours`, `vendredi prochain`, `lundi en huit`, `le cinq mai`."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.french.littles import WEEKDAYS
from appliance.language.french.numberwords import below_hundred, whole_at
from appliance.language.french.tokens import folded, spelled, tokens
from appliance.language.reading.days import DOUBTED, DayFound, DayWords, chosen_day, days_in
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import DaySaid

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def ordinal_at(spoken: list[str], place: int) -> tuple[int, int] | None:
    """A day of the month as French says it: `premier`, `1er`, else the plain number; and where it ends."""
    word = word_at(spoken, place)
    if word in ("premier", "1") and (word == "premier" or word_at(spoken, place + 1) == "er"):
        return 1, place + 1 + (word == "1")
    return below_hundred(spoken, place)


_TODAY = "aujourd'hui | ce soir | ce matin | ce midi | cet après-midi | cette après-midi | cette nuit | maintenant"
_NAMED = {
    0: f"{_TODAY} | tout de suite | dans la journée | dans la soirée | tout à l'heure | aujourd'hui même",
    1: "demain | demain matin | demain soir | demain midi | demain après-midi | dès demain | le lendemain",
    2: "après-demain | après-demain matin | après-demain soir",
    -1: "hier | hier soir | hier matin | la nuit dernière",
    -2: "avant-hier | avant-hier soir",
    7: "d'aujourd'hui en huit",
    8: "demain en huit",
}
_LOOSELY = {
    "ce week-end": DaySaid(weekday=5), "le week-end": DaySaid(weekday=5), "ce weekend": DaySaid(weekday=5),
    "le weekend": DaySaid(weekday=5), "le week-end prochain": DaySaid(weekday=5, certainty=0.6),
    "la semaine prochaine": DaySaid(weekday=0, certainty=0.7), "cette semaine": DaySaid(weekday=6, certainty=0.6),
    "la fin de la semaine": DaySaid(weekday=6, certainty=0.7), "en fin de semaine": DaySaid(weekday=6, certainty=0.7),
    "fin de semaine": DaySaid(weekday=6, certainty=0.7), "dans huit jours": DaySaid(days_ahead=7, certainty=0.6),
    "après le week-end": DaySaid(weekday=0, certainty=0.7), "avant le week-end": DaySaid(weekday=4, certainty=0.7),
    "dans la semaine": DaySaid(weekday=6, certainty=0.6), "dans une dizaine de jours": DaySaid(10, certainty=0.6),
    "sous huitaine": DaySaid(days_ahead=7, certainty=0.6), "dans quinze jours": DaySaid(days_ahead=14, certainty=0.7),
    "dans une quinzaine": DaySaid(days_ahead=14, certainty=0.6), "la fin de la journée": DaySaid(days_ahead=0),
}  # fmt: skip
"""`huit jours` are a week, and `quinze jours` two, for most people: read back."""

DAYS = DayWords(
    named={
        **{phrase: DaySaid(days_ahead=days) for days, said in _NAMED.items() for phrase in spelled(said).split(" | ")},
        **{spelled(phrase): day for phrase, day in _LOOSELY.items()},
    },
    weekdays={
        **{name: number for number, name in enumerate(WEEKDAYS)},
        **{f"{name}s": number for number, name in enumerate(WEEKDAYS)},
    },
    number_at=below_hundred,
    units={
        "jour": 1, "jours": 1, "semaine": 7, "semaines": 7, "mois": 30, "nuit": 1, "nuits": 1, "an": 365, "ans": 365,
    },
    before_weekday=listed("ce le de du des"),
    next_week=Forms(
        lines(spelled("en huit | [de] la semaine (prochaine | d'après | suivante | qui suit) | d'après"))
    ),
    ahead=Forms(lines(spelled("dans [environ | à peu près] | d'ici [environ] | sous"))),
    ahead_after=Forms(lines(spelled("plus tard"))),
    ago_before=Forms(lines(spelled("il y a [environ | à peu près] | ça fait | y a"))),
    loose={"quelques": 3},
    months={folded(name): number for number, name in enumerate(MONTHS, 1)},
    ordinal_at=ordinal_at,
    before_ordinal=Forms(lines(spelled("[pour | avant | d'ici | dès | jusque] le | jusque au"))),
    before_month=listed("du de mois"),
    after_ordinal=listed(spelled("à avant et puis au matin soir pour parce car je j si vers dans")) | {BREAK},
    corrections=Forms(
        lines(spelled("non | nan | pardon | enfin | je veux dire | [ou] plutôt | en fait | attends | désolé | désolée"))
    ),
)  # fmt: skip


_NOT = Forms(lines(spelled("[et | mais] [non] pas [le | pour | avant]")))
_LONGEST_NOT = 4
"""Words."""


def days_told(spoken: list[str]) -> list[DayFound]:
    """Every day among the words; a weekday and its date (`le lundi douze juin`, `vendredi douze`) are one."""
    found: list[DayFound] = []
    for day in days_in(DAYS, spoken):
        dated = day if day.day.month_day else _number_after(spoken, day)
        before = found[-1] if found else None
        if day.day.month_day and before and before.day.weekday is not None and before.end == day.start:
            found[-1] = DayFound(day.day, before.start, day.end)
        else:
            found.append(dated or day)
    return found


def _number_after(spoken: list[str], day: DayFound) -> DayFound | None:
    """The date of `vendredi douze`; read back, since the number may as well be an hour."""
    number = ordinal_at(spoken, day.end) if day.day.weekday is not None and not day.day.weeks_ahead else None
    if number is None or not 1 <= number[0] <= 31 or word_at(spoken, number[1]) not in {"", *DAYS.after_ordinal}:
        return None
    return DayFound(DaySaid(month_day=(None, number[0]), certainty=DOUBTED), day.start, number[1])


def without_ruled_out(spoken: list[str], found: list[DayFound]) -> list[DayFound]:
    """Without the days said after `pas`."""
    return [day for day in found if ruled_out_from(spoken, day) is None]


def ruled_out_from(spoken: list[str], day: DayFound) -> int | None:
    """Where the `non pas` begins that stands right before a day; None where none does, and after a number, where
    `pas` are steps."""
    starts = range(max(0, day.start - _LONGEST_NOT), day.start)
    found = next((start for start in starts if _NOT.is_all(spoken[start : day.start])), None)
    return None if found is None or _ends_number(spoken, found) else found


def _ends_number(spoken: list[str], end: int) -> bool:
    return end > 0 and whole_at(spoken, end - 1) is not None


def read_day(text: str) -> DaySaid | None:
    """The day an utterance tells, not yet counted from any other; None where it tells none."""
    spoken = tokens(text)
    found = days_told(spoken)
    left = without_ruled_out(spoken, found)
    kept = found if "ne" in spoken or "n" in spoken else []  # `je ne fume pas demain` tells a day
    return chosen_day(DAYS, spoken, left or kept)
