"""Tablets as rooms, in virtual time on real samples: they open by themselves, and a room's rules are the room's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

import pytest

from appliance.channels.browser.connection import Connection, Features
from appliance.channels.speaker import SpeakerChannel
from appliance.channels.tablets import OPEN_SECONDS, RETURN_SECONDS, Readiness
from appliance.errors import ForbiddenError, LineDroppedError, NotFoundError
from appliance.ports import Expect, Hint, Line, Notice, Unreached
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult
from appliance.records.people import Room
from appliance.voice.audio import level_dbfs
from appliance.voice.phrases import PhraseCache
from appliance.voice.words import spoken_words
from tests.channels.visitor import Visitor
from tests.virtual_time import run_virtual
from tests.voice.tones import Loudness, ToneEars, ToneVoice, saying

T = TypeVar("T")
READY = Readiness(sound=True, microphone=True)
WHO = Expect(Hint(Answer.PRESENCE), patience_seconds=4.0)
SHORT = Expect(Hint(Answer.YES_NO), patience_seconds=4.0)


class Wall:
    """A kitchen that is a tablet, and the speaker channel into it."""

    def __init__(self, *, private: bool = False, volume: float = 1.0) -> None:
        self.room = Room(name="Kitchen", kiosk=True, private=private, volume=volume)
        self.channel = SpeakerChannel(self.rooms, ToneEars(), PhraseCache(ToneVoice(), spoken_words), Loudness)
        self.tablets = self.channel.tablets

    async def rooms(self) -> list[Room]:
        return [self.room]

    def notice(self) -> Notice:
        return Notice(uuid4(), uuid4(), "Sam", room="kitchen", user_id=uuid4())

    async def call(self, visitor: Visitor, work: Callable[[Line], Awaitable[T]]) -> T:
        """Ring, have the tablet open its sound, and do something on the line."""
        with self.tablets.page(self.room.id, READY) as told:

            async def opening() -> None:
                self.tablets.answer((await told.get()).attempt_id, self.room.id, visitor.page)

            opened = asyncio.create_task(opening())
            async with visitor.present(), self.channel.dial(self.notice()) as reached:
                await opened
                assert not isinstance(reached, Unreached), reached
                return await work(reached)


def virtual(work: Callable[[], Awaitable[T]]) -> T:
    async def main() -> T:
        return await work()

    return run_virtual(main())


async def unreached(wall: Wall) -> Unreached:
    async with wall.channel.dial(wall.notice()) as reached:
        assert isinstance(reached, Unreached)
        assert reached.result is AttemptResult.UNAVAILABLE
        return reached


def test_one_that_is_not_connected_is_waited_for_a_moment() -> None:
    async def work() -> None:
        wall, loop = Wall(), asyncio.get_running_loop()
        began = loop.time()
        assert "the tablet of Kitchen is not connected" in (await unreached(wall)).detail
        assert loop.time() - began == pytest.approx(RETURN_SECONDS)
        assert wall.tablets.connected(wall.room.id) is None

    virtual(work)


def test_one_that_may_not_sound_or_does_not_open_is_told_so() -> None:
    async def work() -> None:
        wall, loop = Wall(), asyncio.get_running_loop()
        with wall.tablets.page(wall.room.id, Readiness(microphone=True)) as told:
            assert wall.tablets.connected(wall.room.id) == Readiness(microphone=True)
            assert "tap it once" in (await unreached(wall)).detail
            assert told.empty(), "nothing was to open"
        with wall.tablets.page(wall.room.id, READY) as told:
            began = loop.time()
            assert "did not open its sound" in (await unreached(wall)).detail
            assert loop.time() - began == pytest.approx(OPEN_SECONDS)
            assert [told.get_nowait().kind, told.get_nowait().kind] == ["ring", "over"]

    virtual(work)


def test_one_that_opens_without_sound_does_not_ring() -> None:
    async def work() -> None:
        wall = Wall()
        page = Connection(Features(sound=False))
        with wall.tablets.page(wall.room.id, READY) as told:

            async def opening() -> None:
                wall.tablets.answer((await told.get()).attempt_id, wall.room.id, page)

            opened = asyncio.create_task(opening())
            assert "tap it once" in (await unreached(wall)).detail
            await opened
        assert page.outgoing.get_nowait() == {"type": "over", "result": ""}

    virtual(work)


def test_only_the_rooms_own_tablet_opens() -> None:
    async def work() -> None:
        wall, page = Wall(), Connection(Features())
        with pytest.raises(NotFoundError):
            wall.tablets.answer(uuid4(), wall.room.id, page)
        with wall.tablets.page(wall.room.id, READY) as told:
            dialling = asyncio.create_task(unreached(wall))
            attempt = (await told.get()).attempt_id
            with pytest.raises(ForbiddenError):
                wall.tablets.answer(attempt, uuid4(), page)
            await dialling

    virtual(work)


def texts(visitor: Visitor) -> list[str]:
    return [each["text"] for each in visitor.told if each.get("text")]


def test_a_shared_room_shows_nothing_before_the_person_has_answered() -> None:
    async def work() -> None:
        visitor = Visitor(microphone=False)

        async def talk(line: Line) -> None:
            await line.chime()
            await line.say(saying("sam are you there?"))
            asyncio.get_running_loop().call_later(1.0, visitor.page.take, {"type": "typed", "text": "yes it is me"})
            assert (await line.hear(WHO)).transcript is not None
            await line.say(saying("did you run?"))
            await asyncio.sleep(0.1)
            assert texts(visitor) == []
            asyncio.get_running_loop().call_later(1.0, visitor.page.take, {"type": "typed", "text": "no"})
            await line.hear(SHORT)
            await asyncio.sleep(0.1)
            assert texts(visitor) == ["sam are you there?", "did you run?", "no"]
            await line.say(saying("good night"))
            await asyncio.sleep(0.1)
            assert texts(visitor)[-1] == "good night"

        await Wall().call(visitor, talk)

    virtual(work)


def test_somebody_else_at_a_shared_room_reads_nothing_at_all() -> None:
    async def work() -> None:
        visitor = Visitor(microphone=False)

        async def talk(line: Line) -> None:
            for _ in range(2):
                await line.say(saying("sam are you there?"))
                asyncio.get_running_loop().call_later(1.0, visitor.page.take, {"type": "typed", "text": "not me"})
                await line.hear(WHO)
            await line.say(saying("good night"))

        await Wall().call(visitor, talk)
        assert texts(visitor) == []

    virtual(work)


def test_a_private_room_shows_it_from_the_start() -> None:
    async def work() -> None:
        visitor = Visitor()

        async def talk(line: Line) -> None:
            await line.say(saying("sam are you there?"))
            await asyncio.sleep(0.1)
            assert texts(visitor) == ["sam are you there?"]

        await Wall(private=True).call(visitor, talk)

    virtual(work)


def test_it_is_as_loud_as_the_room_says() -> None:
    async def chimed(volume: float) -> float:
        visitor = Visitor()

        async def talk(line: Line) -> None:
            await line.chime()

        await Wall(volume=volume).call(visitor, talk)
        return level_dbfs(visitor.played[0])

    async def work() -> None:
        loud, soft = await chimed(1.0), await chimed(0.5)
        assert loud - soft == pytest.approx(6.0, abs=0.5)

    virtual(work)


def test_a_tablet_that_goes_in_the_call_drops_the_line() -> None:
    async def work() -> None:
        visitor = Visitor()

        async def talk(line: Line) -> None:
            await line.chime()
            visitor.page.gone("the tablet was unpaired")
            with pytest.raises(LineDroppedError, match="unpaired"):
                await line.hear(SHORT)

        await Wall().call(visitor, talk)

    virtual(work)


def test_a_call_that_is_called_off_asks_no_tablet_for_its_sound_any_more() -> None:
    async def work() -> None:
        wall, loop = Wall(), asyncio.get_running_loop()
        notice = wall.notice()
        with wall.tablets.page(wall.room.id, READY) as told:

            async def call_off() -> None:
                assert (await told.get()).kind == "ring"
                notice.called_off.set()

            began, off = loop.time(), asyncio.create_task(call_off())
            async with wall.channel.dial(notice) as reached:
                assert isinstance(reached, Unreached)
                assert reached.result is AttemptResult.DECLINED
            await off
            over = told.get_nowait()
            assert (over.kind, over.why) == ("over", "declined")
            assert loop.time() - began < OPEN_SECONDS, "in virtual time"

    virtual(work)
