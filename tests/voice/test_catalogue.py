"""Engines by their strings."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.engines.kinds import Surroundings
from appliance.engines.ladder import VoiceLadder
from appliance.errors import EngineError, SettingsError
from appliance.ports import Hint, Sentence
from appliance.records.agenda import Answer
from appliance.voice import catalogue

MODELS = Path("models")


def test_a_rung_that_is_not_here_yet_is_passed_over() -> None:
    voice = catalogue.voice("coqui,espeak:en-gb", Surroundings(MODELS))
    assert asyncio.run(_serving(voice)) == "espeak:en-gb"
    coqui, espeak = asyncio.run(catalogue.VOICES.states("coqui,espeak:en-gb", Surroundings(MODELS)))
    assert (coqui.available, espeak.available) == (False, True)
    assert coqui.reason


async def _serving(voice: VoiceLadder) -> str:
    await voice.warm()
    name = voice.name
    await voice.aclose()
    return name


@pytest.mark.parametrize("ladder", ["", "parrot", "espeak,parrot", " , "])
def test_an_unknown_engine_is_named(ladder: str) -> None:
    with pytest.raises(SettingsError, match="LOCAL_TTS_MODEL") as caught:
        catalogue.voice(ladder, Surroundings(MODELS))
    assert "espeak" in caught.value.remedy


def test_without_any_engine_the_appliance_starts_and_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = catalogue.voice("espeak", Surroundings(MODELS))
    with pytest.raises(EngineError, match="apt install espeak-ng"):
        asyncio.run(voice.synthesize(Sentence("hello")))
    ears = catalogue.recogniser("whisper", Surroundings(MODELS))
    with pytest.raises(EngineError, match="Whisper"):
        asyncio.run(ears.open("en", Hint(Answer.YES_NO)))
