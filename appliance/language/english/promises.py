"""English promises: `I'll run five kilometres tomorrow before eight` is an action, an amount, a day and a time."""

from __future__ import annotations

from functools import partial

from appliance.language.english.days import day_meant, days_told, is_ruled_out
from appliance.language.english.deadlines import DEADLINES
from appliance.language.english.durations import DURATIONS
from appliance.language.english.requestslots import PARTS_OF_DAY, spoken_tokens
from appliance.language.forms import Forms, lines, listed
from appliance.language.reading.amounts import AmountWords, amount_with
from appliance.language.reading.deadlines import deadlines_in
from appliance.language.reading.promises import DaySpan, PromiseWords, promises_with
from appliance.language.reading.tokens import word_at
from appliance.language.values import DaySaid

_OPENINGS = Forms(
    lines("""
[i think | i guess | i suppose] [so | and | then] (i'll | i will | we'll | we will | i shall | i'm gonna | i am
  gonna | i'm going to | i am going to |
  gonna | going to | i plan to | i'm planning to | i am planning to | i intend to | i mean to | i'd like to |
  i would like to | i want to | i wanna | i need to | i have to | i've got to | i gotta | i must | i should |
  i hope to | i'm hoping to | i can | i could | let me | let's) [definitely | really | just | try to | at least]
[i] (promise | commit | swear | pledge | vow) [you] [that | to] [i'll | i will | i'm going to]
(my | the) [one] (promise | plan | goal | thing | commitment | one thing) [for (today | tomorrow | tonight)] is [to]
(remind me | remember) to | i'd say | to | that i'll | it's to
""")
)


def _days(spoken: list[str]) -> tuple[DaySaid | None, list[DaySpan]]:
    found = days_told(spoken)
    spans = [
        DaySpan(day.start - is_ruled_out(spoken, day), day.end + (word_at(spoken, day.end) in PARTS_OF_DAY))
        for day in found
    ]
    return day_meant(spoken, found), spans


read_promise = promises_with(
    PromiseWords(
        tokens=spoken_tokens,
        openings=_OPENINGS,
        never_after_opening=listed("the a an my our your her his their"),
        fillers=listed("well um uh er erm hmm ok yes yeah so and oh then just please like maybe definitely probably"),
        closing=listed(
            "then please thanks and but at by before on the in or so around about well ok i'd say guess from"
        ),
        before_day=listed("by on until till before for from due"),
        parts_of_day=Forms(
            (
                "in the (morning | afternoon | evening)",
                "at night",
                "first thing [in the morning]",
                "by [the] end of [the] day",
            )
        ),
        deadlines=partial(deadlines_in, DEADLINES),
        days=_days,
        amount=amount_with(AmountWords(DURATIONS, "hours", "minutes", listed("a an one"))),
    )
)
