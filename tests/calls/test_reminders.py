"""Nudges, focus sessions and word to a contact, as whole calls in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from appliance.calls.moments import nudge_time
from appliance.records.calls import Call, CallPurpose, CallStatus
from appliance.records.people import Consent, ConsentKind, Contact, QuietHours, User
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.records.requests import Request, RequestKind, RequestSource
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import EPOCH, run_virtual

HERE = "yes, I'm here"


def play(scenario: Callable[[House, PersonChannel], Awaitable[None]], sam: PersonChannel) -> None:
    async def whole() -> None:
        async with house(sam) as home:
            await scenario(home, sam)

    run_virtual(whole())


async def promise(home: House, words: str) -> Commitment:
    """Made by hand at noon for the same day."""
    today = EPOCH.date()
    return await home.store.progress.add_commitment(
        Commitment(
            user_id=home.sam.id,
            text=words,
            made_on=today,
            due_day=today,
            nudge_at=nudge_time(words, today, "UTC", "en", home.clock()),
            created_at=home.clock(),
        )
    )


async def nudges(home: House) -> list[Call]:
    return [call for call in await home.store.calls.recent(limit=100) if call.purpose is CallPurpose.NUDGE]


def test_a_promise_is_reminded_of_a_quarter_of_an_hour_before_its_time() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        made = await promise(home, "call the dentist before three")
        assert made.nudge_at == EPOCH + timedelta(hours=2, minutes=45)
        async with home.on_duty():
            await asyncio.sleep(4 * 3600)
        (ring,) = sam.rings
        assert abs(ring.at_seconds - 2.75 * 3600) < 0.01
        assert "dentist" not in ring.said[0]
        assert "call the dentist before three" in ring.said[1]
        (call,) = await nudges(home)
        assert call.status is CallStatus.COMPLETED
        kept = await home.store.progress.commitment(made.id)
        assert (kept.status, kept.nudged_at is not None) == (CommitmentStatus.OPEN, True)

    play(scenario, PersonChannel(by_keyword(sam=HERE, dentist="okay")))


def test_done_already_keeps_the_promise() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        made = await promise(home, "call the dentist before three")
        async with home.on_duty():
            await asyncio.sleep(4 * 3600)
        assert (await home.store.progress.commitment(made.id)).status is CommitmentStatus.KEPT

    play(scenario, PersonChannel(by_keyword(sam=HERE, dentist="yes I did")))


def test_it_is_repeated_until_acknowledged_and_never_a_missed_call() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await promise(home, "call the dentist before three")
        async with home.on_duty():
            await asyncio.sleep(4 * 3600)
        due = 2.75 * 3600
        assert [round(ring.at_seconds - due) for ring in sam.rings] == [0, 300, 600]
        assert await home.store.calls.latest_endings(home.sam.id, 5) == []

    play(scenario, PersonChannel(by_keyword()))


def test_no_more_reminders_a_day_than_agreed() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        sam_themselves = await home.store.people.user("Sam")
        sam_themselves.nudges_a_day = 2
        await home.store.people.save_user(sam_themselves, home.clock())
        for hour in ("one", "two", "three", "four"):
            await promise(home, f"look at the oven at {hour}")
        async with home.on_duty():
            await asyncio.sleep(6 * 3600)
        assert len(sam.rings) == 2
        statuses = sorted(call.status for call in await nudges(home))
        assert statuses == [CallStatus.CANCELLED] * 2 + [CallStatus.COMPLETED] * 2

    play(scenario, PersonChannel(by_keyword(sam=HERE, oven="okay")))


def test_a_settled_promise_is_not_reminded_of() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        made = await promise(home, "call the dentist before three")
        async with home.on_duty():
            await asyncio.sleep(2.7 * 3600)
            await home.store.progress.settle(made.id, CommitmentStatus.KEPT, home.clock())
            await asyncio.sleep(3600)
        assert sam.rings == []

    play(scenario, PersonChannel(by_keyword(sam=HERE)))


def test_a_reminder_waits_for_quiet_hours_to_end() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.store.silences.add_quiet_hours(
            QuietHours(begins="14:30", ends="15:00", weekdays=list(range(7)), created_at=home.clock())
        )
        await promise(home, "call the dentist before three")
        async with home.on_duty():
            await asyncio.sleep(5 * 3600)
        assert [round(ring.at_seconds) for ring in sam.rings] == [(3 * 3600)]

    play(scenario, PersonChannel(by_keyword(sam=HERE, dentist="okay")))


def focus(home: House, minutes: float, task: str = "") -> Request:
    return Request(kind=RequestKind.FOCUS, source=RequestSource.CLI, user_id=home.sam.id, minutes=minutes, text=task)


def test_a_focus_session_has_a_word_midway_and_a_check_at_the_end() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        async with home.on_duty():
            await home.desk.execute(focus(home, 30, "the report"))
            await asyncio.sleep(3600)
        assert [round(ring.at_seconds) for ring in sam.rings] == [900, 1800]
        midway, end = sam.rings
        assert len(midway.said) == 1
        assert "fifteen minutes" in midway.said[0].lower()
        assert "report" not in end.said[0]
        (session,) = await home.store.days.focus_sessions(home.sam.id)
        assert (session.task, session.done) == ("the report", 1.0)

    play(
        scenario, PersonChannel(by_keyword(sam=HERE, up="yes, all done", get="yes, all done", through="yes", did="yes"))
    )


def test_a_second_session_breaks_off_the_first() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        async with home.on_duty():
            await home.desk.execute(focus(home, 30))
            await asyncio.sleep(600)
            await home.desk.execute(focus(home, 10))
            await asyncio.sleep(3600)
        assert [round(ring.at_seconds) for ring in sam.rings[:2]] == [900, 1200]
        assert len(sam.rings) == 2

    play(scenario, PersonChannel(by_keyword(sam=HERE, up="yes", get="yes", through="yes", did="yes")))


async def contact(home: House, *, agreed: bool) -> User:
    kim = await home.store.people.add_user(User(name="Kim", timezone="UTC", created_at=home.clock()))
    made = await home.store.contacts.add(
        Contact(user_id=home.sam.id, contact_id=kim.id, channel="kims", after_missed=2, created_at=home.clock())
    )
    if agreed:
        await home.store.contacts.agree(
            made.id,
            Consent(user_id=kim.id, kind=ConsentKind.ESCALATION_CONTACT, wording="I agree", granted_at=home.clock()),
        )
    return kim


def missing(agreed: bool, quiet: bool = False) -> PersonChannel:
    """Sam misses two days; what Kim hears."""
    sam = PersonChannel(by_keyword())
    kims = PersonChannel(by_keyword(sam="yes, speaking", sam_=None, answer="yes I will", missed="yes I will"), "kims")

    async def scenario() -> None:
        async with house(sam, kims) as home:
            await contact(home, agreed=agreed)
            if quiet:
                await home.store.silences.add_quiet_hours(
                    QuietHours(begins="13:00", ends="16:00", weekdays=list(range(7)), created_at=home.clock())
                )
            await home.check_in("12:10")
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(4 * 24 * 3600)
            told = [c for c in await home.store.calls.recent(limit=99) if c.purpose is CallPurpose.ESCALATION]
            assert len(told) == agreed, "once for a row of missed calls"

    run_virtual(scenario())
    return kims


def test_a_contact_who_agreed_is_told_once_for_each_row_of_missed_calls() -> None:
    kims = missing(agreed=True)
    (ring,) = kims.rings
    assert "Kim" in ring.said[0]
    assert "Sam" not in ring.said[0]
    assert "Sam" in ring.said[1]


def test_nobody_is_told_without_their_consent() -> None:
    assert missing(agreed=False).rings == []


def test_a_contact_is_never_told_in_quiet_hours() -> None:
    (ring,) = missing(agreed=True, quiet=True).rings
    hour = (EPOCH + timedelta(seconds=ring.at_seconds)).hour
    assert not 13 <= hour < 16
