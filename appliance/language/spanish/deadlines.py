"""Spanish words around the time that a promise names for itself."""

from __future__ import annotations

from itertools import pairwise

from appliance.language.forms import Forms, listed
from appliance.language.reading.clock import Clock
from appliance.language.reading.deadlines import DeadlineWords, read_deadline_with
from appliance.language.reading.tokens import word_at
from appliance.language.spanish.calendar import WEEKDAYS
from appliance.language.spanish.clock import read_clock
from appliance.language.spanish.clockwords import clock_at
from appliance.language.spanish.numberwords import below_hundred
from appliance.language.spanish.tokens import folded, spoken_lines, spoken_words, tokens
from appliance.language.spanish.units import UNITS

_ARTICLES = frozenset({"la", "las"})
_NAMED = spoken_words("mediodía medianoche")
_WEEKDAYS = frozenset(folded(name) for name in WEEKDAYS)


def _hour_at(spoken: list[str], place: int) -> Clock | None:
    """A time with its article (`las diez`), in figures (`21:30`) or by name: `a diez personas` is none."""
    word = word_at(spoken, place)
    told = word in _ARTICLES or word in _NAMED or ":" in word or spoken[max(0, place - 1) : place] == ["del"]
    return clock_at(spoken, place) if told else None


def _telling(spoken: list[str]) -> str:
    """The words that may tell morning from evening: without `mañana` for tomorrow and the `casa` one comes from."""
    kept = spoken[:1] if spoken[:1] != ["manana"] else []
    for before, word in pairwise(spoken):
        tomorrow = word == "manana" and before not in _ARTICLES
        if not tomorrow and not (word == "casa" and before in ("de", "la")):
            kept.append(word)
    return " ".join(kept)


DEADLINES = DeadlineWords(
    tokens=tokens,
    limits=Forms(
        spoken_lines("antes (de | del) | hasta | para | no más tarde de | a más tardar [a] | como muy tarde [a]")
    ),
    times=Forms(spoken_lines("a | al | sobre | hacia | desde | a eso de | cerca de | alrededor de | de")),
    fillers=listed("como eso de"),
    clock_at=_hour_at,
    read_clock=read_clock,
    number_at=below_hundred,
    units=UNITS,
    clock_words=spoken_words("la las media cuarto menos mediodía medianoche am pm tarde noche madrugada punto"),
    after_a_time=spoken_words("""
  hoy mañana y luego después para con en de del por si porque cuando o pero que todos cada antes sin mientras pasado
  el
    a
    """)
    | _WEEKDAYS,
    day_words=spoken_words("mañana hoy tarde noche") | _WEEKDAYS,
    telling=_telling,
)  # fmt: skip

read_deadline = read_deadline_with(DEADLINES)
