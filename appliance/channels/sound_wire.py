"""The `Wire` over a speaker and a microphone of PortAudio, whose module is passed in (see `sound_card`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import numpy as np

from appliance.channels.devices import DeviceInfo
from appliance.channels.playback import Playback
from appliance.errors import DeviceError, LineDroppedError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio
from appliance.voice.audio import Samples, StreamResampler, resample, to_samples
from appliance.voice.capture import STALL_SECONDS, Capture

OUTPUT_LATENCY_SECONDS = 0.06
"""Asked of the device. Less starves it when the interpreter is busy; more delays the ring."""

INPUT_LATENCY_SECONDS = 0.064
"""Two frames."""

MOST_INPUT_DELAY_SECONDS = 0.1
"""PulseAudio over-reports by up to a second while it starts; a frame timed too early would be thrown away."""

START_SECONDS = 4.0
"""How long a device may take until sound flows: PulseAudio's null sinks need up to 2 s."""

FLOWING_SECONDS = 0.15
"""Sound beyond its own buffer that a speaker must have taken before it is trusted."""


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
        reported = _delay(times.currentTime - times.inputBufferAdcTime, INPUT_LATENCY_SECONDS)
        began_at = self._loop.time() - min(reported, MOST_INPUT_DELAY_SECONDS)
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
