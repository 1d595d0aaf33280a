"""The voice line beside the bare sum of its parts: what it adds between a person's last word and the next sound.

A synthetic person answers questions in a virtual room in real time, through Silero, endpointing and the recogniser.
Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline).
"""

from __future__ import annotations

import asyncio
import json
import statistics
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from appliance.channels.virtual_room import VirtualRoom
from appliance.engines.kinds import Surroundings
from appliance.language.catalogue import hint_for
from appliance.ports import Audio, Expect, Heard, Sentence, SpeechToText, Spoken, TextToSpeech
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.voice.catalogue import recogniser, voice
from appliance.voice.endpoint import profile_for
from appliance.voice.line import VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from scripts.bench._measuring import Stalls, p95, show, spoken

ROUNDS = 4
WARM_UP_TURNS = 1
REACTION_SECONDS = 0.6
EXERCISE = AgendaItem(key="exercise", kind=ItemKind.METRIC, answer=Answer.YES_NO, label="exercise")
SLEEP = AgendaItem(key="sleep", kind=ItemKind.METRIC, answer=Answer.DURATION, label="sleep", unit="hours")
MOOD = AgendaItem(key="mood", kind=ItemKind.METRIC, answer=Answer.SCALE, label="mood", low=1, high=10)
TURNS = (
    (EXERCISE, "Exercise?", "yes"),
    (SLEEP, "Sleep?", "six hours"),
    (MOOD, "Your mood?", "seven"),
)


@dataclass
class Turn:
    """One answer and the reply to it. Loop seconds."""

    stopped_at: float
    """When the person's last audible sample sounded."""
    heard: Heard
    looked_up_seconds: float
    """What the phrase cache took for the reply."""
    reply: Spoken
    silence_seconds: float
    """What the endpoint waits for."""

    @property
    def speech_ended(self) -> float:
        return self.heard.timings.speech_ended or self.stopped_at

    @property
    def total_seconds(self) -> float:
        """End of speech to the first sound of the reply."""
        return (self.reply.first_sound_at or 0.0) - self.speech_ended

    @property
    def parts_seconds(self) -> float:
        """The least it could be: the silence, the recogniser's finish, the cache."""
        times = self.heard.timings
        finish = (times.transcribed_at or 0.0) - (times.endpoint_at or 0.0)
        return self.silence_seconds + finish + self.looked_up_seconds


async def _only(text: str) -> AsyncIterator[Sentence]:
    yield Sentence(text)


async def _turn(room: VirtualRoom, line: VoiceLine, cache: TextToSpeech, item: AgendaItem, answer: Audio) -> Turn:
    """The person answers what was asked; the line hears it and replies."""
    loop = asyncio.get_running_loop()
    stopped_at = loop.time() + REACTION_SECONDS + answer.seconds
    room.speak(answer, REACTION_SECONDS)
    heard = await line.hear(Expect(hint_for(item, "Sam")))
    asked_at = loop.time()
    await cache.synthesize(Sentence("Noted."))
    looked_up = loop.time() - asked_at
    reply = await line.say(_only("Noted."))
    return Turn(stopped_at, heard, looked_up, reply, profile_for(item.answer).end_silence_seconds)


async def measure(ears: SpeechToText, cache: PhraseCache) -> tuple[list[Turn], Stalls]:
    """All turns, answered in one room, and how the loop fared meanwhile."""
    await ears.warm()
    await cache.prepare([Sentence("Noted."), *(Sentence(question) for _, question, _ in TURNS)])
    answers = [await spoken(cache, words) for _, _, words in TURNS]
    turns, stalls = [], Stalls()
    async with VirtualRoom(echo=0.2).open() as room:
        line = VoiceLine(room, ears, cache, Silero())
        work = list(zip(TURNS, answers, strict=True)) * ROUNDS
        for number, ((item, question, _), answer) in enumerate(work[:WARM_UP_TURNS] + work):
            warm = number >= WARM_UP_TURNS
            async with (stalls if warm else Stalls()).watched():
                await line.say(_only(question))
                turn = await _turn(room, line, cache, item, answer)
            if warm and turn.heard.transcript is not None:
                turns.append(turn)
    return turns, stalls


async def main() -> None:
    around = Surroundings(Path("models"))
    ears, cache = recogniser("sphinx", around), PhraseCache(voice("espeak", around))
    try:
        turns, stalls = await measure(ears, cache)
    finally:
        await ears.aclose()
        await cache.aclose()
    totals = [1000 * turn.total_seconds for turn in turns]
    parts = [1000 * turn.parts_seconds for turn in turns]
    added = [total - part for total, part in zip(totals, parts, strict=True)]
    show("line.end_of_speech_to_first_sound.median", statistics.median(totals), statistics.median(parts))
    show("line.end_of_speech_to_first_sound.p95", p95(totals), p95(parts))
    show("line.added.p95", p95(added), 50.0)
    noticed = [1000 * (turn.speech_ended - turn.stopped_at) for turn in turns]
    show("line.speech_end_noticed_late.median", statistics.median(noticed))
    show("line.longest_loop_stall", 1000 * max(stalls.late_seconds), 50.0)
    show("line.longest_loop_stall.own_work", 1000 * max(stalls.own_seconds), 50.0)
    heard = {"name": "line.answers_heard", "value": len(turns), "unit": "answers"}
    print(json.dumps({**heard, "baseline": ROUNDS * len(TURNS), "ratio": round(len(turns) / (ROUNDS * len(TURNS)), 3)}))


if __name__ == "__main__":
    asyncio.run(main())
