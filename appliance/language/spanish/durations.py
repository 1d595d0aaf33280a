"""Spanish durations: the words around them, and how they are said."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import Forms, listed
from appliance.language.reading.durations import DurationWords, read_duration_with, stretches_in
from appliance.language.reading.tokens import word_at
from appliance.language.spanish.clockwords import clock_at
from appliance.language.spanish.numbers import NUMBERS, number_tokens, say_number, say_quantity
from appliance.language.spanish.numbertables import TENS
from appliance.language.spanish.numberwords import below_hundred, part_at
from appliance.language.spanish.rounds import in_rounds
from appliance.language.spanish.ruledout import doubted
from appliance.language.spanish.tokens import spoken_lines, spoken_words, tokens
from appliance.language.spanish.units import UNITS
from appliance.language.values import Found

_CLAUSE = re.compile(r"[,;.!?…]+(?=\s|$)")
_COUNTED = frozenset(UNITS.minutes) | {"media", "cuarto"}
_HOURS = frozenset(name for name, factor in UNITS.minutes.items() if factor == 60)
_QUARTERS = {"cuarto": ["15", "minutos"], "media": ["30", "minutos"]}
_AND_SOME = spoken_words("pico piquito algo poco poquito")
_BEFORE_AN_HOUR = frozenset({"a", "desde", "hasta", "sobre", "hacia"})
_DIFFERENCE = 0.35
"""At most this certainty for a difference to another day: how long in all is asked again."""
_LONG = spoken_words("largas largos larga largo escasas escasos enteras entera justas seguidas y")


def unit_minutes(unit: str) -> float:
    """How many minutes one of the item's units has. Durations without a unit are minutes."""
    return UNITS.minutes_per(unit) or 1.0


def duration_tokens(text: str) -> list[str]:
    """The tokens with what only durations say told plainly.

    `dos horas menos cuarto` is `dos horas menos 15 minutos`, `siete horas y pico` is `siete horas`, `seis y cuarenta`
    is `seis cuarenta`, `de seis a siete` is `6 o 7`, unlike `de once a seis` and `de las seis a las siete`.
    """
    return _paired(_ranged(_plain(number_tokens(text))))


def _plain(spoken: list[str]) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(spoken):
        word, following = spoken[place], word_at(spoken, place + 1)
        after_hours = bool(found) and found[-1] in _HOURS
        if after_hours and word == "menos" and following in _QUARTERS:
            found += ["menos", *_QUARTERS[following]]
            place += 2
        elif after_hours and word == "y" and following in _AND_SOME:
            place += 2
        elif after_hours and word in _LONG and word != "y":
            place += 1
        else:
            found.append(word)
            place += 1
    return found


def _ranged(spoken: list[str]) -> list[str]:
    """`de seis a siete` without articles, from less to more, is a range and no time from … until."""
    for place in range(len(spoken) - 3):
        first = below_hundred(spoken, place + 1)
        last = below_hundred(spoken, first[1] + 1) if first and spoken[place] in ("de", "entre") else None
        if first and last and word_at(spoken, first[1]) in ("a", "y") and first[0] < last[0] and first[0] > 0:
            return [*spoken[:place], *spoken[place + 1 : first[1]], "o", *spoken[first[1] + 1 :]]
    return spoken


def _paired(spoken: list[str]) -> list[str]:
    """`seis y cuarenta` are hours and minutes; `diez doce` are none, but ten or twelve."""
    found = list(spoken)
    for place in range(len(spoken) - 1, 0, -1):
        hour, after = below_hundred(found[:place], place - 1), place + (found[place] == "y")
        minutes = below_hundred(found, after)
        if hour is None or not 1 <= hour[0] <= 24 or minutes is None or found[place - 1] in TENS:
            continue
        if found[place] == "y" and 10 <= minutes[0] <= 59 and found[place - 1] not in ("diez", "veinte"):
            del found[place]
        elif found[place] != "y" and 10 <= minutes[0] <= 24 and 0 < minutes[0] - hour[0] <= 5:
            found.insert(place, "o")
    return found


def _tells_clock(spoken: list[str]) -> bool:
    """`a las siete y media`, `ocho menos cuarto`: an answer to another question."""
    led = [place + 1 for place, word in enumerate(spoken) if word in _BEFORE_AN_HOUR]
    told = any(word_at(spoken, place) in ("la", "las") and clock_at(spoken, place) is not None for place in led)
    return told or "menos cuarto" in " ".join(spoken)


DURATIONS = DurationWords(
    numbers=replace(NUMBERS, tokens=duration_tokens),
    number_at=below_hundred,
    part_at=part_at,
    one=listed("un una la"),
    alone=listed("hora horita"),
    before_unit=listed("de buenas buenos"),
    vague=NUMBERS.vague,
    no_time=Forms(
        spoken_lines("""
nada de (tiempo | sueño) | no (dormí | he dormido | pude dormir | pegué ojo | he pegado ojo | pegué el ojo) [nada] |
  ni un minuto | en blanco
""")
    ),
    oh=listed("cero 0"),
    not_after_pair=listed("mil coma punto"),
    tells_clock=_tells_clock,
    clock_at=clock_at,
    from_=listed("de desde"),
    until=listed("a hasta"),
    at=listed("a sobre hacia"),
    slept=spoken_words("acosté acostado acostarme acuesto dormí dormir dormido dormida cama fui"),
    woke=spoken_words("""
    levanté levantado levanto levantarme desperté despertado desperto despertar despierto despierta despertaron despertó
    """),
)

_read = in_rounds(doubted(read_duration_with(DURATIONS)))


def _without_differences(text: str) -> str:
    """The clauses that tell no difference to another day: of `ocho horas, una más que ayer` the first; none of `media
    hora menos`."""
    clauses = _CLAUSE.split(text)
    kept = [clause for clause in clauses if not _tells_difference(tokens(clause))]
    return text if len(kept) == len(clauses) else ", ".join(kept)


def _tells_difference(spoken: list[str]) -> bool:
    """`una hora menos`, `media hora más que ayer`, `dos más de lo normal`."""
    for place in range(1, len(spoken)):
        counted = spoken[place - 1] in _COUNTED or below_hundred(spoken, place - 1) is not None
        after = spoken[place + 1 : place + 3]
        compares = after[:1] in ([], ["que"], ["hoy"]) or after in (["de", "lo"], ["de", "la"])
        if spoken[place] in ("mas", "menos") and counted and compares:
            return True
    return False


def read_duration(text: str, unit: str) -> Found | None:
    """The duration of an utterance in `unit`; read back where a number beside it tells no unit of its own: `dos horas
    de siesta y seis de noche`."""
    told = _without_differences(text)
    if not told:
        found = _read(text, unit)
        return found and found.at_most(_DIFFERENCE)
    found = _read(told, unit)
    spoken = duration_tokens(told)
    stretches = stretches_in(DURATIONS, spoken, hours=True)
    bare = any(stretch.minutes_per is None and word_at(spoken, stretch.piece.start - 1) == "y" for stretch in stretches)
    if found is None or not bare or all(stretch.minutes_per is None for stretch in stretches):
        return found
    return found.at_most(0.6)


def say_duration(value: float, unit: str) -> str:
    """A duration as words: `seis horas y media`, `seis horas y veinte minutos`, `media hora`.

    `value` is in `unit`; said to the minute.
    """
    total = round(value * unit_minutes(unit))
    in_hours = unit_minutes(unit) >= 60
    if total == 0:
        return "cero horas" if in_hours else "cero minutos"
    if total in (15, 30, 45) and (in_hours or total == 30):
        return {15: "un cuarto de hora", 30: "media hora", 45: "tres cuartos de hora"}[total]
    hours, minutes = divmod(total, 60)
    if total < 60 or (not in_hours and total < 90 and minutes):
        return say_quantity(total, "minutos")
    counted = "una hora" if hours == 1 else f"{say_number(hours, feminine=True)} horas"
    if minutes == 0:
        return counted
    if minutes in (15, 30):
        return f"{counted} y {'cuarto' if minutes == 15 else 'media'}"
    return f"{counted} y {say_quantity(minutes, 'minutos')}"
