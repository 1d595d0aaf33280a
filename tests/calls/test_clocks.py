"""Time as it really behaves: restarts, suspends, clocks that are set."""

from __future__ import annotations

import asyncio

from appliance.calls.alarm import Alarm
from appliance.ports import Expect
from appliance.records.agenda import Answer
from appliance.records.calls import Attempt, AttemptResult, CallStatus
from tests.calls.household import PersonChannel, house
from tests.virtual_time import run_virtual


def answers(said: str, expect: Expect) -> str:
    return {Answer.PRESENCE: "I'm here", Answer.OPEN: "read a book"}.get(expect.hint.answer, "yes")


def test_one_call_a_day_day_after_day() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty(watching=False):
                await asyncio.sleep(3 * 24 * 3600)
            calls = await home.store.calls.recent(limit=100)
            assert len(calls) == len({call.day for call in calls}) == 3
            assert {call.status for call in calls} == {CallStatus.COMPLETED}

    run_virtual(scenario())


def test_off_at_the_hour_is_nobodys_fault() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            await asyncio.sleep(3 * 24 * 3600)
            async with home.on_duty():
                await asyncio.sleep(60)
                calls = await home.store.calls.recent()
            assert [call.status for call in calls] == [CallStatus.MISSED_OFFLINE] * 3
            assert sam.rings == []

    run_virtual(scenario())


def test_a_few_minutes_late_still_rings() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            await asyncio.sleep(1800 + 10 * 60)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED

    run_virtual(scenario())


def test_a_clock_set_back_does_not_ring_twice() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                await home.until_over()
                home.clock.shift(hours=-1)
                await asyncio.sleep(3 * 3600)
                assert len(sam.rings) == 1
                home.clock.shift(hours=19)
                await asyncio.sleep(600)
            assert len(sam.rings) == 1

    run_virtual(scenario())


def test_a_clock_set_forward_rings_at_once() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:20")
            async with home.on_duty():
                await asyncio.sleep(5)
                home.clock.shift(minutes=21)
                await asyncio.sleep(5)
                assert len(sam.rings) == 1
                await home.until_over()

    run_virtual(scenario())


def test_a_check_in_added_while_on_duty_is_noticed() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home, home.on_duty():
            await asyncio.sleep(20)
            await home.check_in("12:01")
            call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert abs(sam.rings[0].at_seconds - 60) < 0.01

    run_virtual(scenario())


def test_after_a_crash_the_attempt_is_dropped_and_the_call_rings_on() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            await asyncio.sleep(1800)
            await home.alarm.tick()
            await home.alarm.disarm(ringing_too=True)
            (call,) = await home.store.calls.unfinished()
            attempts = await home.store.calls.attempts(call.id)
            if not attempts or attempts[-1].result is not None:
                await home.store.calls.begin_attempt(
                    Attempt(call_id=call.id, number=len(attempts) + 1, channel="speaker", started_at=home.clock())
                )
            home.alarm = Alarm(home.store, home.dialer, home.clock)
            async with home.on_duty():
                done = await home.until_over()
            assert done.status is CallStatus.COMPLETED
            results = await home.results(done)
            assert results[-1] is AttemptResult.ANSWERED
            assert set(results[:-1]) == {AttemptResult.DROPPED}

    run_virtual(scenario())


def test_a_graceful_stop_drops_the_attempt_and_a_start_goes_on() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                await asyncio.sleep(1800 + 2)
            (call,) = await home.store.calls.recent()
            assert call.status is CallStatus.SCHEDULED
            assert await home.results(call) == [AttemptResult.DROPPED]
            home.alarm = Alarm(home.store, home.dialer, home.clock)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED

    run_virtual(scenario())
