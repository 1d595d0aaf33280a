"""Voice notes: ours are heard by an independent decoder, theirs by us, and no file that somebody sends does harm."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import av
import numpy as np
import psutil
import pytest
import soundfile
from numpy.typing import NDArray

from appliance.channels.telegram.faults import UnclearError
from appliance.channels.telegram.notes import NoteError, NoteFault, Notes, VoiceNote
from appliance.errors import EngineError, InvalidInputError
from appliance.ports import Audio
from appliance.voice.audio import level_dbfs, resample, silence, to_audio, to_samples
from tests.channels.botapi import Broken
from tests.channels.oggs import HEAD, TAGS, page, quiet_opus
from tests.channels.telegram_house import house, run

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(3000)


@asynccontextmanager
async def notes(**how: Any) -> AsyncIterator[Notes]:
    made = Notes(**how)
    try:
        yield made
    finally:
        await made.aclose()


def babble(seconds: float, rate: int) -> Audio:
    """A voice-like sound that differs at each moment: harmonics of a gliding pitch, in syllables."""
    t = np.arange(round(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(130 + 30 * np.sin(2 * np.pi * 0.7 * t)) / rate
    voice = sum(np.sin(k * phase) / k for k in range(1, 12))
    return to_audio(6000 * voice * (0.55 + 0.45 * np.sin(2 * np.pi * 3.1 * t + np.sin(t))), rate)


def likeness(one: NDArray[Any], other: NDArray[Any], rate: int) -> float:
    """Correlation of a second in the middle of two sounds, at the best of the shifts within 30 ms."""
    length, most = min(len(one), len(other)), rate * 3 // 100
    half = min(rate, length - 2 * most) // 2
    start, end = length // 2 - half, length // 2 + half
    a, b = (each.astype(np.float64) for each in (one, other))
    best = int(np.argmax(np.correlate(b[start - most : end + most], a[start:end], "valid"))) - most
    return float(np.corrcoef(a[start:end], b[start + best : end + best])[0, 1])


@pytest.mark.parametrize(
    ("seconds", "rate"), [(0.05, 24_000), (0.7, 8_000), (3.333, 16_000), (7.123, 22_050), (20.0, 48_000)]
)
def test_our_notes_are_heard_by_another_decoder(seconds: float, rate: int) -> None:
    async def talk() -> None:
        sound = babble(seconds, rate)
        async with notes() as ours:
            note = await ours.encode(sound)
        info = soundfile.info(io.BytesIO(note.ogg))
        assert (info.format, info.subtype, info.samplerate, info.channels) == ("OGG", "OPUS", 48_000, 1)
        heard, heard_rate = soundfile.read(io.BytesIO(note.ogg), dtype="int16")
        assert abs(len(heard) / heard_rate - max(seconds, 0.2)) < 0.02
        assert note.seconds == pytest.approx(max(seconds, 0.2), abs=0.001)
        if seconds >= 0.5:
            assert likeness(to_samples(resample(sound, 48_000)), heard, 48_000) > 0.95
        assert len(note.ogg) < 6000 + 6000 * seconds

    run(talk())


def test_what_was_encoded_is_decoded_to_what_it_was() -> None:
    async def talk() -> None:
        sound = babble(5.0, 16_000)
        async with notes() as ours:
            decoded = await ours.decode((await ours.encode(sound)).ogg)
        assert decoded.audio.rate == 16_000
        assert abs(decoded.audio.seconds - 5.0) < 0.02
        assert (decoded.whole, decoded.shortened) == (True, False)
        assert likeness(to_samples(sound), to_samples(decoded.audio), 16_000) > 0.95

    run(talk())


def test_a_note_of_another_encoder_is_heard() -> None:
    async def talk() -> None:
        sound, file = babble(4.0, 48_000), io.BytesIO()
        stereo = np.stack([to_samples(sound)] * 2, axis=1)
        soundfile.write(file, stereo, 48_000, format="OGG", subtype="OPUS")
        async with notes() as ours:
            decoded = await ours.decode(file.getvalue())
        assert abs(decoded.audio.seconds - 4.0) < 0.02
        assert likeness(to_samples(resample(sound, 16_000)), to_samples(decoded.audio), 16_000) > 0.95

    run(talk())


def filmed(sound: Audio | None, container: str, codec: str, rate: int) -> bytes:
    """A video note: 240 × 240 pictures, and sound where there is some."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as film:
        video: Any = film.add_stream("libvpx" if container == "webm" else "mpeg4", rate=10)
        video.width = video.height = 240
        video.pix_fmt = "yuv420p"
        audio: Any = film.add_stream(codec, rate=rate) if sound else None
        if sound:
            audio.layout = "mono"
        for _ in range(20):
            film.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((240, 240, 3), np.uint8), format="rgb24")))
        film.mux(video.encode(None))
        if sound:
            frame = av.AudioFrame.from_ndarray(to_samples(sound).reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = rate
            size = 960 if codec == "libopus" else 1024
            resampler = av.AudioResampler(format=audio.format, layout="mono", rate=rate, frame_size=size)
            for piece in (*resampler.resample(frame), *resampler.resample(None)):
                piece.pts = None
                film.mux(audio.encode(piece))
            film.mux(audio.encode(None))
    return file.getvalue()


@pytest.mark.parametrize(("container", "codec", "rate"), [("mp4", "aac", 44_100), ("webm", "libopus", 48_000)])
def test_video_notes_are_heard(container: str, codec: str, rate: int) -> None:
    async def talk() -> None:
        sound = babble(2.0, rate)
        async with notes() as ours:
            decoded = await ours.decode(filmed(sound, container, codec, rate))
        assert abs(decoded.audio.seconds - 2.0) < 0.06, "AAC comes in frames of 23 ms, with one before the sound"
        assert likeness(to_samples(resample(sound, 16_000)), to_samples(decoded.audio), 16_000) > 0.3
        assert level_dbfs(decoded.audio) == pytest.approx(level_dbfs(sound), abs=1.0)

    run(talk())


async def fault_of(file: bytes) -> NoteFault:
    async with notes() as ours:
        with pytest.raises(NoteError) as told:
            await ours.decode(file)
        assert told.value.remedy
        return told.value.fault


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        pytest.param(b"", NoteFault.EMPTY, id="empty"),
        pytest.param(JPEG, NoteFault.NOT_SOUND, id="a picture"),
        pytest.param(b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", NoteFault.NOT_SOUND, id="a play list"),
        pytest.param(b"RIFF" + bytes(500), NoteFault.NOT_SOUND, id="another sound format"),
        pytest.param(b"x", NoteFault.NOT_SOUND, id="one byte"),
        pytest.param(b"OggS" + bytes(5000), NoteFault.DAMAGED, id="a beginning and nothing behind it"),
        pytest.param(b"\0\0\0\x18ftypisom" + bytes(5000), NoteFault.DAMAGED, id="a film without content"),
        pytest.param(bytes(20_000_001), NoteFault.TOO_BIG, id="larger than Telegram gives out"),
    ],
)
def test_what_is_no_voice_note_is_told_to_be_none(file: bytes, fault: NoteFault) -> None:
    async def talk() -> None:
        assert await fault_of(file) is fault

    run(talk())


def test_a_film_without_sound_is_told_to_have_none() -> None:
    async def talk() -> None:
        assert await fault_of(filmed(None, "mp4", "aac", 44_100)) is NoteFault.NO_SOUND

    run(talk())


def test_silence_is_a_result() -> None:
    async def talk() -> None:
        async with notes() as ours:
            decoded = await ours.decode((await ours.encode(silence(3.0, 16_000))).ogg)
        assert decoded.whole
        assert abs(decoded.audio.seconds - 3.0) < 0.02
        assert level_dbfs(decoded.audio) < -80

    run(talk())


def test_a_truncated_note_gives_what_is_there_and_says_so() -> None:
    async def talk() -> None:
        sound = babble(8.0, 16_000)
        async with notes() as ours:
            ogg = (await ours.encode(sound)).ogg
            halves = [await ours.decode(ogg[: int(len(ogg) * share)]) for share in (0.3, 0.5, 0.99)]
        for half, share in zip(halves, (0.3, 0.5, 0.99), strict=True):
            assert not half.whole
            assert 8 * share - 1.5 < half.audio.seconds <= 8 * share + 0.1
            assert likeness(to_samples(sound), to_samples(half.audio), 16_000) > 0.9

    run(talk())


def test_damage_in_the_middle_costs_what_was_damaged() -> None:
    async def talk() -> None:
        async with notes() as ours:
            ogg = bytearray((await ours.encode(babble(8.0, 16_000))).ogg)
            middle = len(ogg) // 2
            ogg[middle : middle + 400] = bytes(400)
            decoded = await ours.decode(bytes(ogg))
        assert 5.9 < decoded.audio.seconds <= 8.1
        assert not decoded.whole

    run(talk())


def test_no_damage_ends_in_anything_but_sound_or_an_error_of_ours() -> None:
    async def talk() -> None:
        chance = np.random.default_rng(8)
        async with notes() as ours:
            ogg = (await ours.encode(babble(2.0, 16_000))).ogg
            mp4 = filmed(babble(2.0, 44_100), "mp4", "aac", 44_100)
            for original in (ogg, mp4):
                for _ in range(60):
                    file = bytearray(original)
                    for place in chance.integers(0, len(file), 1 + int(chance.integers(0, 30))):
                        file[place] = int(chance.integers(0, 256))
                    with suppress(NoteError, EngineError):
                        assert (await ours.decode(bytes(file))).audio.seconds < 60
            assert abs((await ours.decode(ogg)).audio.seconds - 2.0) < 0.02, "and it still works"

    run(talk())


def test_two_hours_in_a_small_file_are_cut_short_in_bounded_memory() -> None:
    async def talk() -> None:
        file = quiet_opus(7200)
        assert len(file) < 200_000
        async with notes() as ours:
            decoded = await ours.decode(file)
            (child,) = psutil.Process().children()
            assert child.memory_info().rss < 300_000_000
        assert (decoded.audio.seconds, decoded.shortened, decoded.whole) == (600.0, True, False)

    run(talk())


@pytest.mark.parametrize("claimed_samples", [2**62, 48_000 * 3600 * 200])
def test_what_a_file_claims_of_its_length_is_not_believed(claimed_samples: int) -> None:
    async def talk() -> None:
        async with notes() as ours:
            decoded = await ours.decode(quiet_opus(6.0, claimed_samples=claimed_samples))
        assert 5.9 < decoded.audio.seconds <= 6.0

    run(talk())


def test_a_note_without_sound_or_with_a_senseless_end_is_damaged() -> None:
    async def talk() -> None:
        assert await fault_of(page([HEAD], 0, 0, 2) + page([TAGS], 1, 0, 4)) is NoteFault.DAMAGED
        assert await fault_of(quiet_opus(6.0, claimed_samples=-5)) is NoteFault.DAMAGED

    run(talk())


def test_a_note_of_nothing_or_of_more_than_an_hour_is_not_made() -> None:
    async def talk() -> None:
        async with notes() as ours:
            for sound in (Audio(b"", 16_000), Audio(bytes(2 * 8000 * 3601), 8000)):
                with pytest.raises(InvalidInputError):
                    await ours.encode(sound)

    run(talk())


def test_a_decoder_that_was_killed_is_started_again() -> None:
    async def talk() -> None:
        async with notes() as ours:
            note = await ours.encode(babble(1.0, 16_000))
            (child,) = psutil.Process().children()
            child.kill()
            child.wait()
            with suppress(EngineError):
                await ours.decode(note.ogg)
            assert (await ours.decode(note.ogg)).whole

    run(talk())


@pytest.mark.parametrize(("seconds", "told"), [(0.05, 1), (1.49, 1), (1.5, 2), (61.2, 61)])
def test_the_duration_that_is_told_is_whole_seconds(seconds: float, told: int) -> None:
    assert VoiceNote(b"", seconds).duration_seconds == told


def test_a_note_is_fetched_and_heard_though_the_download_breaks_off_twice() -> None:
    async def talk() -> None:
        async with notes() as ours, house() as home:
            note = await ours.encode(babble(2.0, 16_000))
            home.server.person("Sam").speak(note.ogg)
            home.server.trouble("file", Broken(0.5), 2)
            async with home.open() as bot:
                await home.server.until_handled()
                file = home.done[0].file
                assert file is not None
                decoded = await bot.hear(file)
                assert (decoded.whole, round(decoded.audio.seconds, 1)) == (True, 2.0)
                home.server.trouble("file", Broken(0.5), 4)
                with pytest.raises(UnclearError):
                    await bot.hear(file)

    run(talk())
