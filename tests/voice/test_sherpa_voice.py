"""sherpa-onnx's voices in their child process, over small random models of the three families."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.errors import EngineError, EngineUnavailableError, SettingsError
from appliance.ports import Audio, Sentence, VoiceStyle
from appliance.voice.audio import to_samples
from appliance.voice.catalogue import VOICES
from appliance.voice.sherpa.voice import SherpaVoice, sherpa_voice
from tests.engines.contracts import Opened, TextToSpeechContract, closing, run

pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is optional and not installed")
pytest.importorskip("onnx", reason="onnx makes the models of these tests and is not installed")

from tests.engines.sherpa_models import (
    KOKORO_RATE,
    MATCHA_METADATA,
    MATCHA_RATE,
    PIPER_RATE,
    make_kokoro,
    make_listed,
    make_matcha,
    make_piper,
    write_lexicon,
)

RATES = {"piper": PIPER_RATE, "kokoro": KOKORO_RATE, "matcha": MATCHA_RATE}
ASKED = "Did you run today?"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    make_piper(folder / "tts" / "piper")
    make_kokoro(folder / "tts" / "kokoro")
    make_matcha(folder / "tts" / "matcha")
    return folder


@pytest.fixture(autouse=True)
def _has_espeak() -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng, which makes the phonemes, is not installed")


def voice(models: Path, text: str = "sherpa:piper") -> SherpaVoice:
    return sherpa_voice(parse(text), Surroundings(models, model_on_gpu=True))


def with_voice(engine: SherpaVoice, work: Callable[[SherpaVoice], Awaitable[None]]) -> None:
    run(lambda: closing(engine), work)


@pytest.mark.parametrize("family", ["piper", "kokoro", "matcha"])
class TestSherpaVoice(TextToSpeechContract):
    @pytest.fixture
    def opened(self, models: Path, family: str) -> Opened:
        return lambda: closing(voice(models, f"sherpa:{family}"))

    def test_sound_keeps_the_rate_of_the_model(self, opened: Opened, family: str) -> None:
        async def work(engine: SherpaVoice) -> None:
            said = await engine.synthesize(Sentence(ASKED))
            assert said.rate == RATES[family]
            assert (await engine.synthesize(Sentence(""))).rate == RATES[family]

        run(opened, work)


def difference(one: Audio, other: Audio) -> float:
    """Mean distance of the samples; two sounds of one speaker differ by their breath only."""
    first, second = (to_samples(audio).astype(float) for audio in (one, other))
    length = min(len(first), len(second))
    return float(np.mean(np.abs(first[:length] - second[:length])))


@pytest.mark.parametrize("wanted", ["2", "cleo"])
def test_a_style_names_a_speaker_by_number_or_name(models: Path, wanted: str) -> None:
    async def work(engine: SherpaVoice) -> None:
        amy, again = [await engine.synthesize(Sentence(ASKED)) for _ in range(2)]
        cleo = await engine.synthesize(Sentence(ASKED, style=VoiceStyle(voice=wanted)))
        unknown = await engine.synthesize(Sentence(ASKED, style=VoiceStyle(voice="en-us+f2")))
        assert difference(amy, cleo) > 3 * difference(amy, again)
        assert difference(amy, unknown) < 1.5 * difference(amy, again)

    with_voice(voice(models), work)


def test_the_option_speaker_is_the_default_and_may_be_a_name(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        george = await engine.synthesize(Sentence(ASKED))
        by_number = await engine.synthesize(Sentence(ASKED, style=VoiceStyle(voice="1")))
        sky = await engine.synthesize(Sentence(ASKED, style=VoiceStyle(voice="af_sky")))
        assert difference(george, sky) > 3 * difference(george, by_number)

    with_voice(voice(models, "sherpa:kokoro?speaker=bm_george&device=cpu"), work)


def test_a_speaker_it_does_not_have_is_refused_when_it_is_built(models: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=r"no speaker 'x'(?s:.*)0 to 2: amy, ben, cleo"):
        voice(models, "sherpa:piper?speaker=x")
    with pytest.raises(SettingsError, match="no option 'speed'"):
        voice(models, "sherpa:piper?speed=2")


def test_a_text_longer_than_the_model_takes_at_once_is_said_in_pieces(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        once = await engine.synthesize(Sentence("Call the dentist before ten"))
        often = await engine.synthesize(Sentence("Call the dentist before ten " * 8))
        assert often.seconds > 6 * once.seconds

    with_voice(voice(models, "sherpa:kokoro"), work)


def test_marks_alone_are_no_sound(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        assert (await engine.synthesize(Sentence("… !"))).seconds == 0

    with_voice(voice(models), work)


def test_another_language_is_for_another_rung(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        with pytest.raises(EngineError, match="sherpa:piper speaks en, not 'de'"):
            await engine.synthesize(Sentence("Guten Abend.", language="de"))
        assert engine.child_pid is None, "a process was started for nothing"

    with_voice(voice(models), work)


def test_the_option_language_gives_the_phonemes(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        assert (await engine.synthesize(Sentence("Guten Abend.", language="de-AT"))).seconds > 0.2

    with_voice(voice(models, "sherpa:piper?language=de"), work)


def test_an_unknown_language_is_an_error_with_the_words_of_espeak(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        with pytest.raises(EngineError, match=r"espeak-ng made no phonemes.*does not exist"):
            await engine.synthesize(Sentence("Hello.", language="xx"))

    with_voice(voice(models, "sherpa:piper?language=xx"), work)


def test_a_card_that_the_package_cannot_use_is_no_failure(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        assert (await engine.synthesize(Sentence(ASKED))).seconds > 0.2

    with_voice(voice(models, "sherpa:piper?device=cuda"), work)


def test_many_sentences_at_once_are_all_said(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        said = await asyncio.gather(*(engine.synthesize(Sentence(f"Number {number}.")) for number in range(6)))
        assert all(audio.seconds > 0.2 for audio in said)

    with_voice(voice(models), work)


# Without espeak-ng -------------------------------------------------------------------------------------------------


def test_without_espeak_a_word_list_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lexicon(make_piper(tmp_path / "tts" / "listed"))
    monkeypatch.setenv("PATH", "")

    async def work(engine: SherpaVoice) -> None:
        assert (await engine.synthesize(Sentence('"Hello". Did you run - today?'))).seconds > 0.5
        with pytest.raises(EngineError, match="word list lacks 2 of the words") as failed:
            await engine.synthesize(Sentence("Hello. Did Zyzzyva abscond?"))
        assert "Zyzzyva" not in str(failed.value)

    with_voice(voice(tmp_path, "sherpa"), work)


def test_a_voice_of_listed_words_fails_over_a_text_without_any(tmp_path: Path) -> None:
    folder = make_listed(tmp_path / "tts" / "listed")

    async def work(engine: SherpaVoice) -> None:
        assert (await engine.synthesize(Sentence("Hello, did you run?"))).seconds > 0.5
        with pytest.raises(EngineError, match="word list lacks 1 of the words"):
            await engine.synthesize(Sentence("Zyzzyva."))

    with_voice(voice(tmp_path, "sherpa:listed"), work)
    (folder / "lexicon.txt").unlink()
    with pytest.raises(EngineUnavailableError, match=r"listed needs a lexicon\.txt"):
        voice(tmp_path, "sherpa:listed")


def test_without_espeak_and_word_list_it_says_what_is_missing(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineUnavailableError, match=r"needs the program espeak-ng(?s:.*)apt install espeak-ng"):
        voice(models)


# A child that fails ------------------------------------------------------------------------------------------------


def test_a_model_that_ends_the_library_ends_the_child_only_and_says_why(tmp_path: Path) -> None:
    without = {key: value for key, value in MATCHA_METADATA.items() if key != "use_eos_bos"}
    make_matcha(tmp_path / "tts" / "old", metadata=without)

    async def work(engine: SherpaVoice) -> None:
        with pytest.raises(EngineError, match=r"sherpa:old died while it loaded its model.*'use_eos_bos'"):
            await engine.warm()
        with pytest.raises(EngineError, match="use_eos_bos"):
            await engine.synthesize(Sentence("Hello."))

    with_voice(voice(tmp_path, "sherpa:old"), work)


def test_a_child_killed_over_a_sentence_is_an_error_and_the_next_sentence_is_said(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        await engine.warm()
        assert engine.child_pid is not None
        os.kill(engine.child_pid, signal.SIGSTOP)
        saying = asyncio.create_task(engine.synthesize(Sentence(ASKED)))
        await asyncio.sleep(0)
        os.kill(engine.child_pid, signal.SIGKILL)
        with pytest.raises(EngineError, match="sherpa:piper died once"):
            await saying
        assert (await engine.synthesize(Sentence(ASKED))).seconds > 0.2

    with_voice(voice(models), work)


def test_the_child_has_no_sockets_and_ends_with_the_engine(models: Path) -> None:
    async def work(engine: SherpaVoice) -> None:
        await engine.synthesize(Sentence(ASKED))
        assert engine.child_pid is not None
        child = psutil.Process(engine.child_pid)
        assert child.net_connections() == []
        await engine.aclose()
        assert not child.is_running()

    with_voice(voice(models), work)


def test_silence_at_both_ends_is_trimmed_to_a_little() -> None:
    from appliance.voice.sherpa.voice_child import LEAD_SECONDS, TAIL_SECONDS, trimmed

    rate = 1_000
    sounding, quiet = np.full(500, 0.3, np.float32), np.full(800, 0.001, np.float32)
    for before, after in ((quiet, quiet), (quiet[:0], quiet[:0]), (quiet, quiet[:30])):
        kept = trimmed(np.concatenate([before, sounding, after]), rate)
        lead = min(len(before), round(LEAD_SECONDS * rate))
        assert len(kept) == lead + len(sounding) + round(TAIL_SECONDS * rate)
        assert np.abs(kept[:lead]).max(initial=0) < 0.01 < kept[lead]
    assert not len(trimmed(quiet, rate))


def test_the_catalogue_builds_it_and_tells_why_it_cannot(models: Path) -> None:
    around = Surroundings(models)
    built, missing = asyncio.run(VOICES.states("sherpa:matcha,sherpa:nobody", around))
    assert built.available
    assert missing.reason == f"there is no folder {models / 'tts' / 'nobody'}"
    with pytest.raises(EngineUnavailableError, match="it holds: kokoro, matcha, piper"):
        voice(models, "sherpa")
