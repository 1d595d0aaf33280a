"""The browser as a channel, in virtual time on real samples: pages ring, one answers, and the line is a line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.channels.browser import BrowserChannel, Connection, Features
from appliance.channels.browser.channel import RING_SECONDS
from appliance.channels.browser.connection import MOST_WAITING
from appliance.channels.browser.wire import LONGEST_PIECE
from appliance.errors import (
    ConflictError,
    ForbiddenError,
    HungUpError,
    InvalidInputError,
    LineDroppedError,
    NotFoundError,
)
from appliance.ports import Expect, Hint, Line, Notice, Unreached
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult
from appliance.voice.phrases import PhraseCache
from appliance.voice.words import spoken_words
from tests.channels.visitor import Visitor
from tests.virtual_time import run_virtual
from tests.voice.tones import Loudness, ToneEars, ToneVoice, saying, spoken

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHORT = Expect(Hint(Answer.YES_NO), patience_seconds=4.0)
QUESTION = "did you run five kilometres before dinner?"
LONG = "good night sam did you sleep long before dinner how long are you really there"


class Household:
    """Sam, and pages."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.channel = BrowserChannel(
            ToneEars(),
            PhraseCache(ToneVoice(), spoken_words),
            Loudness,
            lambda: NOON + timedelta(seconds=loop.time() - began),
        )
        self.sam = uuid4()

    def notice(self, due_in: float = 0.0, user_id: UUID | None = None) -> Notice:
        due_at = NOON + timedelta(seconds=due_in)
        return Notice(uuid4(), uuid4(), "Sam", due_at=due_at, user_id=user_id or self.sam)

    async def call(self, visitor: Visitor, work: Callable[[Line], Awaitable[T]]) -> T:
        """Ring, have this visitor answer, and do something on the line."""
        with self.channel.ringing.page(self.sam) as page:

            async def answering() -> None:
                told = await page.get()
                self.channel.ringing.answer(told.attempt_id, self.sam, visitor.page)

            answer = asyncio.create_task(answering())
            async with visitor.present(), self.channel.dial(self.notice()) as reached:
                await answer
                assert not isinstance(reached, Unreached)
                return await work(reached)


def virtual(work: Callable[[Household], Awaitable[T]]) -> T:
    async def main() -> T:
        return await work(Household())

    return run_virtual(main())


def now() -> float:
    return asyncio.get_running_loop().time()


def test_without_an_open_page_nobody_is_reached() -> None:
    async def work(home: Household) -> None:
        with home.channel.ringing.page(uuid4()):
            async with home.channel.dial(home.notice()) as reached:
                assert reached == Unreached(AttemptResult.UNAVAILABLE, "no page of Sam is open in a browser")
        assert home.channel.ringing.open_pages(home.sam) == 0

    virtual(work)


def test_all_pages_ring_at_the_due_time_and_stop_when_nobody_answers() -> None:
    async def work(home: Household) -> None:
        with home.channel.ringing.page(home.sam) as one, home.channel.ringing.page(home.sam) as other:
            began = now()
            async with home.channel.dial(home.notice(due_in=3.0)) as reached:
                assert isinstance(reached, Unreached)
                assert reached.result is AttemptResult.NO_ANSWER
                assert now() - began == pytest.approx(3.0 + RING_SECONDS)
            for page in (one, other):
                assert [page.get_nowait().kind, page.get_nowait().why] == ["ring", "no_answer"]
                assert page.empty()

    virtual(work)


def test_a_page_that_opens_while_it_rings_rings_too_and_may_decline() -> None:
    async def work(home: Household) -> None:
        async def declining() -> None:
            await asyncio.sleep(5.0)
            with home.channel.ringing.page(home.sam) as late:
                home.channel.ringing.decline((await late.get()).attempt_id, home.sam)

        with home.channel.ringing.page(home.sam):
            task = asyncio.create_task(declining())
            async with home.channel.dial(home.notice()) as reached:
                assert isinstance(reached, Unreached)
                assert reached.result is AttemptResult.DECLINED
            await task

    virtual(work)


def test_one_page_gets_the_call_and_nobody_elses() -> None:
    async def work(home: Household) -> None:
        async def answering() -> None:
            ring = await one.get()
            with pytest.raises(ForbiddenError):
                home.channel.ringing.answer(ring.attempt_id, uuid4(), Connection(Features()))
            with pytest.raises(NotFoundError):
                home.channel.ringing.answer(uuid4(), home.sam, Connection(Features()))
            home.channel.ringing.answer(ring.attempt_id, home.sam, first.page)
            with pytest.raises(ConflictError):
                home.channel.ringing.answer(ring.attempt_id, home.sam, Connection(Features()))

        first = Visitor()
        with home.channel.ringing.page(home.sam) as one, home.channel.ringing.page(home.sam) as other:
            task = asyncio.create_task(answering())
            async with first.present(), home.channel.dial(home.notice()) as reached:
                assert not isinstance(reached, Unreached)
                await task
                await other.get()
                assert other.get_nowait().why == "answered"
                assert home.channel.under_way == 1
            await first.over.wait()
            assert home.channel.under_way == 0

    virtual(work)


def test_a_question_with_its_caption_and_a_spoken_answer() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            began = now()
            spoke = await line.say(saying(QUESTION, "sure?"))
            assert spoke.text == f"{QUESTION} sure?"
            assert now() - began == pytest.approx(spoke.seconds, abs=0.2)
            visitor.speak(spoken("three kilometres"), 0.5)
            heard = await line.hear(SHORT)
            assert heard.transcript is not None
            assert heard.transcript.text == "three kilometres"

        visitor = Visitor()
        await home.call(visitor, talk)
        assert visitor.captions() == [QUESTION, "sure?"]
        assert visitor.kinds() == ["caption", "caption", "listen", "heard", "over"]

    virtual(work)


def test_speech_interrupts_where_the_browser_cancels_echo() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> str:
            visitor.speak(spoken("no no no"), 1.5)
            spoke = await line.say(saying(LONG))
            assert spoke.interrupted
            (stopped,) = visitor.stopped_at
            assert stopped - began - 1.5 < 0.3
            heard = await line.hear(SHORT)
            assert heard.transcript is not None
            return heard.transcript.text

        visitor, began = Visitor(), now()
        assert await home.call(visitor, talk) == "no"
        assert "interrupted" in visitor.kinds()

    virtual(work)


def test_without_echo_cancellation_it_says_everything() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            visitor.speak(spoken("no no no"), 1.5)
            assert not (await line.say(saying(LONG))).interrupted

        visitor = Visitor(echo_cancelled=False)
        await home.call(visitor, talk)

    virtual(work)


def test_a_typed_answer_counts_and_silences_what_is_being_said() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            began = now()
            asyncio.get_running_loop().call_later(0.7, visitor.page.take, {"type": "typed", "text": " three of five "})
            assert (await line.say(saying(LONG))).interrupted
            assert now() - began == pytest.approx(0.7)
            heard = await line.hear(SHORT)
            assert heard.transcript is not None
            assert (heard.transcript.text, heard.transcript.engine) == ("three of five", "typed")
            asyncio.get_running_loop().call_later(1.0, visitor.page.take, {"type": "typed", "text": "yes"})
            heard = await line.hear(SHORT)
            assert heard.transcript is not None
            assert heard.transcript.text == "yes"

        visitor = Visitor()
        await home.call(visitor, talk)

    virtual(work)


def test_a_page_is_told_what_can_be_tapped() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            for asked in (
                Expect(Hint(Answer.OPEN), confirming=True),
                Expect(Hint(Answer.SCALE), scale=(0.0, 5.0)),
                Expect(Hint(Answer.SCALE), scale=(0.0, 5.0), confirming=True),
                Expect(Hint(Answer.NUMBER), scale=None),
            ):
                asyncio.get_running_loop().call_later(0.1, visitor.page.take, {"type": "typed", "text": "yes"})
                await line.hear(asked)

        visitor = Visitor()
        await home.call(visitor, talk)
        told = [each for each in visitor.told if each["type"] == "listen"]
        assert [each["answer"] for each in told] == ["yes_no", "scale", "yes_no", "number"]
        assert [each.get("scale") for each in told] == [None, (0.0, 5.0), None, None]

    virtual(work)


def test_what_was_typed_before_a_question_does_not_answer_it() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            visitor.page.take({"type": "typed", "text": "yes"})
            assert not (await line.say(saying(QUESTION))).interrupted
            assert (await line.hear(SHORT)).transcript is None

        visitor = Visitor()
        await home.call(visitor, talk)

    virtual(work)


def test_who_types_has_longer_and_a_muted_microphone_is_not_silence() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            for state in ({"type": "writing", "on": True}, {"type": "mute", "on": True}):
                visitor.page.take(state)
                asyncio.get_running_loop().call_later(15.0, visitor.page.take, {"type": "typed", "text": "yes"})
                assert (await line.hear(SHORT)).transcript is not None
            began = now()
            assert (await line.hear(SHORT)).transcript is None
            assert 20.0 < now() - began < 40.0

        visitor = Visitor()
        await home.call(visitor, talk)

    virtual(work)


def test_without_microphone_and_sound_it_is_a_chat() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            await line.chime()
            spoke = await line.say(saying(QUESTION))
            assert spoke.text == QUESTION
            asyncio.get_running_loop().call_later(3.0, visitor.page.take, {"type": "typed", "text": "no"})
            heard = await line.hear(SHORT)
            assert heard.transcript is not None
            assert heard.transcript.text == "no"
            assert (await line.hear(SHORT)).transcript is None

        visitor = Visitor(microphone=False, sound=False)
        await home.call(visitor, talk)
        assert visitor.played == []

    virtual(work)


@pytest.mark.parametrize("moment", ["say", "hear"])
def test_a_page_that_closes_drops_the_line_and_one_that_hangs_up_says_so(moment: str) -> None:
    async def work(home: Household) -> None:
        for end, error in (
            (lambda page: page.gone(), LineDroppedError),
            (lambda page: page.take({"type": "hang_up"}), HungUpError),
        ):

            async def talk(line: Line) -> None:
                asyncio.get_running_loop().call_later(0.5, end, visitor.page)  # noqa: B023
                await (line.say(saying(LONG)) if moment == "say" else line.hear(SHORT))

            visitor = Visitor()
            with pytest.raises(error) as raised:
                await home.call(visitor, talk)
            assert isinstance(raised.value, HungUpError) == (error is HungUpError)

    virtual(work)


def test_a_page_that_stops_playing_or_taking_drops_the_line() -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            visitor.deaf = True
            await line.say(saying(QUESTION))

        visitor = Visitor()
        with pytest.raises(LineDroppedError, match="stopped playing"):
            await home.call(visitor, talk)
        page = Connection(Features())
        for _ in range(MOST_WAITING):
            page.tell(type="caption", text="x")
        with pytest.raises(LineDroppedError, match="does not take"):
            page.tell(type="caption", text="x")

    virtual(work)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KNOWN = st.fixed_dictionaries(
    {"type": st.sampled_from(["typed", "writing", "mute", "button", "played", "hang_up", "nonsense"]) | ANYTHING},
    optional={"text": ANYTHING, "number": ANYTHING, "on": ANYTHING},
)


@settings(max_examples=200)
@given(st.lists(ANYTHING | KNOWN, max_size=12), st.lists(st.binary(max_size=200), max_size=6))
def test_whatever_a_page_sends_is_taken_or_refused(messages: list[object], pieces: list[bytes]) -> None:
    async def work(home: Household) -> None:
        async def talk(line: Line) -> None:
            for message in messages:
                with suppress(InvalidInputError):
                    visitor.page.take(message)
            for piece in pieces:
                try:
                    visitor.page.hear(piece)
                except InvalidInputError:
                    assert len(piece) % 2

        visitor = Visitor()
        await home.call(visitor, talk)
        with pytest.raises(InvalidInputError):
            visitor.page.hear(bytes(LONGEST_PIECE + 2))

    virtual(work)
