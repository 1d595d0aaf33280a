"""English promises: `I'll run five kilometres tomorrow before eight` is an action, an amount, a day and a time."""

from __future__ import annotations

from functools import partial

from appliance.language.english.days import DAYS
from appliance.language.english.deadlines import DEADLINES
from appliance.language.english.durations import read_duration
from appliance.language.english.numberwords import piece_at
from appliance.language.english.requestslots import PARTS_OF_DAY, spoken_tokens
from appliance.language.english.units import UNITS
from appliance.language.forms import Forms, lines, listed
from appliance.language.reading.days import chosen_day, days_in
from appliance.language.reading.deadlines import deadlines_in
from appliance.language.reading.pieces import Piece
from appliance.language.reading.promises import Amount, DaySpan, PromiseWords, promises_with
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.reading.units import Unit
from appliance.language.values import DaySaid

_OPENINGS = Forms(
    lines("""
[so | and | then] (i'll | i will | we'll | we will | i shall | i'm gonna | i am gonna | i'm going to | i am going to |
  gonna | going to | i plan to | i'm planning to | i am planning to | i intend to | i mean to | i'd like to |
  i would like to | i want to | i wanna | i need to | i have to | i've got to | i gotta | i must | i should |
  i hope to | i'm hoping to | i can | i could | let me | let's) [definitely | really | just | try to | at least]
[i] (promise | commit | swear | pledge | vow) [you] [that | to] [i'll | i will | i'm going to]
(my | the) [one] (promise | plan | goal | thing | commitment | one thing) [for (today | tomorrow | tonight)] is [to]
(remind me | remember) to | i'd say | to | that i'll | it's to
""")
)
_ARTICLES = frozenset({"a", "an", "of", "more", "full", "whole", "the"})


def _days(spoken: list[str]) -> tuple[DaySaid | None, list[DaySpan]]:
    found = days_in(DAYS, spoken)
    parts = [word_at(spoken, day.end) in PARTS_OF_DAY for day in found]
    spans = [DaySpan(day.start, day.end + part) for day, part in zip(found, parts, strict=True)]
    return chosen_day(DAYS, spoken, found), spans


def _amount(spoken: list[str], told: frozenset[int]) -> Amount | None:
    """The first quantity that tells no day and no time: a duration in hours or minutes, or a number with its unit."""
    free = [BREAK if place in told else word for place, word in enumerate(spoken)]
    for place, word in enumerate(free):
        piece = piece_at(free, place) if word != BREAK else None
        if piece is None and word in ("a", "an"):
            piece = Piece(1, place, place + 1)
        unit = None if piece is None else _unit(free, piece)
        if unit and unit[0].dimension == "time":
            return _duration(free, place, unit[1])
        if piece and unit:
            return Amount(piece.value, unit[0].plural, place, unit[1])
        if piece and word not in ("a", "an", "one"):
            return Amount(piece.value, "", place, piece.end)
    return None


def _unit(spoken: list[str], piece: Piece) -> tuple[Unit, int] | None:
    place = piece.end
    while word_at(spoken, place) in _ARTICLES:
        place += 1
    for length in (2, 1):
        unit = UNITS.known(" ".join(spoken[place : place + length]))
        if unit is not None:
            return unit, place + length
    return None


def _duration(spoken: list[str], start: int, end: int) -> Amount | None:
    """In minutes, or in hours where the words give whole ones."""
    found = read_duration(" ".join(spoken[start:]), "minutes")
    if found is None or found.value <= 0:
        return None
    in_hours = found.value % 60 == 0 and not {"hour", "hours", "h"}.isdisjoint(spoken[start:])
    return Amount(found.value / 60 if in_hours else found.value, "hours" if in_hours else "minutes", start, end)


read_promise = promises_with(
    PromiseWords(
        tokens=spoken_tokens,
        openings=_OPENINGS,
        never_after_opening=listed("the a an my our your her his their"),
        fillers=listed("well um uh er erm hmm ok yes yeah so and oh then just please like maybe definitely probably"),
        closing=listed("then please thanks and at by before on the in or so around about well ok i'd say guess from"),
        before_day=listed("by on until till before for from due"),
        parts_of_day=Forms(("in the (morning | afternoon | evening)", "at night", "first thing [in the morning]")),
        deadlines=partial(deadlines_in, DEADLINES),
        days=_days,
        amount=_amount,
    )
)
