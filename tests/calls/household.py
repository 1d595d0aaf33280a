"""A household for flow tests: the real store run on the loop, a person who answers, and virtual time."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.calls.alarm import Alarm
from appliance.calls.desk import Desk
from appliance.calls.dialer import Dialer
from appliance.calls.faults import logged
from appliance.coach.persona import load_personas
from appliance.errors import LineDroppedError
from appliance.ports import (
    Audio,
    Channel,
    Expect,
    Heard,
    LanguageModel,
    Line,
    Sentence,
    Spoken,
    Timings,
    Transcript,
    Unreached,
)
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult, Call, Meaning, Observation
from appliance.records.people import CallType, CheckIn, User
from appliance.records.progress import MetricKind, MetricType
from appliance.store import Store, open_store
from tests.inline_sqlite import directly, inline
from tests.prepared import furnish
from tests.virtual_time import WallClock

IN_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
"""Commits are synced to the disk; in memory that costs nothing."""

CHIME_SECONDS = 1.0
SECONDS_PER_CHARACTER = 0.06
THINKING_SECONDS = 1.0
CLIP = Audio(b"\x01\x00" * 1600, 16_000)

Answers = Callable[[str, Expect], "Transcript | str | None"]
"""What a person says to the words they just heard; None is silence."""


@dataclass
class Ring:
    """One time the phone rang."""

    at_seconds: float
    """Loop time of the chime."""
    loudness: float = 1.0
    said: list[str] = field(default_factory=list)


class PersonChannel:
    """Reaches a person who answers by a function of what they hear. Speaking and thinking take time, times `pace`."""

    def __init__(self, answers: Answers, name: str = "speaker", pace: float = 1.0) -> None:
        self.name = name
        self.answers = answers
        self.pace = pace
        self.rings: list[Ring] = []
        self.prepared: list[str] = []
        self.unreached: Unreached | None = None
        self.hang_up_after: int | None = None
        """Hearings after which the line drops."""
        self.drops_at = ""
        """Words that they hang up on."""
        self.interrupts: Callable[[str], str | None] = lambda said: None
        """What they hear of words before they speak into them; None: they hear them out."""
        self.live = 0
        self.most_live = 0

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        self.prepared += [sentence.text for sentence in sentences]

    @asynccontextmanager
    async def dial(self, notice: object) -> AsyncIterator[Line | Unreached]:
        if self.unreached is not None:
            yield self.unreached
            return
        self.live += 1
        self.most_live = max(self.most_live, self.live)
        try:
            yield PersonLine(self)
        finally:
            self.live -= 1


class PersonLine:
    """A line with a person at its other end."""

    durable = False

    def __init__(self, channel: PersonChannel) -> None:
        self._channel = channel
        self._last = ""
        self._hearings = 0

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        self._channel.rings.append(Ring(asyncio.get_running_loop().time(), loudness))
        await asyncio.sleep(CHIME_SECONDS * self._channel.pace)

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        began = asyncio.get_running_loop().time()
        self._last = " ".join([sentence.text async for sentence in sentences])
        self._channel.rings[-1].said.append(self._last)
        if self._channel.drops_at and self._channel.drops_at in self._last:
            raise LineDroppedError("They hung up.")
        heard = self._channel.interrupts(self._last)
        interrupted, self._last = heard is not None, self._last if heard is None else heard
        seconds = len(self._last) * SECONDS_PER_CHARACTER * self._channel.pace
        await asyncio.sleep(seconds)
        return Spoken(self._last, seconds, interrupted, first_sound_at=began, engine="test")

    async def hear(self, expect: Expect) -> Heard:
        self._hearings += 1
        if self._channel.hang_up_after is not None and self._hearings > self._channel.hang_up_after:
            raise LineDroppedError("The tab was closed.")
        answer = self._channel.answers(self._last, expect)
        if answer is None:
            await asyncio.sleep(expect.patience_seconds)
            return Heard(None)
        await asyncio.sleep(THINKING_SECONDS * self._channel.pace)
        transcript = Transcript(answer, "en", None, "test") if isinstance(answer, str) else answer
        return Heard(transcript, Timings(speech_ended=asyncio.get_running_loop().time()), CLIP)


def by_keyword(sam: str | None = None, **answers: Transcript | str | None) -> Answers:
    """Answers by the first of these words found in what was said; silence to everything else.

    `sam` is what is said when the name is called.
    """

    def answer(said: str, expect: Expect) -> Transcript | str | None:
        if expect.hint.answer is Answer.PRESENCE:
            return sam
        for word, reply in answers.items():
            if word.replace("_", " ") in said.lower():
                return reply
        return None

    return answer


@dataclass
class House:
    """The parts of one household under test."""

    store: Store
    clock: WallClock
    channels: dict[str, Any]
    dialer: Dialer
    alarm: Alarm
    sam: User

    async def check_in(self, at: str, call_type: CallType = CallType.EVENING, **fields: Any) -> CheckIn:
        """Sam is called daily at `at`, UTC."""
        values: dict[str, Any] = {
            "user_id": self.sam.id,
            "call_type": call_type,
            "at": at,
            "weekdays": list(range(7)),
            "channels": ["speaker"],
            "retry_minutes": [10, 30],
            "created_at": self.clock(),
        }
        return await self.store.people.add_check_in(CheckIn(**{**values, **fields}))

    async def metric(self, name: str, kind: MetricKind, **fields: Any) -> MetricType:
        values: dict[str, Any] = {
            "user_id": self.sam.id,
            "name": name,
            "kind": kind,
            "ask_in": ["evening"],
            "created_at": self.clock(),
        }
        return await self.store.progress.add_metric_type(MetricType(**{**values, **fields}))

    @property
    def desk(self) -> Desk:
        """The desk that requests from elsewhere go to."""
        return Desk(self.store, self.clock)

    @asynccontextmanager
    async def on_duty(self, *, watching: bool = True, long: bool = False) -> AsyncIterator[None]:
        """What `appliance.on_duty` does, with the coarse tick on virtual time.

        With `long`, for days on end, it ticks each minute only where there is something to do, and else each quarter
        of an hour.
        """

        async def ticking() -> None:
            while True:
                look = await self.alarm.next_look() if long else None
                ahead = 60.0 if look is None else (look - self.clock()).total_seconds()
                await asyncio.sleep(min(max(ahead, 60.0), 900.0))
                with logged("a tick failed"):  # APScheduler goes on, too
                    await self.alarm.tick()

        await self.alarm.recover()
        await self.alarm.tick()
        tasks = [asyncio.create_task(ticking())]
        if watching:
            tasks.append(asyncio.create_task(self.alarm.watch()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.alarm.disarm(ringing_too=True)

    async def until_over(self, most_hours: float = 30.0) -> Call:
        """Let time pass until some call has ended; returns the latest."""
        async with asyncio.timeout(most_hours * 3600):
            while True:
                await asyncio.sleep(30)
                calls = await self.store.calls.recent()
                if calls and calls[0].completed_at is not None:
                    return calls[0]

    async def results(self, call: Call) -> list[AttemptResult | None]:
        return [attempt.result for attempt in await self.store.calls.attempts(call.id)]

    async def values(self) -> dict[str, float]:
        return {metric.metric_type: metric.value for metric in await self.store.progress.metrics(self.sam.id)}

    async def settled(self, call: Call) -> list[tuple[str, Meaning]]:
        found: list[Observation] = await self.store.calls.observations(call.id)
        return [(each.item_key.partition(":")[0], each.meaning) for each in found if each.settled]


@asynccontextmanager
async def house(
    *channels: Channel, model: LanguageModel | None = None, stakes: bool = False, disk: str | None = IN_MEMORY
) -> AsyncIterator[House]:
    """A household whose only member is Sam, in UTC, whose day begins at noon; its folder is on `disk`."""
    clock = WallClock()
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        file = Path(folder) / "user_data" / "appliance.db"
        key = await furnish(file)
        async with open_store(file, key, connect=inline, off_loop=directly, stakes=stakes) as store:
            sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=clock()))
            named = {channel.name: channel for channel in channels}
            dialer = Dialer(store, named, load_personas(), clock, model)
            yield House(store, clock, named, dialer, Alarm(store, dialer, clock), sam)


__all__ = ["CLIP", "House", "PersonChannel", "by_keyword", "house"]
