"""Other sound goes down while a line is live and comes back: on a PulseAudio server of this test's own.

Of its own, since everything that plays on a server is turned down, other tests' sound included.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.channels import ducking as ducking_file
from appliance.channels.ducked import (
    LEFT_ON_SCALE,
    Ducked,
    LeftOver,
    Stream,
    read_left_over,
    turned_down,
    write_left_over,
)
from appliance.channels.ducking import Ducking
from appliance.ports import Audio
from appliance.voice.audio import to_samples, write_wav
from appliance.voice.line import VoiceLine
from tests.channels.test_speaker import Kitchen, notice
from tests.soundserver import MONITOR_RATE, SoundRoom, sound_room
from tests.voice.tones import tone

MUSIC_SECONDS = 90.0
FULL = 65_536
"""What the server calls a volume that leaves a stream as it is."""

DUCKED = round(LEFT_ON_SCALE * FULL)
LOOKS = 400
"""How often something is looked for before it is taken not to come."""


class OwnServer:
    """A sound server of this test's own, which remembers volumes as those of real hosts do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        modules = [
            f"module-native-protocol-unix socket={folder}/native auth-anonymous=1",
            "module-stream-restore",
            "module-null-sink sink_name=nobody",
        ]
        loads = [word for module in modules for word in ("-L", module)]
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error"]
        self.process = subprocess.Popen(["pulseaudio", *options, *loads], stderr=subprocess.DEVNULL)

    def answers(self) -> bool:
        return subprocess.run(["pactl", "info"], capture_output=True, timeout=20, check=False).returncode == 0

    def close(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnServer]:
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        pytest.skip("pulseaudio or pactl is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pulse-"))
    for name in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_STATE_PATH"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{folder}/native")
    server = OwnServer(folder)
    try:
        assert until(server.answers)
        yield server
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def lab(server: OwnServer) -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


def until(condition: Callable[[], object]) -> bool:
    """Whether it comes true, asked again and again: each question starts a program, which takes its time."""
    return any(condition() for _ in range(LOOKS))


def playing() -> list[dict[str, Any]]:
    """What plays on the server, by its own account."""
    listed = subprocess.run(["pactl", "-f", "json", "list", "sink-inputs"], capture_output=True, timeout=20, check=True)
    found: list[dict[str, Any]] = json.loads(listed.stdout)
    return found


def volumes(stream: dict[str, Any]) -> set[int]:
    return {channel["value"] for channel in stream["volume"].values()}


class Music:
    """Another program that plays."""

    def __init__(self, lab: SoundRoom) -> None:
        file = lab.folder / "music.wav"
        if not file.exists():
            write_wav(file, tone(440, MUSIC_SECONDS))
        self.process = subprocess.Popen(["paplay", f"--device={lab.speaker}", str(file)])
        lab.running.append(self.process)
        assert until(self.streams)

    def streams(self) -> list[dict[str, Any]]:
        pid = str(self.process.pid)
        return [each for each in playing() if each["properties"].get("application.process.id") == pid]

    @property
    def volume(self) -> int:
        (stream,) = self.streams()
        (volume,) = volumes(stream)
        return volume

    def set_volume(self, volume: int) -> None:
        (stream,) = self.streams()
        subprocess.run(["pactl", "set-sink-input-volume", str(stream["index"]), str(volume)], timeout=20, check=True)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        assert until(lambda: not self.streams())


def near(volume: int) -> Any:
    return pytest.approx(volume, abs=2)


def level(lab: SoundRoom, seconds: float = 0.5) -> float:
    """How loud the speaker is now, in dBFS: its peak, which is there even where a busy server lost a part."""
    arguments = [f"--device={lab.speaker}.monitor", "--format=s16le", f"--rate={MONITOR_RATE}", "--channels=1"]
    with subprocess.Popen(["parec", "--latency-msec=20", *arguments], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(round(0.3 * MONITOR_RATE) * 2)  # what was on its way before
        heard = Audio(process.stdout.read(round(seconds * MONITOR_RATE) * 2), MONITOR_RATE)
        process.terminate()
    return 20 * float(np.log10(np.max(np.abs(to_samples(heard)))))


@pytest.mark.sound
def test_music_is_12_db_lower_while_a_line_is_live(lab: SoundRoom) -> None:
    async def main() -> None:
        music = Music(lab)
        before = level(lab)
        async with Kitchen(ducking=Ducking()).channel.dial(notice()) as line:
            assert isinstance(line, VoiceLine)
            assert until(lambda: music.volume == near(DUCKED))
            during = level(lab)
            ours = [each for each in playing() if each["properties"].get("application.process.id") == str(os.getpid())]
            assert [volumes(each) for each in ours] == [{FULL}]
        assert until(lambda: music.volume == near(FULL))
        after = level(lab)
        assert before - during == pytest.approx(12.04, abs=0.5)
        assert after == pytest.approx(before, abs=0.5)

    asyncio.run(main())


@pytest.mark.sound
def test_lines_at_once_count_and_what_carries_sound_on_is_left_alone(lab: SoundRoom) -> None:
    async def main() -> None:
        ducking, music = Ducking(), Music(lab)
        lab.loop_back()
        assert until(lambda: len(playing()) == 2)
        async with ducking.ducked():
            async with ducking.ducked():
                assert until(lambda: music.volume == near(DUCKED))
            assert until(lambda: music.volume == near(DUCKED))
            assert sorted(max(volumes(each)) for each in playing()) == [near(DUCKED), FULL]
        assert until(lambda: music.volume == near(FULL))

    asyncio.run(main())


@pytest.mark.sound
def test_what_a_person_changed_during_the_call_stays(lab: SoundRoom) -> None:
    async def main() -> None:
        ducking, music, other = Ducking(), Music(lab), Music(lab)
        async with ducking.ducked():
            assert until(lambda: music.volume == near(DUCKED))
            music.set_volume(FULL // 2)
        assert until(lambda: other.volume == near(FULL))
        assert music.volume == FULL // 2

    asyncio.run(main())


@pytest.mark.sound
def test_music_that_begins_during_the_call_goes_down_too(lab: SoundRoom) -> None:
    async def main() -> None:
        async with Ducking().ducked():
            music = Music(lab)
            assert until(lambda: music.volume == near(DUCKED))
        assert until(lambda: music.volume == near(FULL))

    asyncio.run(main())


@pytest.mark.sound
def test_a_player_with_a_stream_for_each_piece_does_not_stay_low(lab: SoundRoom) -> None:
    async def main() -> None:
        first = Music(lab)
        async with Ducking().ducked():
            assert until(lambda: first.volume == near(DUCKED))
            first.stop()
            second = Music(lab)
            assert until(lambda: second.volume == near(DUCKED))
        assert until(lambda: second.volume == near(FULL))
        second.stop()
        third = Music(lab)
        assert third.volume == near(FULL), "the server does not remember the call"

    asyncio.run(main())


@pytest.mark.sound
def test_a_piece_that_began_low_just_before_the_call_ended_comes_back(
    lab: SoundRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        monkeypatch.setattr(ducking_file, "LOOK_SECONDS", 3600.0)
        first = Music(lab)
        async with Ducking().ducked():
            assert until(lambda: first.volume == near(DUCKED))
            first.set_volume(FULL)
            first.set_volume(DUCKED)  # now the server remembers that, whatever it had noticed of the first look
            second = Music(lab)
            assert second.volume == near(DUCKED), "it begins at the remembered volume"
        assert until(lambda: second.volume == near(FULL))

    asyncio.run(main())


DUCKS_UNTIL_KILLED = """
import asyncio, sys
from pathlib import Path
from appliance.channels.ducking import Ducking

async def main():
    async with Ducking(Path(sys.argv[1])).ducked():
        print("ducked", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def killed_while_ducking(file: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", DUCKS_UNTIL_KILLED, str(file)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ducked\n"
        process.send_signal(signal.SIGKILL)


@pytest.mark.sound
def test_what_a_killed_process_left_low_is_restored_at_the_next_start(lab: SoundRoom, tmp_path: Path) -> None:
    music, file = Music(lab), tmp_path / "ducked.json"
    killed_while_ducking(file)
    assert until(lambda: music.volume == near(DUCKED))
    asyncio.run(Ducking(file).restore_left_over())
    assert until(lambda: music.volume == near(FULL))
    assert until(lambda: not file.exists())


@pytest.mark.sound
def test_or_with_the_next_call_and_is_not_lowered_twice(lab: SoundRoom, tmp_path: Path) -> None:
    async def main() -> None:
        async with Ducking(file).ducked():
            assert until(lambda: music.volume == near(DUCKED))
            assert file.exists()

    music, file = Music(lab), tmp_path / "ducked.json"
    killed_while_ducking(file)
    asyncio.run(main())
    assert until(lambda: music.volume == near(FULL))
    assert not file.exists()


@pytest.mark.sound
def test_what_was_left_on_another_run_of_the_server_is_forgotten(lab: SoundRoom, tmp_path: Path) -> None:
    music, file = Music(lab), tmp_path / "ducked.json"
    (stream,) = music.streams()
    here = tuple(each / FULL for each in [FULL] * len(stream["volume"]))
    write_left_over(file, LeftOver(0, (Ducked(stream["index"], (0.1,) * len(here), here),)))
    asyncio.run(Ducking(file).restore_left_over())
    assert music.volume == FULL
    assert not file.exists()


@pytest.mark.sound
def test_a_server_that_hangs_delays_nothing_for_ever_and_its_sound_comes_back(
    lab: SoundRoom, server: OwnServer, tmp_path: Path
) -> None:
    async def main() -> None:
        music = Music(lab)
        async with Ducking(tmp_path / "ducked.json").ducked():
            assert until(lambda: music.volume == near(DUCKED))
            server.process.send_signal(signal.SIGSTOP)
        server.process.send_signal(signal.SIGCONT)
        assert until(lambda: music.volume == near(FULL))

    asyncio.run(main())


def test_a_server_that_never_answers_delays_nothing_for_ever() -> None:
    async def main(address: str) -> None:
        async with Ducking(server=address).ducked():
            pass

    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as mute:
        mute.bind(f"{folder}/native")
        mute.listen()
        asyncio.run(main(f"unix:{folder}/native"))


def test_without_a_server_nothing_happens_and_nothing_is_forgotten(tmp_path: Path) -> None:
    async def main() -> None:
        ducking = Ducking(file, server=f"unix:{tmp_path}/none")
        await ducking.restore_left_over()
        async with ducking.ducked():
            pass

    file = tmp_path / "ducked.json"
    write_left_over(file, LeftOver(7, (Ducked(1, (1.0,), (0.63,)),)))
    kept = file.read_bytes()
    asyncio.run(main())
    assert file.read_bytes() == kept


def test_without_the_library_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with Ducking().ducked():
            pass

    monkeypatch.setitem(sys.modules, "pulsectl", None)
    ducking_file._library.cache_clear()
    try:
        asyncio.run(main())
    finally:
        ducking_file._library.cache_clear()


channels = st.lists(st.floats(0, 1.5), min_size=1, max_size=8).map(tuple)
streams = st.builds(Stream, st.integers(0, 2**32 - 2), channels, st.sampled_from(["", "one", "two"]))


@given(streams)
def test_a_quarter_of_the_amplitude_is_left_and_comes_back(stream: Stream) -> None:
    ducked = turned_down(stream, [])
    assert [volume**3 for volume in ducked.during] == pytest.approx([volume**3 / 4 for volume in stream.volumes])
    assert ducked.back(ducked.during) == stream.volumes


@given(streams, channels)
def test_what_was_changed_is_not_touched(stream: Stream, now: tuple[float, ...]) -> None:
    back = turned_down(stream, []).back(now)
    during = tuple(volume * LEFT_ON_SCALE for volume in stream.volumes)
    changed = len(now) != len(during) or any(abs(one - other) > 0.01 for one, other in zip(now, during, strict=True))
    assert not (changed and back is not None)


@given(streams)
def test_a_stream_that_begins_where_its_predecessor_was_left_goes_back_as_far(stream: Stream) -> None:
    first = turned_down(stream, [])
    follower = turned_down(Stream(stream.index + 1, first.during, stream.memory), [first])
    assert follower.before == (stream.volumes if stream.memory else first.during)


@given(st.integers(0, 2**32 - 1), st.lists(streams, max_size=5))
def test_the_file_gives_back_the_numbers_and_holds_no_names(server: int, found: list[Stream]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ducked.json"
        ducked = [turned_down(stream, []) for stream in found]
        write_left_over(file, LeftOver(server, tuple(ducked)))
        assert not {"one", "two"} & set(file.read_text().split('"'))
        nameless = tuple(Ducked(each.index, each.before, each.during) for each in ducked)
        assert read_left_over(file) == LeftOver(server, nameless)


@given(st.binary() | st.sampled_from([b"{}", b"[]", b'{"server": 1, "streams": [{}]}', b'{"server": null}']))
def test_a_damaged_file_is_nothing(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ducked.json"
        file.write_bytes(content)
        assert read_left_over(file) is None
