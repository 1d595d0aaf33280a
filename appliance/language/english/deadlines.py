"""English words around the time that a promise names for itself."""

from __future__ import annotations

from itertools import pairwise

from appliance.language.english.choosing import CHOICE
from appliance.language.english.clock import read_clock
from appliance.language.english.clockwords import clock_at, plain_clock_at
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.requestslots import WEEKDAYS, spoken_tokens
from appliance.language.english.units import UNITS
from appliance.language.forms import Forms, listed
from appliance.language.reading.deadlines import DeadlineWords, read_deadline_with

_RISING = listed("get getting wake waking woken be stand am i'm")


def _telling(spoken: list[str]) -> str:
    """Without the `up` of `pick up` and the `home` of `leave home`."""
    kept = spoken[:1]
    for before, word in pairwise(spoken):
        misleads = (word == "up" and before not in _RISING) or (word == "home" and before in ("from", "leave", "call"))
        if not misleads:
            kept.append(word)
    return " ".join(kept)


DEADLINES = DeadlineWords(
    tokens=spoken_tokens,
    limits=Forms(("before", "by", "until", "till", "til", "no later than", "(not | no) after")),
    times=Forms(("at", "around", "from")),
    fillers=listed("about around exactly roughly say at latest nearly the"),
    clock_at=clock_at,
    read_clock=read_clock,
    number_at=below_hundred,
    units=UNITS,
    clock_words=listed("""
o'clock past half quarter noon midday midnight am pm morning afternoon evening night tonight
"""),
    after_a_time=listed("""
today tomorrow tonight sharp and then on every each before after with to for in at latest because if when please or
instead but so the this next from until till by without while as again every daily o'clock ish
""")
    | set(WEEKDAYS),
    day_words=listed("tomorrow today morning afternoon evening night") | set(WEEKDAYS),
    starts=listed("from"),
    plain_clock_at=plain_clock_at,
    not_after_number=listed("by"),
    relative=listed("to before after till of"),
    corrections=CHOICE.corrections,
    telling=_telling,
)

read_deadline = read_deadline_with(DEADLINES)
