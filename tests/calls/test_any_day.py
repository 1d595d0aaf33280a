"""Whole days of any kind: people who answer, are silent, hang up or say later; crashes, clocks that jump."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.calls.alarm import Alarm
from appliance.calls.dialer import Dialer
from appliance.coach.persona import load_personas
from appliance.errors import DataFolderError, DeviceError
from appliance.ports import Expect, Unreached
from appliance.records.agenda import Answer
from appliance.records.calls import FINAL_STATUSES, Attempt, AttemptResult, Call, CallStatus, Observation, Turn
from appliance.records.progress import MetricKind
from appliance.store.calls import Calls
from tests.calls.household import House, PersonChannel, house
from tests.virtual_time import run_virtual

MOODS = ("answers", "silent", "drops", "unavailable", "later", "not me", "stops", "breaks")

CHECK_INS = ("12:20", "12:21", "12:50", "13:30")

EVENTS = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.sampled_from((*MOODS, "restart", "power cut", "tick", "two ticks", "archive", "clock")),
        st.integers(-90, 90),
    ),
    max_size=6,
)
"""After so many minutes something happens; for `clock`, it is set by so many minutes."""


UNDER_WAY = {CallStatus.RINGING, CallStatus.LIVE}


class MoodyChannel(PersonChannel):
    """A person in a mood that changes."""

    mood = "answers"

    def __init__(self, name: str) -> None:
        super().__init__(self._answer, name)

    def feel(self, mood: str) -> None:
        self.mood = mood
        self.unreached = Unreached(AttemptResult.UNAVAILABLE, "unplugged") if mood == "unavailable" else None
        self.hang_up_after = 1 if mood == "drops" else None

    def _answer(self, said: str, expect: Expect) -> str | None:
        if self.mood == "breaks":
            raise DeviceError("The sound card went away.")
        if self.mood == "silent":
            return None
        if expect.hint.answer is Answer.PRESENCE:
            return {"later": "call me back in half an hour", "not me": "that's not me"}.get(self.mood, "I'm here")
        if self.mood == "stops":
            return "stop"
        return "read a book" if expect.hint.answer is Answer.OPEN else "yes"


class Mains(Calls):
    """The calls of a store whose power can be cut: from then on nothing reaches the disk."""

    cut = False

    async def begin_attempt(self, attempt: Attempt, *, waiting: bool = False) -> Attempt:
        self._powered()
        return await super().begin_attempt(attempt, waiting=waiting)

    async def keep_turn(self, turn: Turn, *observations: Observation, sources: Sequence[UUID] = ()) -> None:
        self._powered()
        await super().keep_turn(turn, *observations, sources=sources)

    async def finish_attempt(self, *args: Any, **fields: Any) -> Call:
        self._powered()
        return await super().finish_attempt(*args, **fields)

    def _powered(self) -> None:
        if self.cut:
            raise DataFolderError("The power is out.")


def start(home: House) -> None:
    """A new process on the same store."""
    home.dialer = Dialer(home.store, home.channels, load_personas(), home.clock)
    home.alarm = Alarm(home.store, home.dialer, home.clock)


async def happen(home: House, event: str, amount: int) -> None:
    if event in MOODS:
        for place, channel in enumerate(home.channels.values()):
            if isinstance(channel, MoodyChannel) and (amount + place) % 3:
                channel.feel(event)
    elif event == "tick":
        await home.alarm.tick()
    elif event == "two ticks":
        await asyncio.gather(home.alarm.tick(), home.alarm.tick(), home.alarm.disarm())
    elif event == "archive" and amount > 60:
        check_ins = await home.store.people.check_ins()
        if len(check_ins) > 1:
            await home.store.people.archive_check_in(check_ins[amount % len(check_ins)].id, home.clock())
    elif event == "clock":
        home.clock.shift(minutes=amount)


async def legal(home: House) -> None:
    """What must hold at every moment."""
    calls = await home.store.calls.recent(limit=1000)
    of_check_ins = Counter((call.check_in_id, call.day) for call in calls if call.check_in_id is not None)
    assert max(of_check_ins.values(), default=1) == 1
    for call in calls:
        attempts = await home.store.calls.attempts(call.id)
        still_open = [attempt for attempt in attempts if attempt.result is None]
        assert len(still_open) <= 1
        assert bool(still_open) == (call.status in UNDER_WAY)
        assert (call.completed_at is not None) == (call.status in FINAL_STATUSES)
        assert call.status in FINAL_STATUSES | UNDER_WAY | {CallStatus.SCHEDULED, CallStatus.SNOOZED}
        if call.status in (CallStatus.SCHEDULED, CallStatus.SNOOZED):
            assert call.next_ring_at is not None
        assert [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1))
        turns = await home.store.calls.turns(call.id)
        assert [turn.position for turn in turns] == list(range(len(turns)))


async def live_through(events: list[tuple[int, str, int]]) -> None:
    speaker, console = MoodyChannel("speaker"), MoodyChannel("console")
    async with house(speaker, console) as home:
        calls = Mains(home.store.database)
        home.store = replace(home.store, calls=calls)
        start(home)
        await home.metric("exercise", MetricKind.HABIT)
        for at in CHECK_INS:
            await home.check_in(at, channels=["speaker", "console"])
        left = list(events)
        while left:
            async with home.on_duty():
                while left:
                    minutes, event, amount = left.pop(0)
                    await asyncio.sleep(minutes * 60 + amount / 7)
                    await legal(home)
                    await happen(home, event, amount)
                    calls.cut = event == "power cut"
                    if event in ("restart", "power cut"):
                        break
            calls.cut = False
            await asyncio.sleep(abs(amount) * 60)
            start(home)
        async with home.on_duty():
            for channel in (speaker, console):
                channel.feel("answers")
            await asyncio.sleep(3 * 3600)
        await legal(home)
        for call in await home.store.calls.unfinished():
            assert call.due_at > home.clock() - timedelta(hours=3), f"{call.due_at} never ended: {call.status}"
        assert speaker.most_live <= 1
        assert console.most_live <= 1


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_any_day(events: list[tuple[int, str, int]]) -> None:
    run_virtual(live_through(events))
