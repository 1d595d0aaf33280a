"""Real sound devices through PortAudio: finding them by name, and the `Wire` over a speaker and a microphone.

The only file that imports sounddevice, and only when a device is asked for: importing it starts PortAudio, whose list
of devices is frozen from then on. Refreshing the list stops every stream, so it is done only while no wire is live.
"""

from __future__ import annotations

import asyncio
import ctypes.util
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from appliance.channels.playback import Playback
from appliance.errors import DeviceError, EngineUnavailableError, LineDroppedError, NotFoundError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio
from appliance.voice.audio import Samples, StreamResampler, resample, to_samples
from appliance.voice.capture import STALL_SECONDS, Capture

T = TypeVar("T")
Kind = Literal["input", "output"]

DEFAULT = "default"
"""Whatever PortAudio calls the default device."""

OUTPUT_LATENCY_SECONDS = 0.06
"""Asked of the device. Less starves it when the interpreter is busy; more delays the ring."""

INPUT_LATENCY_SECONDS = 0.064
"""Two frames."""

START_SECONDS = 4.0
"""How long a device may take until sound flows: PulseAudio's null sinks need up to 2 s."""

FLOWING_SECONDS = 0.15
"""Sound beyond its own buffer that a speaker must have taken before it is trusted."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A sound device as PortAudio sees it."""

    name: str
    inputs: int
    """Channels."""
    outputs: int
    """Channels."""
    rate: int
    """Hertz, its own."""
    default_input: bool
    default_output: bool


def portaudio_installed() -> bool:
    """Whether the library is there, without starting it."""
    return ctypes.util.find_library("portaudio") is not None


class SoundDevices:
    """The machine's sound devices. One for the whole appliance: it knows which wires are live."""

    def __init__(self) -> None:
        self._live = 0
        self._changing = asyncio.Lock()
        self._library: Any = None

    async def available(self) -> list[DeviceInfo]:
        """All devices; plugged in meanwhile too, unless a wire is live. Raises `EngineUnavailableError`."""
        async with self._changing:
            return await _in_thread(self._fresh_list, _nothing)

    @asynccontextmanager
    async def open(self, speaker: str = DEFAULT, microphone: str = DEFAULT) -> AsyncIterator[SoundCardWire]:
        """A wire on which sound flows both ways.

        A device is named exactly, by a unique part of its name, or `default`. Raises `NotFoundError` for a name that
        no device has, `DeviceError` for a device that does not work, `EngineUnavailableError` without PortAudio.
        """
        loop = asyncio.get_running_loop()
        async with self._changing:
            wire = await _in_thread(lambda: self._connect(speaker, microphone, loop), SoundCardWire.close)
            self._live += 1
        try:
            await wire.flowing()
            yield wire
        finally:
            try:
                await _in_thread(wire.close, _nothing)
            finally:
                self._live -= 1

    def _fresh_list(self) -> list[DeviceInfo]:
        if self._library is not None:
            self._refresh()
        return self._list()

    def _connect(self, speaker: str, microphone: str, loop: asyncio.AbstractEventLoop) -> SoundCardWire:
        def once() -> SoundCardWire:
            found = self._list()
            speaking, hearing = find_device(found, speaker, "output"), find_device(found, microphone, "input")
            return SoundCardWire(self._sounddevice(), speaking, hearing, loop)

        try:
            return once()
        except (NotFoundError, DeviceError):
            if self._live:
                raise
        self._refresh()  # it may have been plugged in since
        return once()

    def _refresh(self) -> None:
        if not self._live:
            library = self._sounddevice()
            library._terminate()
            library._initialize()

    def _sounddevice(self) -> Any:
        if self._library is None:
            try:
                import sounddevice
            except (ImportError, OSError) as error:
                raise EngineUnavailableError(
                    f"sound needs PortAudio, which is not here ({error})",
                    remedy="Install it: apt install libportaudio2 libasound2-plugins",
                ) from error
            self._library = sounddevice
        return self._library

    def _list(self) -> list[DeviceInfo]:
        library = self._sounddevice()
        default_input, default_output = library.default.device
        return [
            DeviceInfo(
                name=str(device["name"]),
                inputs=int(device["max_input_channels"]),
                outputs=int(device["max_output_channels"]),
                rate=round(device["default_samplerate"]),
                default_input=index == default_input,
                default_output=index == default_output,
            )
            for index, device in enumerate(library.query_devices())
        ]


def find_device(devices: list[DeviceInfo], name: str, kind: Kind) -> tuple[int, DeviceInfo]:
    """The device of that name and its index: by its whole name, else by a part that only one device has.

    Raises `NotFoundError` naming the devices that exist.
    """
    usable = [(i, d) for i, d in enumerate(devices) if (d.inputs if kind == "input" else d.outputs) > 0]
    wanted = name.casefold()
    if wanted == DEFAULT:
        matches = [(i, d) for i, d in usable if (d.default_input if kind == "input" else d.default_output)]
    else:
        matches = [(i, d) for i, d in usable if d.name.casefold() == wanted]
    matches = matches[:1] or [(i, d) for i, d in usable if wanted in d.name.casefold()]
    if len(matches) == 1:
        return matches[0]
    role = "microphone" if kind == "input" else "speaker"
    known = ", ".join(f'"{d.name}"' for _, d in usable) or "none"
    problem = f'"{name}" could be several {role}s' if matches else f'no {role} named "{name}"'
    raise NotFoundError(
        f"{problem}; here: {known}",
        remedy="Plug it in, or give the room another device (appliance rooms devices lists them).",
    )


class SoundCardWire:
    """A `Wire` over two PortAudio streams. Built and closed off the loop's thread; everything else on it."""

    full_duplex = False

    def __init__(
        self,
        library: Any,
        speaker: tuple[int, DeviceInfo],
        microphone: tuple[int, DeviceInfo],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.speaker_name, self.microphone_name = speaker[1].name, microphone[1].name
        self._library = library
        self._loop = loop
        self._closed = False
        self._capture = Capture(self.microphone_name)
        self._emptied, self._hearing = asyncio.Event(), asyncio.Event()
        self.overflows = self.underflows = 0
        self._output = self._input = None
        try:
            self._output = self._open_output(*speaker)
            self._playback = Playback(round(self._output.samplerate), loop.time)
            self._input = self._open_input(*microphone)
            self._resampler = StreamResampler(round(self._input.samplerate), HEARING_RATE)
            self._output.start()
            self._input.start()
        except library.PortAudioError as error:
            self.close()
            raise DeviceError(
                f'the sound devices "{self.speaker_name}" and "{self.microphone_name}" could not be opened: {error}',
                remedy="See that nothing else holds them, and that this user may use them (group audio).",
            ) from error

    async def flowing(self) -> None:
        """Wait until the speaker takes sound and the microphone gives some. Raises `DeviceError`."""
        enough = OUTPUT_LATENCY_SECONDS + FLOWING_SECONDS
        deadline = self._loop.time() + START_SECONDS
        while self._playback.filled_seconds < enough or not self._hearing.is_set():
            self._capture.raise_failure()
            if self._loop.time() > deadline:
                silent = "microphone" if self._playback.filled_seconds >= enough else "speaker"
                name = self.microphone_name if silent == "microphone" else self.speaker_name
                raise DeviceError(f'the {silent} "{name}" opened, but no sound flows')
            await asyncio.sleep(0.01)

    def frames(self) -> AsyncIterator[tuple[float, Audio]]:
        return self._capture.frames()

    async def play(self, audio: Audio) -> float:
        self._capture.raise_failure()
        samples = to_samples(resample(audio, self._playback.rate))
        self._emptied.clear()
        return self._playback.push(samples)

    async def drained(self) -> float:
        while (ended_at := self._playback.sound_ended_at) is None:
            self._capture.raise_failure()
            if self._loop.time() - self._playback.filled_at > STALL_SECONDS:
                self._capture.fail(LineDroppedError(f'the speaker "{self.speaker_name}" has stopped taking sound'))
            with suppress(TimeoutError):
                async with asyncio.timeout(0.25):
                    await self._emptied.wait()
        await asyncio.sleep(max(0.0, ended_at - self._loop.time()))
        self._capture.raise_failure()
        return ended_at

    def stop(self) -> None:
        self._playback.cut()

    def close(self) -> None:
        """Blocks; idempotent. A device that went away is closed all the same."""
        self._closed = True
        for stream in (self._output, self._input):
            if stream is not None and not stream.closed:
                with suppress(self._library.PortAudioError):
                    stream.abort()
                    stream.close()

    def _open_output(self, index: int, device: DeviceInfo) -> Any:
        return self._library.OutputStream(
            device=index,
            samplerate=device.rate,
            channels=min(device.outputs, 2),
            dtype="int16",
            latency=OUTPUT_LATENCY_SECONDS,
            callback=self._wants_sound,
            finished_callback=lambda: self._ended("speaker", self.speaker_name),
        )

    def _open_input(self, index: int, device: DeviceInfo) -> Any:
        rate = HEARING_RATE
        try:
            self._library.check_input_settings(index, channels=1, dtype="int16", samplerate=rate)
        except self._library.PortAudioError:
            rate = device.rate
        return self._library.InputStream(
            device=index,
            samplerate=rate,
            blocksize=round(FRAME_SAMPLES * rate / HEARING_RATE),
            channels=1 if rate == HEARING_RATE else min(device.inputs, 2),
            dtype="int16",
            latency=INPUT_LATENCY_SECONDS,
            callback=self._has_sound,
            finished_callback=lambda: self._ended("microphone", self.microphone_name),
        )

    # On PortAudio's threads -----------------------------------------------------------------------------------------

    def _wants_sound(self, out: np.ndarray, frames: int, times: Any, status: Any) -> None:
        self.underflows += bool(status.output_underflow)
        delay = _delay(times.outputBufferDacTime - times.currentTime, OUTPUT_LATENCY_SECONDS)
        mono = np.zeros(frames, np.int16)
        emptied = self._playback.fill(mono, self._loop.time() + delay)
        out[:] = mono[:, np.newaxis]
        if emptied:
            self._tell(self._emptied.set)

    def _has_sound(self, data: np.ndarray, frames: int, times: Any, status: Any) -> None:
        self.overflows += bool(status.input_overflow)
        delay = _delay(times.currentTime - times.inputBufferAdcTime, INPUT_LATENCY_SECONDS)
        began_at = self._loop.time() - delay
        ended_at = min(self._loop.time(), began_at + frames / float(self._input.samplerate if self._input else 1))
        self._tell(self._captured, data[:, 0].copy(), ended_at)

    def _ended(self, role: str, name: str) -> None:
        if not self._closed:
            self._tell(self._capture.fail, LineDroppedError(f'the {role} "{name}" has gone away'))

    def _tell(self, call: Callable[..., object], *args: object) -> None:
        if not self._closed:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(call, *args)

    # On the loop's thread again -------------------------------------------------------------------------------------

    def _captured(self, samples: Samples, ended_at: float) -> None:
        self._hearing.set()
        resampled = self._resampler.feed(samples)
        self._capture.put(ended_at - self._resampler.pending_seconds, resampled)


def _delay(reported_seconds: float, usual_seconds: float) -> float:
    """What the device says, where it makes sense: some host APIs report no times at all."""
    return reported_seconds if 0.0 < reported_seconds < 3.0 else usual_seconds


def _nothing(result: object) -> None:
    return None


async def _in_thread(work: Callable[[], T], undo: Callable[[T], None]) -> T:
    """`work` on another thread, to its end: cancelled meanwhile, its result is undone and the cancellation passes."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        with suppress(Exception):
            undo(await running)
        raise
