"""Spanish promises: `mañana voy a correr cinco kilómetros antes de las ocho` is an action, an amount, a day, a time."""

from __future__ import annotations

from functools import partial

from appliance.language.forms import Forms
from appliance.language.reading.days import chosen_day, days_in
from appliance.language.reading.deadlines import deadlines_in
from appliance.language.reading.promises import Amount, DaySpan, PromiseWords, promises_with
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.spanish.days import DAYS, without_mornings
from appliance.language.spanish.deadlines import DEADLINES
from appliance.language.spanish.durations import duration_tokens, read_duration
from appliance.language.spanish.numberwords import piece_at
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
(lo más importante | lo principal | lo único | lo primero) [para (hoy | mañana)] (es | será) | (recuérdame |
  recuerda) | que voy a
""")
)
_PARTS_OF_DAY = Forms(
    spoken_lines(
        "(por | en | de | a) la (mañana | madrugada | tarde | noche) | a primera hora [de la (mañana | madrugada)] | a última hora"
    )
)
_HOURS = frozenset(name for name, factor in UNITS.minutes.items() if factor == 60)
_ONES = frozenset({"un", "una", "uno"})


def _days(spoken: list[str]) -> tuple[DaySaid | None, list[DaySpan]]:
    plain = without_mornings(spoken)
    found = days_in(DAYS, plain)
    return chosen_day(DAYS, plain, found), [DaySpan(day.start, day.end) for day in found]


def _amount(spoken: list[str], told: frozenset[int]) -> Amount | None:
    """The first quantity that tells no day and no time: a duration in hours or minutes, or a number with its unit."""
    free = [BREAK if place in told else word for place, word in enumerate(spoken)]
    for place, word in enumerate(free):
        if word in _HOURS and word_at(free, place + 1) == "y":
            return _duration(free, place, place + 1)
        piece = piece_at(free, place) if word != BREAK else None
        if piece is None:
            continue
        after = piece.end + (word_at(free, piece.end) in ("de", "mas"))
        unit = UNITS.known(word_at(free, after))
        if unit and unit.dimension == "time":
            return _duration(free, place, after + 1)
        if unit:
            half = free[after + 1 : after + 3] in (["y", "media"], ["y", "medio"])
            return Amount(piece.value + 0.5 * half, unit.plural, place, after + 1)
        if word not in _ONES:
            return Amount(piece.value, "", place, piece.end)
    return None


def _duration(spoken: list[str], start: int, end: int) -> Amount | None:
    """In minutes, or in hours where the words give whole ones."""
    found = read_duration(" ".join(spoken[start:]), "minutos")
    if found is None or found.value <= 0:
        return None
    in_hours = found.value % 60 == 0 and not _HOURS.isdisjoint(duration_tokens(" ".join(spoken[start:])))
    return Amount(found.value / 60 if in_hours else found.value, "horas" if in_hours else "minutos", start, end)


read_promise = promises_with(
    PromiseWords(
        tokens=tokens,
        openings=_OPENINGS,
        never_after_opening=spoken_words("el la los las un una mi su"),
        fillers=spoken_words("""
        eh em este pues bueno mmm hmm ok vale sí y entonces quizá quizás seguramente probablemente yo
        """),
        closing=spoken_words("""
        entonces por favor gracias y a antes de en o así vale creo el del para hacia sobre hasta
        """),
        before_day=spoken_words("para hasta antes de del el desde a"),
        parts_of_day=_PARTS_OF_DAY,
        deadlines=partial(deadlines_in, DEADLINES),
        days=_days,
        amount=_amount,
    )
)  # fmt: skip
