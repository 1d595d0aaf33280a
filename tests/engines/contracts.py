"""What every engine of a kind must do, fakes included. A test module subclasses one and says how to open its engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from enum import StrEnum
from typing import Any, Protocol

import pytest
from pydantic import BaseModel, Field

from appliance.errors import EngineError
from appliance.ports import (
    FRAME_SAMPLES,
    HEARING_RATE,
    Audio,
    Hint,
    LanguageModel,
    Limits,
    Message,
    Sentence,
    SpeechToText,
    TextToSpeech,
    VoiceStyle,
)
from appliance.records.agenda import Answer
from appliance.voice.audio import silence

SHORT = Limits(max_tokens=12, temperature=0.0)
LONG = Limits(max_tokens=400, temperature=0.0)
"""Nothing is drawn by chance: a model of random values may else end at its first token."""
HEAD = (Message("system", "You are a friend who calls in the evening. You speak in one short sentence."),)
ASKED = (*HEAD, Message("assistant", "Did you run today?"), Message("user", "I ran three kilometres."))
HINT = Hint(Answer.YES_NO)


class Verdict(StrEnum):
    DONE = "done"
    PARTLY = "partly"
    MISSED = "missed"


class Report(BaseModel):
    """What a model is asked to fill in."""

    verdict: Verdict
    share: int = Field(ge=0, le=100)
    amount: float | None = None
    words: str = Field(max_length=40)
    people: list[str] = Field(default_factory=list, max_length=3)


class Opened(Protocol):
    """How an engine is opened for one test: a context manager that closes it."""

    def __call__(self) -> AbstractAsyncContextManager[Any]: ...


def run(opened: Opened, work: Callable[[Any], Awaitable[None]]) -> None:
    """Do it with an engine of its own; no task may be left over."""

    async def whole() -> None:
        async with asyncio.timeout(120), opened() as engine:
            await work(engine)
        await asyncio.sleep(0)
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert not left, f"tasks left running: {left}"

    asyncio.run(whole())


@asynccontextmanager
async def closing(engine: Any) -> AsyncIterator[Any]:
    """The engine, closed afterwards."""
    try:
        yield engine
    finally:
        await engine.aclose()


async def text_of(model: LanguageModel, messages: tuple[Message, ...] = ASKED, limits: Limits = SHORT) -> str:
    async with aclosing(model.stream(messages, limits)) as pieces:
        return "".join([piece async for piece in pieces])


class LanguageModelContract:
    """`open` gives a fresh engine: an async context manager."""

    @pytest.fixture
    def opened(self) -> Opened:
        raise NotImplementedError

    def test_streams_pieces_of_text(self, opened: Opened) -> None:
        async def work(model: LanguageModel) -> None:
            async with aclosing(model.stream(ASKED, SHORT)) as stream:
                pieces = [piece async for piece in stream]
            assert len(pieces) > 1
            assert all(isinstance(piece, str) and piece for piece in pieces)

        run(opened, work)

    def test_a_head_may_be_evaluated_before(self, opened: Opened) -> None:
        async def work(model: LanguageModel) -> None:
            await model.prepare(HEAD)
            await model.prepare(HEAD)
            assert await text_of(model)

        run(opened, work)

    def test_a_stream_that_is_left_early_stops_and_the_next_begins(self, opened: Opened) -> None:
        async def work(model: LanguageModel) -> None:
            async with aclosing(model.stream(ASKED, LONG)) as stream:
                assert await anext(stream)
            async with asyncio.timeout(15):
                assert await text_of(model)

        run(opened, work)

    def test_a_cancelled_listener_leaves_the_engine_usable(self, opened: Opened) -> None:
        async def work(model: LanguageModel) -> None:
            task = asyncio.create_task(text_of(model, limits=LONG))
            await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)  # a quick engine may have finished
            assert await text_of(model)

        run(opened, work)

    def test_two_conversations_at_once(self, opened: Opened) -> None:
        async def work(model: LanguageModel) -> None:
            both = await asyncio.gather(text_of(model), text_of(model, (*HEAD, Message("user", "Good evening."))))
            assert all(both)

        run(opened, work)

    def test_a_schema_is_filled_validly(self, opened: Opened) -> None:
        async def work(model: LanguageModel) -> None:
            for _ in range(3):
                assert isinstance(await model.fill(ASKED, Report), Report)

        run(opened, work)

    def test_serves_again_after_it_was_closed(self, opened: Opened) -> None:
        async def work(model: LanguageModel) -> None:
            await model.warm()
            await model.aclose()
            await model.aclose()
            assert await text_of(model)

        run(opened, work)


class TextToSpeechContract:
    """`language` and `styles_differ` say what the engine under test can be asked."""

    speed_matters = True

    @pytest.fixture
    def opened(self) -> Opened:
        raise NotImplementedError

    def test_a_sentence_becomes_sound(self, opened: Opened) -> None:
        async def work(voice: TextToSpeech) -> None:
            audio = await voice.synthesize(Sentence("Did you run today?"))
            assert audio.rate >= 8_000
            assert 0.2 < audio.seconds < 30
            assert any(audio.pcm), "digital silence"
            assert audio.engine == voice.name

        run(opened, work)

    def test_nothing_to_say_is_no_sound(self, opened: Opened) -> None:
        async def work(voice: TextToSpeech) -> None:
            assert (await voice.synthesize(Sentence("  "))).seconds == 0

        run(opened, work)

    def test_slower_lasts_longer(self, opened: Opened) -> None:
        async def work(voice: TextToSpeech) -> None:
            words = "Call the dentist before ten."
            slow = await voice.synthesize(Sentence(words, style=VoiceStyle(rate=0.6)))
            quick = await voice.synthesize(Sentence(words, style=VoiceStyle(rate=1.6)))
            assert slow.seconds > 1.3 * quick.seconds

        if self.speed_matters:
            run(opened, work)

    def test_two_at_once_and_one_cancelled(self, opened: Opened) -> None:
        async def work(voice: TextToSpeech) -> None:
            first = asyncio.create_task(voice.synthesize(Sentence("This one is not needed any more.")))
            second = asyncio.create_task(voice.synthesize(Sentence("This one is.")))
            await asyncio.sleep(0.01)
            first.cancel()
            assert (await second).seconds > 0.2
            await asyncio.gather(first, return_exceptions=True)

        run(opened, work)

    def test_serves_again_after_it_was_closed(self, opened: Opened) -> None:
        async def work(voice: TextToSpeech) -> None:
            await voice.warm()
            await voice.aclose()
            await voice.aclose()
            assert (await voice.synthesize(Sentence("Hello."))).seconds > 0

        run(opened, work)


class SpeechToTextContract:
    @pytest.fixture
    def opened(self) -> Opened:
        raise NotImplementedError

    @pytest.fixture
    def speech(self) -> Audio:
        """Speech at 16 kHz that the engine under test makes words of."""
        raise NotImplementedError

    def test_speech_becomes_words(self, opened: Opened, speech: Audio) -> None:
        async def work(ears: SpeechToText) -> None:
            transcript = await hear(ears, speech)
            assert transcript is not None
            assert transcript.text.strip()
            assert transcript.engine == ears.name
            assert transcript.confidence is None or 0 <= transcript.confidence <= 1

        run(opened, work)

    def test_a_pause_may_come_to_nothing(self, opened: Opened, speech: Audio) -> None:
        async def work(ears: SpeechToText) -> None:
            session = await ears.open("en", HINT)
            for number, frame in enumerate(frames(speech)):
                await session.feed(frame)
                if number % 20 == 10:
                    session.pause()
            session.pause()
            assert await session.finish() is not None

        run(opened, work)

    def test_silence_is_no_words(self, opened: Opened) -> None:
        async def work(ears: SpeechToText) -> None:
            assert await hear(ears, silence(2.0, HEARING_RATE)) is None
            assert await (await ears.open("en", HINT)).finish() is None

        run(opened, work)

    def test_sound_of_another_rate_is_refused(self, opened: Opened) -> None:
        async def work(ears: SpeechToText) -> None:
            session = await ears.open("en", HINT)
            with pytest.raises(EngineError, match="16000"):
                await session.feed(Audio(bytes(960), 48_000))
            await session.abandon()

        run(opened, work)

    def test_an_utterance_may_be_abandoned(self, opened: Opened, speech: Audio) -> None:
        async def work(ears: SpeechToText) -> None:
            session = await ears.open("en", HINT)
            for frame in frames(speech):
                await session.feed(frame)
            session.pause()
            await session.abandon()
            assert await hear(ears, speech) is not None

        run(opened, work)

    def test_two_people_at_once(self, opened: Opened, speech: Audio) -> None:
        async def work(ears: SpeechToText) -> None:
            both = await asyncio.gather(hear(ears, speech), hear(ears, speech))
            assert all(both)

        run(opened, work)

    def test_serves_again_after_it_was_closed(self, opened: Opened, speech: Audio) -> None:
        async def work(ears: SpeechToText) -> None:
            await ears.warm()
            await ears.aclose()
            await ears.aclose()
            assert await hear(ears, speech) is not None

        run(opened, work)


def frames(audio: Audio) -> list[Audio]:
    """The frames that a line would feed."""
    size = 2 * FRAME_SAMPLES
    return [Audio(audio.pcm[at : at + size], audio.rate) for at in range(0, len(audio.pcm), size)]


async def hear(ears: SpeechToText, audio: Audio, hint: Hint = HINT, language: str = "en") -> Any:
    """One utterance, fed frame by frame."""
    session = await ears.open(language, hint)
    for frame in frames(audio):
        await session.feed(frame)
    return await session.finish()
