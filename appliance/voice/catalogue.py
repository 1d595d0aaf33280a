"""Ears and voices by their strings: `espeak:en-gb`, `whisper:base.en`; a ladder is several, comma-separated."""

from __future__ import annotations

from importlib.util import find_spec

from appliance.engines.kinds import Kind, Late, Surroundings
from appliance.engines.ladder import VoiceLadder
from appliance.engines.ladder_of_ears import RecogniserLadder
from appliance.engines.names import EngineName
from appliance.errors import EngineUnavailableError
from appliance.ports import Audio, Hint, RecognitionSession, Sentence, SpeechToText, TextToSpeech


def _espeak(name: EngineName, around: Surroundings) -> TextToSpeech:
    from appliance.voice.espeak import Espeak

    name.check_options(())
    return Espeak(name.model)


def _coqui(name: EngineName, around: Surroundings) -> TextToSpeech:
    from appliance.voice.coqui.engine import coqui

    return coqui(name, around)


def _sphinx(name: EngineName, around: Surroundings) -> SpeechToText:
    from appliance.voice.sphinx.engine import Sphinx

    name.check_options(())
    if find_spec("pocketsphinx") is None:
        raise EngineUnavailableError("pocketsphinx is not installed", remedy="Set the appliance up again: make setup")
    return Sphinx()


def _served_ears(name: EngineName, around: Surroundings) -> SpeechToText:
    from appliance.voice.served import served_ears

    return served_ears(name, around)


def _served_voice(name: EngineName, around: Surroundings) -> TextToSpeech:
    from appliance.voice.served import served_voice

    return served_voice(name, around)


def _sherpa_ears(name: EngineName, around: Surroundings) -> SpeechToText:
    from appliance.voice.sherpa.ears import sherpa_ears

    return sherpa_ears(name, around)


def _sherpa_voice(name: EngineName, around: Surroundings) -> TextToSpeech:
    from appliance.voice.sherpa.voice import sherpa_voice

    return sherpa_voice(name, around)


def _whisper(name: EngineName, around: Surroundings) -> SpeechToText:
    from appliance.voice.whisper.engine import whisper

    return whisper(name, around)


RECOGNISERS: Kind[SpeechToText] = Kind(
    "LOCAL_STT_MODEL",
    {
        "sphinx": _sphinx,
        "openai": _served_ears,
        "sherpa": _sherpa_ears,
        "whisper": _whisper,
    },
)
VOICES: Kind[TextToSpeech] = Kind(
    "LOCAL_TTS_MODEL",
    {
        "espeak": _espeak,
        "openai": _served_voice,
        "sherpa": _sherpa_voice,
        "coqui": _coqui,
    },
)


def recogniser(ladder: str, around: Surroundings) -> RecogniserLadder:
    """The recogniser of a ladder string. Raises `SettingsError` for an engine that does not exist."""
    return RecogniserLadder(RECOGNISERS.rungs(ladder, around, LateEars))


def voice(ladder: str, around: Surroundings) -> VoiceLadder:
    """The voice of a ladder string. Raises `SettingsError` for an engine that does not exist."""
    return VoiceLadder(VOICES.rungs(ladder, around, LateVoice))


class LateVoice(Late[TextToSpeech]):
    async def synthesize(self, sentence: Sentence) -> Audio:
        return await self.engine().synthesize(sentence)


class LateEars(Late[SpeechToText]):
    async def open(self, language: str, hint: Hint) -> RecognitionSession:
        return await self.engine().open(language, hint)
