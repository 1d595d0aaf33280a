"""Barge-in: noticing on a full-duplex wire that the person speaks while the appliance does."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from appliance.errors import LineDroppedError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio, VoiceActivity
from appliance.voice.endpoint import SHORT, Endpointer, Event

KEPT_SECONDS = 2.0
"""Sound kept for the next hearing: what interrupted is the beginning of the answer."""

EARLY_SECONDS = 0.1
"""An answer may begin this long before the last word has left: people take turns that closely."""

INTERRUPTING = replace(SHORT, min_speech_seconds=0.09)
"""Three frames of voice: with the way there and back they leave room within 300 ms, and clicks are shorter."""

TimedFrame = tuple[float, Audio]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was captured while the appliance spoke, for the hearing that follows."""

    frames: Sequence[TimedFrame]
    speech_from: float
    """Loop time from which on it may be the person's answer."""
    cut_at: float | None = None
    """When it made the appliance fall silent."""


class BargeIn:
    """Watches one thing being said."""

    def __init__(self, activity: VoiceActivity) -> None:
        self._activity = activity
        self._recent: deque[TimedFrame] = deque(maxlen=round(KEPT_SECONDS * HEARING_RATE / FRAME_SAMPLES))
        self._endpointer = Endpointer(INTERRUPTING)
        self._began_at: float | None = None

    async def noticed(self, frames: AsyncIterator[TimedFrame], counts: Callable[[float], bool]) -> None:
        """Returns once they speak; what ended at a loop time that does not count is kept, but interrupts nothing.

        Raises `LineDroppedError`.
        """
        self._activity.reset()
        async for ended_at, frame in frames:
            self._recent.append((ended_at, frame))
            probability = self._activity.speech_probability(frame)
            if not counts(ended_at):
                continue
            if self._endpointer.process(frame.seconds, probability) is Event.SPEECH_BEGAN:
                self._began_at = ended_at - self._endpointer.began_seconds_ago
                return
        raise LineDroppedError("the microphone stopped")

    def ahead(self, over_at: float) -> Ahead:
        """What the next hearing begins with; `over_at` is when the appliance fell silent, of itself or not."""
        if self._began_at is None:
            return Ahead(tuple(self._recent), over_at - EARLY_SECONDS)
        return Ahead(tuple(self._recent), self._began_at - FRAME_SAMPLES / HEARING_RATE, over_at)


class Joined:
    """Frames captured ahead, then those to come."""

    def __init__(self, ahead: Sequence[TimedFrame], frames: AsyncIterator[TimedFrame]) -> None:
        self._ahead = deque(ahead)
        self._frames = frames

    def __aiter__(self) -> AsyncIterator[TimedFrame]:
        return self

    async def __anext__(self) -> TimedFrame:
        return self._ahead.popleft() if self._ahead else await self._frames.__anext__()
