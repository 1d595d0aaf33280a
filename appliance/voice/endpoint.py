"""When a person began to speak and when they finished: pure, from speech probabilities alone. No audio, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.records.agenda import Answer


class Event(StrEnum):
    SPEECH_BEGAN = "speech_began"
    PAUSED = "paused"
    """A first short silence: worth transcribing ahead."""
    RESUMED = "resumed"
    """They were not finished."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Profile:
    """How patient to be with one kind of answer."""

    end_silence_seconds: float
    """Silence that ends the utterance."""
    max_utterance_seconds: float
    """From the first voiced frame; then it ends whether they are finished or not."""
    pause_seconds: float = 0.2
    min_speech_seconds: float = 0.12
    """Voice needed before it counts as speech: clicks and taps are shorter, the shortest "no" is longer."""
    begin_probability: float = 0.5
    """At or above is voice, while waiting for speech (the threshold Silero publishes)."""
    keep_probability: float = 0.35
    """At or above is still voice, once speaking: soft word ends (Silero's own exit threshold, begin - 0.15)."""


SHORT = Profile(end_silence_seconds=0.7, max_utterance_seconds=12.0)
"""Yes, no, a number, a time."""

OPEN = Profile(end_silence_seconds=1.25, max_utterance_seconds=45.0)
"""Free words: people stop to think."""


WHILE_HELD = Profile(end_silence_seconds=0.3, max_utterance_seconds=60.0, pause_seconds=0.25, min_speech_seconds=0.06)
"""With a button for probabilities: fingers come down a moment late and leave a moment early."""

LONGEST_END_SILENCE_SECONDS = 6.0

THINKING_END_SILENCE_SECONDS = 2.5
"""For somebody who asked for time to think: they stop in the middle of what they say."""


def profile_for(answer: Answer, end_silence_seconds: float | None = None, *, thinking: bool = False) -> Profile:
    """The profile that suits a kind of answer, as patient as the person likes it.

    `end_silence_seconds` is theirs for a short answer; an open one keeps its proportion to it.
    """
    usual = OPEN if answer is Answer.OPEN else SHORT
    if end_silence_seconds is None and not thinking:
        return usual
    silence = usual.end_silence_seconds
    if end_silence_seconds is not None:
        silence *= end_silence_seconds / SHORT.end_silence_seconds
    if thinking:
        silence = max(silence, THINKING_END_SILENCE_SECONDS)
    longest = OPEN.max_utterance_seconds if thinking else usual.max_utterance_seconds
    return replace(usual, end_silence_seconds=min(silence, LONGEST_END_SILENCE_SECONDS), max_utterance_seconds=longest)


class Endpointer:
    """One utterance. After `ENDED` it stays silent; build a new one for the next."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._elapsed = 0.0
        self._onset: float | None = None
        self._voiced = 0.0
        self._speech_until = 0.0
        self._speaking = self._paused = self._ended = False

    @property
    def began_seconds_ago(self) -> float:
        """From the start of the first voiced chunk to the end of the latest chunk; 0 while nothing was voiced."""
        return 0.0 if self._onset is None else self._elapsed - self._onset

    @property
    def silent_seconds(self) -> float:
        """From the end of the last voiced chunk to the end of the latest chunk."""
        return self._elapsed - self._speech_until

    @property
    def undecided(self) -> bool:
        """Something voiced is under way that has not lasted long enough to be called speech."""
        return self._onset is not None and not self._speaking

    def process(self, chunk_seconds: float, speech_probability: float) -> Event | None:
        """Take the next chunk of sound; what it makes happen, at most one thing."""
        if self._ended:
            return None
        start, self._elapsed = self._elapsed, self._elapsed + chunk_seconds
        if not self._speaking:
            return self._wait(start, chunk_seconds, speech_probability)
        event = self._follow(speech_probability)
        if self.began_seconds_ago >= self._profile.max_utterance_seconds:
            event = Event.ENDED
        self._ended = event is Event.ENDED
        return event

    def _wait(self, start: float, chunk_seconds: float, probability: float) -> Event | None:
        if probability < self._profile.begin_probability:
            if self.silent_seconds >= self._profile.pause_seconds:
                self._onset, self._voiced = None, 0.0
            return None
        if self._onset is None:
            self._onset = start
        self._voiced += chunk_seconds
        self._speech_until = self._elapsed
        if self._voiced < self._profile.min_speech_seconds:
            return None
        self._speaking = True
        return Event.SPEECH_BEGAN

    def _follow(self, probability: float) -> Event | None:
        if probability >= self._profile.keep_probability:
            self._speech_until = self._elapsed
            resumed, self._paused = self._paused, False
            return Event.RESUMED if resumed else None
        if self.silent_seconds >= self._profile.end_silence_seconds:
            return Event.ENDED
        if not self._paused and self.silent_seconds >= self._profile.pause_seconds:
            self._paused = True
            return Event.PAUSED
        return None
