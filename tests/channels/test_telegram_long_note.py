"""Two hours of a real voice in one note: decoded in bounded memory, and answered with what was heard of it."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.resampler import AudioResampler

from appliance.channels.telegram.letters import MOST_ANSWER_SECONDS
from appliance.channels.telegram.note_child import MOST_BYTES
from appliance.channels.telegram.notes import MOST_FILE_BYTES, MOST_SECONDS, Notes
from appliance.records.calls import CallStatus
from appliance.voice.audio import level_dbfs, slice_seconds
from tests.channels.telegram_house import run
from tests.reach.chat_home import ListedEars, chat_home
from tests.reach.test_chat_letters import called, evening
from tests.reach.test_chat_story import MOOD

HOURS = 2
RATE = 48_000
ROUND_SECONDS = 60
"""Of speech and silence, encoded once and written as often as it takes."""

MOST_RESIDENT_MIB = 200
"""Of the decoder: 20 MB of file, 19 MB of samples, FFmpeg and the interpreter. 94 MiB were seen."""

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def a_minute() -> np.ndarray:
    """A sentence, a second of silence, and so on."""
    words = "Well, today I went for a run, and then I called the dentist, and then I read a book. Yes, I did."
    wav = subprocess.run(["espeak-ng", "--stdout", words], capture_output=True, check=True).stdout
    with av.open(io.BytesIO(wav), "r") as container:
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        pieces = [each.to_ndarray()[0] for frame in container.decode(audio=0) for each in resampler.resample(frame)]
    spoken = np.concatenate([*pieces, np.zeros(RATE, np.int16)])
    return np.resize(spoken, ROUND_SECONDS * RATE)


def long_note(hours: int) -> bytes:
    """OGG/Opus as a telephone makes it, at the lowest bit rate there is."""
    file = io.BytesIO()
    options = {"b": "6000", "application": "voip", "frame_duration": "60", "vbr": "on"}
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, options=options)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(a_minute()[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE, frame_size=2880)
        packets = [bytes(packet) for each in resampler.resample(frame) for packet in stream.encode(each)]
        number = 0
        for _ in range(hours * 3600 // ROUND_SECONDS):
            for content in packets:
                packet = av.Packet(content)
                packet.stream, packet.time_base = stream, Fraction(1, RATE)
                packet.pts = packet.dts = number * 2880
                packet.duration = 2880
                number += 1
                container.mux(packet)
    return file.getvalue()


def most_resident_mib(pid: int) -> float:
    """The most memory that a process has had at once."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(each.split()[1] for each in lines if each.startswith("VmHWM"))) / 1024


@pytest.fixture(scope="module")
def note() -> bytes:
    return long_note(HOURS)


def test_it_is_what_it_is_said_to_be(note: bytes) -> None:
    assert 3_000_000 < len(note) < MOST_FILE_BYTES
    with av.open(io.BytesIO(note), "r") as container:
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(HOURS * 3600, abs=2)


def test_two_hours_of_speech_are_decoded_in_bounded_memory(note: bytes) -> None:
    async def work() -> None:
        notes = Notes()
        try:
            decoded = await notes.decode(note)
            assert notes.pid is not None
            seen = most_resident_mib(notes.pid)
        finally:
            await notes.aclose()
        assert decoded.audio.seconds == MOST_SECONDS
        assert (decoded.shortened, decoded.whole) == (True, False)
        for minute in (0, 9):
            spoken = slice_seconds(decoded.audio, minute * 60.0, minute * 60.0 + 5)
            assert level_dbfs(spoken) > -40, "the voice is there"
        assert seen < MOST_RESIDENT_MIB < MOST_BYTES / 2**20

    asyncio.run(work())


def test_it_is_listened_to_for_two_minutes_and_answers_the_question(note: bytes) -> None:
    class Listening(ListedEars):
        seconds = 0.0

        async def feed(self, audio: object) -> str | None:
            self.seconds += getattr(audio, "seconds", 0.0)
            return None

    ears = Listening("yes, I did")

    async def scenario() -> None:
        async with chat_home(ears=ears) as home:
            await evening(home)
            async with home.on_duty():
                await home.pair("Sam")
                await called(home)
                home.people["Sam"].speak(note, HOURS * 3600)
                await home.server.until_handled()
                home.clock.step(seconds=10)
                await home.until_heard("Sam", "first two minutes of that note")
                await home.until_heard("Sam", MOOD)
                assert (await home.latest("Sam")).status is CallStatus.WAITING
                await home.settled()
            assert ears.seconds == pytest.approx(MOST_ANSWER_SECONDS, abs=1.0)
            await home.assert_accounted_for()

    run(scenario())
