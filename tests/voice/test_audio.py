"""Sound as values: what goes in comes out, whatever the rate."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from appliance.errors import InvalidInputError
from appliance.ports import Audio
from appliance.voice import audio as sound

RATES = st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
SAMPLES = hnp.arrays(np.int16, st.integers(0, 4_000), elements=st.integers(-32_768, 32_767))


def tone(hertz: float, seconds: float, rate: int, level: float = 0.3) -> Audio:
    t = np.arange(round(seconds * rate)) / rate
    return sound.to_audio(level * 32_767 * np.sin(2 * np.pi * hertz * t), rate)


@given(SAMPLES, RATES)
def test_samples_survive_the_round_trip(samples: sound.Samples, rate: int) -> None:
    audio = sound.to_audio(samples, rate)
    assert np.array_equal(sound.to_samples(audio), samples)
    assert np.array_equal(sound.to_samples(sound.read_wav(sound.wav_bytes(audio))), samples)
    assert sound.read_wav(sound.wav_bytes(audio)).rate == rate


@given(SAMPLES, RATES, RATES)
def test_resampling_keeps_the_length_in_seconds(samples: sound.Samples, rate: int, other: int) -> None:
    audio = sound.to_audio(samples, rate)
    again = sound.resample(audio, other)
    assert again.rate == other
    assert abs(again.seconds - audio.seconds) <= 1.5 / min(rate, other)


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_a_tone_stays_that_tone_at_another_rate(rate: int) -> None:
    moved = sound.resample(tone(440, 0.5, rate), 16_000)
    expected = sound.to_samples(tone(440, 0.5, 16_000)).astype(float)
    middle = slice(1_000, 7_000)
    assert np.corrcoef(sound.to_samples(moved).astype(float)[middle], expected[middle])[0, 1] > 0.999


def test_silence_stays_digital_silence() -> None:
    moved = sound.resample(sound.silence(0.3, 48_000), 16_000)
    assert set(moved.pcm) == {0}
    assert sound.level_dbfs(moved) == sound.SILENT_DBFS
    assert sound.level_dbfs(Audio(b"", 16_000)) == sound.SILENT_DBFS


@settings(max_examples=25)
@given(st.lists(st.integers(1, 900), min_size=1, max_size=40), st.sampled_from([22_050, 44_100, 48_000]))
def test_a_stream_resampled_in_pieces_is_the_stream_resampled_whole(sizes: list[int], rate: int) -> None:
    rng = np.random.default_rng(sum(sizes))
    whole = (rng.standard_normal(sum(sizes)) * 3_000).astype(np.int16)
    pieces, one = sound.StreamResampler(rate, 16_000), sound.StreamResampler(rate, 16_000)
    out, at = [], 0
    for size in sizes:
        out.append(pieces.feed(whole[at : at + size]))
        at += size
    out.append(pieces.feed(whole[:0], last=True))
    assert np.array_equal(np.concatenate(out), one.feed(whole, last=True))


def test_a_stream_of_the_right_rate_passes_untouched() -> None:
    stream = sound.StreamResampler(16_000, 16_000)
    piece = np.arange(100, dtype=np.int16)
    assert stream.feed(piece) is piece
    assert stream.pending_seconds == 0


@given(SAMPLES, st.floats(0, 4))
def test_gain_clips_and_never_wraps(samples: sound.Samples, factor: float) -> None:
    louder = sound.to_samples(sound.gain(sound.to_audio(samples, 16_000), factor)).astype(int)
    wanted = np.clip(samples.astype(float) * factor, -32_768, 32_767)
    assert np.all(np.abs(louder - wanted) <= 1)


@given(SAMPLES, SAMPLES)
def test_mixing_is_adding_with_clipping(one: sound.Samples, other: sound.Samples) -> None:
    mixed = sound.to_samples(sound.mix([sound.to_audio(one, 16_000), sound.to_audio(other, 16_000)], 16_000))
    total = np.zeros(max(len(one), len(other)), int)
    total[: len(one)] += one
    total[: len(other)] += other
    assert np.array_equal(mixed, np.clip(total, -32_768, 32_767))


def test_a_fade_rises_and_may_span_pieces() -> None:
    whole = tone(440, 1.0, 16_000)
    faded = sound.fade_in(whole, 2.0)
    first, second = sound.slice_seconds(whole, 0, 0.4), sound.slice_seconds(whole, 0.4)
    parts = [sound.fade_in(first, 2.0), sound.fade_in(second, 2.0, from_seconds=0.4)]
    joined = sound.to_samples(sound.concatenate(parts, 16_000)).astype(int)
    assert np.max(np.abs(joined - sound.to_samples(faded))) <= 1
    early, late = sound.slice_seconds(faded, 0, 0.2), sound.slice_seconds(faded, 0.8)
    assert sound.level_dbfs(early) < sound.level_dbfs(late) - 10
    assert sound.fade_in(whole, 0.0) is whole
    assert sound.to_samples(sound.fade_out(whole, 0.1))[-1] == 0


def test_level_of_a_known_wave() -> None:
    assert sound.level_dbfs(tone(1_000, 1.0, 16_000, level=1.0)) == pytest.approx(-3.01, abs=0.05)


@given(RATES)
def test_the_chime_is_short_soft_and_ends_in_silence(rate: int) -> None:
    chime = sound.chime(rate)
    samples = sound.to_samples(chime)
    assert 0.8 < chime.seconds < 1.0
    assert 0.25 < np.max(np.abs(samples.astype(int))) / 32_767 < 0.32
    assert samples[0] == 0
    assert abs(int(samples[-1])) < 50


def wav_of(width: int, channels: int = 1) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(16_000)
        file.writeframes(bytes(width * channels * 100))
    return buffer.getvalue()


@pytest.mark.parametrize("width", [1, 3, 4])
def test_other_sample_widths_are_refused_by_name(width: int) -> None:
    with pytest.raises(InvalidInputError, match=f"{8 * width}-bit"):
        sound.read_wav(wav_of(width))


@pytest.mark.parametrize("data", [b"", b"RIFF", b"ID3 not a wav at all" * 9, wav_of(2)[:20]])
def test_what_is_no_wav_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError, match="not a WAV"):
        sound.read_wav(data)


def test_channels_are_averaged_and_files_written(tmp_path: Path) -> None:
    assert sound.read_wav(wav_of(2, channels=2)).seconds == pytest.approx(100 / 16_000)
    path = tmp_path / "tone.wav"
    written = tone(440, 0.1, 16_000)
    sound.write_wav(path, written)
    assert sound.read_wav(path) == written
