"""A check-in out loud from within the container, through the sound server's socket, as it is mounted at home."""

from __future__ import annotations

import asyncio
import json
import subprocess
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.ports import Audio, Sentence, VoiceStyle
from appliance.voice.espeak import Espeak
from tests.outside.boxes import House, docker, house_in, inspected
from tests.soundserver import SoundRoom, sound_room

pytestmark = [pytest.mark.container, pytest.mark.sound, pytest.mark.timeout(900)]

RATE = 16_000
PIECE_BYTES = RATE // 10 * 2
AUDIBLE = 300
"""Samples beyond this, of 32,767, are sound."""

TURN_PIECES = 12
"""So much silence after sound, in tenths of a second, is the person's turn; between two sentences it is shorter."""


def spoken(words: str) -> Audio:
    return asyncio.run(Espeak("en-us").synthesize(Sentence(words, style=VoiceStyle(rate=0.9))))


@contextmanager
def speaker_of(room: SoundRoom) -> Iterator[Iterator[bool]]:
    """Whether the speaker sounds, in tenths of a second, as they pass."""
    listen = ["parec", f"--device={room.speaker}.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1"]
    with subprocess.Popen([*listen, "--latency-msec=50"], stdout=subprocess.PIPE) as recording:
        out = recording.stdout
        assert out is not None
        try:
            yield (
                max(map(abs, array("h", piece)), default=0) > AUDIBLE
                for piece in iter(lambda: out.read(PIECE_BYTES), b"")
            )
        finally:
            recording.terminate()


def wait_for_sound(room: SoundRoom) -> None:
    with speaker_of(room) as sounding:
        assert any(sounding), "the recording ended before anything was heard"


def answer_until_over(room: SoundRoom, answer: Audio, call: subprocess.Popen[str]) -> int:
    """Say this into the room whenever the speaker has been silent for a turn, until the call is over; how often."""
    said, quiet, heard = 0, 0, False
    with speaker_of(room) as sounding:
        for sound in sounding:
            if call.poll() is not None:
                break
            quiet, heard = (0, True) if sound else (quiet + 1, heard)
            if heard and quiet == TURN_PIECES:
                room.speak(answer)
                said, heard = said + 1, False
    return said


@pytest.fixture
def room() -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


@pytest.fixture
def house(room: SoundRoom, image: str, front: str, tmp_path: Path) -> Iterator[House]:
    """Sam's house, whose speaker and microphone are those of the room. scripts/compose finds the socket by itself."""
    with house_in(tmp_path, image, front, PULSE_SOCKET="") as house:
        with house.claimed(house.compose("start")) as browser:
            assert browser.post("/setup/habits", data={"pack_exercise": "on"}).status_code == 303
            assert browser.post("/setup/calls", data={"evening": "on", "at_evening": "21:30"}).status_code == 303
        house.appliance("rooms", "add", "home", "--speaker", "pulse", "--microphone", "pulse")
        yield house


@contextmanager
def called(house: House) -> Iterator[subprocess.Popen[str]]:
    """Sam, called by the appliance on duty in its container."""
    command = ["docker", "exec", house.container(), "appliance", "call", "Sam"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as call:
        yield call


def latest_call(house: House) -> dict[str, object]:
    found: dict[str, object] = json.loads(house.appliance("calls", "list", "Sam", "--json"))[0]
    return found


def test_a_check_in_is_asked_answered_and_kept(house: House, room: SoundRoom) -> None:
    assert docker("exec", house.container(), "appliance", "health").strip() == "ok", "no device is missing"
    with called(house) as call:
        said = answer_until_over(room, spoken("yes, I did"), call)
        told = call.communicate()[0]
    assert call.returncode == 0, told
    assert said >= 2, "who is there, and what was asked"
    assert latest_call(house)["status"] == "completed", told
    asked = told.index("Did you exercise today?")
    assert "→ value 1" in told[asked:], told


def test_told_to_stop_in_mid_call_it_hangs_up_in_time_and_loses_nothing(house: House, room: SoundRoom) -> None:
    with called(house) as call:
        wait_for_sound(room)
        container = house.container()
        docker("stop", "--time=10", container)
        call.communicate()
    ended = inspected(container)["State"]
    assert (ended["ExitCode"], ended["OOMKilled"]) == (0, False), "killed where it took longer"
    assert "Traceback" not in docker("logs", container)
    house.compose("start")
    assert latest_call(house)["status"] == "scheduled", "it rings again"
