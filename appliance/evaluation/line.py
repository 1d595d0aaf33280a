"""A line whose other end says what a dialogue's file says, item by item. Nothing sounds and nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from appliance.calls.journal import Said
from appliance.errors import LineDroppedError
from appliance.evaluation.dialogue import Dialogue, Utterance
from appliance.ports import Expect, Heard, Sentence, Spoken, Timings, Transcript
from appliance.records.calls import MessageType

MOST_HEARINGS = 200
"""A conversation that goes on for longer goes round in circles."""


class ScriptedLine:
    """A `Line`. `keep` tells it what is being asked: each turn is kept before the answer to it is heard."""

    durable = False

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._asked = "presence"
        self._heard: dict[str, int] = {}
        self._hearings = 0
        self.sentences: list[Sentence] = []
        """All that was said, in order."""
        self.kept: list[Said] = []
        self.words = ""
        """What was said to it last."""

    async def keep(self, said: Said) -> None:
        """A `Keep`."""
        self.kept.append(said)
        if said.message_type is MessageType.AI:
            self._asked = said.item_key

    @property
    def unheard(self) -> tuple[str, ...]:
        """What the dialogue has the person say, and they were never listened to."""
        answers = self._dialogue.answers
        return tuple(
            utterance.words
            for key in answers
            for utterance in self._dialogue.utterances(key)[self._heard.get(key, 0) :]
        )

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        """Nothing sounds."""

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        said = [sentence async for sentence in sentences]
        self.sentences += said
        return Spoken(" ".join(sentence.text for sentence in said), 0.0, engine="evaluation")

    async def hear(self, expect: Expect) -> Heard:
        self._hearings += 1
        if self._hearings > MOST_HEARINGS:
            raise LineDroppedError("The conversation came to no end.")
        await asyncio.sleep(0)
        place = self._heard.get(self._asked, 0)
        self._heard[self._asked] = place + 1
        utterances = self._dialogue.utterances(self._asked)
        said = utterances[place] if place < len(utterances) else Utterance()
        self.words = said.words
        if not said.words:
            return Heard(None)
        now = asyncio.get_running_loop().time()
        transcript = Transcript(said.words, expect.language, said.confidence, "evaluation")
        return Heard(transcript, Timings(speech_ended=now, endpoint_at=now, transcribed_at=now))
