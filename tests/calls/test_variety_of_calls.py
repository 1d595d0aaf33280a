"""What is said in one call is remembered for the next: no line returns within days, and rings differ."""

from __future__ import annotations

import asyncio

from appliance.calls.arrival import MOST_OPENINGS
from appliance.coach.variety import UNSAID_FOR
from appliance.records.calls import AttemptResult, MessageType, Turn
from appliance.records.progress import MetricKind
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import run_virtual


async def _said(home: House) -> list[Turn]:
    calls = reversed(await home.store.calls.recent())
    turns = [turn for call in calls for turn in await home.store.calls.turns(call.id)]
    return [turn for turn in turns if turn.message_type is MessageType.AI]


def test_no_line_returns_in_the_calls_of_three_days() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam="yeah I'm here", exercise="yes I did", sleep="six hours"))
        async with house(sam) as home:
            await home.metric("exercise", MetricKind.HABIT, question="Exercise?", position=0)
            await home.metric("sleep", MetricKind.DURATION, unit="hours", question="How much sleep?", position=1)
            await home.check_in("12:30")
            async with home.on_duty(long=True):
                await asyncio.sleep(UNSAID_FOR.total_seconds())
            turns = await _said(home)
            lines = [digest for turn in turns for digest in turn.wordings]
            assert len(lines) >= UNSAID_FOR.days * 5
            assert len(set(lines)) == len(lines)

    run_virtual(scenario())


def test_nobody_is_called_twice_in_the_same_way_in_one_evening() -> None:
    async def scenario() -> None:
        nobody = PersonChannel(by_keyword())
        async with house(nobody) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                call = await home.until_over()
            assert await home.results(call) == [AttemptResult.NO_ANSWER] * 3
            said = [words for ring in nobody.rings for words in ring.said]
            assert len(said) == len(set(said)) == 3 * MOST_OPENINGS
            assert nobody.rings[0].said[0] in " ".join(nobody.prepared)

    run_virtual(scenario())
