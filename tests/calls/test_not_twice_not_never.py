"""Faults that were found once: rings that would not end, wishes lost in read-backs, decisions overtaken by others."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from appliance.calls.claims import Claims
from appliance.calls.gate import pass_gate
from appliance.ports import Expect, Transcript
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult, CallPurpose, CallStatus
from appliance.records.people import (
    Calendar,
    CalendarEvent,
    CalendarKind,
    CallType,
    Consent,
    ConsentKind,
    Contact,
    RingStyle,
    User,
)
from appliance.records.progress import MetricKind
from appliance.records.requests import Refusal, Request, RequestKind, RequestSource
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import EPOCH, run_virtual

HERE = "yes, I'm here"
DAY = 24 * 3600


def asked(home: House, kind: RequestKind, **content: object) -> Request:
    return Request.model_validate({"kind": kind, "source": RequestSource.CLI, "user_id": home.sam.id, **content})


async def meetings(home: House, *spans: tuple[float, float]) -> None:
    """Busy from and until so many minutes after noon."""
    work = await home.store.calendars.add(
        Calendar(name="work", kind=CalendarKind.BUSY, source="/nowhere/work.ics", created_at=home.clock())
    )
    events = [
        CalendarEvent(
            calendar_id=work.id, starts_at=EPOCH + timedelta(minutes=begins), ends_at=EPOCH + timedelta(minutes=ends)
        )
        for begins, ends in spans
    ]
    await home.store.calendars.replace_events(work.id, events, home.clock())


def test_a_day_full_of_meetings_does_not_make_one_call_ring_all_day() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await meetings(home, *((35 + 60 * hour, 90 + 60 * hour) for hour in range(20)))
            await home.check_in("12:30", retry_minutes=[10])
            async with home.on_duty(watching=False):
                call = await home.until_over()
            assert call.status is CallStatus.MISSED
            assert len(sam.rings) == 2

    run_virtual(scenario())


def test_later_said_to_a_read_back_is_a_snooze() -> None:
    async def scenario() -> None:
        def answers(said: str, expect: Expect) -> Transcript | str | None:
            if expect.hint.answer is Answer.PRESENCE:
                return HERE if len(sam.rings) == 1 else None
            return "call me back in twenty minutes" if "right?" in said else Transcript("six", confidence=0.6)

        sam = PersonChannel(answers)
        async with house(sam) as home:
            await home.metric("coffee", MetricKind.NUMBER, question="How many coffees?", ask_in=["midday"])
            await home.check_in("12:30", call_type=CallType.MIDDAY)
            async with home.on_duty(watching=False):
                await asyncio.sleep(1800 + 120)
                (call,) = await home.store.calls.unfinished()
                assert call.status is CallStatus.SNOOZED
                await asyncio.sleep(1800)
            assert len(sam.rings) >= 2

    run_virtual(scenario())


def test_a_length_beyond_all_bounds_is_refused_in_words() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam="call me back in forty eight hours"))
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                call = await home.until_over()
            assert await home.results(call) == [AttemptResult.DECLINED]
            assert any("too far ahead" in words for words in sam.rings[0].said)

    run_virtual(scenario())


def test_ringing_less_keeps_the_conditions_of_the_channels() -> None:
    async def scenario() -> None:
        speaker, console = PersonChannel(by_keyword()), PersonChannel(by_keyword(), "console")
        async with house(speaker, console) as home:
            rules = {"speaker": {"place": "home"}}
            await home.check_in("12:30", channels=["speaker", "console"], channel_rules=rules, retry_minutes=[])
            await home.desk.execute(asked(home, RequestKind.PLACE, place="away"))
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(4.2 * DAY)
            assert (len(speaker.rings), len(console.rings)) == (0, 5)

    run_virtual(scenario())


def test_a_contact_who_withdraws_is_not_rung_again() -> None:
    async def scenario() -> None:
        sam, kims = PersonChannel(by_keyword()), PersonChannel(by_keyword(), "kims")
        async with house(sam, kims) as home:
            kim = await home.store.people.add_user(User(name="Kim", timezone="UTC", created_at=home.clock()))
            made = await home.store.contacts.add(
                Contact(user_id=home.sam.id, contact_id=kim.id, channel="kims", after_missed=1, created_at=home.clock())
            )
            agreed = Consent(
                user_id=kim.id, kind=ConsentKind.ESCALATION_CONTACT, wording="yes", granted_at=home.clock()
            )
            await home.store.contacts.agree(made.id, agreed)
            await home.check_in("12:30", retry_minutes=[])
            async with home.on_duty(watching=False):
                await asyncio.sleep(1800 + 300)
                assert len(kims.rings) == 1
                await home.store.contacts.end(made.id, home.clock())
                await asyncio.sleep(2 * 3600)
            assert len(kims.rings) == 1
            (told,) = [c for c in await home.store.calls.recent() if c.purpose is CallPurpose.ESCALATION]
            assert told.status is CallStatus.CANCELLED

    run_virtual(scenario())


@pytest.mark.parametrize("change", ["nudges", "zone and back"])
def test_a_change_of_a_person_loses_nothing_that_came_due_while_the_host_was_off(change: str) -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword())
        async with house(sam) as home:
            await home.check_in("12:30")
            await asyncio.sleep(2100)
            themselves = await home.store.people.user("Sam")
            if change == "nudges":
                themselves.nudges_a_day = 3
            else:
                await home.store.people.save_user(
                    themselves.model_copy(update={"timezone": "Europe/Berlin"}), home.clock()
                )
            await home.store.people.save_user(themselves, home.clock())
            async with home.on_duty(watching=False):
                await asyncio.sleep(3600)
            assert len(sam.rings) == 3

    run_virtual(scenario())


def test_a_snooze_never_brings_a_call_forward() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword())) as home:
            await home.check_in("07:00")
            moved = await home.desk.execute(asked(home, RequestKind.MOVE, at="09:00"))
            assert moved.done
            refused = await home.desk.execute(asked(home, RequestKind.SNOOZE))
            assert refused.refusal is Refusal.NOTHING_THERE
            (call,) = await home.store.calls.unfinished()
            assert call.next_ring_at == moved.ring_at

    run_virtual(scenario())


def test_a_snooze_that_overtakes_the_gate_stands() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword())) as home:
            await meetings(home, (20, 60))
            await home.check_in("12:30")
            await asyncio.sleep(1800 - 60)
            await Claims(home.store).claim_due(home.clock(), home.clock() + timedelta(minutes=2))
            (stale,) = await home.store.calls.unfinished()
            await asyncio.sleep(60)
            snoozed = await home.desk.execute(asked(home, RequestKind.SNOOZE, minutes=90))
            call, _ = await pass_gate(home.store, stale, home.clock())
            assert (call.status, call.next_ring_at) == (CallStatus.SNOOZED, snoozed.ring_at)

    run_virtual(scenario())


def test_a_change_of_a_check_in_that_overtakes_its_claim_stands() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword())) as home:
            kept = await home.check_in("12:30")
            await asyncio.sleep(1800 - 60)
            ((stale, _),) = await home.store.timetable.due(home.clock() + timedelta(minutes=2))
            changed = kept.model_copy(update={"at": "08:00"})
            await home.store.people.save_check_in(changed, home.clock())
            assert await home.store.timetable.claim(stale, [], home.clock() + timedelta(days=1)) == 0
            await Claims(home.store).claim_due(home.clock(), home.clock() + timedelta(minutes=2))
            (after,) = await home.store.people.check_ins()
            assert after.next_due_at == EPOCH.replace(hour=8) + timedelta(days=1)

    run_virtual(scenario())


def test_a_reminder_whose_moment_has_passed_is_not_rung() -> None:
    async def scenario() -> None:
        oven = "look at the oven at two"
        sam = PersonChannel(by_keyword(sam=HERE, **{"else": "no", "first_thing": oven, "get_done": oven}))
        async with house(sam) as home:
            await meetings(home, (100, 240))
            await home.check_in("12:30", call_type=CallType.MORNING, weekdays=[EPOCH.weekday()])
            async with home.on_duty(watching=False):
                await asyncio.sleep(6 * 3600)
            assert len(sam.rings) == 1
            (reminder,) = [c for c in await home.store.calls.recent() if c.purpose is CallPurpose.NUDGE]
            assert (reminder.status, "moment" in reminder.reason) == (CallStatus.CANCELLED, True)

    run_virtual(scenario())


def test_somebody_who_dozes_off_again_is_woken_again() -> None:
    async def scenario() -> None:
        def dozing(said: str, expect: Expect) -> str | None:
            return HERE if expect.hint.answer is Answer.PRESENCE else None

        sam = PersonChannel(dozing)
        async with house(sam) as home:
            await home.check_in("12:30", ring=RingStyle.WAKE_UP, wake_task=True, weekdays=[EPOCH.weekday()])
            async with home.on_duty():
                call = await home.until_over()
            assert await home.results(call) == [AttemptResult.NO_ANSWER] * 3

    run_virtual(scenario())


def test_a_voice_that_has_not_answered_to_the_name_cannot_pause_the_calls_unasked() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam="pause until Friday", right="no", correct="no"))
        async with house(sam) as home:
            await home.check_in("12:30", retry_minutes=[])
            async with home.on_duty():
                await home.until_over()
            assert await home.store.silences.pauses() == []
            assert any("friday" in words.lower() and words.endswith("?") for words in sam.rings[0].said)

    run_virtual(scenario())
