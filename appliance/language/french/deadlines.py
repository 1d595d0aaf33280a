"""The time that a French promise names for itself: `appeler le dentiste avant dix heures`, `courir à sept heures`."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.forms import listed
from appliance.language.french.clock import CLOCK, counting_clock_at
from appliance.language.french.days import DAYS
from appliance.language.french.littles import WEEKDAYS
from appliance.language.french.tokens import tokens
from appliance.language.reading.clock import Clock, settle, window_start
from appliance.language.reading.deadlines import DOUBTED, DeadlineFound, first_of, in_waking_hours
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import Deadline

_LIMITS = listed("avant jusque ici")
_TIMES = listed("a vers des pour")
_FILLERS = listed("a les environ exactement le tard plus au peu pres vers")
_AFTER_A_LONE_NUMBER = frozenset({"", BREAK})
_DAYS = frozenset({"demain", *WEEKDAYS})


def read_deadline(text: str) -> Deadline | None:
    """The time of day a promise is to be done by (`before`) or at; None where its words name none.

    Without morning or evening the promise's other words decide, as a question's do for `read_clock`.
    """
    return first_of(deadlines_in(tokens(text)))


def deadlines_in(spoken: list[str]) -> list[DeadlineFound]:
    """Every such time among the words, with the word that leads to it."""
    about = " ".join(spoken)
    found: list[DeadlineFound] = []
    place = 0
    while place < len(spoken):
        stretch = _stretch(spoken, place, about)
        clock = _clock_after(spoken, place) if spoken[place] in _LIMITS | _TIMES else _clock_after_day(spoken, place)
        if stretch is not None:
            found.append(stretch)
            place = stretch.end
            continue
        if clock is None:
            place += 1
            continue
        start = place - 1 if spoken[place] == "ici" and word_at(spoken, place - 1) == "d" else place
        if found and DAYS.corrections.inside(spoken[found[-1].end : start]):  # `à sept heures, non, à huit heures`
            start = found.pop().start
        deadline = _deadline(clock, about, before=_is_limit(spoken, place, clock))
        found.append(DeadlineFound(deadline, start, clock.end))
        place = clock.end
    return found


def _clock_after(spoken: list[str], place: int) -> Clock | None:
    """The time that `avant`, `à` … leads to. A number alone is one only at the end and after a limit."""
    following = place + 1
    while word_at(spoken, following) in _FILLERS:
        following += 1
    clock = counting_clock_at(spoken, following)
    if clock is None or clock.certainty == 1:
        return clock
    if "le" in spoken[place + 1 : following]:
        return None
    lone = word_at(spoken, clock.end) in _AFTER_A_LONE_NUMBER and spoken[place] in ("avant", "vers")
    return clock if lone else None


def _clock_after_day(spoken: list[str], place: int) -> Clock | None:
    """The time right after a day: `jeudi midi`, `mardi dix-huit heures`; `demain huit heures` only where it opens the
    promise, since `réviser demain deux heures` tells how long."""
    day = word_at(spoken, place - 1)
    clock = counting_clock_at(spoken, place) if day in _DAYS else None
    if clock is None or clock.certainty < 1 or word_at(spoken, clock.end) in ("de", "d"):
        return None
    opens = place == 1 or (place == 2 and spoken[0] == "apres")
    limited = spoken[clock.end : clock.end + 3] == ["au", "plus", "tard"]
    return clock if clock.fixed or opens or limited else None


def _stretch(spoken: list[str], place: int, about: str) -> DeadlineFound | None:
    """`de neuf heures à midi`, `entre sept et huit heures`: from when. The latter is read back."""
    lead = spoken[place]
    start = counting_clock_at(spoken, place + 1) if lead in ("de", "entre") else None
    if start is None or word_at(spoken, start.end) not in (("a", "jusque") if lead == "de" else ("et",)):
        return None
    until = counting_clock_at(spoken, start.end + 1 + (word_at(spoken, start.end + 1) == "a"))
    if until is None or until.certainty < 1 or (lead == "de" and start.certainty < 1):
        return None
    if lead == "entre":
        start = replace(start, certainty=min(start.certainty, 0.9))
    return DeadlineFound(_deadline(start, about, before=False), place, until.end)


def _is_limit(spoken: list[str], place: int, clock: Clock) -> bool:
    """`avant`, or `au plus tard` before the time or shortly before what leads to it."""
    around = [*spoken[max(0, place - 4) : clock.start], *spoken[clock.end : clock.end + 3]]
    return spoken[place] in _LIMITS or "tard" in around


def _deadline(clock: Clock, about: str, *, before: bool) -> Deadline:
    found = settle(clock, window_start(CLOCK, about), None, None)
    return Deadline(
        in_waking_hours(found, before=before), before, min(found.certainty, DOUBTED if clock.certainty < 1 else 1.0)
    )
