"""Real minutes with sound: a check-in every two minutes in a room of a sound server, answered aloud by a voice.

The appliance on duty is the real one, with the engines that come with it; only the person is a synthetic voice, played
into the room's microphone. Watched: how late each ring is and whether that grows, memory, files, and lost sound.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import psutil

from appliance.app import Appliance, open_appliance, utc_now
from appliance.channels.sound_card import SoundDevices
from appliance.channels.sound_wire import SoundCardWire
from appliance.channels.speaker import SpeakerChannel
from appliance.engines.kinds import surroundings
from appliance.on_duty import on_duty
from appliance.ports import Audio, Expect
from appliance.records.agenda import Answer
from appliance.records.calls import CallStatus
from appliance.records.people import CallType, CheckIn, Room, User
from appliance.records.progress import MetricKind, MetricType
from appliance.settings import Settings
from appliance.voice import catalogue
from appliance.voice.espeak import Espeak
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.words import spoken_words
from scripts.bench._measuring import spoken
from scripts.soak._samples import Sample, promise, sample, show, show_sample
from tests.soundserver import SoundRoom, sound_room, why_no_server
from tests.whole.answering import Answered

NAMES = (
    "Sam", "Alex", "Robin", "Kim", "Toni", "Jo", "Lee", "Max", "Ana", "Ben", "Eva", "Ida", "Leo", "Mia", "Noa", "Pia",
)  # fmt: skip
APART = timedelta(minutes=2)
WORDS = {Answer.PRESENCE: "yes, I'm here", Answer.YES_NO: "yes I did"}
OTHERWISE = "skip it"
SAMPLE_SECONDS = 30.0
WARM_UP_MINUTES = 3.0
LEAST_MINUTES = 15.0
"""In less, slopes are shown and not judged: a few calls are noise."""

LATE_SECONDS = 1.0
"""At worst, beside whatever else the machine does; the bench's figure on a quiet one is 0.11 s."""

DRIFT_SECONDS_A_MINUTE = 0.01
MEMORY_MB_A_MINUTE = 0.5
"""Beside the sentences that are kept as sound. Over so short a time noise is a tenth of it and more."""


class NotedDevices(SoundDevices):
    """The real devices; every wire is kept for its count of lost sound."""

    def __init__(self) -> None:
        super().__init__()
        self.wires: list[SoundCardWire] = []

    @asynccontextmanager
    async def open(self, speaker: str = "default", microphone: str = "default") -> AsyncIterator[SoundCardWire]:
        async with super().open(speaker, microphone) as wire:
            self.wires.append(wire)
            yield wire


class Minutes:
    """One run."""

    def __init__(self, minutes: float, room: SoundRoom) -> None:
        self._minutes, self._room = minutes, room
        self._devices = NotedDevices()
        self._sounds: dict[str, Audio] = {}
        self._samples: list[Sample] = []
        self._besides_cache: list[tuple[float, float]] = []
        """Minutes, and memory in MB without the sentences that are kept as sound, which have a limit of their own."""

    async def run(self) -> bool:
        """Whether every promise held."""
        person = Espeak()
        self._sounds = {words: await spoken(person, words) for words in (*WORDS.values(), OTHERWISE)}
        await person.aclose()
        with tempfile.TemporaryDirectory(prefix="soak-") as made:
            settings = Settings(local_data_path=Path(made) / "user_data", key_file=Path(made) / "key")
            around = surroundings(settings)
            ears, voice = catalogue.recogniser("sphinx", around), catalogue.voice("espeak", around)
            cache = PhraseCache(voice, spoken_words)
            speaker = SpeakerChannel(self._rooms, ears, cache, Silero, self._devices)
            channel = Answered(speaker, self._room, self._answer)
            async with open_appliance(settings, ears=ears, voice=voice, channels={"speaker": channel}) as appliance:
                await _move_in(appliance, self._minutes)
                async with on_duty(appliance):
                    await self._watch(settings.local_data_path, cache)
                return await self._judge(appliance, channel)

    async def _rooms(self) -> list[Room]:
        return [Room(name="kitchen", speaker_device="pulse", microphone_device="pulse")]

    def _answer(self, expect: Expect, said: str) -> Audio:
        return self._sounds[WORDS.get(expect.hint.answer, OTHERWISE)]

    async def _watch(self, folder: Path, cache: PhraseCache) -> None:
        began = time.monotonic()
        while (minutes := (time.monotonic() - began) / 60) < self._minutes:
            taken = sample(minutes, folder)
            engines = sum(child.memory_info().rss for child in psutil.Process().children(recursive=True)) / 1e6
            self._samples.append(taken)
            self._besides_cache.append((minutes, taken.memory_mb - cache.size_bytes / 1e6))
            show_sample(taken)
            show("sentences kept as sound", cache.size_bytes / 1e6, "MB", at=round(minutes, 2))
            show("memory of its engines' processes", engines, "MB", at=round(minutes, 2))
            await asyncio.sleep(SAMPLE_SECONDS)

    async def _judge(self, appliance: Appliance, channel: Answered) -> bool:
        calls = [each for each in await appliance.store.calls.recent(limit=1000) if each.completed_at is not None]
        offset = appliance.now().timestamp() - asyncio.get_running_loop().time()
        dues = sorted(call.due_at.timestamp() for call in calls)
        chimes = [at + offset for at in channel.witness.chimed_at]
        late = [min((at - due for at in chimes if at > due - 1), default=60.0) for due in dues]
        endings = Counter(str(call.status) for call in calls)
        show("calls", len(calls), "calls", endings=dict(endings), heard=len(channel.witness.heard))
        if late:
            show("due to chime", statistics.median(late), "s", worst=round(max(late), 3))
        lost = sum(wire.overflows for wire in self._devices.wires)
        gaps = sum(wire.underflows for wire in self._devices.wires)
        show("lost sound", lost, "overflows of the microphone", underflows_of_the_speaker=gaps)
        drift = _slope([(due / 60, each) for due, each in zip(dues, late, strict=True)])
        warm = min(WARM_UP_MINUTES, self._minutes / 2)
        memory = _slope([each for each in self._besides_cache if each[0] >= warm])
        show("drift", drift, "s a minute")
        show("memory", self._samples[-1].memory_mb, "MB", a_minute=round(memory, 3))
        short = self._minutes < LEAST_MINUTES
        return all([
            promise("calls came", len(calls) >= int(self._minutes / 2) - 1, f"{len(calls)} in {self._minutes} minutes"),
            promise("every call was completed", set(endings) == {str(CallStatus.COMPLETED)}, str(endings)),
            promise("rings are on time", max(late, default=9.0) <= LATE_SECONDS, str(late)),
            promise("rings come no later and later", short or drift <= DRIFT_SECONDS_A_MINUTE, f"{drift} s a minute"),
            promise("memory is flat", short or memory <= MEMORY_MB_A_MINUTE, f"{memory} MB a minute"),
            promise("no sound of the microphone is lost", not lost, f"{lost} overflows"),
        ])  # fmt: skip


def _slope(points: list[tuple[float, float]]) -> float:
    """By how much a value grows in a unit of time: the middle one of all slopes, which no single outlier moves."""
    slopes = [(b - a) / (later - at) for (at, a), (later, b) in combinations(points, 2) if later > at]
    return statistics.median(slopes) if slopes else 0.0


async def _move_in(appliance: Appliance, minutes: float) -> None:
    """Somebody else for each call: who has answered for the day is not asked again."""
    now = appliance.now()
    for number, name in enumerate(NAMES[: int(minutes / (APART.total_seconds() / 60))]):
        user = await appliance.store.people.add_user(User(name=name, timezone="UTC", created_at=now))
        habit = MetricType(user_id=user.id, name="exercise", kind=MetricKind.HABIT, ask_in=["midday"], created_at=now)
        await appliance.store.progress.add_metric_type(habit)
        check_in = CheckIn(
            user_id=user.id, call_type=CallType.MIDDAY, at=f"{now + (number + 1) * APART:%H:%M}",
            weekdays=list(range(7)), channels=["speaker"], created_at=now,
        )  # fmt: skip
        await appliance.store.people.add_check_in(check_in)


def run(minutes: float) -> bool:
    """Whether every promise held; without a sound server nothing is measured, and that is said."""
    if reason := why_no_server():
        show("skipped", 1, "runs", reason=reason)
        return True
    began = utc_now()
    with sound_room() as room:
        held = asyncio.run(Minutes(minutes, room).run())
    show("took", (utc_now() - began).total_seconds(), "s", minutes=minutes)
    return held
