"""Requests, spoken into a real microphone: five that are done, and two that are unclear and change nothing.

"Done" is said only when the receipt is committed: at each sentence a witness looks into the store.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from appliance.app import Appliance, open_appliance, utc_now
from appliance.channels.sound_card import SoundDevices
from appliance.channels.speaker import SpeakerChannel
from appliance.engines.kinds import Surroundings
from appliance.language.catalogue import language
from appliance.on_duty import on_duty
from appliance.ports import Audio, Channel, Expect, Heard, Line, Notice, Sentence, Spoken, Unreached, VoiceStyle
from appliance.records.agenda import Answer
from appliance.records.calls import FINAL_STATUSES, AttemptResult, Call, CallPurpose, CallStatus
from appliance.records.host import RequestRecord
from appliance.records.people import CallType, CheckIn, Pause, Room, User
from appliance.records.progress import FocusSession, MetricKind, MetricType
from appliance.records.requests import Receipt, RequestKind
from appliance.settings import Settings
from appliance.store import Store
from appliance.voice import catalogue
from appliance.voice.espeak import Espeak
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.words import spoken_words
from tests.soundserver import SoundRoom, sound_room
from tests.whole.answering import Answered

pytestmark = pytest.mark.sound

DUE = datetime(2026, 12, 9, 20, 30, tzinfo=UTC)
"""When the check-in rings: a Wednesday evening, whatever the day is outside."""

AHEAD = timedelta(seconds=4.5)
"""Time to open everything before the call is due."""

LONGEST_CALL_SECONDS = 120.0

VOICE = VoiceStyle("en-us", rate=0.9)

HERE, DID = "yes, I'm here", "yes I did"

AGREED = language("en").hint_for_request_confirmation()
"""What is listened for when a wish was read back."""

DONE = re.compile(r"(all right, )?done\.", re.IGNORECASE)
"""The sentence that says so, in any of the persona's wordings."""


@dataclass(frozen=True)
class Person:
    """What somebody says when their name is called, and when they are asked; the last of each again and again."""

    at_name: Sequence[str] = (HERE,)
    when_asked: Sequence[str] = (DID,)
    agrees: str = "yes"
    """To a wish that is read back."""

    @property
    def words(self) -> set[str]:
        return {*self.at_name, *self.when_asked, self.agrees, "yes"}


@dataclass
class Moment:
    """One sentence, and which requests were settled in the store just before it was said."""

    text: str
    receipts: list[Receipt]


@dataclass
class Watched:
    """A channel whose every sentence a witness hears, with an eye on the store."""

    channel: Channel
    store: Store | None = None
    moments: list[Moment] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "speaker"

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await self.channel.prepare(sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        async with self.channel.dial(notice) as reached:
            yield reached if isinstance(reached, Unreached) else _WatchedLine(reached, self)
        self.hung_up.set()

    async def looked(self, sentences: AsyncIterator[Sentence]) -> AsyncIterator[Sentence]:
        assert self.store is not None
        async for sentence in sentences:
            settled = [Receipt.model_validate(kept.receipt) for kept in await self.store.requests.recent()]
            self.moments.append(Moment(sentence.text, settled))
            yield sentence


@dataclass
class _WatchedLine:
    line: Line
    watched: Watched
    durable = False

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        await self.line.chime(loudness, notes)

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        return await self.line.say(self.watched.looked(sentences))

    async def hear(self, expect: Expect) -> Heard:
        return await self.line.hear(expect)


@dataclass
class Outcome:
    """What was said, and what the store holds afterwards."""

    moments: list[Moment]
    dialogue: str
    call: Call
    results: list[AttemptResult | None]
    requests: list[RequestRecord]
    pauses: list[Pause]
    sessions: list[FocusSession]
    others: list[Call]
    values: dict[str, float]

    @property
    def receipt(self) -> Receipt:
        assert len(self.requests) == 1, self.dialogue
        return Receipt.model_validate(self.requests[0].receipt)

    def done(self, kind: RequestKind, words: str) -> None:
        """It was done, once, and said so only then."""
        assert (self.receipt.kind, self.receipt.done) == (kind, True), self.dialogue
        said = [at for at, moment in enumerate(self.moments) if DONE.fullmatch(moment.text)]
        assert len(said) == 1, self.dialogue
        assert self.moments[0].receipts == []
        assert self.moments[said[0]].receipts == [self.receipt], "it was said before it was committed"
        assert self.moments[said[0] + 1].text == words

    @property
    def unchanged(self) -> bool:
        return not (self.requests or self.pauses or self.sessions or self.others or self.call.snoozes)


@pytest.fixture
def lab() -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


def test_call_me_back_in_ten_minutes(lab: SoundRoom, tmp_path: Path) -> None:
    found = hold(lab, tmp_path, Person(at_name=["call me back in ten minutes"]))
    found.done(RequestKind.SNOOZE, "I'll call you again in ten minutes.")
    assert found.call.status is CallStatus.SNOOZED
    assert found.call.next_ring_at == found.requests[0].settled_at + timedelta(minutes=10)
    assert found.results == [AttemptResult.DECLINED]


def test_move_this_to_half_past_nine(lab: SoundRoom, tmp_path: Path) -> None:
    found = hold(lab, tmp_path, Person(when_asked=["move this to half past nine"]))
    found.done(RequestKind.MOVE, "I'll call you at half past nine in the evening.")
    assert found.call.status is CallStatus.SNOOZED
    assert found.call.next_ring_at == DUE.replace(hour=21, minute=30)
    assert found.call.due_at == DUE
    assert found.results == [AttemptResult.DECLINED]
    assert found.values == {}


def test_skip_today_i_am_ill(lab: SoundRoom, tmp_path: Path) -> None:
    found = hold(lab, tmp_path, Person(at_name=["skip today I'm ill"]))
    found.done(RequestKind.SKIP, "I won't ask again today.")
    assert (found.call.status, found.call.reason) == (CallStatus.SKIPPED, "I'm ill")
    assert found.call.next_ring_at is None


def test_pause_until_monday(lab: SoundRoom, tmp_path: Path) -> None:
    found = hold(lab, tmp_path, Person(at_name=["pause until Monday"]))
    found.done(RequestKind.PAUSE, "I won't call before Monday.")
    assert found.call.status is CallStatus.PAUSED
    assert found.call.next_ring_at is None
    (pause,) = found.pauses
    assert (pause.user_id, pause.from_day, pause.until_day) == (found.call.user_id, DUE.date(), date(2026, 12, 13))


def test_stay_with_me_for_half_an_hour_and_the_call_goes_on(lab: SoundRoom, tmp_path: Path) -> None:
    found = hold(lab, tmp_path, Person(when_asked=["stay with me for half an hour", DID]))
    found.done(RequestKind.FOCUS, "I'm here for half an hour.")
    (session,) = found.sessions
    assert session.minutes == 30
    assert {call.purpose for call in found.others} == {CallPurpose.FOCUS}
    ahead = sorted(call.due_at - session.started_at for call in found.others)
    assert ahead == [timedelta(minutes=15), timedelta(minutes=30)]
    assert found.call.status is CallStatus.COMPLETED, found.dialogue
    assert found.values == {"exercise": 1.0}


def test_what_is_unclear_changes_nothing(lab: SoundRoom, tmp_path: Path) -> None:
    """A wish that lacks its time, then one that is read back and denied."""
    person = Person(at_name=["move this to", HERE], when_asked=["move this to half past nine", DID], agrees="no")
    found = hold(lab, tmp_path, person)
    said = [moment.text for moment in found.moments]
    assert "Move this to half past nine." in [text.removeprefix("So: ") for text in said], found.dialogue
    assert any("changed nothing" in text or "left everything as it is" in text for text in said), found.dialogue
    assert not [text for text in said if DONE.fullmatch(text)]
    assert found.unchanged
    assert found.call.status is CallStatus.COMPLETED, found.dialogue
    assert found.call.due_at == DUE
    assert found.results == [AttemptResult.ANSWERED]
    assert found.values == {"exercise": 1.0}


def hold(lab: SoundRoom, folder: Path, person: Person) -> Outcome:
    """Let the check-in ring, be answered by this person, and end."""
    return asyncio.run(_hold(lab, folder, person))


async def _hold(lab: SoundRoom, folder: Path, person: Person) -> Outcome:
    espeak = Espeak()
    sounds = {words: await espeak.synthesize(Sentence(words, style=VOICE)) for words in person.words}
    settings = Settings(local_data_path=folder / "user_data", key_file=folder / "key")
    ears = catalogue.recogniser("sphinx", Surroundings(folder))
    voice = PhraseCache(catalogue.voice("espeak", Surroundings(folder)), spoken_words)
    speaker = SpeakerChannel(_rooms, ears, voice, Silero, SoundDevices())
    watched = Watched(Answered(speaker, lab, _Answering(person, sounds)))
    offset = DUE - AHEAD - utc_now()
    async with open_appliance(
        settings, now=lambda: utc_now() + offset, ears=ears, voice=voice, channels={"speaker": watched}
    ) as appliance:
        watched.store = appliance.store
        await _household(appliance)
        async with on_duty(appliance):
            call = await _until_over(appliance, watched)
        return await _outcome(appliance, watched, call)


async def _rooms() -> list[Room]:
    return [Room(name="home", speaker_device="pulse", microphone_device="pulse", volume=1.0)]


class _Answering:
    """An `Answer`: what the person says next."""

    def __init__(self, person: Person, sounds: Mapping[str, Audio]) -> None:
        self._person = person
        self._sounds = sounds
        self._said = {True: 0, False: 0}
        """How often, at the name and when asked."""

    def __call__(self, expect: Expect, said: str) -> Audio:
        if expect.hint == AGREED:
            return self._sounds[self._person.agrees]
        if "is that right?" in said.lower():  # an answer, read back
            return self._sounds["yes"]
        at_name = expect.hint.answer is Answer.PRESENCE
        words = self._person.at_name if at_name else self._person.when_asked
        place, self._said[at_name] = self._said[at_name], self._said[at_name] + 1
        return self._sounds[words[min(place, len(words) - 1)]]


async def _household(appliance: Appliance) -> None:
    """Sam, who is asked about exercise in a call at `DUE`."""
    now, store = appliance.now(), appliance.store
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=now))
    await store.progress.add_metric_type(
        MetricType(
            user_id=sam.id,
            name="exercise",
            kind=MetricKind.HABIT,
            question="Did you exercise?",
            ask_in=["custom"],
            created_at=now,
        )
    )
    await store.people.add_check_in(
        CheckIn(
            user_id=sam.id,
            call_type=CallType.CUSTOM,
            at=f"{DUE:%H:%M}",
            weekdays=list(range(7)),
            channels=["speaker"],
            created_at=now,
        )
    )


async def _until_over(appliance: Appliance, watched: Watched) -> Call:
    """The call once its line is closed and its end is kept."""
    async with asyncio.timeout(LONGEST_CALL_SECONDS):
        await watched.hung_up.wait()
        while True:
            (call,) = [each for each in await appliance.store.calls.recent() if each.check_in_id is not None]
            if call.status in FINAL_STATUSES or call.status is CallStatus.SNOOZED:
                return call
            await asyncio.sleep(0.1)


async def _outcome(appliance: Appliance, watched: Watched, call: Call) -> Outcome:
    store = appliance.store
    turns = await store.calls.turns(call.id)
    return Outcome(
        moments=watched.moments,
        dialogue="\n".join(f"{turn.message_type}: {turn.content} ({turn.confidence})" for turn in turns),
        call=call,
        results=[attempt.result for attempt in await store.calls.attempts(call.id)],
        requests=await store.requests.recent(),
        pauses=await store.silences.pauses(),
        sessions=await store.days.focus_sessions(call.user_id),
        others=[other for other in await store.calls.recent() if other.id != call.id],
        values={each.metric_type: each.value for each in await store.progress.metrics(call.user_id)},
    )
