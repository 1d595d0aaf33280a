"""The time that a promise names for itself: `call the dentist before ten`, `run at seven`."""

from __future__ import annotations

from itertools import pairwise

from appliance.language.english.clock import read_clock
from appliance.language.english.clockwords import clock_at, plain_clock_at
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.requestslots import WEEKDAYS, spoken_tokens
from appliance.language.english.units import UNITS
from appliance.language.forms import listed
from appliance.language.reading.clock import DAY_MINUTES, HALF_DAY_MINUTES, Clock
from appliance.language.reading.promises import DeadlineFound
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import Deadline

_LIMITS = frozenset({"before", "by", "until", "till", "til"})
_TIMES = frozenset({"at", "around", "from"})
_FILLERS = frozenset({"about", "around", "exactly", "roughly", "say", "at", "latest", "nearly"})
_CLOCK_WORDS = listed("""
o'clock past half quarter noon midday midnight am pm morning afternoon evening night tonight
""")
_AFTER_A_TIME = listed("""
today tomorrow tonight sharp and then on every each before after with to for in at latest because if when please or
instead but so the this next from until till by without while as again every daily o'clock ish
""") | set(WEEKDAYS)
"""What may follow a time told by numbers only: after anything else they count something (`by two pages`)."""

_RISING = frozenset({"get", "getting", "wake", "waking", "woken", "be", "stand", "am", "i'm"})
_DAY_WORDS = frozenset({"tomorrow", "today", "morning", "afternoon", "evening", "night", *WEEKDAYS})
_EARLIEST = 6 * 60
_EARLIEST_LIMIT = 7 * 60
"""Without morning or evening, and nothing that suggests either, no promise is for earlier, or due by earlier, than
this: `work until six` is the evening, `run at six` may be the morning."""

_DOUBTED = 0.6


def read_deadline(text: str) -> Deadline | None:
    """The time of day a promise is to be done by (`before`) or at; None where its words name none.

    Without morning or evening the promise's other words decide, as a question's do for `read_clock`.
    """
    found = deadlines_in(spoken_tokens(text))
    if not found:
        return None
    first = found[0].deadline
    if any(other.deadline.minutes != first.minutes for other in found[1:]):
        return Deadline(first.minutes, first.before, min(first.certainty, _DOUBTED))
    return first


def deadlines_in(spoken: list[str]) -> list[DeadlineFound]:
    """Every such time among the words, with the word that leads to it."""
    about = _telling(spoken)
    found: list[DeadlineFound] = []
    for place, word in enumerate(spoken):
        if word in _LIMITS or word in _TIMES:
            clock = _clock_after(spoken, place)
            deadline = clock and _deadline(spoken, clock, about, before=word in _LIMITS)
            if clock and deadline:
                found.append(DeadlineFound(deadline, place, clock.end))
    return found


def _clock_after(spoken: list[str], place: int) -> Clock | None:
    """The time that `before`, `at` … leads to, where it is one and not a number of things."""
    following = place + 1
    while word_at(spoken, following) in _FILLERS or spoken[following : following + 1] == ["the"]:
        following += 1
    from_ = spoken[place] == "from"
    clock = (plain_clock_at if from_ else clock_at)(spoken, following)
    if clock is None or (from_ and _counted(spoken, place - 1)):
        return None
    if spoken[place] == "by" and place and below_hundred(spoken, place - 1) is not None:
        return None
    said = spoken[clock.start : clock.end]
    if _CLOCK_WORDS & set(said) or any(":" in word for word in said) or _relative(said):
        return clock
    number = below_hundred(spoken, clock.start)
    lone = number is not None and number[1] == clock.end
    if lone and number is not None and number[0] > 12:
        return None
    after = word_at(spoken, clock.end)
    dated = spoken[place] == "at" and word_at(spoken, place - 1) in _DAY_WORDS
    return clock if dated or after in ("", BREAK) or after in _AFTER_A_TIME else None


def _relative(said: list[str]) -> bool:
    """`ten to nine`, `five minutes before ten`."""
    return len(said) > 2 and not {"to", "before", "after", "till", "of"}.isdisjoint(said)


def _counted(spoken: list[str], place: int) -> bool:
    unit = UNITS.known(word_at(spoken, place))
    return unit is not None and unit.dimension != "time"


def _telling(spoken: list[str]) -> str:
    """The words that may tell morning from evening: without the `up` of `pick up` and the `home` of `leave home`."""
    kept = spoken[:1]
    for before, word in pairwise(spoken):
        misleads = (word == "up" and before not in _RISING) or (word == "home" and before in ("from", "leave", "call"))
        if not misleads:
            kept.append(word)
    return " ".join(kept)


def _deadline(spoken: list[str], clock: Clock, about: str, *, before: bool) -> Deadline | None:
    found = read_clock(" ".join(spoken[clock.start : clock.end]), about)
    if found is None:
        return None
    minutes = found.value
    if found.certainty <= _DOUBTED and minutes < (_EARLIEST_LIMIT if before else _EARLIEST):
        minutes = (minutes + HALF_DAY_MINUTES) % DAY_MINUTES
    return Deadline(minutes, before, found.certainty)
