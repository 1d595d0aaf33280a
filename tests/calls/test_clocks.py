"""Time as it really behaves: restarts, suspends, clocks that are set, that drift, that lost the time."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from appliance.calls import alarm
from appliance.calls.alarm import ON_DUTY, Alarm
from appliance.ports import Expect
from appliance.records.agenda import Answer
from appliance.records.calls import Attempt, AttemptResult, Call, CallStatus
from appliance.upkeep.clock import ClockGuard
from tests.calls.household import House, PersonChannel, house
from tests.virtual_time import EPOCH, WallClock, run_virtual


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


EVERY_HALF_HOUR = [f"{hour:02d}:{minute:02d}" for hour in range(13, 21) for minute in (0, 30)]


async def endings(home: House) -> dict[str, CallStatus]:
    """How each call of a day ended, by its due time. There is one of each."""
    calls = await home.store.calls.recent(limit=1000)
    assert len({(call.check_in_id, call.day) for call in calls}) == len(calls)
    return {f"{call.due_at:%H:%M}": call.status for call in calls}


def test_eight_hours_forward_miss_what_lay_between_and_nobody_is_at_fault() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers, pace=0.1)
        async with house(sam) as home:
            for at in EVERY_HALF_HOUR:
                await home.check_in(at)
            async with home.on_duty():
                await asyncio.sleep(70 * 60)  # 13:10: the first is over
                home.clock.shift(hours=8)
                await asyncio.sleep(600)
            found = await endings(home)
            # 21:10 is 40 minutes after the last of them was due
            assert found.pop("13:00") is CallStatus.COMPLETED
            assert found == dict.fromkeys(EVERY_HALF_HOUR[1:], CallStatus.MISSED_OFFLINE)
            assert len(sam.rings) == 1

    run_virtual(scenario())


def test_after_a_leap_what_is_less_than_half_an_hour_late_still_rings() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers, pace=0.1)
        async with house(sam) as home:
            for at in ("12:30", "15:29", "15:31", "15:59", "16:30"):
                await home.check_in(at)
            async with home.on_duty():
                await asyncio.sleep(5)
                home.clock.shift(hours=4, seconds=-5)  # 16:00
                await asyncio.sleep(3600)
            missed, rung = CallStatus.MISSED_OFFLINE, CallStatus.COMPLETED
            assert await endings(home) == {
                "12:30": missed, "15:29": missed, "15:31": rung, "15:59": rung, "16:30": rung
            }  # fmt: skip
            assert len(sam.rings) == 3

    run_virtual(scenario())


def test_a_leap_in_mid_call_lets_them_talk_on() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                await asyncio.sleep(1800 + 4)
                home.clock.shift(hours=8)
                await asyncio.sleep(600)
            assert await endings(home) == {"12:30": CallStatus.COMPLETED}
            assert len(sam.rings) == 1

    run_virtual(scenario())


def test_an_hour_back_rings_nothing_again_and_the_rest_in_its_time() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers, pace=0.1)
        async with house(sam) as home:
            for at in ("12:30", "13:00", "13:30", "14:00"):
                await home.check_in(at)
            async with home.on_duty():
                await asyncio.sleep(75 * 60)
                home.clock.shift(hours=-1)  # 12:15: two have rung, two are to come
                await asyncio.sleep(2 * 3600)
            assert set((await endings(home)).values()) == {CallStatus.COMPLETED}
            assert [round(ring.at_seconds / 60) for ring in sam.rings] == [30, 60, 150, 180]

    run_virtual(scenario())


class Drifting(WallClock):
    """A wall clock that goes wrong by a share of the time that passes."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def __call__(self) -> datetime:
        return super().__call__() + timedelta(seconds=self.share * asyncio.get_running_loop().time())


@pytest.mark.parametrize("share", [0.02, -0.02])
def test_a_clock_that_drifts_rings_by_the_wall(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm, "WATCH_SECONDS", 5.0)  # rarer looks are the harder case, and half a day has many seconds

    async def scenario() -> None:
        sam = PersonChannel(answers, pace=0.1)
        async with house(sam) as home:
            home.clock = clock = Drifting(share)
            home.dialer._now = clock
            home.alarm = Alarm(home.store, home.dialer, clock)
            for number in range(8):
                hour, minute = divmod(12 * 60 + 10 + 85 * number, 60)
                await home.check_in(f"{hour:02d}:{minute:02d}")
            async with home.on_duty():
                await asyncio.sleep(12 * 3600 / (1 + share))
            calls = sorted(await home.store.calls.recent(limit=100), key=lambda call: call.due_at)
            assert {call.status for call in calls} == {CallStatus.COMPLETED}
            assert len(calls) == len(sam.rings) == 8
            for call, ring in zip(calls, sam.rings, strict=True):
                rang_at = EPOCH + timedelta(seconds=ring.at_seconds * (1 + share))
                assert abs((rang_at - call.due_at).total_seconds()) <= 1.5

    run_virtual(scenario())


def test_many_small_steps_of_the_clock() -> None:
    async def scenario() -> None:
        sam, chance = PersonChannel(answers, pace=0.1), random.Random(7)
        async with house(sam) as home:
            for at in EVERY_HALF_HOUR:
                await home.check_in(at)
            async with home.on_duty():
                while home.clock() < EPOCH + timedelta(hours=10):
                    await asyncio.sleep(chance.uniform(1, 120))
                    home.clock.shift(seconds=chance.choice([-40, -3, -0.4, 0.4, 3, 40]))
            assert await endings(home) == dict.fromkeys(EVERY_HALF_HOUR, CallStatus.COMPLETED)
            assert len(sam.rings) == len(EVERY_HALF_HOUR)

    run_virtual(scenario())


async def days_of(home: House, first: date, count: int) -> None:
    """From `first` on each day has one call that was held, and is closed."""
    wanted = [first + timedelta(days=number) for number in range(count)]
    calls = [call for call in await home.store.calls.recent(limit=1000) if first <= call.day <= wanted[-1]]
    assert Counter((call.day, call.status) for call in calls) == {(day, CallStatus.COMPLETED): 1 for day in wanted}
    closed = [closed.day for closed in await home.store.days.closed(home.sam.id)]
    assert closed == sorted(set(closed))
    assert set(wanted[:-1]) <= set(closed)


def test_a_clock_that_was_a_year_ahead_for_an_hour() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers, pace=0.1)
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty(watching=False):
                await asyncio.sleep(2 * 24 * 3600)
            async with home.on_duty():
                home.clock.shift(days=365)
                await asyncio.sleep(3600)
                home.clock.shift(days=-365)
                await asyncio.sleep(10)
            async with home.on_duty(watching=False):
                await asyncio.sleep(4 * 24 * 3600)
            await days_of(home, EPOCH.date() + timedelta(days=3), 3)
            await asyncio.sleep(350 * 24 * 3600)
            async with home.on_duty(watching=False):
                await asyncio.sleep(4 * 24 * 3600)
            await days_of(home, EPOCH.date() + timedelta(days=357), 3)

    run_virtual(scenario())


def guarded(home: House, last_seen: datetime | None) -> None:
    """A new process on a machine that has run for an hour, with a clock nothing keeps right."""
    guard = ClockGuard(home.clock, last_seen, synchronised=lambda: False, uptime=lambda: 3600.0)
    home.alarm = Alarm(home.store, home.dialer, home.clock, held=guard.held)


def test_a_board_that_wakes_in_1970_does_nothing_until_its_clock_is_set() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answers, pace=0.1)
        async with house(sam) as home:
            home.clock.shift(days=300)
            await home.check_in("12:30")
            guarded(home, None)
            async with home.on_duty():
                await asyncio.sleep(24 * 3600)
            before = await snapshot(home)
            assert [call.status for call in before[0]] == [CallStatus.COMPLETED]
            last_seen = await home.store.days.marked(ON_DUTY)
            at = home.clock()
            home.clock.shift(seconds=(datetime(1970, 1, 1, tzinfo=UTC) - at).total_seconds())
            guarded(home, last_seen)
            async with home.on_duty():
                await asyncio.sleep(26 * 3600)
                assert await snapshot(home) == before
                assert len(sam.rings) == 1
                # it stood still for three days, and noon is past
                home.clock.shift(seconds=(at + timedelta(days=3, hours=2) - home.clock()).total_seconds())
                await asyncio.sleep(60)
                calls = await home.store.calls.recent(limit=100)
                assert Counter(call.status for call in calls) == {
                    CallStatus.COMPLETED: 1, CallStatus.MISSED_OFFLINE: 4
                }  # fmt: skip
                assert len(sam.rings) == 1
                await asyncio.sleep(24 * 3600)
            calls = await home.store.calls.recent(limit=100)
            assert (len(calls), calls[0].status) == (6, CallStatus.COMPLETED)
            assert len(sam.rings) == 2

    run_virtual(scenario())


async def snapshot(home: House) -> tuple[list[Call], list[date], datetime | None, list[datetime | None]]:
    """What a clock that cannot be trusted must leave as it is."""
    return (
        await home.store.calls.recent(limit=1000),
        [closed.day for closed in await home.store.days.closed(home.sam.id)],
        await home.store.days.marked(ON_DUTY),
        [check_in.next_due_at for check_in in await home.store.people.check_ins()],
    )
