"""Accounting days are closed once, in order, when everything that credits them has ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from appliance.calls.alarm import Alarm
from appliance.calls.erasing import Keeping, keep_for
from appliance.records.agenda import Answer
from appliance.records.calls import Call, CallStatus
from appliance.records.people import Pause, User
from appliance.records.progress import ClosedDay, Commitment
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import EPOCH, run_virtual

HERE = "yes, I'm here"
TODAY = EPOCH.date()
DAY = 24 * 3600


async def closed(home: House) -> list[ClosedDay]:
    return await home.store.days.closed(home.sam.id)


def test_each_day_is_closed_once_in_order_with_its_calls_counted() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(3 * DAY)
                await asyncio.gather(home.alarm.tick(), home.alarm.tick())
            found = await closed(home)
            assert [each.day for each in found] == [TODAY + timedelta(days=ahead) for ahead in range(3)]
            assert [each.calls for each in found] == [{"missed": 1}] * 3

    run_virtual(scenario())


def test_days_that_ended_while_the_host_was_off_are_closed_at_its_start() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.check_in("12:30")
            await asyncio.sleep(3 * DAY)
            async with home.on_duty(watching=False):
                await asyncio.sleep(600)
            found = await closed(home)
            assert [each.calls for each in found] == [{"missed_offline": 1}] * 3

    run_virtual(scenario())


def test_a_day_waits_for_a_call_that_was_snoozed_past_midnight_and_is_credited_by_it() -> None:
    async def scenario() -> None:
        answers = by_keyword(sam=HERE, thing="read a book")
        later = by_keyword(sam="call me back in an hour")
        sam = PersonChannel(lambda said, expect: (answers if len(sam.rings) > 1 else later)(said, expect))
        async with house(sam) as home:
            await home.check_in("23:50", weekdays=[EPOCH.weekday()])
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(12.5 * 3600)
                assert len(sam.rings) == 1
                assert await closed(home) == []
                await asyncio.sleep(3600)
            (call,) = await home.store.calls.recent()
            assert (call.status, call.accounting_day) == (CallStatus.COMPLETED, TODAY)
            assert [(each.day, each.calls) for each in await closed(home)] == [(TODAY, {"completed": 1})]

    run_virtual(scenario())


def test_a_day_may_end_after_midnight() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, thing="read a book"))
        async with house(sam) as home:
            late: User = await home.store.people.user("Sam")
            late.day_ends_at = "03:00"
            await home.store.people.save_user(late, home.clock())
            await home.check_in("00:30")
            async with home.on_duty(watching=False):
                await asyncio.sleep(13 * 3600)  # one o'clock at night
                (call,) = await home.store.calls.recent()
                assert call.day == TODAY + timedelta(days=1)
                assert call.accounting_day == TODAY
                assert await closed(home) == []
                await asyncio.sleep(3 * 3600)
                assert [each.day for each in await closed(home)] == [TODAY]

    run_virtual(scenario())


def test_promises_become_overdue_when_their_day_closes_but_not_in_a_pause() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword())) as home:
            for ahead in (0, 1):
                await home.store.progress.add_commitment(
                    Commitment(
                        user_id=home.sam.id, text=f"in {ahead} days", made_on=TODAY,
                        due_day=TODAY + timedelta(days=ahead), created_at=home.clock(),
                    )
                )  # fmt: skip
            await home.store.silences.add_pause(
                Pause(
                    user_id=home.sam.id, from_day=TODAY + timedelta(days=1), until_day=TODAY + timedelta(days=1),
                    created_at=home.clock(),
                )
            )  # fmt: skip
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(2.2 * DAY)
                overdue = {each.text: each.overdue_since for each in await home.store.progress.commitments(home.sam.id)}
                assert overdue == {"in 0 days": TODAY, "in 1 days": None}
                assert [each.paused for each in await closed(home)] == [False, True]
                await asyncio.sleep(DAY)
            overdue = {each.text: each.overdue_since for each in await home.store.progress.commitments(home.sam.id)}
            assert overdue["in 1 days"] == TODAY + timedelta(days=2)

    run_virtual(scenario())


def test_a_closing_that_is_cut_off_is_done_again_without_counting_twice() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword())) as home:
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(1.2 * DAY)
            for _ in range(3):
                home.alarm = Alarm(home.store, home.dialer, home.clock)
                async with home.on_duty(watching=False):
                    await asyncio.sleep(120)
            assert len(await closed(home)) == 1

    run_virtual(scenario())


def test_a_promise_with_a_time_of_its_own_is_reminded_of_the_day_after_the_evening_it_was_made() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, dentist="okay", thing="call the dentist before ten"))
        async with house(sam) as home:
            await home.check_in("21:30", weekdays=[EPOCH.weekday()])
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(1.2 * DAY)
            (made,) = await home.store.progress.commitments(home.sam.id)
            assert made.nudge_at == EPOCH.replace(hour=9, minute=45) + timedelta(days=1)
            assert [round(ring.at_seconds / 60) for ring in sam.rings] == [9 * 60 + 30, 21 * 60 + 45]

    run_virtual(scenario())


def test_an_appliance_that_is_stopped_says_goodbye_and_rings_again_after_its_start() -> None:
    async def scenario() -> None:
        sam = PersonChannel(lambda said, expect: HERE if expect.hint.answer is Answer.PRESENCE else None)
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty(watching=False):
                await asyncio.sleep(1800 + 12)
            assert "call you back" in sam.rings[0].said[-1]
            home.alarm = Alarm(home.store, home.dialer, home.clock)
            async with home.on_duty(watching=False):
                await asyncio.sleep(3600)
            assert len(sam.rings) > 1

    run_virtual(scenario())


def test_words_older_than_somebody_wants_are_gone_when_a_day_has_closed() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, thing="read a book"))
        async with house(sam) as home:
            await keep_for(home.store, home.sam.id, EPOCH, Keeping(words_days=1))
            await home.check_in("12:30")
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(DAY)
                held = {each.kind: each.count for each in await home.store.privacy.holdings(home.sam.id)}
                assert held["words"] > 0, "yesterday's"
                await asyncio.sleep(2 * DAY)
            calls = await home.store.calls.recent(home.sam.id)
            said = {call.day: any(turn.content for turn in await home.store.calls.turns(call.id)) for call in calls}
            assert [said[TODAY + timedelta(days=ahead)] for ahead in range(3)] == [False, False, True]

    run_virtual(scenario())


async def is_kept(home: House, call: Call) -> bool:
    return any(turn.content for turn in await home.store.calls.turns(call.id))


@asynccontextmanager
async def a_day_then_a_jump(days: int) -> AsyncIterator[tuple[House, Call]]:
    """Words are kept for 30 days; a call a day ago, so many days ahead of which the clock says it is now."""
    sam = PersonChannel(by_keyword(sam=HERE, thing="read a book"))
    async with house(sam) as home:
        await keep_for(home.store, home.sam.id, EPOCH, Keeping(words_days=30))
        await home.check_in("12:30")
        async with home.on_duty(watching=False, long=True):
            await asyncio.sleep(DAY)
            (first,) = await home.store.calls.recent(home.sam.id)
            home.clock.shift(days=days)
            await asyncio.sleep(2 * DAY)
            yield home, first


def test_a_clock_that_jumps_years_ahead_deletes_nothing_for_being_old() -> None:
    async def scenario() -> None:
        async with a_day_then_a_jump(3650) as (home, first):
            assert len(await closed(home)) > 20
            assert await is_kept(home, first), "ten years went by, and no week did"

    run_virtual(scenario())


def test_what_is_old_after_two_months_without_the_appliance_goes_a_week_later() -> None:
    async def scenario() -> None:
        async with a_day_then_a_jump(60) as (home, first):
            assert await is_kept(home, first)
            await asyncio.sleep(7 * DAY)
            assert not await is_kept(home, first)
            latest = max(await home.store.calls.recent(home.sam.id), key=lambda call: call.due_at)
            assert await is_kept(home, latest)

    run_virtual(scenario())
