"""The real espeak-ng."""

from __future__ import annotations

import asyncio
import shutil
import stat
from pathlib import Path

import pytest

from appliance.errors import EngineError, EngineUnavailableError
from appliance.ports import Audio, Sentence, VoiceStyle
from appliance.voice.audio import level_dbfs, slice_seconds
from appliance.voice.espeak import RATE, TAIL_SECONDS, Espeak, arguments

spoken = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def say(text: str, *, voice: str = "", language: str = "en", style: VoiceStyle | None = None) -> Audio:
    return asyncio.run(Espeak(voice).synthesize(Sentence(text, language, style or VoiceStyle())))


@spoken
def test_a_sentence_is_sound_with_a_short_silence_behind_it() -> None:
    audio = say("Did you run this morning?")
    assert audio.rate == RATE
    assert 0.8 < audio.seconds < 3
    tail = slice_seconds(audio, audio.seconds - TAIL_SECONDS)
    speech = slice_seconds(audio, 0, audio.seconds - TAIL_SECONDS - 0.05)
    assert level_dbfs(tail) < -60 < -30 < level_dbfs(speech)


@spoken
def test_faster_is_shorter_and_voices_differ() -> None:
    text = "Five kilometres before dinner."
    assert say(text, style=VoiceStyle(rate=1.5)).seconds < 0.8 * say(text).seconds
    assert say(text, style=VoiceStyle(voice="en-us+f2")).pcm != say(text).pcm
    assert say(text, style=VoiceStyle(pitch=1.6)).pcm != say(text).pcm


@spoken
def test_nothing_to_say_is_no_sound() -> None:
    assert say("  ").pcm == b""


@spoken
def test_text_is_never_taken_for_an_option_or_markup() -> None:
    assert say("--version").seconds > 0.4
    assert say("Zażółć “gęślą” — jaźń <b>").seconds > 0.4


@spoken
def test_an_unknown_voice_is_an_error_in_the_programs_words() -> None:
    with pytest.raises(EngineError, match="voice does not exist"):
        say("Hello.", style=VoiceStyle(voice="klingon-battle"))


@spoken
def test_cancelling_ends_the_program() -> None:
    async def run() -> None:
        task = asyncio.create_task(Espeak().synthesize(Sentence("again and again " * 5000)))
        while len(asyncio.all_tasks()) < 2:  # noqa: ASYNC110 — until it has begun
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())


def test_a_program_that_hangs_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexec sleep 1000\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(EngineError, match="did not finish"):
        asyncio.run(Espeak(timeout_seconds=0.1).synthesize(Sentence("Hello.")))


def test_without_the_program_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineUnavailableError, match="apt install espeak-ng"):
        Espeak()


OF_ENGINES = VoiceStyle("Ada", voices=(("coqui", "", "Ben"), ("espeak", "", "+m5"), ("espeak", "de", "de+f1")))


@pytest.mark.parametrize(
    ("sentence", "default", "voice"),
    [
        (Sentence("a"), "", "en-us"),
        (Sentence("a"), "en-gb", "en-gb"),
        (Sentence("a", "de"), "en-gb", "de"),
        (Sentence("a", "de"), "de+f2", "de+f2"),
        (Sentence("a", "en", VoiceStyle("en-us+m3")), "en-gb", "en-us+m3"),
        (Sentence("a", "en", VoiceStyle("+m3")), "en-gb+f1", "en-gb+m3"),
        (Sentence("a", "ru", OF_ENGINES), "en-gb", "ru+m5"),
        (Sentence("a", "de-AT", OF_ENGINES), "", "de+f1"),
    ],
)
def test_the_voice_follows_style_then_language(sentence: Sentence, default: str, voice: str) -> None:
    options = arguments(sentence, default)
    assert options[options.index("-v") + 1] == voice


def test_rate_and_pitch_stay_within_what_the_program_takes() -> None:
    options = arguments(Sentence("a", "en", VoiceStyle(rate=99, pitch=99)))
    assert options[options.index("-s") + 1] == "450"
    assert options[options.index("-p") + 1] == "99"
