"""Spanish promises: `mañana voy a correr cinco kilómetros antes de las ocho` is an action, an amount, a day, a time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from appliance.language.forms import Forms, listed
from appliance.language.reading.amounts import Amount, AmountWords, amount_with
from appliance.language.reading.days import chosen_day, days_in
from appliance.language.reading.deadlines import deadlines_in
from appliance.language.reading.durations import duration_in
from appliance.language.reading.promises import DaySpan, PromiseWords, promises_with
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.spanish.choosing import CHOICE
from appliance.language.spanish.days import DAYS, without_mornings, without_the_past
from appliance.language.spanish.deadlines import DEADLINES
from appliance.language.spanish.durations import DURATIONS
from appliance.language.spanish.numberwords import below_hundred
from appliance.language.spanish.tokens import spoken_lines, spoken_words, tokens
from appliance.language.spanish.units import UNITS
from appliance.language.values import DaySaid

_OPENINGS = Forms(
    spoken_lines("""
[y | pues | bueno | entonces] [yo] (voy a | vamos a | quiero | quisiera | me gustaría | tengo que | tengo pensado |
  pienso | espero |
  necesito | debo | debería | pretendo | planeo | intentaré | voy a intentar | trataré de | voy a tratar de | puedo |
  hay que | me propongo | me comprometo a | prometo [que voy a | que] | te prometo [que voy a | que] | juro que [voy
  a]) [al menos]
(mi | la) (promesa | meta | tarea | prioridad) [para (hoy | mañana)] (es | será) | (mi | el) (objetivo | plan |
  propósito | compromiso)
  [para (hoy | mañana)] (es | será)
a ver | [yo] (creo | diría | pienso) que [voy a | quiero | debería | puedo] | mi intención (es | será) | lo que (haré |
  voy a hacer | quiero hacer) (es | será)
(lo más importante | lo principal | lo único | lo primero) [para (hoy | mañana)] (es | será) | (recuérdame |
  recuerda) | que voy a
""")
)
_PARTS_OF_DAY = Forms(
    spoken_lines("""
(por | en | de | a) la (mañana | madrugada | tarde | noche) | a primera hora [de la (mañana | madrugada)] |
  a última hora | a más tardar | como muy tarde | sin falta
""")
)
_HOURS = frozenset(name for name, factor in UNITS.minutes.items() if factor == 60)


def _days(spoken: list[str]) -> tuple[DaySaid | None, list[DaySpan]]:
    plain = without_the_past(without_mornings(spoken))
    found = days_in(DAYS, plain)
    return chosen_day(DAYS, plain, found), [DaySpan(day.start, day.end) for day in found]


_counted = amount_with(AmountWords(DURATIONS, "horas", "minutos", listed("un una uno")))


def _corrected(spoken: list[str], told: frozenset[int]) -> Amount | None:
    """The first amount, or the one that takes its place: `treinta, no, veinte flexiones`."""
    amount = _counted(spoken, told)
    later = amount and _counted(spoken, told | frozenset(range(amount.end)))
    if amount is None or later is None:
        return amount
    between = [word for word in spoken[amount.end : later.start] if word != BREAK]
    return later if CHOICE.corrections.is_all(between) else amount


def _amount(spoken: list[str], told: frozenset[int]) -> Amount | None:
    """The first quantity that tells no day and no time, also of `hora y media` and `cinco kilómetros y medio`."""
    for place, word in enumerate(spoken):
        bare = word in _HOURS and word_at(spoken, place + 1) == "y" and below_hundred(spoken, place - 1) is None
        found = duration_in(DURATIONS, spoken[place:], 1.0) if bare and place not in told else None
        if found is not None:
            return Amount(found.value, "minutos", place, place + 1)
    amount = _corrected(spoken, told)
    if amount and not amount.unit and spoken[amount.start - 1 : amount.start] in (["de"], ["a"]):
        return None  # `de cinco a siete` tells when
    if amount and amount.value % 1 == 0 and spoken[amount.end : amount.end + 2] in (["y", "media"], ["y", "medio"]):
        return replace(amount, value=amount.value + 0.5 * (amount.unit not in ("horas", "minutos")))
    return amount


read_promise = promises_with(
    PromiseWords(
        tokens=tokens,
        openings=_OPENINGS,
        never_after_opening=spoken_words("el la los las un una mi su"),
        fillers=spoken_words("""
        eh em este pues bueno mmm hmm ok vale sí y entonces quizá quizás seguramente probablemente yo
        """),
        closing=spoken_words("""
        entonces por favor gracias no y a antes de en o así vale creo el del para hacia sobre hasta
        """),
        before_day=spoken_words("para hasta antes de del el desde a"),
        parts_of_day=_PARTS_OF_DAY,
        deadlines=partial(deadlines_in, DEADLINES),
        days=_days,
        amount=_amount,
    )
)  # fmt: skip
