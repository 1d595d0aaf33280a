"""Barge-in on real samples in virtual time: who speaks into the appliance's words is heard from their first word on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.channels.virtual_room import VirtualRoom
from appliance.errors import LineDroppedError
from appliance.ports import Audio, Sentence, Spoken
from appliance.voice.line import CONVERGED_SECONDS
from appliance.voice.telling import Telling
from tests.voice.test_line import QUESTION, SHORT, Table, at_table, now, words
from tests.voice.tones import RATE, WORD_SECONDS, noise, saying, spoken

LONG = "good night sam did you sleep long before dinner how long are you really there"
LASTS = len(LONG.split()) * WORD_SECONDS


def duplex(**options: float) -> VirtualRoom:
    return VirtualRoom(full_duplex=True, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("after", [1.05, 1.5, 2.0, 2.4])
def test_speech_stops_the_words_within_300_ms_and_is_heard_from_its_first_word(after: float) -> None:
    async def work(table: Table) -> None:
        began = now()
        table.later(after, spoken("three kilometres sure"))
        spoke = await table.line.say(saying(LONG))
        assert spoke.interrupted
        assert now() - began - after < 0.3
        assert now() - began - after > 0.06
        assert LONG.startswith(spoke.text)
        assert len(spoke.text.split()) == pytest.approx((now() - began) / WORD_SECONDS, abs=1.5)
        assert spoke.seconds == pytest.approx(now() - began, abs=0.06)
        stopped = now()
        heard = await table.line.hear(SHORT)
        assert words(heard) == "three kilometres sure"
        assert heard.timings.speech_began == pytest.approx(began + after, abs=0.05)
        assert now() - stopped < 0.6 + 0.7 + 0.1, "silence is counted from the end of the words"

    at_table(work, duplex())


def test_a_half_duplex_line_is_never_interrupted() -> None:
    async def work(table: Table) -> None:
        table.later(1.2, spoken("three kilometres"))
        spoke = await table.line.say(saying(LONG))
        assert not spoke.interrupted
        assert spoke.text == LONG
        assert words(await table.line.hear(SHORT)) is None

    at_table(work)


def test_a_click_does_not_interrupt() -> None:
    async def work(table: Table) -> None:
        for after in (1.2, 1.8):
            table.later(after, noise(0.03))
        spoke = await table.line.say(saying(LONG))
        assert not spoke.interrupted

    at_table(work, duplex())


def test_an_answer_that_begins_with_the_last_word_is_heard_whole() -> None:
    async def work(table: Table) -> None:
        table.later(LASTS, spoken("three kilometres sure"))
        spoke = await table.line.say(saying(LONG))
        assert not spoke.interrupted
        assert words(await table.line.hear(SHORT)) == "three kilometres sure"

    at_table(work, duplex())


def test_nobody_is_taken_for_an_interruption_before_the_canceller_has_learnt_the_room() -> None:
    async def work(table: Table) -> None:
        table.later(0.1, noise(0.5))
        first = await table.line.say(saying(LONG))
        assert not first.interrupted
        table.later(0.2, spoken("no no no"))
        assert (await table.line.say(saying(LONG))).interrupted

    assert CONVERGED_SECONDS > 0.1 + 0.5
    at_table(work, duplex())


def test_where_the_echo_is_not_cancelled_it_stops_interrupting_itself() -> None:
    async def work(table: Table) -> None:
        interrupted = 0
        for _ in range(3):
            interrupted += (await table.line.say(saying(LONG))).interrupted
            assert words(await table.line.hear(SHORT)) is None
        assert interrupted in (1, 2), "it heard itself, and noticed"
        for _ in range(2):
            assert not (await table.line.say(saying(QUESTION))).interrupted
            table.later(1.0, spoken("yes"))
            assert words(await table.line.hear(SHORT)) == "yes"

    at_table(work, duplex(echo=0.3))


def test_a_typed_answer_silences_it_at_once() -> None:
    async def work(table: Table) -> None:
        asyncio.get_running_loop().call_later(0.5, table.line.cut_in)
        began = now()
        spoke = await table.line.say(saying(LONG))
        assert spoke.interrupted
        assert now() - began == pytest.approx(0.5)
        assert not (await table.line.say(saying(QUESTION))).interrupted

    at_table(work)


def test_help_that_is_offered_is_heard_to_its_end_and_what_follows_it_may_be_cut() -> None:
    async def work(table: Table) -> None:
        async def sentences() -> AsyncIterator[Sentence]:
            yield Sentence(LONG, to_the_end=True)
            yield Sentence(LONG)

        began = now()
        asyncio.get_running_loop().call_later(1.0, table.line.cut_in)
        table.later(1.5, spoken("no no no"))
        table.later(LASTS + 1.0, spoken("three kilometres sure"))
        spoke = await table.line.say(sentences())
        assert spoke.interrupted
        assert LASTS + 1.0 < now() - began < LASTS + 1.3
        assert spoke.text.startswith(LONG)
        assert words(await table.line.hear(SHORT)) == "three kilometres sure"

    at_table(work, duplex())


def test_a_microphone_that_goes_away_while_it_speaks_ends_the_line() -> None:
    async def work(table: Table) -> None:
        asyncio.get_running_loop().call_later(0.5, table.room.vanish, LineDroppedError("gone"))
        with pytest.raises(LineDroppedError):
            await table.line.say(saying(LONG))

    at_table(work, duplex())


sentences = st.lists(st.tuples(st.text("ab ", min_size=1, max_size=20), st.floats(0.0, 3.0)), min_size=1, max_size=5)


def told(pieces: list[tuple[str, float]]) -> tuple[Telling, float]:
    telling, at = Telling(), 0.0
    for text, seconds in pieces:
        audio = Audio(bytes(2 * round(seconds * RATE)), RATE, "tones")
        telling.told(text, audio, at if audio.pcm else None)
        at += audio.seconds
    return telling, at


@given(sentences, st.floats(0.0, 20.0))
def test_what_was_heard_never_shrinks_and_ends_as_the_whole(pieces: list[tuple[str, float]], cut_at: float) -> None:
    telling, end = told(pieces)
    heard: Spoken = telling.spoken(cut_at)
    later = telling.spoken(cut_at + 0.5)
    assert len(later.text) >= len(heard.text)
    assert heard.interrupted
    assert telling.spoken(end).text.split() == telling.spoken().text.split()
    assert telling.spoken().seconds == pytest.approx(end)
