"""Sessions over whole-utterance engines: what is decoded ahead, shown, given up, and what the last words wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import EngineError
from appliance.ports import HEARING_RATE, Audio, Transcript
from appliance.voice.audio import silence
from appliance.voice.utterance import Partials, UtteranceSession

QUICK = 0.1
SLOW = 1.0


class Engine:
    """Transcribes one utterance after another, as a child process does: what is under way cannot be stopped.

    The words are how many seconds were heard. It works only when it is let (`work`), so that nothing depends on time.
    """

    def __init__(self) -> None:
        self.waiting: list[tuple[bytes, asyncio.Future[Transcript | None]]] = []
        self.worked: list[float] = []
        """Seconds of sound of each request that was worked on, whether or not anybody still waited."""
        self.fault: EngineError | None = None
        self._under_way: tuple[bytes, asyncio.Future[Transcript | None]] | None = None

    async def transcribe(self, pcm: bytes) -> Transcript | None:
        asked: asyncio.Future[Transcript | None] = asyncio.get_running_loop().create_future()
        self.waiting.append((pcm, asked))
        return await asked

    async def begin(self) -> None:
        """Take up the next request that somebody waits for; from now on it is worked on to its end."""
        await settle()
        self.waiting = [(pcm, asked) for pcm, asked in self.waiting if not asked.cancelled()]
        self._under_way = self.waiting.pop(0)

    async def end(self) -> None:
        """Finish what was begun."""
        if self._under_way is None:
            await self.begin()
        assert self._under_way is not None
        (pcm, asked), self._under_way = self._under_way, None
        seconds = Audio(pcm, HEARING_RATE).seconds
        self.worked.append(seconds)
        if not asked.cancelled():
            asked.set_exception(self.fault) if self.fault else asked.set_result(Transcript(f"{seconds:g}"))
        await settle()

    async def work(self) -> None:
        """Until nobody waits for anything."""
        await settle()
        while self._under_way or any(not asked.cancelled() for _, asked in self.waiting):
            await self.end()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def partials(took_seconds: float) -> Partials:
    return Partials(took_seconds=took_seconds, noted_by_engine=True)


def with_session(
    work: Callable[[Engine, UtteranceSession], Coroutine[Any, Any, None]], shown: Partials | None = None
) -> None:
    async def run() -> None:
        engine = Engine()
        await work(engine, UtteranceSession("engine", engine.transcribe, shown))
        await settle()
        assert len(asyncio.all_tasks()) == 1, "a task was left running"

    asyncio.run(run())


async def finished(engine: Engine, session: UtteranceSession) -> Transcript | None:
    ending = asyncio.create_task(session.finish())
    await engine.work()
    return await ending


def test_the_words_made_ahead_are_the_words() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(1.0, HEARING_RATE))
        session.pause()
        session.pause()
        await engine.work()
        assert await session.finish() == Transcript("1")
        assert engine.worked == [1]

    with_session(work)


def test_more_speech_throws_away_what_was_made_ahead() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(1.0, HEARING_RATE))
        session.pause()
        await engine.work()
        await session.feed(silence(0.5, HEARING_RATE))
        session.pause()
        assert await finished(engine, session) == Transcript("1.5")
        assert engine.worked == [1, 1.5]

    with_session(work)


def test_a_request_that_waits_for_its_turn_is_taken_back_when_they_go_on() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        for _ in range(5):
            await session.feed(silence(1.0, HEARING_RATE))
            session.pause()
            await settle()
        assert await finished(engine, session) == Transcript("5")
        assert engine.worked == [5]

    with_session(work)


def test_the_last_words_wait_for_at_most_one_transcription_under_way() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(2.0, HEARING_RATE))
        session.pause()
        await engine.begin()
        for _ in range(3):  # they go on: what is under way cannot be stopped; a partial waits behind it, then words
            await session.feed(silence(2.0, HEARING_RATE))
            session.pause()
            await settle()
        assert await finished(engine, session) == Transcript("8")
        assert engine.worked == [2, 8]

    with_session(work, partials(QUICK))


def test_a_partial_on_the_way_when_they_pause_is_taken_back() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(2.0, HEARING_RATE))
        await settle()
        assert len(engine.waiting) == 1
        session.pause()
        await engine.work()
        assert engine.worked == [2]
        assert await session.feed(silence(0.1, HEARING_RATE)) is None, "the words made ahead are no partial"
        assert await finished(engine, session) == Transcript("2.1")

    with_session(work, partials(QUICK))


def test_a_quick_engine_shows_words_while_they_speak() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        shown = []
        for _ in range(40):
            shown.append(await session.feed(silence(0.1, HEARING_RATE)))
            await engine.work()
        assert [text for text in shown if text] == ["1.2", "2.4", "3.6"]
        assert await finished(engine, session) == Transcript("4")

    with_session(work, partials(QUICK))


@pytest.mark.parametrize("shown", [None, Partials(), partials(SLOW)], ids=["none", "never measured", "slow"])
def test_a_slow_engine_shows_nothing(shown: Partials | None) -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        for _ in range(40):
            assert await session.feed(silence(0.1, HEARING_RATE)) is None
        await settle()
        assert not engine.waiting
        await session.abandon()

    with_session(work, shown)


def test_an_engine_that_does_not_note_its_time_is_timed() -> None:
    shown = Partials()

    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(1.0, HEARING_RATE))
        assert await finished(engine, session) == Transcript("1")
        assert shown.took_seconds < float("inf")

    with_session(work, shown)


def test_a_partial_that_fails_is_not_the_sessions_failure() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(2.0, HEARING_RATE))
        engine.fault = EngineError("out of memory")
        await engine.work()
        engine.fault = None
        assert await session.feed(silence(0.1, HEARING_RATE)) is None
        assert await finished(engine, session) == Transcript("2.1")

    with_session(work, partials(QUICK))


def test_what_fails_ahead_fails_at_the_end_unless_they_go_on() -> None:
    async def fail_ahead(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(1.0, HEARING_RATE))
        session.pause()
        engine.fault = EngineError("out of memory")
        await engine.work()
        engine.fault = None

    async def ends(engine: Engine, session: UtteranceSession) -> None:
        await fail_ahead(engine, session)
        with pytest.raises(EngineError, match="out of memory"):
            await session.finish()

    async def goes_on(engine: Engine, session: UtteranceSession) -> None:
        await fail_ahead(engine, session)
        await session.feed(silence(1.0, HEARING_RATE))
        assert await finished(engine, session) == Transcript("2")

    with_session(ends)
    with_session(goes_on)


@pytest.mark.parametrize("pauses", [True, False])
def test_a_cancelled_end_takes_its_request_back(pauses: bool) -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(2.0, HEARING_RATE))
        if pauses:
            session.pause()
        ending = asyncio.create_task(session.finish())
        await settle()
        ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ending
        await engine.work()
        assert engine.worked == []

    with_session(work, partials(QUICK))


def test_an_abandoned_utterance_leaves_nothing() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        await session.feed(silence(2.0, HEARING_RATE))
        session.pause()
        await session.feed(silence(2.0, HEARING_RATE))
        session.pause()
        await session.abandon()
        await engine.work()
        assert engine.worked == []

    with_session(work, partials(QUICK))


def test_an_empty_piece_is_nothing_new() -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        assert await session.feed(Audio(b"", HEARING_RATE)) is None
        session.pause()
        await session.feed(silence(1.0, HEARING_RATE))
        session.pause()
        await session.feed(Audio(b"", HEARING_RATE))
        assert await finished(engine, session) == Transcript("1")
        assert engine.worked == [1]

    async def hears_nothing(engine: Engine, session: UtteranceSession) -> None:
        session.pause()
        assert await session.finish() is None
        assert not engine.waiting

    with_session(work)
    with_session(hears_nothing)


@given(st.lists(st.sampled_from(["feed", "pause", "begin", "end"]), max_size=30), st.booleans())
def test_whatever_happens_the_words_are_of_all_that_was_heard(steps: list[str], quick: bool) -> None:
    async def work(engine: Engine, session: UtteranceSession) -> None:
        fed = 0
        for step in steps:
            if step == "feed":
                await session.feed(silence(1.0, HEARING_RATE))
                fed += 1
            elif step == "pause":
                session.pause()
            else:
                await settle()
                wanted = any(not asked.cancelled() for _, asked in engine.waiting)
                if step == "begin" and wanted and engine._under_way is None:
                    await engine.begin()
                elif step == "end" and (wanted or engine._under_way):
                    await engine.end()
        before = len(engine.worked)
        assert await finished(engine, session) == (Transcript(f"{fed}") if fed else None)
        assert len(engine.worked) - before <= 2

    with_session(work, partials(QUICK if quick else SLOW))
