"""Ears and voices on a server of the home that speaks OpenAI's audio interface.

`openai:whisper-1@http://nas.local:8000/v1` hears; `openai:kokoro@http://nas.local:8880/v1?voice=af_heart` speaks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import RootModel

from appliance.engines.kinds import Surroundings
from appliance.engines.names import EngineName
from appliance.engines.openai.client import Client
from appliance.engines.openai.faults import RefusedError
from appliance.engines.openai.server import server_of, whole_number
from appliance.errors import EngineError, SettingsError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio, Hint, Sentence, Transcript
from appliance.voice.audio import level_dbfs, silence, to_audio, wav_bytes
from appliance.voice.served_answers import PCM_RATE, Transcription, sound, transcript, voice_names
from appliance.voice.utterance import Partials, UtteranceSession

TRANSCRIPTIONS = "/audio/transcriptions"
SPEECH = "/audio/speech"
VOICES = "/audio/voices"
"""No part of OpenAI's interface, but Kokoro's servers and others list their voices there."""

SILENT_BELOW_DBFS = -60.0
"""The loudest frame of speech, however quiet, is far above; a quiet room's noise in a microphone is about as low."""

SHORTEST_SECONDS = 0.1
"""OpenAI's interface refuses shorter sound."""

MOST_AUDIO_BYTES = 32 * 1024 * 1024
"""Of one sentence: nearly six minutes at 48 kHz."""

SLOWEST, FASTEST = 0.25, 4.0
"""OpenAI's limits of `speed`, 1 being normal."""

WARMING_NOISE_LEVEL = 300.0
"""In int16 units (-41 dBFS): a server that is asked about silence may answer without its model."""


def served_ears(name: EngineName, around: Surroundings) -> ServedEars:
    """Builder of `ServedEars`. Raises `SettingsError`, or `EngineUnavailableError` for an unreadable key."""
    name.check_options(("key_file",))
    return ServedEars(Client(server_of(name, around)))


def served_voice(name: EngineName, around: Surroundings) -> ServedVoice:
    """Builder of `ServedVoice`. Raises `SettingsError`, or `EngineUnavailableError` for an unreadable key."""
    name.check_options(("format", "key_file", "rate", "voice"))
    if (kind := name.options.get("format", "wav")) not in ("wav", "pcm"):
        raise SettingsError(f"{name.text}: there is no format {kind!r} here", remedy="Write format=wav or format=pcm.")
    rate = whole_number(name, "rate", PCM_RATE, 8_000, 192_000)
    return ServedVoice(
        Client(server_of(name, around)), voice=name.options.get("voice", ""), pcm_rate=rate if kind == "pcm" else None
    )


class ServedEars:
    """`SpeechToText` on whole utterances. What is silent is not sent."""

    def __init__(self, client: Client) -> None:
        self.name = client.server.name
        self._client = client
        self._formats: tuple[str, ...] = ("verbose_json", "json")
        """What the server may be asked for, the more telling first."""
        self._partials = Partials()

    async def warm(self) -> None:
        """Have the model loaded, by half a second of noise."""
        noise = np.random.default_rng(0).standard_normal(HEARING_RATE // 2) * WARMING_NOISE_LEVEL
        await self._ask(to_audio(noise, HEARING_RATE), "en", "", seconds=self._client.waits.load)

    async def probe(self) -> None:
        """Whether the server is there. Raises `EngineError`."""
        await self._client.probe()

    async def aclose(self) -> None:
        """No connection is kept, and a server unloads its models itself."""

    async def open(self, language: str, hint: Hint) -> UtteranceSession:
        async def transcribe(pcm: bytes) -> Transcript | None:
            audio = Audio(pcm, HEARING_RATE)
            if audio.seconds < SHORTEST_SECONDS or is_silent(audio):
                return None
            heard = await self._ask(audio, language, ", ".join(hint.words), seconds=self._client.waits.reply)
            return transcript(heard, language, self.name)

        return UtteranceSession(self.name, transcribe, self._partials)

    async def _ask(self, audio: Audio, language: str, prompt: str, *, seconds: float) -> Transcription:
        fields = {"model": self._client.server.model, "language": language.partition("-")[0], "temperature": "0"}
        if prompt:
            fields["prompt"] = prompt
        for kind in self._formats:
            try:
                body = await self._client.fetch(
                    "POST",
                    TRANSCRIPTIONS,
                    seconds=seconds,
                    sent=prompt,
                    data={**fields, "response_format": kind},
                    files={"file": ("utterance.wav", wav_bytes(audio), "audio/wav")},
                )
            except RefusedError as error:
                if kind == self._formats[-1] or error.status not in (400, 422, 501):
                    raise
                continue
            self._formats = (kind,)
            break
        return self._client.understood(body, Transcription)


class ServedVoice:
    """`TextToSpeech`. `voice` is the server's name of a voice; empty is its default.

    `pcm_rate` (hertz) is that of a server which answers bare samples; None has it answer WAV.
    """

    def __init__(self, client: Client, *, voice: str = "", pcm_rate: int | None = None) -> None:
        self.name = client.server.name
        self._client = client
        self._voice = voice
        self.pcm_rate = pcm_rate
        self._known: frozenset[str] | None = None
        """The voices that the server lists; None where it has not been asked."""

    async def warm(self) -> None:
        """Have the model loaded, by a word that nobody hears."""
        await self._speak(Sentence("ready"), seconds=self._client.waits.load)

    async def probe(self) -> None:
        """Whether the server is there. Raises `EngineError`."""
        await self._client.probe()

    async def aclose(self) -> None:
        """No connection is kept, and a server unloads its models itself."""

    async def synthesize(self, sentence: Sentence) -> Audio:
        if not sentence.text.strip():
            return silence(0.0, self.pcm_rate or PCM_RATE)
        return await self._speak(sentence, seconds=self._client.waits.reply)

    async def _speak(self, sentence: Sentence, *, seconds: float) -> Audio:
        request: dict[str, Any] = {
            "model": self._client.server.model,
            "input": sentence.text,
            "response_format": "wav" if self.pcm_rate is None else "pcm",
            "speed": min(FASTEST, max(SLOWEST, sentence.style.rate)),
        }
        if voice := await self._voice_for(sentence.style.voice_for("openai", sentence.language)):
            request["voice"] = voice
        body = await self._client.fetch(
            "POST", SPEECH, seconds=seconds, sent=sentence.text, most_bytes=MOST_AUDIO_BYTES, json=request
        )
        return replace(sound(body, self.name, self.pcm_rate), engine=self.name)

    async def _voice_for(self, wanted: str) -> str:
        """The style's voice where the server lists it: a style may name another engine's."""
        if wanted and self._known is None:
            self._known = await self._listed()
        return wanted if wanted in (self._known or ()) else self._voice

    async def _listed(self) -> frozenset[str] | None:
        """The voices that the server tells of; None where it could not be asked, which speaking will complain of."""
        try:
            body = await self._client.fetch("GET", VOICES, seconds=self._client.waits.lists)
            return voice_names(self._client.understood(body, RootModel[Any]).root)
        except RefusedError:  # no such list
            return frozenset()
        except EngineError:
            return None


def is_silent(audio: Audio) -> bool:
    """Whether even its loudest frame is as good as nothing."""
    size = 2 * FRAME_SAMPLES
    frames = (Audio(audio.pcm[at : at + size], audio.rate) for at in range(0, len(audio.pcm), size))
    return all(level_dbfs(frame) < SILENT_BELOW_DBFS for frame in frames)
