"""A real sound server for tests marked `sound`: rooms of their own in PulseAudio, or a skip with the reason.

Every room has its own virtual speaker and microphone, so that tests may run beside each other. PortAudio's devices
reach it through the variables that libpulse reads, PULSE_SINK and PULSE_SOURCE.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.ports import Audio
from appliance.voice.audio import write_wav

MONITOR_RATE = 48_000


def why_no_server() -> str | None:
    """Why there is no sound server to use here; None where there is one."""
    for program in ("pactl", "parec", "paplay"):
        if shutil.which(program) is None:
            return f"{program} is not installed (apt install pulseaudio-utils)"
    found = subprocess.run(["pactl", "info"], capture_output=True, text=True, timeout=10, check=False)
    if found.returncode:
        return f"no PulseAudio server answers: {found.stderr.strip() or 'pactl info failed'}"
    return None


def _pactl(*arguments: str) -> str:
    done = subprocess.run(["pactl", *arguments], capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


@dataclass
class Recording:
    """What a speaker plays, from the start of the recording on."""

    process: subprocess.Popen[bytes]
    file: Path

    def stop(self) -> Audio:
        """Everything recorded, at `MONITOR_RATE`."""
        self.process.terminate()
        self.process.wait(10)
        pcm = self.file.read_bytes()
        return Audio(pcm[: len(pcm) - len(pcm) % 2], MONITOR_RATE)


@dataclass
class SoundRoom:
    """One virtual speaker and one virtual microphone of the sound server."""

    name: str = field(default_factory=lambda: f"t{uuid4().hex[:8]}")
    modules: dict[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="room-")))
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def speaker(self) -> str:
        return f"{self.name}_speaker"

    @property
    def voice(self) -> str:
        """The sink into which persons speak."""
        return f"{self.name}_voice"

    @property
    def microphone(self) -> str:
        return f"{self.name}_microphone"

    def load(self, role: str, *module: str) -> None:
        self.modules[role] = _pactl("load-module", *module)

    def unload(self, role: str) -> None:
        """Take a part away, as pulling its plug would: `speaker`, `voice`, `microphone`, `loop`."""
        _pactl("unload-module", self.modules.pop(role))

    def suspend(self, kind: str, name: str) -> None:
        """A sink or source stops working without a word, as some devices do."""
        _pactl(f"suspend-{kind}", name, "1")

    def loop_back(self) -> None:
        """From now on the microphone hears the speaker, as in a real room."""
        self.load("loop", "module-loopback", f"source={self.speaker}.monitor", f"sink={self.voice}", "latency_msec=20")

    def speak(self, audio: Audio) -> None:
        """A person says this into the microphone; returns at once."""
        file = self.folder / f"{uuid4().hex}.wav"
        write_wav(file, audio)
        self.running.append(subprocess.Popen(["paplay", f"--device={self.voice}", str(file)]))

    def record(self) -> Recording:
        """Record what the speaker plays, from now on."""
        file = self.folder / f"{uuid4().hex}.raw"
        arguments = [f"--device={self.speaker}.monitor", "--format=s16le", f"--rate={MONITOR_RATE}", "--channels=1"]
        with file.open("wb") as out:
            process = subprocess.Popen(["parec", "--latency-msec=20", *arguments], stdout=out)
        self.running.append(process)
        return Recording(process, file)

    def close(self) -> None:
        for process in self.running:
            process.terminate()
            process.wait(10)
        for role in reversed(list(self.modules)):
            with suppress(RuntimeError):  # the server unloads what hung on something already taken away
                self.unload(role)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def sound_room() -> Iterator[SoundRoom]:
    """A room of one's own, of which PortAudio's `pulse` device is speaker and microphone. Skips without a server."""
    if reason := why_no_server():
        pytest.skip(reason)
    room = SoundRoom()
    before = {name: os.environ.get(name) for name in ("PULSE_SINK", "PULSE_SOURCE")}
    try:
        room.load("speaker", "module-null-sink", f"sink_name={room.speaker}", f"rate={MONITOR_RATE}")
        room.load("voice", "module-null-sink", f"sink_name={room.voice}", f"rate={MONITOR_RATE}")
        room.load("microphone", "module-remap-source", f"master={room.voice}.monitor", f"source_name={room.microphone}")
        os.environ.update(PULSE_SINK=room.speaker, PULSE_SOURCE=room.microphone)
        yield room
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        room.close()
