"""French times of day in an utterance, found and weighed: `vers onze heures`, `midi et demi`, `22h15`."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.french.clockwords import clock_at
from appliance.language.french.numbers import CHOICE
from appliance.language.french.tokens import spelled, tokens
from appliance.language.french.units import UNITS
from appliance.language.reading.clock import Clock, ClockWords, read_clock_with, read_half_of_day_with
from appliance.language.reading.tokens import word_at
from appliance.language.values import Found

_WINDOWS = (
    (
        listed(spelled("lit couché couchée coucher dodo dormir dormi endormi sommeil nuit extinction")),
        18 * 60,
    ),
    (
        listed(spelled("lever levé levée réveil réveillé réveillée réveiller matin debout petit-déjeuner")),
        3 * 60,
    ),
    (listed(spelled("déjeuner midi repas")), 9 * 60),
    (listed(spelled("dîner souper soir soirée rentré rentrée rentrer retour maison apéro goûter")), 14 * 60),
)
"""Words of a question, and the minute at which the twelve hours begin that its times of day fall into."""

_LIMITS = Forms(
    lines(
        spelled("""
avant [les] (minuit | midi)
(avant | après | passé | plus tard que | plus tôt que) [les] (minuit | une | deux | trois | quatre | cinq | six | sept |
  huit | neuf | dix | onze | douze | vingt)
""")
    )
)
_TWELVE = Forms(lines("(douze | 12) (heures | h)"))
"""Said of noon, hardly of midnight: read back where the question suggests the night."""

_LIMIT = 0.7


_AFTER_A_LENGTH = Forms(
    lines(
        spelled("""
de (sommeil | travail | boulot | sport | marche | repos | route | lecture | suite | sieste | dodo) | en tout |
  par (jour | nuit) | d'affilée
""")
    )
)
"""After hours, these tell how long, not when."""


def counting_clock_at(spoken: list[str], place: int) -> Clock | None:
    """The time that begins at this word; None for a number that counts something else (`vingt pages`)."""
    clock = clock_at(spoken, place)
    bare = clock is not None and clock.certainty < 1
    if clock is None or (bare and UNITS.known(word_at(spoken, clock.end)) is not None):
        return None
    return None if _AFTER_A_LENGTH.end_at(spoken, clock.end) is not None else clock


CLOCK = ClockWords(
    tokens=tokens,
    clock_at=counting_clock_at,
    choice=CHOICE,
    windows=_WINDOWS,
    am=frozenset({"matin", "am", "mat"}),
    pm=frozenset({"soir", "aprem", "midi", "nuit", "pm"}),
)
_read_clock = read_clock_with(CLOCK)
read_half_of_day = read_half_of_day_with(CLOCK)


def read_clock(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Found | None:
    """The time of day an utterance gives, in minutes after midnight; a limit (`pas avant minuit`) is read back."""
    found = _read_clock(text, about, low, high)
    spoken = tokens(text)
    if found is not None and (_LIMITS.inside(spoken) or (found.value == 0 and _TWELVE.inside(spoken))):
        return Found(found.value, min(found.certainty, _LIMIT))
    return found
