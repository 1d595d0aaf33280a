"""A household with a bot: the real store, calls, office and carrier, a Bot API server, and a clock set by hand."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from appliance.accounts.household import change_person
from appliance.calls.alarm import Alarm
from appliance.calls.desk import Desk
from appliance.calls.dialer import Dialer
from appliance.channels.telegram.bot import Account
from appliance.channels.telegram.channel import TelegramChannel
from appliance.channels.telegram.post import Post
from appliance.channels.telegram.waits import Timing
from appliance.coach.persona import load_personas
from appliance.ports import HEARING_RATE, Audio, Channel, Hint, Sentence, SpeechToText, TextToSpeech, Transcript
from appliance.reach.chat.duty import on_duty_chat
from appliance.reach.chat.pairing import offer
from appliance.records.calls import Call, CallStatus
from appliance.records.people import CallType, CheckIn, User
from appliance.records.progress import MetricKind, MetricType
from appliance.records.telegram import Fate, Goes, TelegramOut
from appliance.store import Store, open_store
from appliance.voice.audio import to_audio
from appliance.voice.phrases import PhraseCache
from tests.calls.household import IN_MEMORY
from tests.channels.botapi import BotApiServer, Delivered, Person, serving_bot_api
from tests.inline_sqlite import directly, inline

START = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
PATIENCE_SECONDS = 30.0
A_MOMENT = 0.01
AN_ANSWER = timedelta(seconds=10)
"""After which several notes in a row are one answer."""


@dataclass
class Clock:
    """Wall time moves when a test says so, and by a microsecond whenever it is read: no two moments are one."""

    at: datetime = START

    def __call__(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at

    def step(self, **by: float) -> None:
        self.at += timedelta(**by)

    def to(self, day: int, hour: int, minute: int = 0) -> None:
        """Forward to a time of the day so many days after the first."""
        self.at = START.replace(hour=hour, minute=minute, second=1) + timedelta(days=day)


class HummingVoice:
    """Says everything as a hum, the longer the more letters there are."""

    name = "hum"

    async def warm(self) -> None:
        """It is ready."""

    async def aclose(self) -> None:
        """It holds nothing."""

    async def synthesize(self, sentence: Sentence) -> Audio:
        return hum(0.2 + 0.01 * len(sentence.text))


def hum(seconds: float, level: float = 0.2, hertz: float = 220.0) -> Audio:
    """A tone at the rate of recognisers."""
    times = np.arange(round(seconds * HEARING_RATE)) / HEARING_RATE
    return to_audio(np.sin(2 * np.pi * hertz * times) * level * 32_767, HEARING_RATE)


class ListedEars:
    """Hears these words, one for each note, whatever it sounds like; nothing after the last."""

    name = "listed"

    def __init__(self, *words: str) -> None:
        self.words = list(words)

    async def warm(self) -> None:
        """They are ready."""

    async def aclose(self) -> None:
        """They hold nothing."""

    async def open(self, language: str, hint: Hint) -> ListedEars:
        return self

    async def feed(self, audio: Audio) -> str | None:
        return None

    def pause(self) -> None:
        """There is nothing to transcribe ahead."""

    async def finish(self) -> Transcript | None:
        return Transcript(self.words.pop(0), "en", 0.9, self.name) if self.words else None

    async def abandon(self) -> None:
        """Nothing was begun."""


@dataclass
class Home:
    server: BotApiServer
    clock: Clock
    store: Store
    users: dict[str, User]
    people: dict[str, Person]
    ears: SpeechToText
    voice: TextToSpeech
    post: Post | None = None
    alarm: Alarm | None = None
    waited: float = 0.0
    nudged: bool = True
    """Lines look whenever the clock may have been set; False: only when something tells them to."""
    standings: list[str] = field(default_factory=list)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """Those that ring here beside the chat."""
    languages: Collection[str] | None = None
    """Those that calls may be held in; None: all."""

    @asynccontextmanager
    async def on_duty(self, *, token: str = "") -> AsyncIterator[Post]:
        """A process of the appliance, from its start to its end."""
        post = Post(self.store, self.ears, PhraseCache(self.voice), self.clock)
        personas = load_personas()
        dialer = Dialer(self.store, {**self.channels, "telegram": TelegramChannel(post)}, personas, self.clock)
        alarm, desk = Alarm(self.store, dialer, self.clock), Desk(self.store, self.clock)

        async def change(person: User, wanted: Mapping[str, Any]) -> User:
            return await change_person(self.store, person, person, wanted, self.clock())

        account = Account(token or self.server.token, self.server.url)
        async with on_duty_chat(post, account, desk, personas, change, self._timing(), self.languages):
            self.post, self.alarm = post, alarm
            await alarm.recover()
            looking = asyncio.create_task(self._looking(alarm, post))
            try:
                yield post
            finally:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
                await alarm.disarm(ringing_too=True)
        assert post.bot is None

    async def _looking(self, alarm: Alarm, post: Post) -> None:
        """Calls and lines look at the clock as often as it may have been set."""
        while True:
            await alarm.tick()
            for user in self.users.values() if self.nudged else ():
                post.came(user.id)
            await asyncio.sleep(A_MOMENT)

    def _timing(self) -> Timing:
        async def sleep(seconds: float) -> None:
            self.waited += seconds
            await asyncio.sleep(A_MOMENT)

        return Timing(sleep, lambda: self.waited, lambda: 0.0, 2.0)

    async def until(self, comes_true: Callable[[], Awaitable[Any]], what: str = "") -> Any:
        """Wait until it holds; gives what it gave."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (found := await comes_true()):
            assert time.monotonic() < end, f"it did not come true: {what}"
            await asyncio.sleep(A_MOMENT)
        return found

    async def until_heard(self, name: str, words: str) -> Delivered:
        """Wait until the bot has said this to somebody; the latest such message."""

        async def found() -> Delivered | None:
            said = [each for each in self.people[name].heard if words.lower() in each.text.lower()]
            return said[-1] if said else None

        heard = await self.until(
            found, f"{name} hears {words!r} among {[each.text for each in self.people[name].heard]}"
        )
        assert isinstance(heard, Delivered)
        return heard

    async def until_more(self, name: str, than: int) -> Delivered:
        """Wait for the next message to somebody after so many."""

        async def found() -> bool:
            return len(self.server.world.in_chat(self.people[name].id)) > than

        await self.until(found, f"{name} hears more than {than}")
        return self.server.world.in_chat(self.people[name].id)[-1]

    def count(self, name: str) -> int:
        return len(self.server.world.in_chat(self.people[name].id))

    async def settled(self) -> None:
        """Everything that came in was dealt with, and everything that may go has gone."""

        async def quiet() -> bool:
            return not self.server.world.updates and not [row for row in await self.rows() if _open(row)]

        await self.until(quiet, "everything settles")

    async def tell(self, name: str, text: str) -> str:
        """Write something and wait for the answer to it; gives its words."""
        before = self.count(name)
        self.people[name].write(text)
        told = await self.until_more(name, before)
        await self.settled()
        return told.text

    async def answer(self, name: str, *texts: str) -> None:
        """Write these in a row and let the time pass in which more might come."""
        for text in texts:
            self.people[name].write(text)
        await self.server.until_handled()
        self.clock.at += AN_ANSWER

    async def pair(self, name: str) -> None:
        code = await offer(self.store, self.users[name].id, self.clock())
        await self.tell(name, f"/start {code}")

    async def rows(self) -> list[TelegramOut]:
        """Everything that was to go out."""
        async with self.store.outbox._database.reading() as session:
            return list(await session.scalars(select(TelegramOut)))

    async def latest(self, name: str) -> Call:
        return (await self.store.calls.recent(user_id=self.users[name].id))[0]

    async def until_status(self, name: str, status: CallStatus) -> Call:
        async def found() -> Call | None:
            calls = await self.store.calls.recent(user_id=self.users[name].id)
            return calls[0] if calls and calls[0].status is status else None

        call = await self.until(found, f"the call of {name} is {status}")
        assert isinstance(call, Call)
        return call

    async def check_in(self, name: str, at: str, **fields: Any) -> CheckIn:
        values: dict[str, Any] = {
            "user_id": self.users[name].id,
            "call_type": CallType.EVENING,
            "at": at,
            "weekdays": list(range(7)),
            "channels": ["telegram"],
            "retry_minutes": [],
            "created_at": self.clock(),
        }
        return await self.store.people.add_check_in(CheckIn(**{**values, **fields}))

    async def metric(self, name: str, called: str, kind: MetricKind, **fields: Any) -> MetricType:
        values: dict[str, Any] = {
            "user_id": self.users[name].id,
            "name": called,
            "kind": kind,
            "ask_in": ["evening"],
            "created_at": self.clock(),
        }
        return await self.store.progress.add_metric_type(MetricType(**{**values, **fields}))

    async def assert_accounted_for(self) -> None:
        """Nothing reached a chat that the outbox does not know as sent there, and nothing it knows is missing."""
        rows = [row for row in await self.rows() if row.kind not in (Goes.REMOVE, Goes.REBUTTON)]
        sent = {(int(row.chat_id), row.message_id) for row in rows if row.fate is Fate.SENT}
        reached = [(each.chat_id, each.message_id) for each in self.server.sent]
        assert sorted(reached) == sorted(sent), "each message once, and none unknown"
        chats = {self.users[name].id: str(person.id) for name, person in self.people.items() if name in self.users}
        assert all(row.chat_id == chats[row.user_id] for row in rows if row.user_id is not None), "the right chats"


def _open(row: TelegramOut) -> bool:
    return row.fate in (Fate.WAITING, Fate.LEAVING) and not row.held


@asynccontextmanager
async def chat_home(ears: SpeechToText | None = None, voice: TextToSpeech | None = None) -> AsyncIterator[Home]:
    """Sam and Kim, in UTC, whose bot asks for nothing that the Bot API does not have."""
    clock = Clock()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        file = Path(folder) / "user_data" / "appliance.db"
        async with (
            serving_bot_api(clock) as server,
            open_store(file, secrets.token_bytes(32), connect=inline, off_loop=directly) as store,
        ):
            users = {
                name: await store.people.add_user(User(name=name, timezone="UTC", created_at=clock()))
                for name in ("Sam", "Kim")
            }
            people = {name: server.person(name) for name in users}
            yield Home(server, clock, store, users, people, ears or ListedEars(), voice or HummingVoice())
            assert server.unknown == set(), "parameters that the Bot API does not have"


__all__ = ["START", "Clock", "Home", "HummingVoice", "ListedEars", "chat_home", "hum"]
