"""Coqui voices of random weights, in their real child process and, where that says as much, in this one."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import pytest

from appliance.engines.frames import LENGTHS, Cancelled, Frame, Header, pack, serve
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.errors import EngineError
from appliance.ports import Audio, Sentence, VoiceStyle
from appliance.voice.audio import level_dbfs, slice_seconds
from appliance.voice.catalogue import VOICES
from appliance.voice.coqui.child import Mouth, keep_apart
from appliance.voice.coqui.engine import Coqui
from appliance.voice.coqui.models import look_into
from appliance.voice.coqui.pieces import TAIL_SECONDS
from tests.engines.contracts import Opened, TextToSpeechContract, closing
from tests.engines.coqui_models import make_vits, make_xtts, make_your_tts

installed = pytest.mark.skipif(find_spec("TTS") is None, reason="coqui-tts is not installed")
read_aloud = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def xtts_cannot_speak() -> str:
    """Why XTTS cannot run on what is installed; empty where it can."""
    if find_spec("TTS") is None:
        return "coqui-tts is not installed"
    numbers = tuple(int(part) for part in version("transformers").split(".")[:2])
    return "" if numbers < (5, 24) else "coqui-tts 0.28 cannot run XTTS on transformers 5.24 or later"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with three voices: `one`, `many` (three speakers, 16 kHz) and `reads` (phonemes)."""
    folder = tmp_path_factory.mktemp("models")
    make_vits(folder / "tts" / "one")
    make_vits(folder / "tts" / "many", speakers=3, seed=1, rate=16_000)
    make_vits(folder / "tts" / "reads", phonemes=True)
    return folder


def engine(text: str, models: Path) -> Coqui:
    """Built as the catalogue builds it."""
    built = VOICES.builders["coqui"](parse(text), Surroundings(models))
    assert isinstance(built, Coqui)
    return built


def with_voice(text: str, models: Path, work: Callable[[Coqui], Coroutine[None, None, None]]) -> None:
    async def run() -> None:
        async with closing(engine(text, models)) as voice:
            await work(voice)

    asyncio.run(run())


@installed
class TestOneSpeaker(TextToSpeechContract):
    @pytest.fixture
    def opened(self, models: Path) -> Opened:
        return lambda: closing(engine("coqui:one", models))


@installed
class TestSeveralSpeakers(TextToSpeechContract):
    @pytest.fixture
    def opened(self, models: Path) -> Opened:
        return lambda: closing(engine("coqui:many?speaker=p1&device=cpu", models))


# The child process ---------------------------------------------------------------------------------------------------


@installed
def test_speakers_rates_and_languages(models: Path) -> None:
    async def work(voice: Coqui) -> None:
        async def say(speaker: str) -> bytes:
            return (await voice.synthesize(Sentence("Five kilometres.", style=VoiceStyle(speaker)))).pcm

        own = await voice.synthesize(Sentence("Five kilometres."))
        assert own.rate == 16_000
        assert own.pcm == await say("p1") == await say("en-us+f2")
        assert own.pcm != await say("p2")
        with pytest.raises(EngineError, match="speaks en, not 'de'"):
            await voice.synthesize(Sentence("Guten Abend.", "de"))

    with_voice("coqui:many?speaker=p1", models, work)


@installed
def test_a_speaker_that_the_model_has_not_is_the_owners_mistake(models: Path) -> None:
    async def work(voice: Coqui) -> None:
        with pytest.raises(EngineError, match=r"no speaker 'p225'[\s\S]*It has p0, p1, p2\."):
            await voice.warm()

    with_voice("coqui:many?speaker=p225", models, work)


@installed
@read_aloud
def test_a_voice_that_reads_phonemes_says_whatever_stands_there(models: Path) -> None:
    async def work(voice: Coqui) -> None:
        plain = await voice.synthesize(Sentence("It is half past seven."))
        assert plain.seconds > 0.5
        odd = await voice.synthesize(Sentence("“7:30” — 12 % <b>łódź</b> 🙂 'quoted'\n-v klingon …"))
        assert odd.seconds > 0.5
        assert (await voice.synthesize(Sentence("🙂 … !"))).pcm == b""

    with_voice("coqui:reads", models, work)


@pytest.mark.skipif(bool(xtts_cannot_speak()), reason=xtts_cannot_speak() or "it can")
def test_xtts_speaks_once_its_licence_is_accepted_and_its_files_stay_as_they_are(tmp_path: Path) -> None:
    folder = make_xtts(tmp_path / "tts" / "xtts")
    record = {"licence": "CPML", "by": "Ada", "at": "2026-01-02T10:00:00Z"}
    (folder / "licence-accepted.json").write_text(json.dumps(record))
    before = (folder / "model.pth").read_bytes()

    async def work(voice: Coqui) -> None:
        slow = await voice.synthesize(Sentence("Well done.", "de", VoiceStyle("Speaker 1", rate=0.6)))
        quick = await voice.synthesize(Sentence("Well done.", "de", VoiceStyle("Speaker 1", rate=1.6)))
        assert slow.rate == 24_000
        assert slow.seconds > 1.3 * quick.seconds > 0.3
        with pytest.raises(EngineError, match="not 'sv'"):
            await voice.synthesize(Sentence("Bra.", "sv"))

    with_voice("coqui", tmp_path, work)
    assert (folder / "model.pth").read_bytes() == before


@installed
@pytest.mark.skipif(not xtts_cannot_speak(), reason="XTTS works with the transformers that is installed")
def test_xtts_names_the_package_that_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="does not work with transformers"):
        Mouth().handle(opening(make_xtts(tmp_path / "xtts")), b"", lambda: False)


@installed
@read_aloud
def test_it_reaches_nobody_asks_nobody_logs_nothing_said_and_leaves_no_file(models: Path, tmp_path: Path) -> None:
    said = {"text": "Zeno’s 5 ☂ secrets", "language": "en", "speaker": "", "speed": 1.0}
    asked = [opening(models / "tts" / "reads"), {"do": "reach out"}, {"do": "ask"}, said]
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.voice.test_coqui"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"".join(pack({"id": number, **header}) for number, header in enumerate(asked)))
    child.stdin.flush()
    opened, reached, answered, spoken = [read_frame(child.stdout) for _ in asked]
    _, complaints = child.communicate(timeout=30)
    assert opened[0]["rate"] == 22_050
    assert "tried to use the network" in reached[0]["words"]
    assert "EOFError" in answered[0]["error"]
    assert len(spoken[1]) > 10_000
    assert b"secrets" not in complaints
    assert not list(tmp_path.iterdir())


def read_frame(stream: IO[bytes]) -> Frame:
    head_bytes, payload_bytes = LENGTHS.unpack(stream.read(LENGTHS.size))
    return json.loads(stream.read(head_bytes)), stream.read(payload_bytes)


# One model, in this process ------------------------------------------------------------------------------------------


def opening(folder: Path) -> Header:
    """What the parent asks first."""
    voice = look_into(folder)
    return {
        "folder": str(folder),
        "architecture": voice.architecture,
        "model_file": str(voice.model_file),
        "arguments": dict(voice.arguments),
        "language": "en",
        "device": "cpu",
        "must_be_cuda": False,
        "threads": 1,
    }


@pytest.fixture(scope="module")
def mouth(models: Path) -> Mouth:
    mouth = Mouth()
    mouth.handle(opening(models / "tts" / "one"), b"", lambda: False)
    return mouth


def sounds(mouth: Mouth, text: str, *, cancelled: Cancelled = lambda: False, **how: str | float) -> list[bytes]:
    """The parts of a reply."""
    asked = {"text": text, "language": "en", "speaker": "", "speed": 1.0, **how}
    answer = mouth.handle(asked, b"", cancelled)
    assert isinstance(answer, Iterator)
    return [sound for _, sound in answer]


@installed
def test_a_sentence_ends_in_a_short_silence_and_a_long_text_is_said_whole(mouth: Mouth) -> None:
    text = "Did you run this morning, before it began to rain, as you said that you would?"
    audio = Audio(b"".join(sounds(mouth, text)), 22_050)
    assert level_dbfs(slice_seconds(audio, audio.seconds - TAIL_SECONDS)) < -100
    assert level_dbfs(slice_seconds(audio, 0, audio.seconds - TAIL_SECONDS)) > -50
    assert len(b"".join(sounds(mouth, " ".join([text] * 12)))) > 10 * len(audio.pcm)


@installed
def test_the_same_text_always_sounds_the_same(mouth: Mouth) -> None:
    first = sounds(mouth, "Good evening.")
    sounds(mouth, "Something else.")
    assert sounds(mouth, "Good evening.") == first


@installed
def test_characters_that_the_model_does_not_know_are_left_out(mouth: Mouth) -> None:
    assert sounds(mouth, "run ho☂🙂me") == sounds(mouth, "run home")
    assert sounds(mouth, "Добрый вечер") == sounds(mouth, "晚上好") == []


@installed
def test_the_speed_has_bounds(mouth: Mouth) -> None:
    assert sounds(mouth, "Run.", speed=0.0001) == sounds(mouth, "Run.", speed=0.5)
    assert sounds(mouth, "Run.", speed=1e9) == sounds(mouth, "Run.", speed=2.0)


@installed
def test_a_reply_that_nobody_waits_for_ends_at_the_next_piece(mouth: Mouth) -> None:
    asked = iter([False, False, True])
    text = "one two three four five, " * 100
    assert len(sounds(mouth, text)) > 10
    assert len(sounds(mouth, text, cancelled=lambda: next(asked))) == 2


@installed
def test_a_voice_of_vectors_and_languages_speaks_where_it_was_moved_to(tmp_path: Path) -> None:
    folder = make_your_tts(tmp_path / "trained").rename(tmp_path / "here")
    mouth = Mouth()
    opened = mouth.handle(opening(folder), b"", lambda: False)
    assert opened == ({"rate": 22_050, "speakers": ["Ada", "Ben"]}, b"")
    said = sounds(mouth, "Good evening.", speaker="Ada", language="en")
    assert said != sounds(mouth, "Good evening.", speaker="Ben", language="en")
    assert said != sounds(mouth, "Good evening.", speaker="Ada", language="fr")
    with pytest.raises(LookupError, match="no language 'de', but en, fr-fr"):
        sounds(mouth, "Guten Abend.", speaker="Ada", language="de")


@installed
def test_code_in_a_model_file_is_not_run(models: Path, tmp_path: Path) -> None:
    import torch

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    folder = tmp_path / "voice"
    shutil.copytree(models / "tts" / "one", folder)
    torch.save({"model": Trap()}, folder / "model.pth")
    with pytest.raises(pickle.UnpicklingError, match="Weights only"):
        Mouth().handle(opening(folder), b"", lambda: False)
    assert not (tmp_path / "sprung").exists()


class Child:
    """Run as a process of its own: the mouth, and two things that no library in it may do."""

    def __init__(self) -> None:
        self._mouth = Mouth()

    def handle(self, header: Header, payload: bytes, cancelled: Cancelled) -> Frame | Iterator[Frame]:
        if header.get("do") == "reach out":
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        if header.get("do") == "ask":
            return {"answer": input("Do you agree? ")}, b""
        return self._mouth.handle(header, payload, cancelled)


if __name__ == "__main__":
    keep_apart()
    serve(Child().handle)
