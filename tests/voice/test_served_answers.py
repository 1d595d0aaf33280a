"""What servers answer about sound, whole and broken."""

from __future__ import annotations

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.openai.client import Body
from appliance.errors import EngineError
from appliance.ports import Audio
from appliance.voice.served_answers import Segment, Transcription, confidence, sound, transcript, voice_names
from tests.engines.openai_server import INVENTED
from tests.voice.tones import spoken

WORD = spoken("yes")


def test_segments_without_speech_are_left_out() -> None:
    said = Segment(text=" I ran.", start=0, end=3, avg_logprob=-0.5, no_speech_prob=0.1)
    made_up = Segment(text=INVENTED, start=3, end=4, avg_logprob=-1.4, no_speech_prob=0.8)
    found = transcript(Transcription(text=f"I ran. {INVENTED}", segments=[said, made_up]), "en", "openai:x")
    assert found is not None
    assert found.text == "I ran."
    sure_of_it = made_up.model_copy(update={"avg_logprob": -0.4})
    assert transcript(Transcription(text=INVENTED, segments=[sure_of_it]), "en", "openai:x") is not None
    assert transcript(Transcription(text="  ", segments=[]), "en", "openai:x") is None


def test_confidence_is_known_or_none() -> None:
    long, short = Segment(end=3.0, avg_logprob=-0.1), Segment(start=3.0, end=4.0, avg_logprob=-0.9)
    assert confidence([long, short]) == pytest.approx(0.741, abs=0.001)
    assert confidence([Segment(end=3.0, avg_logprob=0.0)]) is None, "a server that knows none writes 0"
    assert confidence([Segment(end=3.0)]) is None


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"voices": ["a", "b"]}, {"a", "b"}),
        ({"voices": [{"id": "a", "name": "Anna"}]}, {"a", "Anna"}),
        ({"data": [{"voice_id": "a"}, 3, None]}, {"a"}),
        (["a"], {"a"}),
        ({"voices": "a"}, set()),
        ("a", set()),
        (None, set()),
    ],
)
def test_lists_of_voices(told: object, names: set[str]) -> None:
    assert voice_names(told) == names


def wav(audio: Audio, *, channels: int = 1, width: int = 2, claimed: int | None = None, rate: int = 0) -> bytes:
    """A WAV file that may claim another size of its sound than it has."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate or audio.rate)
        file.writeframes(audio.pcm)
    content = bytearray(buffer.getvalue())
    if claimed is not None:
        struct.pack_into("<I", content, 40, claimed)
        struct.pack_into("<I", content, 4, min(0xFFFF_FFFF, claimed + 36 if claimed else 0))
    return bytes(content)


@pytest.mark.parametrize("claimed", [None, 0, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFDB])
def test_a_wav_that_was_written_while_it_was_made(claimed: int | None) -> None:
    assert sound(Body(wav(WORD, claimed=claimed), "audio/wav"), "openai:x", None) == WORD


def test_a_wav_is_read_also_where_bare_samples_were_asked_for() -> None:
    assert sound(Body(wav(WORD), "audio/pcm"), "openai:x", 48_000) == WORD


def test_bare_samples_may_begin_like_another_format() -> None:
    pcm = b"\xff\xfb" + WORD.pcm + b"\x01"
    assert sound(Body(pcm, "audio/pcm"), "openai:x", 24_000) == Audio(pcm[:-1], 24_000)


@pytest.mark.parametrize(
    ("content", "content_type", "pcm_rate", "complaint"),
    [
        (b"ID3\x04rest", "application/octet-stream", None, "MP3"),
        (b"\xff\xfb\x90\x64", "", None, "MP3"),
        (b"\x00\x01\x02\x03", "audio/mpeg", 24_000, "MP3"),
        (b"OggS\x00\x02", "audio/wav", None, "Ogg"),
        (b"\x00\x01\x02\x03", "audio/pcm", None, "audio/pcm instead of sound"),
        (b"{}", "application/json", 24_000, "application/json instead of sound"),
        (b"<html>", "text/html", None, "text/html instead of sound"),
        (b"", "audio/pcm", 24_000, "made no sound"),
        (wav(Audio(b"", 16_000)), "audio/wav", None, "made no sound"),
        (wav(WORD)[:-100], "audio/wav", None, "ends after"),
        (wav(WORD, width=4), "audio/wav", None, "32-bit"),
        (wav(WORD, rate=100), "audio/wav", None, "100 Hz"),
        (b"RIFF", "audio/wav", None, "holds no sound"),
    ],
)
def test_what_is_no_sound_is_an_error(content: bytes, content_type: str, pcm_rate: int | None, complaint: str) -> None:
    with pytest.raises(EngineError) as caught:
        sound(Body(content, content_type), "openai:x", pcm_rate)
    assert complaint in caught.value.message


@given(st.binary(max_size=80), st.integers(0, 60), st.binary(max_size=8))
def test_a_broken_header_is_an_error_or_a_sound(tail: bytes, at: int, changed: bytes) -> None:
    content = bytearray(wav(Audio(bytes(8), 16_000)) + tail)
    content[at : at + len(changed)] = changed
    try:
        audio = sound(Body(b"RIFF" + bytes(content[4:]), "audio/wav"), "openai:x", None)
    except EngineError:
        return
    assert audio.pcm
    assert len(audio.pcm) <= len(content)
