"""The real pocketsphinx in its child process, on synthetic and recorded voices."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import TypeVar

import numpy as np
import pytest

from appliance.errors import EngineError
from appliance.language.catalogue import hint_for
from appliance.ports import HEARING_RATE, Audio, Hint, Sentence, Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.voice.audio import resample, silence, to_audio
from appliance.voice.espeak import Espeak
from appliance.voice.sphinx.engine import Sphinx
from tests.recordings import RECORDINGS, read_any, why_no_recordings

T = TypeVar("T")

recordings = pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")
voiced = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")

DIGITS = Hint(
    Answer.NUMBER,
    "#JSGF V1.0; grammar digits; public <digit> = zero | one | two | three | four | five | six | seven | eight | nine;",
)
OPEN = Hint(Answer.OPEN)


def with_sphinx(work: Callable[[Sphinx], Coroutine[None, None, T]]) -> T:
    async def run() -> T:
        engine = Sphinx()
        try:
            return await work(engine)
        finally:
            await engine.aclose()
            assert len(asyncio.all_tasks()) == 1, "a task was left running"

    return asyncio.run(run())


async def hear(engine: Sphinx, audio: Audio, hint: Hint) -> Transcript | None:
    session = await engine.open("en", hint)
    half = len(audio.pcm) // 4 * 2
    await session.feed(Audio(audio.pcm[:half], audio.rate))
    await session.feed(Audio(audio.pcm[half:], audio.rate))
    return await session.finish()


async def spoken(text: str) -> Audio:
    return as_a_line_feeds_it(resample(await Espeak("en-us+f2").synthesize(Sentence(text)), HEARING_RATE))


def as_a_line_feeds_it(audio: Audio) -> Audio:
    """With what it hears before and after."""
    edge = silence(0.3, HEARING_RATE)
    return Audio(edge.pcm + audio.pcm + edge.pcm, HEARING_RATE)


@voiced
@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer.YES_NO, "no i didn't"),
        (Answer.DURATION, "about six and a half hours"),
        (Answer.NUMBER, "twenty two"),
        (Answer.PRESENCE, "yes i'm here"),
    ],
)
def test_answers_are_heard_through_the_agendas_own_grammar(answer: Answer, text: str) -> None:
    item = AgendaItem(
        key="k", kind=ItemKind.METRIC, answer=answer, label="sleep", unit="hours" * (answer == "duration")
    )

    async def work(engine: Sphinx) -> None:
        heard = await hear(engine, await spoken(text), hint_for(item, "Sam"))
        assert heard is not None
        assert heard.text == text
        assert heard.engine == "sphinx"
        assert heard.confidence is not None
        assert 0.4 < heard.confidence <= 1

    with_sphinx(work)


@pytest.mark.recordings
@recordings
def test_spoken_digits_of_six_people() -> None:
    files = sorted((RECORDINGS / "speech" / "fsdd").glob("*.wav"))[::4]
    words = DIGITS.grammar.partition("= ")[2].rstrip(";").split(" | ") if DIGITS.grammar else []

    async def work(engine: Sphinx) -> None:
        right = 0
        for file in files:
            heard = await hear(engine, as_a_line_feeds_it(read_any(file)), DIGITS)
            right += heard is not None and heard.text == words[int(file.name[0])]
        assert right / len(files) >= 0.7

    with_sphinx(work)


@pytest.mark.recordings
@recordings
def test_open_speech_is_heard_roughly_and_says_so() -> None:
    lines = (RECORDINGS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    read = [entry for entry in map(json.loads, lines) if entry["file"].startswith("speech/librivox")]

    async def work(engine: Sphinx) -> None:
        said, heard = 0, 0
        for entry in read:
            transcript = await hear(engine, read_any(RECORDINGS / entry["file"]), OPEN)
            assert transcript is not None
            assert transcript.confidence is not None
            words = entry["text"].lower().split()
            said += len(words)
            heard += sum((Counter(words) & Counter(transcript.text.split())).values())
        assert heard / said >= 0.5

    with_sphinx(work)


@pytest.mark.recordings
@recordings
@pytest.mark.parametrize("hint", [DIGITS, OPEN], ids=["grammar", "open"])
def test_noise_is_not_an_answer(hint: Hint) -> None:
    async def work(engine: Sphinx) -> None:
        for file in sorted((RECORDINGS / "noise" / "esc10").glob("*.ogg")):
            noise = read_any(file)
            assert await hear(engine, Audio(noise.pcm[: 6 * HEARING_RATE], noise.rate), hint) is None, file.name

    with_sphinx(work)


@pytest.mark.parametrize("hint", [DIGITS, OPEN], ids=["grammar", "open"])
def test_silence_hiss_and_nothing_are_not_answers(hint: Hint) -> None:
    hiss = to_audio(np.random.default_rng(0).normal(0, 2000, HEARING_RATE), HEARING_RATE)

    async def work(engine: Sphinx) -> None:
        for audio in (silence(1.0, HEARING_RATE), hiss, Audio(b"", HEARING_RATE), Audio(bytes(40), HEARING_RATE)):
            assert await hear(engine, audio, hint) is None

    with_sphinx(work)


@voiced
def test_what_was_decoded_ahead_is_thrown_away_when_they_go_on() -> None:
    async def work(engine: Sphinx) -> None:
        session = await engine.open("en", DIGITS)
        await session.feed(await spoken("two"))
        session.pause()
        await session.abandon()
        session = await engine.open("en", Hint(Answer.NUMBER, "#JSGF V1.0; grammar g; public <g> = (two | five)+;"))
        await session.feed(await spoken("two"))
        session.pause()
        await session.feed(await spoken("five"))
        session.pause()
        session.pause()
        heard = await session.finish()
        assert heard is not None
        assert heard.text == "two five"

    with_sphinx(work)


@voiced
def test_the_same_sound_gives_the_same_answer_whatever_came_before() -> None:
    async def work(engine: Sphinx) -> None:
        audio = await spoken("seven")
        first = await hear(engine, audio, DIGITS)
        await hear(engine, await spoken("what is the one thing for tomorrow"), OPEN)
        assert await hear(engine, audio, DIGITS) == first

    with_sphinx(work)


@voiced
def test_a_child_killed_while_it_decodes_comes_back_and_answers() -> None:
    async def work(engine: Sphinx) -> None:
        await engine.warm()
        session = await engine.open("en", DIGITS)
        await session.feed(await spoken("five"))
        session.pause()
        await asyncio.sleep(0)
        pid = engine.child_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        heard = await session.finish()
        assert heard is not None
        assert heard.text == "five"
        assert engine.child_pid != pid

    with_sphinx(work)


@voiced
def test_a_cancelled_utterance_leaves_nothing_for_the_next() -> None:
    async def work(engine: Sphinx) -> None:
        session = await engine.open("en", OPEN)
        await session.feed(await spoken("the birch canoe slid on the smooth planks"))
        task = asyncio.create_task(session.finish())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        heard = await hear(engine, await spoken("five"), DIGITS)
        assert heard is not None
        assert heard.text == "five"

    with_sphinx(work)


def test_a_grammar_with_unknown_words_is_an_error_that_names_them() -> None:
    async def work(engine: Sphinx) -> None:
        with pytest.raises(EngineError, match="unknown words: zorgle"):
            await hear(
                engine,
                silence(0.5, HEARING_RATE),
                Hint(Answer.YES_NO, "#JSGF V1.0; grammar g; public <g> = zorgle | no;"),
            )

    with_sphinx(work)


def test_another_language_or_rate_is_an_error() -> None:
    async def work(engine: Sphinx) -> None:
        with pytest.raises(EngineError, match="English only, not 'pl'"):
            await engine.open("pl", OPEN)
        session = await engine.open("en-GB", OPEN)
        with pytest.raises(EngineError, match="hears at 16000 Hz"):
            await session.feed(silence(0.1, 8_000))

    with_sphinx(work)


def test_a_silent_child_closes_itself() -> None:
    async def run() -> None:
        engine = Sphinx(idle_seconds=0.0)
        await engine.warm()
        while engine.child_pid is not None:  # noqa: ASYNC110 — its own timer closes it
            await asyncio.sleep(0)
        await engine.warm()
        await engine.aclose()
        assert engine.child_pid is None

    asyncio.run(run())
