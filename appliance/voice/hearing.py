"""One hearing: frames in, one utterance or silence out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from appliance.errors import LineDroppedError
from appliance.ports import (
    FRAME_SAMPLES,
    HEARING_RATE,
    Audio,
    Expect,
    Heard,
    RecognitionSession,
    SpeechToText,
    Timings,
    VoiceActivity,
)
from appliance.voice.audio import concatenate
from appliance.voice.echo import is_echo, is_echo_of_cut
from appliance.voice.endpoint import WHILE_HELD, Endpointer, Event, profile_for

PREROLL_SECONDS = 0.6
"""Sound kept from before speech was noticed: soft first consonants."""

Held = Callable[[], bool | None]
"""Whether the talk button is down now; None where there is no button."""

_KEPT_FRAMES = round(2.0 * HEARING_RATE / FRAME_SAMPLES)


@dataclass(frozen=True, slots=True)
class Gate:
    """From when on sound is the person's. Loop seconds."""

    drained_at: float
    """The speaker fell silent. Earlier sound is the appliance's own: not even pre-roll."""
    open_at: float
    """Speech counts from here: the room has settled."""
    deadline: float
    """Speech must have begun by then. Absolute: noise and rejected words do not move it."""
    said: str
    """The words just spoken, for the self-hearing guard."""
    cut_at: float | None = None
    """When they were cut off by what is heard now."""


@dataclass(slots=True)
class _Utterance:
    """Speech under way."""

    session: RecognitionSession
    began_at: float
    heard: list[Audio] = field(default_factory=list)
    """What the recogniser was fed: the clip."""
    held: list[Audio] = field(default_factory=list)
    """Silence since the pause, fed only if they go on, since feeding throws the transcript made ahead away."""
    paused: bool = False

    async def feed(self, audio: Audio) -> None:
        self.heard.append(audio)
        await self.session.feed(audio)


class Hearing:
    """Listens once. `activity` must be this line's own: it keeps state from frame to frame."""

    def __init__(
        self, ears: SpeechToText, activity: VoiceActivity, expect: Expect, gate: Gate, held: Held | None = None
    ) -> None:
        self._ears = ears
        self._activity = activity
        self._expect = expect
        self._gate = gate
        self._profile = profile_for(expect.hint.answer, expect.end_silence_seconds, thinking=expect.thinking)
        self._held = held if held is not None and expect.push_to_talk and held() is not None else None
        self._endpointer = self._new_endpointer()
        self._recent: deque[tuple[float, Audio]] = deque(maxlen=_KEPT_FRAMES)
        self._utterance: _Utterance | None = None
        self.echoes = 0
        """Utterances that were the appliance's own voice."""

    async def listen(self, frames: AsyncIterator[tuple[float, Audio]], listening_from: float) -> Heard:
        """The first utterance that the recogniser accepts, or silence at the deadline.

        An utterance begun before the deadline may finish, bounded by the profile. Raises `LineDroppedError` and
        `EngineError`; an utterance under way is then abandoned, as on cancellation.
        """
        self._activity.reset()
        try:
            async for ended_at, frame in frames:
                if ended_at - frame.seconds < self._gate.drained_at:
                    continue
                heard = await self._take(ended_at, frame, listening_from)
                if heard is not None:
                    return heard
                if self._utterance is None and ended_at >= self._gate.deadline and not self._endpointer.undecided:
                    return Heard(None, Timings(listening_from=listening_from))
        finally:
            if self._utterance is not None:
                await self._utterance.session.abandon()
        raise LineDroppedError("the microphone stopped")

    def _new_endpointer(self) -> Endpointer:
        return Endpointer(self._profile if self._held is None else WHILE_HELD)

    async def _take(self, ended_at: float, frame: Audio, listening_from: float) -> Heard | None:
        probability = self._probability(frame)
        self._recent.append((ended_at, frame))
        if ended_at - frame.seconds < self._gate.open_at:
            return None
        event = self._endpointer.process(frame.seconds, probability)
        if self._utterance is None:
            if event is Event.SPEECH_BEGAN:
                await self._begin(ended_at)
            return None
        await self._follow(self._utterance, event, frame)
        if event is not Event.ENDED:
            return None
        return await self._finish(self._utterance, ended_at, listening_from)

    def _probability(self, frame: Audio) -> float:
        """How likely the person speaks: with a button, whether they hold it, whatever is heard."""
        if self._held is None:
            return self._activity.speech_probability(frame)
        return 1.0 if self._held() else 0.0

    async def _begin(self, ended_at: float) -> None:
        began_at = ended_at - self._endpointer.began_seconds_ago
        session = await self._ears.open(self._expect.language, self._expect.hint)
        self._utterance = _Utterance(session, began_at)
        preroll = [frame for end, frame in self._recent if end > began_at - PREROLL_SECONDS]
        await self._utterance.feed(concatenate(preroll, HEARING_RATE))

    async def _follow(self, utterance: _Utterance, event: Event | None, frame: Audio) -> None:
        if utterance.paused and event is not Event.RESUMED:
            utterance.held.append(frame)
            return
        for held in utterance.held:
            await utterance.feed(held)
        utterance.held.clear()
        utterance.paused = False
        await utterance.feed(frame)
        if event is Event.PAUSED:
            utterance.paused = True
            utterance.session.pause()

    async def _finish(self, utterance: _Utterance, ended_at: float, listening_from: float) -> Heard | None:
        loop = asyncio.get_running_loop()
        speech_ended = ended_at - self._endpointer.silent_seconds
        endpoint_at = loop.time()
        self._utterance = None
        self._endpointer = self._new_endpointer()
        self._recent.clear()
        transcript = await utterance.session.finish()
        if transcript is None or not transcript.text.strip():
            return None
        if self._is_echo(transcript.text, utterance.began_at, speech_ended):
            self.echoes += 1
            return None
        timings = Timings(listening_from, utterance.began_at, speech_ended, endpoint_at, loop.time())
        return Heard(transcript, timings, concatenate(utterance.heard, HEARING_RATE))

    def _is_echo(self, text: str, began_at: float, speech_ended: float) -> bool:
        gate = self._gate
        if gate.cut_at is not None and is_echo_of_cut(text, gate.said, speech_ended - gate.cut_at):
            return True
        return is_echo(text, gate.said, began_at - gate.drained_at)
