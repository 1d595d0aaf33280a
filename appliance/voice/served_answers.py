"""What servers answer about sound: transcriptions, lists of voices, and sound itself in the ways they write it."""

from __future__ import annotations

import math
import struct
from typing import Any

from pydantic import BaseModel

from appliance.engines.openai.client import Body
from appliance.engines.openai.faults import misread
from appliance.errors import EngineError, InvalidInputError
from appliance.ports import SAMPLE_BYTES, Audio, Transcript
from appliance.voice.audio import read_wav

PCM_RATE = 24_000
"""Hertz, of bare samples in OpenAI's interface."""

RATES = range(8_000, 192_001)
"""Hertz: what a voice may have."""

NO_SPEECH_PROBABILITY, UNSURE_LOG_PROBABILITY = 0.6, -1.0
"""Whisper's own thresholds for "nobody spoke" (`transcribe` in openai/whisper): both must be crossed."""

WAV_HEAD_BYTES = 12
"""`RIFF`, the size of what follows, `WAVE`; then come chunks."""

CHUNK_HEAD_BYTES = 8
"""A name of four letters and a size; after so many bytes, filled up to an even number, comes the next chunk."""

UNKNOWN_SIZE = 0x7FFF_0000
"""A WAV that is written while it is made claims 0 bytes of sound, or as good as all that its header can say."""

OTHER_SOUND = {
    "audio/mpeg": "MP3",
    "audio/mp3": "MP3",
    "audio/ogg": "Ogg",
    "audio/opus": "Opus",
    "audio/flac": "FLAC",
    "audio/aac": "AAC",
}
OTHER_BEGINNINGS = {b"ID3": "MP3", b"\xff\xfb": "MP3", b"\xff\xf3": "MP3", b"OggS": "Ogg", b"fLaC": "FLAC"}


class Segment(BaseModel):
    """A part of what was heard, as Whisper tells it."""

    text: str = ""
    start: float = 0.0
    end: float = 0.0
    """Seconds."""
    avg_logprob: float | None = None
    no_speech_prob: float | None = None


class Transcription(BaseModel):
    """An answer in `json`, or in `verbose_json` with segments."""

    text: str
    segments: list[Segment] | None = None


def transcript(heard: Transcription, language: str, engine_name: str) -> Transcript | None:
    """The words; None where the server's own measures say that nobody spoke."""
    segments = heard.segments or []
    spoken = [segment for segment in segments if not _is_speechless(segment)]
    text = heard.text if len(spoken) == len(segments) else " ".join(segment.text.strip() for segment in spoken)
    if not text.strip():
        return None
    return Transcript(text.strip(), language, confidence(spoken), engine_name)


def _is_speechless(segment: Segment) -> bool:
    if segment.no_speech_prob is None or segment.avg_logprob is None:
        return False
    return segment.no_speech_prob > NO_SPEECH_PROBABILITY and segment.avg_logprob < UNSURE_LOG_PROBABILITY


def confidence(segments: list[Segment]) -> float | None:
    """The mean probability of a token, 0 … 1, segments weighing by their length; None where the server has none.

    Servers that know no probabilities write 0 into each segment, which no real one has.
    """
    known = [(segment.avg_logprob, segment.end - segment.start) for segment in segments if segment.avg_logprob]
    if not known:
        return None
    weights = [max(0.01, seconds) for _, seconds in known]
    mean = sum(log * weight for (log, _), weight in zip(known, weights, strict=True)) / sum(weights)
    return min(1.0, math.exp(min(0.0, mean)))


def voice_names(told: Any) -> frozenset[str]:
    """The voices of a list, in the shapes that servers write: names, or objects with an `id` or `name`."""
    if isinstance(told, dict):
        told = told.get("voices", told.get("data"))
    names: set[str] = set()
    for each in told if isinstance(told, list) else ():
        named = [each.get(key) for key in ("id", "voice_id", "name")] if isinstance(each, dict) else [each]
        names.update(name for name in named if isinstance(name, str))
    return frozenset(names)


def sound(body: Body, engine_name: str, pcm_rate: int | None) -> Audio:
    """The sound of an answer; `pcm_rate` is the rate of bare samples. Raises `EngineError` for anything else."""
    if body.content.startswith(b"RIFF"):
        audio = _wav(body.content, engine_name)
    elif other := _other_sound(body, is_bare=pcm_rate is not None):
        raise EngineError(
            f"{engine_name}: the server answered {other}, which is not read here",
            remedy="Have it answer WAV, or bare samples at a rate that you name: ?format=pcm&rate=24000",
        )
    elif pcm_rate is None or body.content_type.startswith(("text/", "application/json")):
        raise misread(engine_name, f"{body.content_type or 'something'} instead of sound")
    else:
        audio = Audio(body.content[: len(body.content) // SAMPLE_BYTES * SAMPLE_BYTES], pcm_rate)
    if not audio.pcm:
        raise EngineError(f"{engine_name}: the server made no sound", remedy="Does it have the voice it was asked for?")
    return audio


def _other_sound(body: Body, *, is_bare: bool) -> str | None:
    """The name of a format that is not read; bare samples may begin with any bytes."""
    beginnings = () if is_bare else OTHER_BEGINNINGS.items()
    begins_as = next((name for magic, name in beginnings if body.content.startswith(magic)), None)
    return OTHER_SOUND.get(body.content_type, begins_as)


def _wav(content: bytes, engine_name: str) -> Audio:
    try:
        audio = read_wav(with_true_sizes(content))
    except InvalidInputError as error:
        raise misread(engine_name, f"a WAV that cannot be read: {error.message}") from error
    if audio.rate not in RATES:
        raise misread(engine_name, f"a WAV with a rate of {audio.rate} Hz")
    return audio


def with_true_sizes(wav: bytes) -> bytes:
    """A WAV whose header says how much follows. Raises `InvalidInputError` for one that lacks some of its sound."""
    whole = bytearray(wav)
    at = WAV_HEAD_BYTES
    while at + CHUNK_HEAD_BYTES <= len(whole):
        name, claimed = struct.unpack_from("<4sI", whole, at)
        at += CHUNK_HEAD_BYTES
        there = len(whole) - at
        if name != b"data":
            at += claimed + claimed % 2
            continue
        if 0 < claimed < UNKNOWN_SIZE and claimed > there:
            raise InvalidInputError(f"it ends after {there} of {claimed} bytes of sound")
        if not 0 < claimed < UNKNOWN_SIZE:
            struct.pack_into("<I", whole, at - 4, there)
        struct.pack_into("<I", whole, 4, len(whole) - 8)
        return bytes(whole)
    raise InvalidInputError("it holds no sound")
