"""sherpa-onnx's streaming recognisers in their child process, over small models that know tones."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from appliance.engines.frames import ToldError
from appliance.engines.kinds import Surroundings
from appliance.engines.ladder_of_ears import RecogniserLadder
from appliance.engines.names import parse
from appliance.errors import EngineError, EngineUnavailableError
from appliance.ports import HEARING_RATE, Audio, Hint
from appliance.records.agenda import Answer
from appliance.voice.audio import concatenate, silence
from appliance.voice.catalogue import RECOGNISERS
from appliance.voice.sherpa.ears import SherpaEars, as_written, confidence, sherpa_ears
from appliance.voice.sherpa.ears_models import ears_model
from tests.engines.contracts import HINT, Opened, SpeechToTextContract, closing, frames, hear, run
from tests.voice.tones import spoken

pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is optional and not installed")
pytest.importorskip("onnx", reason="onnx makes the models of these tests and is not installed")

from tests.engines.sherpa_recognisers import HOMOPHONE, make_nemo_ctc, make_transducer, make_zipformer_ctc

FAMILIES = ["transducer", "zipformer", "nemo"]
SAID = "yes no fifteen run kilometres"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    make_transducer(folder / "stt" / "transducer")
    make_transducer(folder / "stt" / "with words", vocabulary=True)
    make_zipformer_ctc(folder / "stt" / "zipformer")
    make_nemo_ctc(folder / "stt" / "nemo")
    return folder


def ears(models: Path, text: str = "sherpa:transducer") -> SherpaEars:
    return sherpa_ears(parse(text), Surroundings(models, model_on_gpu=True))


def with_ears(engine: SherpaEars, work: Callable[[SherpaEars], Awaitable[None]]) -> None:
    run(lambda: closing(engine), work)


def speech_of(words: str) -> Audio:
    """The words as tones with a short silence after each."""
    pause = silence(0.12, HEARING_RATE)
    return concatenate([part for word in words.split() for part in (spoken(word), pause)], HEARING_RATE)


@pytest.mark.parametrize("family", FAMILIES)
class TestSherpaEars(SpeechToTextContract):
    @pytest.fixture
    def opened(self, models: Path, family: str) -> Opened:
        return lambda: closing(ears(models, f"sherpa:{family}"))

    @pytest.fixture
    def speech(self) -> Audio:
        return speech_of(SAID)

    def test_it_hears_what_was_said(self, opened: Opened, speech: Audio, family: str) -> None:
        async def work(engine: SherpaEars) -> None:
            transcript = await hear(engine, speech)
            assert transcript.text == SAID
            assert transcript.language == "en"
            assert (transcript.confidence is not None) is (family == "transducer")

        run(opened, work)

    def test_words_come_while_somebody_still_speaks(self, opened: Opened) -> None:
        async def work(engine: SherpaEars) -> None:
            session = await engine.open("en", HINT)
            partials = []
            for word in SAID.split():
                for frame in frames(speech_of(word)):
                    await session.feed(frame)
                partials.append(await session.caught_up())
            transcript = await session.finish()
            assert transcript is not None
            assert transcript.text == SAID
            assert partials[1:] == sorted(partials[1:], key=len)
            assert partials[-1].startswith("yes no fifteen")
            assert all(SAID.startswith(partial) for partial in partials)

        run(opened, work)


def test_feeding_does_not_wait_for_decoding(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        await engine.warm()
        assert engine.child_pid is not None
        session = await engine.open("en", HINT)
        os.kill(engine.child_pid, signal.SIGSTOP)
        async with asyncio.timeout(5):
            for frame in frames(speech_of(SAID)):
                await session.feed(frame)
                await asyncio.sleep(0)
        os.kill(engine.child_pid, signal.SIGCONT)
        transcript = await session.finish()
        assert transcript is not None
        assert transcript.text == SAID

    with_ears(ears(models), work)


def test_words_to_expect_tip_the_scales(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        sound = speech_of("yes run")
        assert (await hear(engine, sound)).text == "yes run"
        expecting = Hint(Answer.OPEN, words=("15:30", HOMOPHONE.title()))
        transcript = await hear(engine, sound, expecting)
        assert transcript.text == f"{HOMOPHONE} run"
        assert 0 < transcript.confidence < 1
        assert (await hear(engine, sound)).text == "yes run"

    with_ears(ears(models, "sherpa:with words"), work)


def test_a_model_without_a_vocabulary_takes_no_words(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        transcript = await hear(engine, speech_of("yes run"), Hint(Answer.OPEN, words=(HOMOPHONE,)))
        assert transcript.text == "yes run"

    with_ears(ears(models), work)


def test_another_language_is_for_another_rung(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        with pytest.raises(EngineError, match="knows de, not 'en'"):
            await engine.open("en", HINT)
        transcript = await hear(engine, speech_of("yes"), language="de-AT")
        assert transcript.language == "de"

    with_ears(ears(models, "sherpa:transducer?language=de&device=cpu"), work)


# A child that fails ------------------------------------------------------------------------------------------------


def kill(engine: SherpaEars) -> None:
    """As the system does where memory is short."""
    assert engine.child_pid is not None
    os.kill(engine.child_pid, signal.SIGKILL)


def test_a_child_killed_in_the_middle_of_an_utterance_is_an_error(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        session = await engine.open("en", HINT)
        await session.feed(speech_of("yes no"))
        await session.caught_up()
        kill(engine)
        await session.feed(speech_of("fifteen"))
        with pytest.raises(EngineError, match=r"sherpa:transducer (died once|failed.* has not heard the beginning)"):
            await session.finish()
        assert (await hear(engine, speech_of("run"))).text == "run"

    with_ears(ears(models), work)


def test_a_new_child_does_not_answer_for_what_the_old_one_heard(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        session = await engine.open("en", HINT)
        await session.feed(speech_of("yes no"))
        await session.caught_up()
        await engine.aclose()
        with pytest.raises(EngineError, match="has not heard the beginning of this utterance"):
            await session.finish()
        await session.abandon()

    with_ears(ears(models), work)


def test_a_ladder_feeds_the_next_rung_what_a_dead_one_heard(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        ladder = RecogniserLadder([engine, ears(models, "sherpa:nemo")])
        session = await ladder.open("en", HINT)
        sound = frames(speech_of(SAID))
        for frame in sound[: len(sound) // 2]:
            await session.feed(frame)
            await asyncio.sleep(0)
        await engine.warm()
        kill(engine)
        for frame in sound[len(sound) // 2 :]:
            await session.feed(frame)
            await asyncio.sleep(0)
        transcript = await session.finish()
        await ladder.aclose()
        assert transcript is not None
        assert (transcript.text, transcript.engine) == (SAID, "sherpa:nemo")

    with_ears(ears(models), work)


def test_abandoning_does_not_start_a_child(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        session = await engine.open("en", HINT)
        await session.feed(speech_of("yes"))
        await session.caught_up()
        await engine.aclose()
        await session.abandon()
        assert engine.child_pid is None

    with_ears(ears(models), work)


def test_the_child_has_no_sockets_and_ends_with_the_engine(models: Path) -> None:
    async def work(engine: SherpaEars) -> None:
        assert (await hear(engine, speech_of("yes"))).text == "yes"
        assert engine.child_pid is not None
        child = psutil.Process(engine.child_pid)
        assert child.net_connections() == []
        await engine.aclose()
        assert not child.is_running()

    with_ears(ears(models), work)


def test_a_model_that_ends_the_library_ends_the_child_only_and_says_why(tmp_path: Path) -> None:
    folder = make_transducer(tmp_path / "stt" / "mixed")
    shutil.copy(folder / "joiner-epoch-9-avg-1.onnx", folder / "decoder-epoch-9-avg-1.onnx")

    async def work(engine: SherpaEars) -> None:
        with pytest.raises(EngineError, match=r"died while it loaded its model.*'vocab_size' does not exist"):
            await engine.warm()
        session = await engine.open("en", HINT)
        await session.feed(speech_of("yes"))
        with pytest.raises(EngineError, match="vocab_size"):
            await session.finish()

    with_ears(ears(tmp_path, "sherpa"), work)


def test_the_catalogue_builds_it_and_tells_why_it_cannot(models: Path) -> None:
    built, missing = asyncio.run(RECOGNISERS.states("sherpa:nemo,sherpa:nobody", Surroundings(models)))
    assert built.available
    assert missing.reason == f"there is no folder {models / 'stt' / 'nobody'}"
    with pytest.raises(EngineUnavailableError, match="it holds: nemo, transducer, with words, zipformer"):
        ears(models, "sherpa")


def test_the_child_forgets_the_oldest_of_many_utterances_that_nobody_ends(models: Path) -> None:
    from appliance.voice.sherpa.ears_child import MOST_SESSIONS, Ears

    model = ears_model(models / "stt" / "nemo")
    opening = {"vocabulary": "", "tail_seconds": model.tail_seconds, "threads": 1, "provider": "cpu"}
    child = Ears()
    child.handle({"family": model.family, "files": dict(model.files), **opening}, b"", lambda: False)
    for session in range(MOST_SESSIONS + 1):
        child.handle({"do": "feed", "session": session, "words": []}, speech_of("yes").pcm, lambda: False)
    with pytest.raises(ToldError):
        child.handle({"do": "finish", "session": 0}, b"", lambda: False)
    heard, _ = child.handle({"do": "finish", "session": 1}, b"", lambda: False)
    assert heard["text"] == "yes"
    assert child.handle({"do": "abandon", "session": 0}, b"", lambda: False) == ({}, b"")


# Values ------------------------------------------------------------------------------------------------------------


def test_capitals_become_small_letters() -> None:
    assert as_written("  YES  I'VE ") == "yes i've"
    assert as_written("Yes, in May") == "Yes, in May"
    assert as_written("") == ""


def test_confidence_is_the_mean_probability_of_the_symbols() -> None:
    assert confidence([]) is None
    assert confidence([0.0, 0.0]) == 1.0
    assert confidence([-1.0, -3.0]) == pytest.approx(0.1353, abs=1e-4)
    assert confidence([0.4]) == 1.0
