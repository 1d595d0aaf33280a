"""The speaker channel on a real sound server: what is played and said arrives, and nothing of itself."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import numpy as np
import pytest

from appliance.channels.devices import DeviceInfo, find_device
from appliance.channels.ducking import Ducking
from appliance.channels.room_check import play_chime, record_and_play_back
from appliance.channels.sound_card import SoundDevices
from appliance.channels.speaker import SpeakerChannel, loudness_of
from appliance.errors import LineDroppedError, NotFoundError
from appliance.ports import Audio, Expect, Hint, Notice, Sentence, TextToSpeech, Unreached
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult
from appliance.records.people import RingStyle, Room
from appliance.voice.audio import chime, concatenate, level_dbfs, resample, slice_seconds, to_samples
from appliance.voice.line import Loudness as RoomLoudness
from appliance.voice.line import VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from tests.soundserver import SoundRoom, sound_room
from tests.voice.tones import RATE, Loudness, ToneEars, ToneVoice, saying, spoken

QUESTION = "did you run five kilometres before dinner"
EXPECT = Expect(Hint(Answer.YES_NO), patience_seconds=6.0)
BRIEFLY = Expect(Hint(Answer.YES_NO), patience_seconds=0.8)


@pytest.fixture
def lab() -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


def notice(
    room: str | None = "Kitchen",
    zone: str = "UTC",
    due_at: datetime | None = None,
    ring: RingStyle = RingStyle.NORMAL,
) -> Notice:
    return Notice(uuid4(), uuid4(), "Sam", room=room, zone=zone, due_at=due_at, ring=ring)


def as_written(text: str, language: str) -> str:
    return text


class Kitchen:
    """The channel into one room, with ears and voice of tones unless told otherwise."""

    def __init__(
        self,
        device: str = "pulse",
        voice: TextToSpeech | None = None,
        activity: type = Loudness,
        ducking: Ducking | None = None,
    ) -> None:
        self.ears = ToneEars()
        self.devices = SoundDevices()
        self.room = Room(name="kitchen", speaker_device=device, microphone_device=device, volume=1.0)
        cache = PhraseCache(voice or ToneVoice(), as_written)
        self.channel = SpeakerChannel(self.rooms, self.ears, cache, activity, self.devices, as_written, ducking)

    async def rooms(self) -> list[Room]:
        return [self.room]


def aligned(heard: Audio, played: Audio) -> float:
    """Correlation of what was recorded with what was played, at the best shift."""
    recorded, sound = (to_samples(resample(audio, 16_000)).astype(float) for audio in (heard, played))
    size = len(recorded) + len(sound)
    products = np.fft.irfft(np.fft.rfft(recorded, size) * np.conj(np.fft.rfft(sound, size)), size)
    start = int(np.argmax(products[: len(recorded)]))
    piece = recorded[start : start + len(sound)]
    return float(np.corrcoef(piece, sound[: len(piece)])[0, 1])


def arrived(heard: Audio, played: Audio, piece_seconds: float = 0.2) -> float:
    """The share of what was played that is found in the recording, piece by piece: a busy machine may starve a sink."""
    size = round(piece_seconds * played.rate) * 2
    pieces = [Audio(played.pcm[at : at + size], played.rate) for at in range(0, len(played.pcm) - size, size)]
    sounding = [piece for piece in pieces if level_dbfs(piece) > -50]
    return sum(aligned(heard, piece) > 0.95 for piece in sounding) / len(sounding)


@pytest.mark.sound
def test_what_is_said_leaves_the_speaker(lab: SoundRoom) -> None:
    async def main() -> None:
        kitchen = Kitchen()
        recording = lab.record()
        async with kitchen.channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            before = asyncio.get_running_loop().time()
            spoke = await line.say(saying(QUESTION, "are you there"))
            assert spoke.first_sound_at is not None
            assert before <= spoke.first_sound_at
            returned = asyncio.get_running_loop().time()
            assert returned > spoke.first_sound_at + spoke.seconds - 0.2, "not before the last sound has left"
        heard = recording.stop()
        played = concatenate([spoken(QUESTION), spoken("are you there")], 16_000)
        assert arrived(heard, played) > 0.8

    asyncio.run(main())


def pieces(heard: Audio, gap_seconds: float = 0.5) -> list[Audio]:
    """The sounds of a recording, without the silences between them."""
    step, silent = 0.01, gap_seconds
    found: list[tuple[float, float]] = []
    for position in range(int(heard.seconds / step)):
        part = slice_seconds(heard, position * step, (position + 1) * step)
        silent = silent + step if level_dbfs(part) < -65 else 0.0
        if not silent and (not found or found[-1][1] < (position - gap_seconds / step) * step):
            found.append((position * step, (position + 1) * step))
        elif not silent:
            found[-1] = (found[-1][0], (position + 1) * step)
    return [slice_seconds(heard, *each) for each in found]


def peak_db(audio: Audio) -> float:
    """Of the loudest sample, which is there even where a busy server lost a part."""
    return 20 * float(np.log10(np.max(np.abs(to_samples(audio)))))


@pytest.mark.sound
def test_a_chime_is_as_loud_as_it_was_asked_to_be(lab: SoundRoom) -> None:
    async def main() -> None:
        recording = lab.record()
        async with Kitchen().channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            for loudness in (1.0, 0.5, 0.25):
                await line.chime(loudness)
                await line.hear(BRIEFLY)
        full, half, quarter = map(peak_db, pieces(recording.stop()))
        assert full - half == pytest.approx(6.02, abs=0.5)
        assert full - quarter == pytest.approx(12.04, abs=0.5)

    asyncio.run(main())


@pytest.mark.sound
def test_a_gentle_ring_rises_slowly_to_half_of_the_rooms_volume(lab: SoundRoom) -> None:
    words = spoken(" ".join([QUESTION] * 4))

    async def main() -> None:
        recording = lab.record()
        async with Kitchen().channel.dial(notice(ring=RingStyle.GENTLE)) as line:
            assert isinstance(line, VoiceLine)
            await line.chime()
            await line.hear(BRIEFLY)
            await line.say(saying(" ".join([QUESTION] * 4)))
            await line.hear(BRIEFLY)
        announced, said = pieces(recording.stop())
        begins_at = chime(RATE).seconds / 4.0 * 0.5
        assert level_dbfs(announced) < level_dbfs(chime(RATE)) - 20 * np.log10(1 / begins_at)
        first, last = (level_dbfs(slice_seconds(said, at, at + 0.4)) for at in (0.0, said.seconds - 0.4))
        plain = level_dbfs(words)
        assert first - plain == pytest.approx(20 * np.log10(begins_at + 0.2 / 4.0 * 0.5), abs=1.5)
        assert last - plain == pytest.approx(-6.02, abs=0.7)

    asyncio.run(main())


NIGHT = {"begins": "22:00", "ends": "07:00", "volume": 0.3}


@pytest.mark.parametrize(
    ("zone", "hour", "ring", "expected"),
    [
        ("UTC", 20, RingStyle.NORMAL, RoomLoudness(0.8, 2.0)),
        ("Asia/Kolkata", 20, RingStyle.NORMAL, RoomLoudness(0.3, 2.0)),
        ("Asia/Kolkata", 20, RingStyle.GENTLE, RoomLoudness(0.15, 4.0)),
        ("Asia/Kolkata", 20, RingStyle.WAKE_UP, RoomLoudness(0.3, 2.0)),
        ("UTC", None, RingStyle.GENTLE, RoomLoudness(0.4, 4.0)),
        ("Mars/Olympus", 23, RingStyle.NORMAL, RoomLoudness(0.8, 2.0)),
    ],
)
def test_how_loud_a_ring_is_where_the_person_is(zone: str, hour: int | None, ring: RingStyle, expected: object) -> None:
    due_at = None if hour is None else datetime(2026, 3, 2, hour, 30, tzinfo=UTC)
    room = Room(name="kitchen", volume=0.8, fade_in_seconds=2.0, volume_by_hour=[NIGHT])
    assert loudness_of(room, notice(zone=zone, due_at=due_at, ring=ring)) == expected


@pytest.mark.sound
def test_what_is_said_into_the_microphone_is_heard(lab: SoundRoom) -> None:
    async def main() -> None:
        async with Kitchen().channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            await line.say(saying(QUESTION))
            asyncio.get_running_loop().call_later(1.0, lab.speak, spoken("three kilometres sure"))
            heard = await line.hear(EXPECT)
            assert heard.transcript is not None
            assert heard.transcript.text == "three kilometres sure"
            assert heard.clip is not None
            assert aligned(heard.clip, spoken("three kilometres sure")) > 0.9

    asyncio.run(main())


def new_voice() -> TextToSpeech:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    from appliance.voice.espeak import Espeak

    return Espeak()


@pytest.mark.sound
def test_with_the_speaker_in_the_microphone_it_hears_nothing_of_itself(lab: SoundRoom) -> None:
    lab.loop_back()

    async def main() -> None:
        kitchen = Kitchen(voice=new_voice(), activity=Silero)
        patient = Expect(Hint(Answer.YES_NO), patience_seconds=2.0)
        async with kitchen.channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            await line.chime()
            assert (await line.hear(patient)).transcript is None
            await line.say(saying("This morning you said you would run five kilometres before dinner.", "Did you?"))
            assert (await line.hear(patient)).transcript is None
        assert not kitchen.ears.sessions, "nothing even looked like speech"

    asyncio.run(main())


@pytest.mark.sound
def test_speech_in_the_room_is_speech_to_silero(lab: SoundRoom) -> None:
    async def main() -> None:
        kitchen = Kitchen(activity=Silero)
        words = await new_voice().synthesize(Sentence("Yes, I did run this morning."))
        async with kitchen.channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            asyncio.get_running_loop().call_later(0.5, lab.speak, words)
            await line.hear(Expect(Hint(Answer.YES_NO), patience_seconds=4.0))
        assert len(kitchen.ears.sessions) == 1
        assert level_dbfs(concatenate(kitchen.ears.sessions[0].fed, 16_000)) > -35

    asyncio.run(main())


@pytest.mark.sound
def test_a_speaker_that_stops_taking_sound_has_dropped(lab: SoundRoom) -> None:
    async def main() -> None:
        async with Kitchen().channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            lab.suspend("sink", lab.speaker)
            with pytest.raises(LineDroppedError, match='"pulse"'):
                await line.say(saying(QUESTION, QUESTION))

    asyncio.run(main())


@pytest.mark.sound
def test_a_microphone_that_gives_nothing_has_dropped(lab: SoundRoom) -> None:
    async def main() -> None:
        async with Kitchen().channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            lab.suspend("source", lab.microphone)
            with pytest.raises(LineDroppedError, match='"pulse"'):
                await line.hear(EXPECT)

    asyncio.run(main())


@pytest.mark.sound
def test_a_missing_device_is_a_result_that_names_those_that_exist(lab: SoundRoom) -> None:
    async def main() -> None:
        async with Kitchen(device="Bathroom radio").channel.dial(notice()) as line:
            assert isinstance(line, Unreached)
            assert line.result is AttemptResult.UNAVAILABLE
            assert 'no speaker named "Bathroom radio"' in line.detail
            assert '"pulse"' in line.detail

    asyncio.run(main())


@pytest.mark.sound
def test_trying_a_room_by_hand(lab: SoundRoom) -> None:
    async def main() -> None:
        kitchen = Kitchen()
        assert any(device.name == "pulse" for device in await kitchen.devices.available())
        assert await play_chime(kitchen.devices, kitchen.room) >= 0
        silent = await record_and_play_back(kitchen.devices, kitchen.room, 0.3)
        assert not silent.heard_something
        lab.speak(spoken(" ".join(["yes no"] * 200)))  # for as long as anybody may have to wait for it
        for _ in range(40):  # a busy server plays late, and a recording may catch the edge of a word
            recorded = await record_and_play_back(kitchen.devices, kitchen.room, 0.5)
            assert recorded.audio.seconds == pytest.approx(0.5, abs=0.1)
            if recorded.peak > 0.1:
                break
        assert recorded.heard_something
        assert 0.1 < recorded.peak <= 1

    asyncio.run(main())


def test_an_unknown_room_is_a_result() -> None:
    async def main() -> None:
        async with Kitchen().channel.dial(notice("attic")) as line:
            assert isinstance(line, Unreached)
            assert "attic" in line.detail

    asyncio.run(main())


def device(name: str, inputs: int = 1, outputs: int = 1, default: bool = False) -> DeviceInfo:
    return DeviceInfo(name, inputs, outputs, 48_000, default, default)


DEVICES = [
    device("HDA Intel: ALC257 Analog (hw:0,0)"),
    device("USB Speakerphone: Audio (hw:1,0)"),
    device("USB Camera: Audio (hw:2,0)", outputs=0),
    device("pulse", default=True),
]


@pytest.mark.parametrize(
    ("name", "index"),
    [("default", 3), ("pulse", 3), ("PULSE", 3), ("speakerphone", 1), ("ALC257", 0), ("USB", 1)],
)
def test_a_device_is_found_by_its_name_or_a_part_that_only_it_has(name: str, index: int) -> None:
    assert find_device(DEVICES, name, "output")[0] == index


@pytest.mark.parametrize(
    ("name", "problem"), [("USB", "several microphones"), ("radio", 'no microphone named "radio"'), ("hw:", "several")]
)
def test_an_unclear_device_is_refused_with_what_there_is(name: str, problem: str) -> None:
    with pytest.raises(NotFoundError, match=problem) as refusal:
        find_device(DEVICES, name, "input")
    assert "USB Camera" in refusal.value.message


def test_no_devices_at_all() -> None:
    with pytest.raises(NotFoundError, match="here: none"):
        find_device([], "default", "output")
