"""What goes wrong around a call: nothing is lost, nothing hangs, and no fault stops the alarm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col

from appliance.calls.alarm import Alarm
from appliance.calls.by_hand import call_by_hand
from appliance.calls.dialer import Dialer
from appliance.coach.persona import load_personas
from appliance.errors import DataFolderError, LineDroppedError
from appliance.ports import Expect, Line, Sentence, Spoken, Unreached
from appliance.records.agenda import Answer
from appliance.records.calls import Attempt, AttemptResult, CallStatus, Observation, Turn
from appliance.records.people import CallType, Room, User
from appliance.store import Store
from appliance.store.calls import Calls
from tests.calls.household import House, PersonChannel, PersonLine, by_keyword, house
from tests.virtual_time import run_virtual


def answers(said: str, expect: Expect) -> str:
    return {Answer.PRESENCE: "I'm here", Answer.OPEN: "read a book"}.get(expect.hint.answer, "yes")


def play(scenario: Callable[[House, PersonChannel], Awaitable[None]], sam: PersonChannel | None = None) -> None:
    """The scenario in a household whose Sam answers everything."""

    async def whole() -> None:
        person = sam or PersonChannel(answers)
        async with house(person) as home:
            await scenario(home, person)

    run_virtual(whole())


def on_store(home: House, store: Store) -> None:
    """The household carries on with this store."""
    home.store = store
    home.dialer = Dialer(store, home.channels, load_personas(), home.clock)
    home.alarm = Alarm(store, home.dialer, home.clock)


def test_a_zone_that_vanished_silences_only_its_own_user() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        kim = await home.store.people.add_user(User(name="Kim", timezone="UTC", created_at=home.clock()))
        await home.check_in("12:20", user_id=kim.id)
        await home.check_in("12:30")
        async with home.store.database.writing() as session:
            await session.execute(update(User).where(col(User.id) == kim.id).values(timezone="Mars/Olympus"))
        async with home.on_duty():
            call = await home.until_over()
        assert (call.user_id, call.status) == (home.sam.id, CallStatus.COMPLETED)

    play(scenario)


def test_a_removed_check_in_does_not_ring_although_its_call_is_armed() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        check_in = await home.check_in("12:30")
        async with home.on_duty():
            await asyncio.sleep(1800 - 30)
            assert await home.store.calls.unfinished()
            await home.store.people.archive_check_in(check_in.id, home.clock())
            call = await home.until_over()
        assert (call.status, sam.rings) == (CallStatus.CANCELLED, [])

    play(scenario)


def test_a_cancelled_call_does_not_ring_although_it_is_armed() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty():
            await asyncio.sleep(1800 - 30)
            (call,) = await home.store.calls.unfinished()
            await home.store.calls.close(call.id, CallStatus.CANCELLED, home.clock())
            await asyncio.sleep(3600)
        assert sam.rings == []

    play(scenario)


def test_a_host_that_slept_for_days_records_what_it_slept_through() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("18:00")
        async with home.on_duty():
            await asyncio.sleep(60)
            home.clock.shift(days=3)
            await asyncio.sleep(120)
        calls = await home.store.calls.recent()
        assert [call.status for call in calls] == [CallStatus.MISSED_OFFLINE] * 3

    play(scenario)


def test_the_first_room_by_name_and_by_default_is_one_room() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.store.people.add_room(Room(name="Kitchen", created_at=home.clock()))
        for room in (None, "kitchen", "Kitchen"):
            await home.check_in("12:30", room=room)
        async with home.on_duty():
            await asyncio.sleep(3600)
        calls = await home.store.calls.recent()
        assert [call.status for call in calls] == [CallStatus.COMPLETED] * 3
        assert sam.most_live == 1

    play(scenario)


def test_a_stop_while_the_end_is_being_kept_loses_nothing() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        class SlowEnd(Calls):
            ending = asyncio.Event()

            async def finish_attempt(self, *args: object, **fields: object) -> object:  # type: ignore[override]
                self.ending.set()
                await asyncio.sleep(5)
                return await super().finish_attempt(*args, **fields)  # type: ignore[arg-type]

        calls = SlowEnd(home.store.database)
        on_store(home, replace(home.store, calls=calls))
        await home.check_in("12:30")
        async with home.on_duty():
            await calls.ending.wait()
        (call,) = await home.store.calls.recent()
        assert call.status is CallStatus.COMPLETED

    play(scenario)


class FullDisk(Calls):
    """A store without room for a while."""

    full = False

    async def keep_turn(self, turn: Turn, *observations: Observation, sources: Sequence[UUID] = ()) -> None:
        self._room()
        await super().keep_turn(turn, *observations, sources=sources)

    async def finish_attempt(self, *args: object, **fields: object) -> object:  # type: ignore[override]
        self._room()
        return await super().finish_attempt(*args, **fields)  # type: ignore[arg-type]

    async def drop_open_attempts(self, *args: object, **fields: object) -> object:  # type: ignore[override]
        self._room()
        return await super().drop_open_attempts(*args, **fields)  # type: ignore[arg-type]

    def _room(self) -> None:
        if self.full:
            raise DataFolderError("No room is left.")


@pytest.mark.parametrize("full_from_seconds", [0, 2, 8])
def test_a_full_disk_in_mid_call_holds_it_up_only_until_there_is_room(full_from_seconds: int) -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        calls = FullDisk(home.store.database)
        on_store(home, replace(home.store, calls=calls))
        await home.check_in("12:30")
        async with home.on_duty():
            await asyncio.sleep(1800 + full_from_seconds)
            calls.full = True
            await asyncio.sleep(300)
            (call,) = await home.store.calls.recent()
            assert call.status in (CallStatus.RINGING, CallStatus.LIVE)
            calls.full = False
            call = await home.until_over()
        assert call.status is CallStatus.COMPLETED
        assert None not in await home.results(call)

    play(scenario)


def test_a_power_cut_in_the_middle_of_recovering_leaves_no_call_behind() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        await asyncio.sleep(1800 - 60)
        await home.alarm.tick()
        await home.alarm.disarm()
        (call,) = await home.store.calls.unfinished()
        await home.store.calls.begin_attempt(
            Attempt(call_id=call.id, number=1, channel="speaker", started_at=home.clock())
        )
        await home.store.calls.drop_open_attempts(home.clock())
        async with home.on_duty():
            done = await home.until_over()
        assert done.status is CallStatus.COMPLETED

    play(scenario)


def test_a_call_placed_by_a_process_that_died_ends() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await call_by_hand(home.store, home.sam, CallType.EVENING, "speaker", home.clock())
        async with home.on_duty():
            call = await home.until_over()
        assert (call.status, sam.rings) == (CallStatus.MISSED_OFFLINE, [])

    play(scenario)


def test_a_call_held_by_another_process_is_left_to_it() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        talking = True
        home.alarm = Alarm(home.store, home.dialer, home.clock, lambda: talking)
        placed = await call_by_hand(home.store, home.sam, CallType.EVENING, "speaker", home.clock())
        elsewhere = Dialer(home.store, home.channels, load_personas(), home.clock)
        held = asyncio.create_task(elsewhere.ring(placed))
        await asyncio.sleep(5)
        async with home.on_duty():
            done = await held
            talking = False
        assert done.status is CallStatus.COMPLETED
        assert await home.results(done) == [AttemptResult.ANSWERED]

    play(scenario)


class DropsInFarewell(PersonChannel):
    @asynccontextmanager
    async def dial(self, notice: object) -> AsyncIterator[Line | Unreached]:
        class Dropping(PersonLine):
            async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
                spoken = await super().say(sentences)
                if len(self._channel.rings[-1].said) == 3:
                    raise LineDroppedError("The speaker was unplugged.")
                return spoken

        yield Dropping(self)


def test_a_line_that_drops_in_the_farewell_is_not_rung_again() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty():
            call = await home.until_over()
        assert call.status is CallStatus.COMPLETED
        assert await home.results(call) == [AttemptResult.DROPPED]
        assert len(await home.store.progress.commitments(home.sam.id)) == 1

    play(scenario, DropsInFarewell(answers))


class HangingChannel(PersonChannel):
    """Its devices never come to an end."""

    @asynccontextmanager
    async def dial(self, notice: object) -> AsyncIterator[Line | Unreached]:
        class Hanging(PersonLine):
            async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
                await asyncio.Event().wait()

        yield Hanging(self)


def test_a_line_that_hangs_is_dropped() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty():
            call = await home.until_over()
        assert call.status is CallStatus.MISSED_OFFLINE
        assert set(await home.results(call)) == {AttemptResult.DROPPED}

    play(scenario, HangingChannel(answers))


def test_sound_that_is_never_ready_does_not_hold_up_the_ring() -> None:
    class SlowVoice(PersonChannel):
        async def prepare(self, sentences: object) -> None:
            await asyncio.Event().wait()

    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty():
            call = await home.until_over()
        assert call.status is CallStatus.COMPLETED
        assert sam.rings[0].at_seconds == pytest.approx(1800, abs=0.01)

    play(scenario, SlowVoice(answers))


def test_a_channel_that_raises_anything_at_all_follows_the_ladder() -> None:
    class Broken(PersonChannel):
        @asynccontextmanager
        async def dial(self, notice: object) -> AsyncIterator[Line | Unreached]:
            raise ZeroDivisionError("the fault of a driver")
            yield

    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty():
            call = await home.until_over()
        assert call.status is CallStatus.MISSED_OFFLINE
        attempts = await home.store.calls.attempts(call.id)
        assert [attempt.result for attempt in attempts] == [AttemptResult.DROPPED] * 3
        assert "ZeroDivisionError" in attempts[0].detail

    play(scenario, Broken(answers))


def test_later_for_ever_comes_to_an_end() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty(watching=False):
            call = await home.until_over(12)
        assert call.status is CallStatus.SKIPPED
        assert len(sam.rings) == 7

    play(scenario, PersonChannel(by_keyword(sam="call me later")))


def test_a_snoozed_call_that_the_host_slept_through_is_not_the_users_failure() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty():
            await asyncio.sleep(1800 + 60)
        await asyncio.sleep(5 * 3600)
        home.alarm = Alarm(home.store, home.dialer, home.clock)
        async with home.on_duty():
            call = await home.until_over()
        assert call.status is CallStatus.MISSED_OFFLINE

    play(scenario, PersonChannel(by_keyword(sam="call me later")))


def test_a_clock_set_back_while_dialling_does_not_hold_the_room() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30")
        async with home.on_duty():
            await asyncio.sleep(1800 - 2.9)
            home.clock.shift(hours=-1)
            await asyncio.sleep(60)
        assert len(sam.rings) == 1

    class SlowToOpen(PersonChannel):
        @asynccontextmanager
        async def dial(self, notice: object) -> AsyncIterator[Line | Unreached]:
            await asyncio.sleep(0.2)
            async with super().dial(notice) as line:
                yield line

    play(scenario, SlowToOpen(answers))


def test_a_retry_one_minute_later_is_on_time() -> None:
    async def scenario(home: House, sam: PersonChannel) -> None:
        await home.check_in("12:30", retry_minutes=[1, 2])
        async with home.on_duty(watching=False):
            call = await home.until_over()
        assert call.status is CallStatus.MISSED
        assert [ring.at_seconds - 1800 for ring in sam.rings] == pytest.approx([0, 60, 120], abs=0.01)
        assert call.completed_at is not None
        assert call.completed_at - call.due_at < timedelta(minutes=4)

    play(scenario, PersonChannel(by_keyword()))
