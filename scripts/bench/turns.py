"""Whole turns through neural engines: from somebody's last sound to the first sound of the answer.

A synthetic person speaks in a virtual room in real time. The answer is what was prepared before the hour, or what the
language model says; beside both, the same engines in a plain sequence: listen to the end, transcribe, have all of the
reply written, have all of it spoken, play. Models of true size with random values: the times are real, the words are
not. Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline).
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

from appliance.channels.virtual_room import VirtualRoom
from appliance.coach.catalogue import language_model
from appliance.coach.replies import WORD, Replies
from appliance.engines.kinds import Surroundings
from appliance.ports import (
    Audio,
    Expect,
    Hint,
    LanguageModel,
    Message,
    Sentence,
    SpeechToText,
    TextToSpeech,
    VoiceStyle,
)
from appliance.records.agenda import Answer
from appliance.voice.audio import concatenate
from appliance.voice.catalogue import recogniser, voice
from appliance.voice.endpoint import Endpointer, Event, profile_for
from appliance.voice.espeak import Espeak
from appliance.voice.line import VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from scripts.bench._measuring import p95, show, spoken, true_size_models
from tests.engines.contracts import hear

ROUNDS = 5
REACTION_SECONDS = 0.7
ANSWER = "I ran three kilometres"
PREPARED = Sentence("How long did you sleep?")
HINT = Hint(Answer.YES_NO)
SILENCE_SECONDS = profile_for(HINT.answer).end_silence_seconds
PAUSE_SECONDS = profile_for(HINT.answer).pause_seconds
HEAD = "You are a warm friend who calls every evening. " * 12
WEIGHTS = "random values, true size"


@dataclass
class Engines:
    """Loaded, for all turns of one run."""

    ears: SpeechToText
    voice: TextToSpeech
    model: LanguageModel
    answer: Audio
    """What the person says, ending with its last audible sample."""


@dataclass
class Parts:
    """Seconds of each stage alone."""

    transcription: list[float] = field(default_factory=list)
    first_sentence: list[float] = field(default_factory=list)
    """Of the model."""
    first_voice: list[float] = field(default_factory=list)
    """The model's first sentence as sound."""

    @property
    def prepared_bound(self) -> float:
        """The words cannot be known sooner, and the answer may not begin sooner."""
        return max(SILENCE_SECONDS, PAUSE_SECONDS + statistics.median(self.transcription))

    @property
    def model_bound(self) -> float:
        """The same, and then the model's first sentence and its sound."""
        return self.prepared_bound + statistics.median(self.first_sentence) + statistics.median(self.first_voice)


async def prepared_turn(engines: Engines, room: VirtualRoom, cache: PhraseCache) -> float:
    line = VoiceLine(room, engines.ears, cache, Silero())
    stopped_at = _speak(room, engines.answer)
    await line.hear(Expect(HINT))
    reply = await line.say(_only(PREPARED))
    return (reply.first_sound_at or 0.0) - stopped_at


async def model_turn(engines: Engines, room: VirtualRoom, replies: Replies) -> float:
    """Without the acknowledgement that covers it in a call: what the model says is the first sound."""
    line = VoiceLine(room, engines.ears, engines.voice, Silero())
    stopped_at = _speak(room, engines.answer)
    heard = await line.hear(Expect(HINT))
    replies.heard(heard.transcript.text if heard.transcript else ANSWER, "turn")
    made = replies.reply()
    assert made is not None  # noqa: S101  # none was late
    async with made.begun():
        said = await line.say(made.sentences())
    replies.said(said.text)
    return (said.first_sound_at or float("nan")) - stopped_at


async def plain_turn(engines: Engines, room: VirtualRoom, messages: list[Message]) -> float:
    """One thing after the other."""
    stopped_at = _speak(room, engines.answer)
    activity, endpointer, frames = Silero(), Endpointer(profile_for(HINT.answer)), []
    async for _, frame in room.frames():
        frames.append(frame)
        if endpointer.process(frame.seconds, activity.speech_probability(frame)) is Event.ENDED:
            break
    transcript = await hear(engines.ears, concatenate(frames, 16_000), HINT)
    messages.append(Message("user", transcript.text if transcript else ANSWER))
    async with aclosing(engines.model.stream(messages, WORD.limits)) as pieces:
        reply = "".join([piece async for piece in pieces])
    messages.append(Message("assistant", reply))
    first_sound_at = await room.play(await engines.voice.synthesize(Sentence(reply)))
    return first_sound_at - stopped_at


async def stages(engines: Engines, replies: Replies) -> Parts:
    """Each stage by itself."""
    parts, loop = Parts(), asyncio.get_running_loop()
    for _ in range(ROUNDS):
        began = loop.time()
        await hear(engines.ears, engines.answer, HINT)
        parts.transcription.append(loop.time() - began)
        replies.heard(ANSWER, "turn")
        began = loop.time()
        made = replies.reply()
        assert made is not None  # noqa: S101
        async with made.begun(), aclosing(made.sentences()) as sentences:
            sentence = await anext(sentences)
            parts.first_sentence.append(loop.time() - began)
        replies.said(sentence.text)
        began = loop.time()
        await engines.voice.synthesize(sentence)
        parts.first_voice.append(loop.time() - began)
    return parts


def _speak(room: VirtualRoom, answer: Audio) -> float:
    """The person answers; returns when their last sound will have ended."""
    room.speak(answer, REACTION_SECONDS)
    return asyncio.get_running_loop().time() + REACTION_SECONDS + answer.seconds


async def _only(sentence: Sentence) -> AsyncIterator[Sentence]:
    yield sentence


async def measure(engines: Engines) -> None:
    """All kinds of turns in turn, so that what else the machine does hits all of them."""
    cache = PhraseCache(engines.voice)
    await cache.prepare([PREPARED])
    replies = Replies(engines.model, HEAD, "en", VoiceStyle())
    plain = [Message("system", HEAD)]
    await engines.ears.warm()
    await replies.prepare()
    parts = await stages(engines, replies)
    taken: dict[str, list[float]] = {"prepared": [], "model": [], "sequential": []}
    for number in range(ROUNDS + 1):
        async with VirtualRoom(echo=0.2).open() as room:
            turn = {
                "prepared": await prepared_turn(engines, room, cache),
                "model": await model_turn(engines, room, replies),
                "sequential": await plain_turn(engines, room, plain),
            }
        if number:  # the first warms up
            for kind, seconds in turn.items():
                taken[kind].append(seconds)
    report(taken, parts)


def report(taken: dict[str, list[float]], parts: Parts) -> None:
    for name in ("transcription", "first_sentence", "first_voice"):
        show(f"turns.{name}.median", 1000 * statistics.median(getattr(parts, name)), weights=WEIGHTS)
    bounds = {"prepared": parts.prepared_bound, "model": parts.model_bound}
    for kind, bound in bounds.items():
        show(f"turns.{kind}.voice_to_voice.p50", 1000 * statistics.median(taken[kind]), 1000 * bound, weights=WEIGHTS)
        show(f"turns.{kind}.voice_to_voice.p95", 1000 * p95(taken[kind]), 1000 * bound, weights=WEIGHTS)
    plain = statistics.median(taken["sequential"])
    show("turns.sequential.voice_to_voice.p50", 1000 * plain, weights=WEIGHTS)
    show("turns.model_against_sequential.p50", 1000 * statistics.median(taken["model"]), 1000 * plain, weights=WEIGHTS)


async def main() -> None:
    folder = true_size_models("turns")
    if folder is None:
        return
    around = Surroundings(folder)
    person = Espeak()
    model = language_model("llamacpp:llama-1b?context=2048", around)
    assert model is not None  # noqa: S101  # the ladder names one
    engines = Engines(
        recogniser("whisper:base", around), voice("coqui:vits", around), model, await spoken(person, ANSWER)
    )
    try:
        await measure(engines)
    finally:
        for engine in (engines.ears, engines.voice, engines.model):
            await engine.aclose()


if __name__ == "__main__":
    asyncio.run(main())
