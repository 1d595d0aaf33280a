"""The real faster-whisper in its child process, with random weights of Whisper's architecture, on recorded speech.

Loading, decoding, voice detection and the judgement are what they will be; only the words are invented.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from appliance.engines.child import ChildProcess
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.errors import EngineError
from appliance.ports import HEARING_RATE, Audio, Hint, Sentence
from appliance.records.agenda import Answer
from appliance.voice import catalogue
from appliance.voice.audio import concatenate, resample, silence
from appliance.voice.espeak import Espeak
from appliance.voice.whisper.engine import CHILD, Manner, Whisper
from tests.engines.contracts import HINT, SpeechToTextContract, closing, frames, hear
from tests.recordings import RECORDINGS, read_any, why_no_recordings

pytest.importorskip("faster_whisper", reason="faster-whisper is not installed: make engines")

from tests.engines.whisper_models import make_whisper

T = TypeVar("T")

ON_CPU = Manner((("cpu", "int8"),), threads=1, detects=False, beam=1)

LIGHT = """
import sys, appliance.voice.whisper.engine
assert not {"ctranslate2", "faster_whisper", "onnxruntime", "torch", "huggingface_hub"} & set(sys.modules)
"""
"""What the appliance itself does not load."""


@pytest.fixture(scope="module")
def stt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models: `words` is sure of its gibberish, `random` of nothing, `words.en` knows English only."""
    folder = tmp_path_factory.mktemp("models") / "stt"
    make_whisper(folder / "words", "tiny_test", peaked=True)
    make_whisper(folder / "random", "tiny_test")
    make_whisper(folder / "words.en", "tiny_test.en", peaked=True)
    return folder


@pytest.fixture(scope="module")
def spoken() -> Audio:
    """A sentence: recorded where there are recordings, synthetic elsewhere."""
    if not why_no_recordings():
        return among_silence(read_any(sorted((RECORDINGS / "speech" / "harvard12").glob("*.wav"))[0]))
    if shutil.which("espeak-ng") is None:
        pytest.skip(f"{why_no_recordings()}; and espeak-ng is not installed")
    voice = asyncio.run(Espeak("en-us").synthesize(Sentence("The birch canoe slid on the smooth planks.")))
    return among_silence(resample(voice, HEARING_RATE))


def among_silence(audio: Audio) -> Audio:
    """With what a line hears before and after."""
    return concatenate([silence(0.3, HEARING_RATE), audio, silence(0.3, HEARING_RATE)], HEARING_RATE)


def engine(folder: Path, manner: Manner = ON_CPU) -> Whisper:
    return Whisper(f"whisper:{folder.name}", folder, manner)


def with_engine(made: Whisper, work: Callable[[Whisper], Coroutine[None, None, T]]) -> T:
    async def run() -> T:
        async with asyncio.timeout(50), closing(made):
            result = await work(made)
        assert len(asyncio.all_tasks()) == 1, "a task was left running"
        return result

    return asyncio.run(run())


class TestContract(SpeechToTextContract):
    @pytest.fixture
    def opened(self, stt: Path) -> Callable[[], object]:
        return lambda: closing(engine(stt / "words"))

    @pytest.fixture
    def speech(self, spoken: Audio) -> Audio:
        return spoken


@pytest.mark.recordings
@pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")
@pytest.mark.parametrize("model", ["words", "random"])
def test_no_noise_leaves_words(stt: Path, model: str) -> None:
    async def work(ears: Whisper) -> None:
        files = [file for file in (RECORDINGS / "noise").rglob("*.*") if file.suffix in (".ogg", ".wav", ".mp3")]
        assert files
        for file in sorted(files):
            noise = read_any(file)
            heard = await hear(ears, Audio(noise.pcm[: 12 * HEARING_RATE], noise.rate), Hint(Answer.OPEN))
            assert heard is None, file.name

    with_engine(engine(stt / model), work)


def test_random_weights_leave_no_words_even_of_speech(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> None:
        assert await hear(ears, spoken) is None

    with_engine(engine(stt / "random"), work)


def test_the_work_is_done_in_another_process(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> None:
        await ears.warm()
        assert ears.child_pid not in (None, os.getpid())
        child = psutil.Process(ears.child_pid)
        before = child.cpu_times().user
        for _ in range(5):
            assert await hear(ears, spoken) is not None
        assert child.cpu_times().user > before

    with_engine(engine(stt / "words"), work)
    subprocess.run([sys.executable, "-c", LIGHT], check=True)


def test_words_are_shown_while_somebody_speaks(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> str:
        session = await ears.open("en", HINT)
        ears.partials.took_seconds = 0.0  # this machine may be busy
        for frame in frames(spoken):
            await session.feed(frame)
        shown = None
        while shown is None:
            await asyncio.sleep(0)
            shown = await session.feed(Audio(bytes(2), HEARING_RATE))
        final = await session.finish()
        assert final is not None
        return shown

    assert with_engine(engine(stt / "words"), work).strip()


def test_hint_words_reach_the_decoder_and_come_from_this_utterance_only(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> None:
        named = Hint(Answer.OPEN, None, ("Sam", "run", "kilometres"))
        plain = await hear(ears, spoken)
        hinted = await hear(ears, spoken, named)
        assert hinted is not None
        assert hinted != plain
        assert await hear(ears, spoken) == plain

    with_engine(engine(stt / "words"), work)


def test_an_english_model_refuses_other_languages(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> None:
        with pytest.raises(EngineError, match=r"whisper:words\.en knows English only, not 'pl'"):
            await ears.open("pl", HINT)
        heard = await hear(ears, spoken, language="en-GB")
        assert heard is not None
        assert heard.language == "en"

    with_engine(engine(stt / "words.en"), work)


def test_a_model_of_many_languages_hears_the_persons(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> None:
        languages = []
        for language in ("en", "pl", "pt-BR", "nb-NO"):
            heard = await hear(ears, spoken, language=language)
            languages.append(None if heard is None else heard.language)
        assert languages == ["en", "pl", "pt", "no"]
        with pytest.raises(EngineError, match="not 'tlh'"):
            await ears.open("tlh", HINT)

    with_engine(engine(stt / "words"), work)


def test_a_language_may_be_detected_and_the_persons_own_is_kept_where_it_is_unlikely(stt: Path, spoken: Audio) -> None:
    expected = ["en", "pl", "tl"]

    async def work(ears: Whisper) -> list[str]:
        return [(await hear(ears, spoken, language=language)).language for language in expected]

    detecting = Manner((("cpu", "int8"),), threads=1, detects=True, beam=2)
    languages = with_engine(engine(stt / "words", detecting), work)
    assert languages == expected or len(set(languages)) == 1


def test_a_child_killed_at_work_comes_back_and_answers(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> None:
        session = await ears.open("en", HINT)
        for frame in frames(spoken):
            await session.feed(frame)
        session.pause()
        await asyncio.sleep(0)
        pid = ears.child_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert await session.finish() is not None
        assert ears.child_pid != pid

    with_engine(engine(stt / "words"), work)


def test_a_cancelled_end_leaves_nothing_for_the_next(stt: Path, spoken: Audio) -> None:
    async def work(ears: Whisper) -> None:
        session = await ears.open("en", HINT)
        await session.feed(spoken)
        ending = asyncio.create_task(session.finish())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ending
        assert await hear(ears, spoken) is not None

    with_engine(engine(stt / "words"), work)


def test_damaged_weights_are_an_error_that_says_what_to_do(stt: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(stt / "words", tmp_path / "stt" / "words")
    weights = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(weights[: len(weights) // 2])

    async def work(ears: Whisper) -> None:
        for _ in range(2):
            with pytest.raises(
                EngineError,
                match=r"(?s)does not load on cpu: .*fetch the model again: appliance models pull whisper:words",
            ):
                await ears.open("en", HINT)

    with_engine(engine(folder), work)


def test_a_model_loads_without_a_network_and_without_a_hubs_folder(
    stt: Path, spoken: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hub").write_text("no folder", encoding="utf-8")
    for name in ("HF_HOME", "HF_HUB_CACHE", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "hub"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)

    async def work(ears: Whisper) -> None:
        assert await hear(ears, spoken) is not None

    with_engine(engine(stt / "words"), work)


def test_what_a_hub_would_be_asked_for_is_refused(stt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child itself, past the look at the folder that keeps such a one from it."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "empty"))
    folder = shutil.copytree(stt / "words", tmp_path / "words")
    (folder / "tokenizer.json").unlink()
    opening = {"folder": str(folder), "places": [["cpu", "int8"]], "threads": 1}

    async def run() -> None:
        child = ChildProcess(CHILD, "whisper", opening=opening)
        with pytest.raises(EngineError, match="does not load"):
            await child.start()

    asyncio.run(run())


def test_without_a_graphics_card_the_processor_serves(stt: Path, spoken: Audio) -> None:
    ctranslate2 = pytest.importorskip("ctranslate2")
    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a graphics card")

    async def works(ears: Whisper) -> None:
        assert await hear(ears, spoken) is not None

    async def refuses(ears: Whisper) -> None:
        with pytest.raises(EngineError, match="on cuda: "):
            await ears.warm()

    places = (("cuda", "float16"), ("cpu", "int8"))
    with_engine(engine(stt / "words", Manner(places, 1, False, 1)), works)
    with_engine(engine(stt / "words", Manner(places[:1], 1, False, 1)), refuses)


def test_an_engine_string_is_all_that_is_needed(stt: Path, spoken: Audio) -> None:
    name = parse("whisper:words?device=cpu&beam=2")
    ears = catalogue.RECOGNISERS.builders["whisper"](name, Surroundings(stt.parent))

    async def run() -> None:
        async with closing(ears):
            assert (await hear(ears, spoken)).engine == name.text

    asyncio.run(run())
