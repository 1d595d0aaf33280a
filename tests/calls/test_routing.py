"""Which ring goes where and when: conditions of channels, misses in a row, wake-ups, early and late answers."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from itertools import pairwise

import pytest

from appliance.ports import Expect
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult, Call, CallStatus
from appliance.records.people import (
    Calendar,
    CalendarEvent,
    CalendarKind,
    CallType,
    HolidayRule,
    QuietHours,
    RingStyle,
    Whereabouts,
)
from appliance.records.progress import Metric, MetricKind, MetricSource
from appliance.records.requests import Refusal, Request, RequestKind, RequestSource
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import EPOCH, run_virtual

HERE = "yes, I'm here"
DAY = 24 * 3600


def asked(home: House, kind: RequestKind, **content: object) -> Request:
    return Request.model_validate({"kind": kind, "source": RequestSource.CLI, "user_id": home.sam.id, **content})


async def calls(home: House) -> list[Call]:
    """By due time."""
    return list(reversed(await home.store.calls.recent(limit=1000)))


@pytest.mark.parametrize(("where", "rung"), [(Whereabouts.HOME, "speaker"), (Whereabouts.AWAY, "console")])
def test_channels_follow_the_person(where: Whereabouts, rung: str) -> None:
    async def scenario() -> None:
        speaker, console = PersonChannel(by_keyword(sam=HERE)), PersonChannel(by_keyword(sam=HERE), "console")
        async with house(speaker, console) as home:
            rules = {"speaker": {"place": "home"}, "console": {"place": "away"}}
            await home.check_in("12:30", channels=["speaker", "console"], channel_rules=rules)
            await home.desk.execute(asked(home, RequestKind.PLACE, place=where))
            async with home.on_duty():
                call = await home.until_over()
            assert [attempt.channel for attempt in await home.store.calls.attempts(call.id)] == [rung]

    run_virtual(scenario())


def test_a_call_that_no_channel_may_ring_is_skipped_with_its_reason() -> None:
    async def scenario() -> None:
        speaker = PersonChannel(by_keyword(sam=HERE))
        async with house(speaker) as home:
            await home.check_in("12:30", channel_rules={"speaker": {"begins": "07:00", "ends": "12:00"}})
            async with home.on_duty():
                call = await home.until_over()
            assert (call.status, "no channel" in call.reason, speaker.rings) == (CallStatus.SKIPPED, True, [])

    run_virtual(scenario())


def test_after_three_misses_it_rings_less_and_the_next_answer_is_asked_about_a_pause() -> None:
    async def scenario() -> None:
        mood = {"there": False}

        def answers(said: str, expect: Expect) -> str | None:
            if not mood["there"]:
                return None
            if expect.hint.answer is Answer.PRESENCE:
                return HERE
            return "yes please" if "pause" in said.lower() else "read a book"

        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(4 * DAY)
                rung = [len(await home.store.calls.attempts(call.id)) for call in await calls(home)]
                assert rung == [3, 3, 3, 1]
                mood["there"] = True
                await asyncio.sleep(DAY)
            last = (await calls(home))[-1]
            assert last.status is CallStatus.COMPLETED
            (pause,) = await home.store.silences.pauses(home.sam.id)
            assert pause.until_day == last.day + timedelta(days=6)
            assert any("Done" in words or "done" in words for words in sam.rings[-1].said)

    run_virtual(scenario())


def test_a_wake_up_grows_louder_until_the_small_task_is_done() -> None:
    async def scenario() -> None:
        heard = {"tasks": 0}

        def sleepy(said: str, expect: Expect) -> str | None:
            if expect.hint.answer is Answer.PRESENCE:
                return HERE if len(sam.rings) >= 4 else None
            if "plus" in said:
                heard["tasks"] += 1
                words = said.replace("?", "").split()
                place = words.index("plus")
                total = int(words[place - 1]) + int(words[place + 1])
                return "one" if heard["tasks"] < 3 else str(total)
            return "read a book"

        sam = PersonChannel(sleepy)
        async with house(sam) as home:
            await home.check_in("12:30", ring=RingStyle.WAKE_UP, wake_task=True)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            loudness = [ring.loudness for ring in sam.rings]
            assert loudness[0] == pytest.approx(0.25)
            assert all(earlier < later for earlier, later in pairwise(loudness))
            assert len(loudness) == 6
            assert heard["tasks"] == 3

    run_virtual(scenario())


def test_a_wake_up_that_nobody_answers_ends_and_rings_again() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.check_in("12:30", ring=RingStyle.WAKE_UP)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.MISSED
            assert await home.results(call) == [AttemptResult.NO_ANSWER] * 3
            assert max(ring.loudness for ring in sam.rings) == 1.0

    run_virtual(scenario())


def test_a_check_in_done_early_does_not_ring_at_its_time() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, thing="read a book"))
        async with house(sam) as home:
            await home.check_in("14:00")
            async with home.on_duty():
                await asyncio.sleep(600)
                done = await home.desk.execute(asked(home, RequestKind.CALL, call_type="evening"))
                await asyncio.sleep(6 * 3600)
            (call,) = await calls(home)
            assert (call.id, call.status) == (done.call_id, CallStatus.COMPLETED)
            assert len(sam.rings) == 1
            assert sam.rings[0].at_seconds < 700

    run_virtual(scenario())


def test_a_call_rung_early_in_vain_rings_again_when_it_is_due() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.check_in("14:00")
            async with home.on_duty():
                await asyncio.sleep(600)
                await home.desk.execute(asked(home, RequestKind.CALL, call_type="evening"))
                await asyncio.sleep(6 * 3600)
            (call,) = await calls(home)
            assert call.status is CallStatus.MISSED
            assert [round(ring.at_seconds / 60) for ring in sam.rings] == [10, 120, 130, 150]

    run_virtual(scenario())


def test_what_was_written_down_by_hand_after_the_call_was_prepared_is_not_asked() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, exercise="yes", sleep="seven hours"))
        async with house(sam) as home:
            exercise = await home.metric("exercise", MetricKind.HABIT, ask_in=["midday"], question="exercise?")
            await home.metric("sleep", MetricKind.DURATION, unit="hours", ask_in=["midday"], question="sleep?")
            await home.check_in("12:30", call_type=CallType.MIDDAY)
            async with home.on_duty():
                await asyncio.sleep(1800 - 30)
                await home.store.progress.record(
                    Metric(
                        user_id=home.sam.id, metric_type_id=exercise.id, metric_type="exercise", date=EPOCH.date(),
                        value=1.0, source=MetricSource.MANUAL, recorded_at=home.clock(),
                    )
                )  # fmt: skip
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert not any("exercise" in words for words in sam.rings[0].said)

    run_virtual(scenario())


def test_a_call_with_nothing_left_to_ask_does_not_ring() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE))
        async with house(sam) as home:
            kind = await home.metric("exercise", MetricKind.HABIT, ask_in=["midday"])
            await home.check_in("12:30", call_type=CallType.MIDDAY)
            await home.store.progress.record(
                Metric(
                    user_id=home.sam.id, metric_type_id=kind.id, metric_type="exercise", date=EPOCH.date(), value=0.0,
                    source=MetricSource.MANUAL, recorded_at=home.clock(),
                )
            )  # fmt: skip
            async with home.on_duty():
                call = await home.until_over()
            assert (call.status, sam.rings) == (CallStatus.COMPLETED, [])

    run_virtual(scenario())


def test_a_late_answer_credits_its_own_day() -> None:
    async def scenario() -> None:
        mood = {"there": False}
        sam = PersonChannel(
            lambda said, expect: by_keyword(sam=HERE, exercise="yes")(said, expect) if mood["there"] else None
        )
        async with house(sam) as home:
            await home.metric("exercise", MetricKind.HABIT, question="exercise?", ask_in=["midday"])
            await home.check_in("12:30", call_type=CallType.MIDDAY, weekdays=[EPOCH.weekday()])
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(DAY)
                (call,) = await calls(home)
                assert call.status is CallStatus.MISSED
                mood["there"] = True
                done = await home.desk.execute(asked(home, RequestKind.ANSWER_LATE))
                assert done.done
                await asyncio.sleep(3600)
            (call,) = await calls(home)
            assert call.status is CallStatus.COMPLETED
            (value,) = await home.store.progress.metrics(home.sam.id)
            assert (value.date, value.value) == (EPOCH.date(), 1.0)

    run_virtual(scenario())


def test_a_late_ring_that_nobody_answers_ends_as_before() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.check_in("12:30", weekdays=[EPOCH.weekday()])
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(DAY)
                await home.desk.execute(asked(home, RequestKind.ANSWER_LATE))
                await asyncio.sleep(3600)
                (call,) = await calls(home)
                assert (call.status, len(sam.rings)) == (CallStatus.MISSED, 4)
                await asyncio.sleep(3 * DAY)
                refused = await home.desk.execute(asked(home, RequestKind.ANSWER_LATE, call_id=call.id))
                assert refused.refusal is Refusal.TOO_OLD

    run_virtual(scenario())


async def busy(home: House, name: str, kind: CalendarKind, **event: object) -> None:
    calendar = await home.store.calendars.add(
        Calendar(name=name, kind=kind, source="/nowhere/calendar.ics", created_at=home.clock())
    )
    await home.store.calendars.replace_events(
        calendar.id,
        [CalendarEvent.model_validate({"calendar_id": calendar.id, "title": "New Year", **event})],
        home.clock(),
    )


def test_an_event_in_the_calendar_defers_the_ring() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE))
        async with house(sam) as home:
            start = EPOCH + timedelta(minutes=20)
            await busy(home, "work", CalendarKind.BUSY, starts_at=start, ends_at=start + timedelta(minutes=45))
            await home.check_in("12:30")
            async with home.on_duty():
                call = await home.until_over()
            assert call.accounting_day == EPOCH.date()
            assert [round(ring.at_seconds / 60) for ring in sam.rings] == [65]

    run_virtual(scenario())


def test_an_event_that_ends_too_late_skips_the_call() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE))
        async with house(sam) as home:
            await busy(home, "work", CalendarKind.BUSY, starts_at=EPOCH, ends_at=EPOCH + timedelta(hours=9))
            await home.check_in("12:30")
            async with home.on_duty():
                call = await home.until_over()
            assert (call.status, sam.rings) == (CallStatus.SKIPPED, [])
            assert "calendar until 21:00" in call.reason

    run_virtual(scenario())


def test_holidays_are_skipped_by_check_ins_that_say_so() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE))
        async with house(sam) as home:
            await busy(home, "days", CalendarKind.HOLIDAYS, from_day=EPOCH.date(), until_day=EPOCH.date())
            await home.check_in("12:30", on_holidays=HolidayRule.SKIP)
            async with home.on_duty():
                call = await home.until_over()
            assert (call.status, call.reason, sam.rings) == (CallStatus.SKIPPED, "holiday: New Year", [])

    run_virtual(scenario())


def test_a_retry_that_falls_into_quiet_hours_is_not_rung() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.store.silences.add_quiet_hours(
                QuietHours(begins="12:35", ends="18:00", weekdays=list(range(7)), created_at=home.clock())
            )
            await home.check_in("12:30")
            async with home.on_duty():
                call = await home.until_over()
            assert (call.status, len(sam.rings)) == (CallStatus.MISSED, 1)

    run_virtual(scenario())


def test_a_request_from_elsewhere_ends_a_live_call_at_once() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                await asyncio.sleep(1800 + 5)
                assert sam.live == 1
                done = await home.desk.execute(asked(home, RequestKind.SNOOZE, minutes=20))
                assert done.done
                await asyncio.sleep(1)
                assert sam.live == 0
                call = await home.until_over()
            assert await home.results(call) == [AttemptResult.DECLINED] + [AttemptResult.NO_ANSWER] * 3
            assert [round(ring.at_seconds / 60) for ring in sam.rings] == [30, 50, 60, 80]

    run_virtual(scenario())


def test_a_pause_that_is_asked_for_in_a_call_is_said_only_when_it_is_done() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam="pause until Friday", right="yes", want="yes", so="yes"))
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty(watching=False, long=True):
                call = await home.until_over()
                assert call.status is CallStatus.PAUSED
                (pause,) = await home.store.silences.pauses(home.sam.id)
                assert pause.until_day == date(2026, 3, 5)
                assert "done" in sam.rings[0].said[-1].lower()
                await asyncio.sleep(5 * DAY)
            statuses = [each.status for each in await calls(home)]
            assert statuses[:4] == [CallStatus.PAUSED] * 4
            assert len(statuses) >= 5

    run_virtual(scenario())
