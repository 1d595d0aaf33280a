"""Real sound devices through PortAudio.

The only file that imports sounddevice, and only when a device is asked for: importing it starts PortAudio, whose list
of devices is frozen from then on. Refreshing the list stops every stream, so it is done only while no wire is live.
"""

from __future__ import annotations

import asyncio
import ctypes.util
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from appliance.channels.devices import DEFAULT, DeviceInfo, find_device
from appliance.channels.sound_wire import SoundCardWire
from appliance.errors import DeviceError, EngineUnavailableError, NotFoundError

__all__ = ["DEFAULT", "DeviceInfo", "SoundCardWire", "SoundDevices", "find_device", "portaudio_installed"]

T = TypeVar("T")


def portaudio_installed() -> bool:
    """Whether the library is there, without starting it."""
    return ctypes.util.find_library("portaudio") is not None


class SoundDevices:
    """The machine's sound devices. One for the whole appliance: it knows which wires are live."""

    def __init__(self) -> None:
        self.trying = asyncio.Lock()
        """Held by whoever tries a room by hand."""
        self._live = 0
        self._changing = asyncio.Lock()
        self._library: Any = None
        self._seen: tuple[float, tuple[DeviceInfo, ...]] | None = None
        """By the loop's seconds, when it was looked last, and what was there."""

    async def available(self, within_seconds: float = 0.0) -> list[DeviceInfo]:
        """All devices; plugged in meanwhile too, unless a wire is live. Looking takes 30 ms and more: as it was seen
        within so many seconds will do, where that is said. Raises `EngineUnavailableError`."""
        seconds = asyncio.get_running_loop().time
        async with self._changing:
            if self._seen is None or seconds() - self._seen[0] >= within_seconds:
                found = await _in_thread(self._fresh_list, _nothing)
                self._seen = (seconds(), tuple(found))
            return list(self._seen[1])

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
            _silence_alsa()
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


def _silence_alsa() -> None:
    """Keep ALSA from printing: a starved PulseAudio sink makes it write thousands of lines to standard error.

    Underruns are counted by the wire, and what fails is reported by PortAudio. The handler must not be Python, since
    ALSA calls it from its own threads at any rate; a C function without arguments and effects serves.
    """
    with suppress(OSError, AttributeError):
        does_nothing = ctypes.cast(ctypes.CDLL(None).getppid, ctypes.c_void_p)
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(does_nothing)


def _nothing(result: object) -> None:
    return None


async def _in_thread(work: Callable[[], T], undo: Callable[[T], None]) -> T:
    """`work` on another thread, to its end: cancelled meanwhile, its result is undone and the cancellation passes."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        with suppress(Exception):
            undo(await _ended(running))
        raise


async def _ended(running: asyncio.Future[T]) -> T:
    """What comes of it, however often whoever waits is cancelled: a cancel scope of a web framework does so at every
    turn of the loop, and a stream left open calls back into freed memory once it is collected."""
    while not running.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([running])
    return running.result()
