"""Requests at the desk: what each does, when it is refused, and that it is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.ports import Expect, Transcript
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult, Call, CallPurpose, CallStatus
from appliance.records.host import RequestRecord
from appliance.records.people import CallType, QuietHours, User, Whereabouts
from appliance.records.progress import MetricKind
from appliance.records.requests import Receipt, Refusal, Request, RequestKind, RequestSource
from tests.calls.calm_duty import calm_duty
from tests.calls.household import House, PersonChannel, house
from tests.virtual_time import EPOCH, run_virtual

TODAY = EPOCH.date()
DAY = timedelta(days=1)


def clock(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """A moment of the household's first day, or of a later one. It begins at noon."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, minute, tzinfo=UTC) + days * DAY


@dataclass
class Sam:
    """Whether Sam answers, and the phone it rings on."""

    home: House
    phone: PersonChannel

    async def sends(self, kind: RequestKind, **fields: Any) -> Receipt:
        values: dict[str, Any] = {"source": RequestSource.CLI, "user_id": self.home.sam.id}
        return await self.home.desk.execute(Request(kind=kind, **{**values, **fields}))

    async def asks(self, kind: RequestKind, **fields: Any) -> Receipt:
        """With the alarm's look that every commit brings about."""
        receipt = await self.sends(kind, **fields)
        await self.home.alarm.tick()
        return receipt

    async def refused(self, kind: RequestKind, **fields: Any) -> Refusal | None:
        """Why; and that nothing but the receipt was written."""
        before = await contents(self.home)
        receipt = await self.sends(kind, **fields)
        assert not receipt.done
        assert await self.home.store.requests.receipt(receipt.request_id) == receipt
        assert await contents(self.home) == before
        return receipt.refusal

    async def until(self, moment: datetime) -> None:
        await asyncio.sleep((moment - self.home.clock()).total_seconds())

    async def only_call(self) -> Call:
        (call,) = await self.home.store.calls.recent()
        return call

    async def rung_at(self, call: Call) -> list[datetime]:
        """To the minute."""
        attempts = await self.home.store.calls.attempts(call.id)
        return [(each.started_at + timedelta(seconds=3)).replace(second=0, microsecond=0) for each in attempts]


async def contents(home: House) -> list[Any]:
    """Everything a request could have changed."""
    calls = await home.store.calls.recent(limit=1000)
    attempts = [attempt for call in calls for attempt in await home.store.calls.attempts(call.id)]
    rows = [*calls, *attempts, *await home.store.silences.pauses(), *await home.store.people.users()]
    focus = [each for user in await home.store.people.users() for each in await home.store.days.focus_sessions(user.id)]
    return [row.model_dump() for row in (*rows, *focus)]


def play(
    scenario: Callable[[Sam], Awaitable[None]],
    answers: Callable[[str, Expect], Transcript | str | None] = lambda said, expect: None,
) -> None:
    """The scenario with Sam's household on duty, from noon."""

    async def whole() -> None:
        phone = PersonChannel(answers)
        async with house(phone) as home, calm_duty(home):
            await scenario(Sam(home, phone))

    run_virtual(whole())


def talkative(said: str, expect: Expect) -> str:
    return {Answer.PRESENCE: "I'm here", Answer.OPEN: "read a book"}.get(expect.hint.answer, "yes")


# Snooze


@pytest.mark.parametrize(
    ("fields", "rings"),
    [
        ({}, clock(13, 2)),
        ({"minutes": 5}, clock(12, 37)),
        ({"minutes": 5.5}, clock(12, 37)),
        ({"minutes": 720}, clock(0, 32, days=1)),
        ({"at": "13:45"}, clock(13, 45)),
        ({"at": "00:15"}, clock(0, 15, days=1)),
        ({"at": "01:20", "either_half": True}, clock(13, 20)),
        ({"at": "12:10", "either_half": True}, clock(0, 10, days=1)),
    ],
)
def test_a_snoozed_call_rings_then_and_credits_its_own_day(fields: dict[str, Any], rings: datetime) -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 32))
        receipt = await sam.asks(RequestKind.SNOOZE, **fields)
        assert (receipt.done, receipt.zone, receipt.day) == (True, "UTC", TODAY)
        assert receipt.ring_at is not None
        assert receipt.ring_at.replace(second=0) == rings
        call = await sam.only_call()
        assert (call.status, call.next_ring_at, call.ladder) == (CallStatus.SNOOZED, receipt.ring_at, 1)
        await sam.until(rings + timedelta(minutes=35))
        call = await sam.only_call()
        assert (await sam.rung_at(call))[1:4] == [rings + timedelta(minutes=late) for late in (0, 10, 30)]
        assert (call.day, call.accounting_day) == (TODAY, TODAY)
        await sam.until(rings + timedelta(minutes=125))
        assert (await sam.only_call()).status is CallStatus.MISSED
        days = await sam.home.store.days.closed(sam.home.sam.id)
        assert all(day.calls == {"missed": 1} for day in days if day.day == TODAY)

    play(scenario)


def test_a_snooze_is_refused_where_it_leads_nowhere() -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        assert await sam.refused(RequestKind.SNOOZE) is Refusal.NOTHING_THERE
        await home.check_in("12:30")
        assert await sam.refused(RequestKind.SNOOZE) is Refusal.NOTHING_THERE, "what has not rung cannot be put off"
        await sam.until(clock(12, 45))
        call = await sam.only_call()
        assert await sam.refused(RequestKind.SNOOZE, minutes=721) is Refusal.TOO_FAR
        assert await sam.refused(RequestKind.SNOOZE, at="12:40", from_day=TODAY) is Refusal.PAST
        assert await sam.refused(RequestKind.SNOOZE, at="00:46", from_day=TODAY + DAY) is Refusal.TOO_FAR
        await quiet(home, "14:00", "15:00")
        assert await sam.refused(RequestKind.SNOOZE, at="14:00") is Refusal.QUIET
        assert await sam.refused(RequestKind.SNOOZE, minutes=90) is Refusal.QUIET
        await home.store.calls.close(call.id, CallStatus.CANCELLED, home.clock())
        assert await sam.refused(RequestKind.SNOOZE, call_id=call.id) is Refusal.OVER
        assert await sam.refused(RequestKind.SNOOZE, call_type=CallType.MORNING) is Refusal.NOTHING_THERE

    play(scenario)


def test_by_voice_a_call_is_put_off_six_times_and_then_no_more() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 31))
        for _ in range(6):
            assert (await sam.asks(RequestKind.SNOOZE, source=RequestSource.VOICE, minutes=10)).done
        assert await sam.refused(RequestKind.SNOOZE, source=RequestSource.VOICE, minutes=10) is Refusal.TOO_OFTEN
        assert (await sam.asks(RequestKind.SNOOZE, minutes=10)).done, "from the page it is"

    play(scenario)


def test_a_ringing_call_falls_silent_when_it_is_put_off() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 30) + timedelta(seconds=10))
        call = await sam.only_call()
        assert call.status is CallStatus.RINGING
        assert (await sam.asks(RequestKind.SNOOZE, minutes=20)).call_id == call.id
        said = len(sam.phone.rings[-1].said)
        await sam.until(clock(12, 45))
        assert (len(sam.phone.rings), len(sam.phone.rings[-1].said), sam.phone.live) == (1, said, 0)
        assert await sam.home.results(call) == [AttemptResult.DECLINED]

    play(scenario)


@pytest.mark.parametrize("seconds_before", [1, 2])
@pytest.mark.parametrize("kind", [RequestKind.SKIP, RequestKind.SNOOZE, RequestKind.PAUSE, RequestKind.MOVE])
def test_what_ends_a_call_while_its_line_opens_keeps_it_silent(kind: RequestKind, seconds_before: int) -> None:
    """The devices are opened a few seconds ahead: what is asked in that time is heard too."""

    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 30) - timedelta(seconds=seconds_before))
        assert (await sam.only_call()).status is CallStatus.RINGING
        assert (await sam.asks(kind, at="14:00" if kind is RequestKind.MOVE else None)).done
        await sam.until(clock(12, 45))
        assert sum(len(ring.said) for ring in sam.phone.rings) == 0
        assert sam.phone.live == 0

    play(scenario)


# Move


def test_a_call_under_way_is_moved() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.metric("exercise", MetricKind.HABIT)
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 30) + timedelta(seconds=5))
        receipt = await sam.asks(RequestKind.MOVE, at="14:00")
        assert (receipt.done, receipt.ring_at) == (True, clock(14))
        await sam.until(clock(14, 20))
        call = await sam.only_call()
        assert (await sam.rung_at(call))[1:] == [clock(14), clock(14, 10)]
        assert (call.day, call.accounting_day) == (TODAY, TODAY)

    play(scenario)


def test_a_waiting_call_is_moved_within_its_day() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 35))
        assert (await sam.asks(RequestKind.MOVE, at="18:00")).ring_at == clock(18)
        await sam.until(clock(16))
        assert (await sam.asks(RequestKind.MOVE, at="17:00")).ring_at == clock(17), "earlier again"
        await sam.until(clock(17, 5))
        assert (await sam.rung_at(await sam.only_call())) == [clock(12, 30), clock(17)]

    play(scenario)


@pytest.mark.parametrize(("at", "rings"), [("16:00", clock(16)), ("22:00", clock(22)), ("12:01", clock(12, 1))])
def test_an_occurrence_that_nobody_claimed_is_moved(at: str, rings: datetime) -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("20:30")
        receipt = await sam.asks(RequestKind.MOVE, at=at)
        assert (receipt.done, receipt.ring_at) == (True, rings)
        await sam.until(clock(23, 59))
        call = await sam.only_call()
        assert (await sam.rung_at(call))[0] == rings
        assert (call.day, call.due_at, call.status) == (TODAY, clock(20, 30), CallStatus.MISSED)
        await sam.until(clock(20, 40, days=1))
        latest, _ = await sam.home.store.calls.recent()
        assert (await sam.rung_at(latest))[0] == clock(20, 30, days=1), "tomorrow as ever"

    play(scenario)


def test_to_another_day() -> None:
    """Where the check-in rings on that day anyway, this one is skipped; else it rings at its usual time."""

    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("20:30", weekdays=[TODAY.weekday()], call_type=CallType.WEEKLY)
        receipt = await sam.asks(RequestKind.MOVE, until_day=TODAY + DAY, call_type=CallType.WEEKLY)
        assert (receipt.done, receipt.ring_at) == (True, clock(20, 30, days=1))
        await sam.home.check_in("20:00")
        receipt = await sam.asks(RequestKind.MOVE, until_day=TODAY + DAY, call_type=CallType.EVENING)
        assert (receipt.done, receipt.ring_at) == (True, clock(20, days=1))
        await sam.until(clock(22, days=1))
        rung = {
            (call.call_type, call.day): (call.status, (await sam.rung_at(call))[:1])
            for call in await sam.home.store.calls.recent()
        }
        assert rung == {
            (CallType.WEEKLY, TODAY): (CallStatus.MISSED, [clock(20, 30, days=1)]),
            (CallType.EVENING, TODAY): (CallStatus.SKIPPED, []),
            (CallType.EVENING, TODAY + DAY): (CallStatus.MISSED, [clock(20, days=1)]),
        }

    play(scenario)


def test_a_move_is_refused_where_it_leads_nowhere() -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        assert await sam.refused(RequestKind.MOVE, at="14:00") is Refusal.NOTHING_THERE
        await home.check_in("20:30")
        assert await sam.refused(RequestKind.MOVE) is Refusal.INCOMPLETE
        assert await sam.refused(RequestKind.MOVE, at="20:30", until_day=TODAY + DAY) is Refusal.TOO_FAR
        assert await sam.refused(RequestKind.MOVE, at="14:00", until_day=TODAY + 9 * DAY) is Refusal.TOO_FAR
        assert await sam.refused(RequestKind.MOVE, at="11:00", until_day=TODAY) is Refusal.PAST
        assert await sam.refused(RequestKind.MOVE, until_day=TODAY - DAY) is Refusal.PAST
        await quiet(home, "22:00", "07:00")
        assert await sam.refused(RequestKind.MOVE, at="22:00") is Refusal.QUIET
        assert await sam.refused(RequestKind.MOVE, at="06:59", until_day=TODAY + DAY) is Refusal.QUIET
        assert (await sam.asks(RequestKind.MOVE, at="07:00", until_day=TODAY + DAY)).done
        call = await sam.only_call()
        await home.store.calls.close(call.id, CallStatus.CANCELLED, home.clock())
        assert await sam.refused(RequestKind.MOVE, at="19:00", call_id=call.id) is Refusal.OVER

    play(scenario)


def test_an_alarm_that_rings_in_quiet_hours_may_be_moved_into_them() -> None:
    async def scenario(sam: Sam) -> None:
        await quiet(sam.home, "22:00", "07:00")
        await sam.home.check_in("06:00", in_quiet_hours=True)
        assert (await sam.asks(RequestKind.MOVE, at="05:00")).ring_at == clock(5, days=1)
        await sam.until(clock(5, 5, days=1))
        assert await sam.rung_at(await sam.only_call()) == [clock(5, days=1)]

    play(scenario)


# Skip, cancel


def test_skipped_with_its_reason_before_it_is_due() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("20:30")
        receipt = await sam.asks(RequestKind.SKIP, text="a concert")
        await sam.until(clock(22))
        call = await sam.only_call()
        assert (call.id, call.status, call.reason) == (receipt.call_id, CallStatus.SKIPPED, "a concert")
        assert sam.phone.rings == []
        assert await sam.refused(RequestKind.SKIP, call_id=call.id) is Refusal.OVER
        await sam.until(clock(21, days=1))
        assert len(sam.phone.rings) > 0, "the next evening as ever"

    play(scenario)


def test_skipped_in_the_middle_what_was_answered_counts() -> None:
    async def scenario(sam: Sam) -> None:
        for name in ("exercise", "reading", "sleep"):
            await sam.home.metric(name, MetricKind.HABIT)
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 30))
        for _ in range(60):
            if any(found.value == 1 for found in await observations(sam)):
                break
            await asyncio.sleep(0.5)
        assert (await sam.asks(RequestKind.SKIP, text="the door")).done
        call = await sam.only_call()
        assert (call.status, call.reason) == (CallStatus.PARTIAL, "the door")
        assert list((await sam.home.values()).values()) == [1]
        assert await sam.home.results(call) == [AttemptResult.ANSWERED]
        await sam.until(clock(14))
        assert (len(sam.phone.rings), sam.phone.live) == (1, 0)

    play(scenario, talkative)


async def observations(sam: Sam) -> list[Any]:
    return [
        found
        for call in await sam.home.store.calls.recent()
        for found in await sam.home.store.calls.observations(call.id)
    ]


def test_nothing_to_skip() -> None:
    async def scenario(sam: Sam) -> None:
        assert await sam.refused(RequestKind.SKIP) is Refusal.NOTHING_THERE
        await sam.home.check_in(
            "20:30", weekdays=[0], every_weeks=4, week_phase=await _another_week(), created_at=EPOCH
        )
        assert await sam.refused(RequestKind.SKIP) is Refusal.NOTHING_THERE

    async def _another_week() -> int:
        return ((TODAY - date(1970, 1, 5)).days // 7 + 2) % 4

    play(scenario)


def test_a_waiting_call_is_taken_back_and_one_that_rings_is_not() -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        assert await sam.refused(RequestKind.CANCEL) is Refusal.NOTHING_THERE
        await home.check_in("12:30")
        assert await sam.refused(RequestKind.CANCEL) is Refusal.NOTHING_THERE, "what is not claimed is skipped"
        await sam.until(clock(12, 30) + timedelta(seconds=5))
        assert await sam.refused(RequestKind.CANCEL) is Refusal.UNDER_WAY
        await sam.until(clock(12, 35))
        assert (await sam.asks(RequestKind.CANCEL)).done
        call = await sam.only_call()
        assert call.status is CallStatus.CANCELLED
        assert await sam.refused(RequestKind.CANCEL, call_id=call.id) is Refusal.OVER
        await sam.until(clock(14))
        assert len(await sam.rung_at(call)) == 1

    play(scenario)


# Pause, resume


def test_a_pause_of_one_person_silences_them_alone() -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        kim = await home.store.people.add_user(User(name="Kim", timezone="UTC", created_at=home.clock()))
        await home.check_in("12:30")
        await home.check_in("12:40", user_id=kim.id)
        receipt = await sam.asks(RequestKind.PAUSE, until_day=TODAY + 2 * DAY, text="ill")
        assert (receipt.done, receipt.until_day, receipt.calls) == (True, TODAY + 2 * DAY, 0)
        await sam.until(clock(16, days=3))
        statuses = [(call.status, call.reason) for call in await home.store.calls.recent(home.sam.id)]
        assert statuses == [(CallStatus.MISSED, ""), (CallStatus.MISSED, ""), *[(CallStatus.PAUSED, "ill")] * 2]
        assert {call.status for call in await home.store.calls.recent(kim.id)} == {CallStatus.MISSED}
        closed = {day.day: day.paused for day in await home.store.days.closed(home.sam.id)}
        assert closed == {TODAY: True, TODAY + DAY: True, TODAY + 2 * DAY: False}

    play(scenario)


def test_a_pause_of_the_household_ends_what_waits_and_what_rings() -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        kim = await home.store.people.add_user(User(name="Kim", timezone="Asia/Tokyo", created_at=home.clock()))
        await home.check_in("12:30")
        await home.check_in("21:20", user_id=kim.id)
        await sam.until(clock(12, 30) + timedelta(seconds=10))
        receipt = await sam.asks(RequestKind.PAUSE, user_id=None)
        assert (receipt.done, receipt.calls, receipt.until_day) == (True, 2, None)
        rung = len(sam.phone.rings)
        await sam.until(clock(20, days=2))
        assert len(sam.phone.rings) == rung
        assert {call.status for call in await home.store.calls.recent()} == {CallStatus.PAUSED}
        assert await sam.refused(RequestKind.RESUME) is Refusal.NO_PAUSE, "it is the household's"
        assert (await sam.asks(RequestKind.RESUME, user_id=None)).done
        assert await sam.refused(RequestKind.RESUME, user_id=None) is Refusal.NO_PAUSE
        await sam.until(clock(13, days=3))
        assert len(sam.phone.rings) > rung

    play(scenario)


def test_resumed_the_days_before_stay_paused_and_later_today_rings() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("20:30")
        assert await sam.refused(RequestKind.RESUME) is Refusal.NO_PAUSE
        await sam.asks(RequestKind.PAUSE)
        await sam.until(clock(13, days=1))
        assert (await sam.asks(RequestKind.RESUME)).done
        await sam.until(clock(23, days=1))
        assert [call.status for call in await sam.home.store.calls.recent()] == [CallStatus.MISSED, CallStatus.PAUSED]

    play(scenario)


def test_a_pause_that_cannot_be_is_refused() -> None:
    async def scenario(sam: Sam) -> None:
        assert await sam.refused(RequestKind.PAUSE, until_day=TODAY) is Refusal.PAST
        assert await sam.refused(RequestKind.PAUSE, from_day=TODAY - DAY) is Refusal.PAST
        assert await sam.refused(RequestKind.PAUSE, from_day=TODAY + 3 * DAY, until_day=TODAY + 3 * DAY) is Refusal.PAST
        assert await sam.refused(RequestKind.PAUSE, source=RequestSource.VOICE) is Refusal.INCOMPLETE

    play(scenario)


def test_a_pause_to_come_begins_on_its_day() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30", retry_minutes=[])
        await sam.asks(RequestKind.PAUSE, from_day=TODAY + DAY, until_day=TODAY + 2 * DAY)
        await sam.until(clock(13, days=2))
        statuses = [call.status for call in await sam.home.store.calls.recent()]
        assert statuses == [CallStatus.MISSED, CallStatus.PAUSED, CallStatus.MISSED]

    play(scenario)


@pytest.mark.parametrize("kind", [RequestKind.SNOOZE, RequestKind.MOVE])
def test_nothing_is_put_off_into_a_pause(kind: RequestKind) -> None:
    """It would be promised and then not ring."""

    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30")
        await sam.asks(RequestKind.PAUSE, from_day=TODAY + DAY)
        await sam.until(clock(12, 35))
        assert await sam.refused(kind, at="00:30") is Refusal.PAUSED
        assert (await sam.asks(kind, at="23:30")).done

    play(scenario)


def test_a_call_asked_for_in_a_pause_rings_and_is_put_off_no_more() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.asks(RequestKind.PAUSE)
        await sam.asks(RequestKind.CALL)
        await asyncio.sleep(10)
        assert len(sam.phone.rings) == 1
        assert await sam.refused(RequestKind.SNOOZE, minutes=10) is Refusal.PAUSED

    play(scenario)


def test_a_pause_ends_what_was_put_off_into_it() -> None:
    """Yesterday's call waits past midnight: it does not ring in a pause that begins today."""

    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("23:30")
        await sam.until(clock(23, 35))
        receipt = await sam.asks(RequestKind.SNOOZE, at="00:45")
        assert receipt.done
        await sam.until(clock(0, 10, days=1))
        rung = len(sam.phone.rings)
        await sam.asks(RequestKind.PAUSE)
        await sam.until(clock(1, 30, days=1))
        assert len(sam.phone.rings) == rung
        assert receipt.call_id is not None
        assert (await sam.home.store.calls.call(receipt.call_id)).status is CallStatus.PAUSED

    play(scenario)


# At the very minute


@pytest.mark.parametrize(("begins", "ends", "rings"), [("11:00", "12:30", 1), ("12:30", "14:00", 0)])
def test_a_call_due_as_quiet_hours_end_rings_and_as_they_begin_does_not(begins: str, ends: str, rings: int) -> None:
    """Although its line is opened a few seconds ahead."""

    async def scenario(sam: Sam) -> None:
        await quiet(sam.home, begins, ends)
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 32))
        assert len(sam.phone.rings) == rings
        call = await sam.only_call()
        assert call.ladder <= 1
        await sam.until(clock(14, 5))
        assert (await sam.rung_at(await sam.only_call()))[0] == (clock(12, 30) if rings else clock(14))

    play(scenario)


def test_a_call_due_as_its_channel_may_ring_rings() -> None:
    async def scenario(sam: Sam) -> None:
        rules = {"speaker": {"begins": "12:30", "ends": "12:40"}}
        await sam.home.check_in("12:30", channel_rules=rules)
        await sam.until(clock(12, 32))
        assert len(sam.phone.rings) == 1
        await sam.until(clock(13))
        assert len(await sam.rung_at(await sam.only_call())) == 1, "at 12:40 it may no more"

    play(scenario)


def test_a_call_due_as_a_pause_is_over_rings() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.asks(RequestKind.PAUSE, until_day=TODAY + DAY)
        await sam.home.check_in("00:00")
        await sam.until(clock(0, 2, days=1))
        assert len(sam.phone.rings) == 1

    play(scenario)


def test_a_wish_that_a_power_cut_spoiled_does_not_cost_the_call() -> None:
    """Called ahead of its time while nothing rang: it rings in its time."""

    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("20:30")
        receipt = await sam.sends(RequestKind.CALL, call_type=CallType.EVENING)
        sam.home.clock.shift(minutes=45)
        await sam.home.alarm.tick()
        call = await sam.only_call()
        assert (call.id, call.status, call.next_ring_at) == (receipt.call_id, CallStatus.SCHEDULED, clock(20, 30))
        assert not call.asked
        await sam.until(clock(20, 32))
        assert await sam.rung_at(call) == [clock(20, 30)]

    play(scenario)


# Answer late


async def missed(sam: Sam, *, days: int) -> Call:
    """A call that was missed, seen so many days after it at noon."""
    check_in = await sam.home.check_in("12:30", retry_minutes=[], ends_on=TODAY)
    await sam.until(clock(12, 40))
    call = await sam.only_call()
    assert (call.status, call.check_in_id) == (CallStatus.MISSED, check_in.id)
    await sam.until(clock(13, days=days))
    return call


@pytest.mark.parametrize("days", [0, 1, 2])
def test_answered_late_it_credits_its_own_day(days: int) -> None:
    heard = {"present": False}

    def answers(said: str, expect: Expect) -> str | None:
        return talkative(said, expect) if heard["present"] else None

    async def scenario(sam: Sam) -> None:
        await sam.home.metric("exercise", MetricKind.HABIT)
        call = await missed(sam, days=days)
        heard["present"] = True
        receipt = await sam.asks(RequestKind.ANSWER_LATE)
        assert (receipt.done, receipt.call_id, receipt.ring_at) == (True, call.id, sam.home.clock())
        await asyncio.sleep(120)
        call = await sam.only_call()
        assert (call.status, call.accounting_day) == (CallStatus.COMPLETED, TODAY)
        assert {metric.date for metric in await sam.home.store.progress.metrics(sam.home.sam.id)} == {TODAY}
        assert await sam.refused(RequestKind.ANSWER_LATE, call_id=call.id) is Refusal.OVER

    play(scenario, answers)


def test_called_for_a_late_answer_in_vain_it_stays_missed() -> None:
    async def scenario(sam: Sam) -> None:
        call = await missed(sam, days=1)
        await sam.asks(RequestKind.ANSWER_LATE, call_id=call.id)
        await asyncio.sleep(5)
        assert await sam.refused(RequestKind.ANSWER_LATE, call_id=call.id) is Refusal.UNDER_WAY
        await asyncio.sleep(3600)
        call = await sam.only_call()
        assert (call.status, len(await sam.rung_at(call))) == (CallStatus.MISSED, 2)

    play(scenario)


@pytest.mark.parametrize("kind", [RequestKind.CANCEL, RequestKind.SKIP, RequestKind.PAUSE])
def test_a_late_answer_taken_back_leaves_the_call_as_it_was(kind: RequestKind) -> None:
    """Nobody turns a missed call into one that does not count by asking for it and then taking that back."""

    async def scenario(sam: Sam) -> None:
        call = await missed(sam, days=0)
        await sam.asks(RequestKind.ANSWER_LATE, call_id=call.id)
        await asyncio.sleep(10)
        assert (await sam.asks(RequestKind.SNOOZE, minutes=60)).done
        assert (await sam.asks(kind, call_id=None if kind is RequestKind.PAUSE else call.id)).done
        assert (await sam.only_call()).status is CallStatus.MISSED

    play(scenario)


def test_too_old_or_nothing_to_answer() -> None:
    async def scenario(sam: Sam) -> None:
        assert await sam.refused(RequestKind.ANSWER_LATE) is Refusal.NOTHING_THERE
        call = await missed(sam, days=3)
        assert await sam.refused(RequestKind.ANSWER_LATE, call_id=call.id) is Refusal.TOO_OLD
        await sam.until(clock(13, days=20))
        assert await sam.refused(RequestKind.ANSWER_LATE, call_id=call.id) is Refusal.TOO_OLD
        assert await sam.refused(RequestKind.ANSWER_LATE) is Refusal.NOTHING_THERE

    play(scenario)


# Call now


def test_called_now_todays_occurrence_rings_early_and_again_when_it_is_due() -> None:
    async def scenario(sam: Sam) -> None:
        await quiet(sam.home, "11:00", "16:00")
        await sam.home.check_in("20:30")
        receipt = await sam.asks(RequestKind.CALL, call_type=CallType.EVENING)
        assert (receipt.done, receipt.ring_at) == (True, EPOCH)
        await sam.until(clock(23, 59))
        call = await sam.only_call()
        assert call.id == receipt.call_id
        assert await sam.rung_at(call) == [clock(12), clock(20, 30), clock(20, 40), clock(21)]
        assert (call.day, call.accounting_day, call.status) == (TODAY, TODAY, CallStatus.MISSED)

    play(scenario)


def test_the_earliest_of_several_alike_rings_early() -> None:
    async def scenario(sam: Sam) -> None:
        for at in ("22:00", "18:00", "20:00", "21:00"):
            await sam.home.check_in(at)
        await sam.asks(RequestKind.CALL, call_type=CallType.EVENING)
        assert (await sam.only_call()).due_at == clock(18)

    play(scenario)


def test_called_now_just_before_it_is_due_it_rings_now() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("12:30")
        await sam.until(clock(12, 28) + timedelta(seconds=30))
        assert (await sam.only_call()).status is CallStatus.SCHEDULED
        assert (await sam.asks(RequestKind.CALL, call_type=CallType.EVENING)).done
        await asyncio.sleep(5)
        assert len(sam.phone.rings) == 1

    play(scenario)


def test_called_now_and_answered_it_does_not_ring_again() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("20:30")
        await sam.asks(RequestKind.CALL, call_type=CallType.EVENING)
        await sam.until(clock(23))
        call = await sam.only_call()
        assert (call.status, await sam.rung_at(call)) == (CallStatus.COMPLETED, [EPOCH])

    play(scenario, talkative)


def test_called_now_without_a_check_in_of_the_type_it_is_a_call_of_its_own() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.home.check_in("20:30")
        receipt = await sam.asks(RequestKind.CALL)
        await asyncio.sleep(5)
        assert await sam.refused(RequestKind.CALL) is Refusal.UNDER_WAY
        call = await sam.only_call()
        assert (call.id, call.purpose, call.check_in_id) == (receipt.call_id, CallPurpose.BY_HAND, None)
        assert len(sam.phone.rings) == 1
        await sam.until(clock(20, 35))
        assert len(await sam.home.store.calls.recent()) == 2

    play(scenario)


# Focus, home and away


def test_focus_speaks_midway_and_asks_at_the_end() -> None:
    async def scenario(sam: Sam) -> None:
        assert await sam.refused(RequestKind.FOCUS, text="taxes") is Refusal.INCOMPLETE
        receipt = await sam.asks(RequestKind.FOCUS, minutes=30, text="taxes")
        assert (receipt.minutes, receipt.ring_at) == (30, clock(12, 30))
        await sam.until(clock(13))
        end, midway = await sam.home.store.calls.recent()
        assert (await sam.rung_at(midway))[:1] == [clock(12, 15)]
        assert (await sam.rung_at(end))[:1] == [clock(12, 30)]
        (focus,) = await sam.home.store.days.focus_sessions(sam.home.sam.id)
        assert (focus.task, focus.minutes) == ("taxes", 30)

    play(scenario)


def test_a_new_focus_breaks_off_the_one_before() -> None:
    async def scenario(sam: Sam) -> None:
        await sam.asks(RequestKind.FOCUS, minutes=30)
        await sam.asks(RequestKind.FOCUS, minutes=60)
        await sam.until(clock(14))
        statuses = [call.status for call in await sam.home.store.calls.recent()]
        assert statuses.count(CallStatus.CANCELLED) == 2

    play(scenario)


def test_away_and_home_again() -> None:
    async def scenario(sam: Sam) -> None:
        assert await sam.refused(RequestKind.PLACE) is Refusal.INCOMPLETE
        receipt = await sam.asks(RequestKind.PLACE, place=Whereabouts.AWAY)
        assert (receipt.done, receipt.place) == (True, Whereabouts.AWAY)
        await sam.home.check_in("12:30", channel_rules={"speaker": {"place": "home"}})
        await sam.until(clock(13))
        call = await sam.only_call()
        assert (call.status, sam.phone.rings) == (CallStatus.SKIPPED, [])
        assert "Sam away" in call.reason

    play(scenario)


# Once, and by whom

EVERY_KIND: dict[RequestKind, dict[str, Any]] = {
    RequestKind.CALL: {},
    RequestKind.SNOOZE: {"minutes": 10},
    RequestKind.MOVE: {"at": "15:00"},
    RequestKind.SKIP: {},
    RequestKind.PAUSE: {},
    RequestKind.RESUME: {},
    RequestKind.CANCEL: {},
    RequestKind.ANSWER_LATE: {"call_type": "morning"},
    RequestKind.FOCUS: {"minutes": 30},
    RequestKind.PLACE: {"place": "away"},
}


async def something_of_everything(sam: Sam) -> None:
    """A missed call of the morning type, one that waits, a pause that will begin."""
    await sam.home.check_in("12:10", CallType.MORNING, retry_minutes=[])
    await sam.home.check_in("12:30")
    await sam.asks(RequestKind.PAUSE, from_day=TODAY + 5 * DAY)
    await sam.until(clock(12, 35) + timedelta(seconds=17))


@pytest.mark.parametrize("kind", RequestKind)
def test_sent_again_it_gets_its_receipt_and_changes_nothing(kind: RequestKind) -> None:
    async def scenario(sam: Sam) -> None:
        await something_of_everything(sam)
        wish = uuid4()
        first = await sam.sends(kind, id=wish, **EVERY_KIND[kind])
        assert (first.done, first.kind, first.request_id) == (True, kind, wish)
        settled = await contents(sam.home)
        assert await sam.sends(kind, id=wish, **EVERY_KIND[kind]) == first
        assert await contents(sam.home) == settled
        await sam.until(clock(19))
        settled = await contents(sam.home)
        assert await sam.sends(kind, id=wish, **EVERY_KIND[kind]) == first
        assert await sam.home.store.requests.receipt(wish) == first
        assert await contents(sam.home) == settled

    play(scenario)


def test_sent_twice_at_once_it_is_done_once() -> None:
    async def scenario(sam: Sam) -> None:
        wish = uuid4()
        receipts = await asyncio.gather(*(sam.asks(RequestKind.FOCUS, id=wish, minutes=30) for _ in range(5)))
        assert len({receipt.model_dump_json() for receipt in receipts}) == 1
        assert len(await sam.home.store.calls.recent()) == 2

    play(scenario)


def test_a_refusal_is_a_receipt_that_stays() -> None:
    async def scenario(sam: Sam) -> None:
        wish = uuid4()
        first = await sam.asks(RequestKind.SKIP, id=wish)
        assert first.refusal is Refusal.NOTHING_THERE
        await sam.home.check_in("12:30")
        assert await sam.asks(RequestKind.SKIP, id=wish) == first
        await sam.until(clock(12, 31))
        assert len(sam.phone.rings) == 1

    play(scenario)


def test_an_id_belongs_to_one_request() -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        kim = await home.store.people.add_user(User(name="Kim", timezone="UTC", created_at=home.clock()))
        wish = uuid4()
        await sam.asks(RequestKind.PAUSE, id=wish, until_day=TODAY + DAY)
        others: list[tuple[RequestKind, UUID | None]] = [
            (RequestKind.RESUME, home.sam.id),
            (RequestKind.PAUSE, kim.id),
            (RequestKind.PAUSE, None),
        ]
        for kind, user_id in others:
            with pytest.raises(ConflictError, match="was used for another request"):
                await sam.asks(kind, id=wish, user_id=user_id)
        assert len(await home.store.silences.pauses()) == 1

    play(scenario)


@pytest.mark.parametrize("kind", RequestKind)
def test_of_nobody_and_of_somebody_elses_call(kind: RequestKind) -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        await something_of_everything(sam)
        before = await contents(home)
        with pytest.raises(NotFoundError):
            await sam.asks(kind, user_id=uuid4(), **EVERY_KIND[kind])
        if kind not in (RequestKind.PAUSE, RequestKind.RESUME):
            with pytest.raises(InvalidInputError, match="needs a person"):
                await sam.asks(kind, user_id=None, **EVERY_KIND[kind])
        with pytest.raises(NotFoundError):
            await sam.asks(kind, call_id=uuid4(), **EVERY_KIND[kind])
        assert await contents(home) == before
        assert await receipts(home) == 1

    play(scenario)


@pytest.mark.parametrize(
    "kind", [RequestKind.SNOOZE, RequestKind.MOVE, RequestKind.SKIP, RequestKind.CANCEL, RequestKind.ANSWER_LATE]
)
def test_nobody_touches_the_calls_of_others(kind: RequestKind) -> None:
    async def scenario(sam: Sam) -> None:
        home = sam.home
        kim = await home.store.people.add_user(User(name="Kim", timezone="UTC", created_at=home.clock()))
        await something_of_everything(sam)
        before = await contents(home)
        for call in await home.store.calls.recent():
            with pytest.raises(NotFoundError, match="of this person"):
                await sam.asks(kind, user_id=kim.id, call_id=call.id, **EVERY_KIND[kind])
        assert await contents(home) == before

    play(scenario)


async def receipts(home: House) -> int:
    async with home.store.database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(RequestRecord)) or 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": 0},
        {"minutes": -5},
        {"minutes": float("nan")},
        {"minutes": float("inf")},
        {"minutes": 1e9},
        {"at": "24:00"},
        {"at": "7:30"},
        {"at": "noon"},
        {"text": "x" * 501},
        {"place": "office"},
        {"until_day": "someday"},
        {"kind": "sing"},
        {"wish": "granted"},
    ],
)
def test_what_is_no_request_is_refused_at_the_door(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Request(**{"kind": RequestKind.SNOOZE, "source": RequestSource.CLI, "user_id": UUID(int=1), **fields})


async def quiet(home: House, begins: str, ends: str) -> None:
    hours = QuietHours(begins=begins, ends=ends, weekdays=list(range(7)), created_at=home.clock())
    await home.store.silences.add_quiet_hours(hours)
