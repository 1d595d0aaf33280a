"""Sound as values, and the only format conversions of the appliance.

Everything outside is `ports.Audio` (16-bit mono bytes with a rate); everything inside is a numpy array of int16.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from appliance.errors import InvalidInputError
from appliance.ports import SAMPLE_BYTES, Audio

Samples = NDArray[np.int16]
"""One-dimensional, mono."""

RESAMPLE_QUALITY = "HQ"
"""soxr's name: pass band to 91 % of the lower Nyquist frequency, 120 dB stop band (its `SOXR_HQ`, 20 bit)."""

STREAM_QUALITY = "MQ"
"""For capture: soxr's 16-bit quality with half the filter delay of `HQ`; recognisers cannot tell."""

FULL_SCALE = 32767
SILENT_DBFS = -120.0
"""What `level_dbfs` calls digital silence."""

CHIME_NOTES = (659.26, 523.25)
"""Hertz: E5 then C5, a falling third."""

_CHIME_PARTIALS = ((1.0, 1.0, 0.30), (2.0, 0.35, 0.18), (3.01, 0.12, 0.10))
"""Multiple of the note, strength, decay in seconds: a small soft bell."""


def to_samples(audio: Audio) -> Samples:
    """The samples, as a read-only view where that is possible."""
    usable = len(audio.pcm) - len(audio.pcm) % SAMPLE_BYTES
    return np.frombuffer(audio.pcm[:usable], dtype="<i2").astype(np.int16, copy=False)


def to_audio(samples: NDArray[np.int16] | NDArray[np.float32] | NDArray[np.float64], rate: int) -> Audio:
    """Samples as a value. Floats are on the int16 scale; they are rounded, and clipped at full scale."""
    whole = samples if samples.dtype == np.int16 else _to_int16(samples)
    return Audio(whole.astype("<i2", copy=False).tobytes(), rate)


def _to_int16(samples: NDArray[Any]) -> Samples:
    rounded: Samples = np.clip(np.rint(samples), -FULL_SCALE - 1, FULL_SCALE).astype(np.int16)
    return rounded


def silence(seconds: float, rate: int) -> Audio:
    """Digital silence."""
    return Audio(bytes(SAMPLE_BYTES * round(seconds * rate)), rate)


def concatenate(parts: Sequence[Audio], rate: int) -> Audio:
    """One after the other, at `rate`; parts of another rate are resampled."""
    return Audio(b"".join(resample(part, rate).pcm for part in parts), rate)


def slice_seconds(audio: Audio, start_seconds: float, end_seconds: float | None = None) -> Audio:
    """The part from start to end, both clamped to what there is."""
    start = max(0, round(start_seconds * audio.rate))
    end = None if end_seconds is None else max(0, round(end_seconds * audio.rate)) * SAMPLE_BYTES
    return Audio(audio.pcm[start * SAMPLE_BYTES : end], audio.rate)


def resample(audio: Audio, rate: int) -> Audio:
    """The same sound at another rate, by soxr at `RESAMPLE_QUALITY`.

    Goes through float32: soxr adds dither to 16-bit output, which would put noise into digital silence.
    """
    if audio.rate == rate:
        return audio
    resampled = soxr.resample(to_samples(audio).astype(np.float32), audio.rate, rate, quality=RESAMPLE_QUALITY)
    return to_audio(resampled, rate)


class StreamResampler:
    """Resamples an endless stream piece by piece, without seams."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        self.rate_out = rate_out
        self._stream = (
            None if rate_in == rate_out else soxr.ResampleStream(rate_in, rate_out, 1, "float32", STREAM_QUALITY)
        )

    def feed(self, samples: Samples, *, last: bool = False) -> Samples:
        """The next piece; what comes out may be shorter or longer than in proportion."""
        if self._stream is None:
            return samples
        resampled = self._stream.resample_chunk(samples.astype(np.float32), last=last)
        return _to_int16(resampled)

    @property
    def pending_seconds(self) -> float:
        """Sound that went in and has not come out yet."""
        return 0.0 if self._stream is None else float(self._stream.delay()) / self.rate_out


def gain(audio: Audio, factor: float) -> Audio:
    """Every sample times `factor`, clipped at full scale."""
    if factor == 1.0:
        return audio
    return to_audio(to_samples(audio).astype(np.float32) * np.float32(factor), audio.rate)


def fade_in(audio: Audio, seconds: float, *, from_seconds: float = 0.0) -> Audio:
    """Rises linearly from silence to full volume over `seconds`.

    `from_seconds` is how much of the rise earlier sound has used already, so that a fade may span several pieces.
    """
    if seconds <= 0 or from_seconds >= seconds:
        return audio
    samples = to_samples(audio).astype(np.float32)
    ramp = (np.arange(len(samples), dtype=np.float32) / audio.rate + from_seconds) / seconds
    return to_audio(samples * np.minimum(ramp, 1.0), audio.rate)


def fade_out(audio: Audio, seconds: float) -> Audio:
    """Falls linearly to silence over the last `seconds`."""
    samples = to_samples(audio).astype(np.float32)
    count = min(len(samples), round(seconds * audio.rate))
    if count <= 0:
        return audio
    samples[-count:] *= np.linspace(1.0, 0.0, count, dtype=np.float32)
    return to_audio(samples, audio.rate)


def mix(parts: Sequence[Audio], rate: int) -> Audio:
    """All at once, from the same start; as long as the longest, clipped at full scale."""
    arrays = [to_samples(resample(part, rate)) for part in parts]
    total = np.zeros(max((len(array) for array in arrays), default=0), np.float32)
    for array in arrays:
        total[: len(array)] += array
    return to_audio(total, rate)


def level_dbfs(audio: Audio) -> float:
    """Root mean square level in decibels below a full-scale square wave; `SILENT_DBFS` for silence."""
    samples = to_samples(audio)
    if not len(samples):
        return SILENT_DBFS
    mean_square = float(np.mean(np.square(samples.astype(np.float64) / FULL_SCALE)))
    return max(SILENT_DBFS, 10 * float(np.log10(mean_square))) if mean_square > 0 else SILENT_DBFS


def chime(rate: int, notes: Sequence[float] = CHIME_NOTES, *, level: float = 0.3) -> Audio:
    """Two soft bells, about 0.9 s in all: the sound that announces a call. `level` is the peak, 0 … 1."""
    spacing, ring = 0.38, 0.52
    total = np.zeros(round(rate * (spacing * (len(notes) - 1) + ring)), np.float64)
    for index, note in enumerate(notes):
        bell = _bell(note, rate, ring)
        start = round(index * spacing * rate)
        total[start : start + len(bell)] += bell[: len(total) - start]
    peak = float(np.max(np.abs(total))) if len(total) else 0.0
    scaled = total * (level * FULL_SCALE / peak) if peak else total
    return fade_out(to_audio(scaled, rate), 0.08)


def _bell(note: float, rate: int, seconds: float) -> NDArray[np.float64]:
    t = np.arange(round(rate * seconds)) / rate
    strike = np.minimum(t / 0.008, 1.0)
    partials = [
        strength * np.sin(2 * np.pi * note * multiple * t) * np.exp(-t / decay)
        for multiple, strength, decay in _CHIME_PARTIALS
    ]
    bell: NDArray[np.float64] = strike * np.sum(partials, axis=0)
    return bell


def read_wav(source: Path | bytes) -> Audio:
    """A WAV file, or its bytes: 16-bit PCM; several channels are averaged.

    Raises `InvalidInputError` for anything else (24-bit, float, compressed), instead of guessing.
    """
    name = source.name if isinstance(source, Path) else "the sound"
    try:
        with wave.open(io.BytesIO(source) if isinstance(source, bytes) else str(source), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            pcm = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise InvalidInputError(
            f"{name} is not a WAV file of 16-bit PCM ({error})", remedy="Convert it: sox IN.wav -b 16 -e signed OUT.wav"
        ) from error
    if width != SAMPLE_BYTES:
        raise InvalidInputError(
            f"{name} has {8 * width}-bit samples; only 16-bit PCM is read",
            remedy="Convert it: sox IN.wav -b 16 -e signed OUT.wav",
        )
    if rate <= 0:
        raise InvalidInputError(f"{name} claims a rate of {rate} Hz")
    if channels == 1:
        return Audio(pcm[: len(pcm) - len(pcm) % SAMPLE_BYTES], rate)
    whole = len(pcm) - len(pcm) % (SAMPLE_BYTES * channels)
    frames = np.frombuffer(pcm[:whole], dtype="<i2").reshape(-1, channels)
    return to_audio(frames.mean(axis=1), rate)


def wav_bytes(audio: Audio) -> bytes:
    """The sound as a WAV file of 16-bit mono PCM."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(audio.rate)
        file.writeframes(audio.pcm)
    return buffer.getvalue()


def write_wav(path: Path, audio: Audio) -> None:
    """Write it as a WAV file of 16-bit mono PCM."""
    path.write_bytes(wav_bytes(audio))
