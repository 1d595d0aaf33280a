"""The rehearsal: an evening check-in in a virtual room, answered aloud by a second synthetic voice.

The person's truth is drawn at random and spoken; the appliance hears it through audio, voice activity detection and
recognition like anybody else, so what it understood may differ from what was meant, and both are shown.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance.app import Appliance, open_appliance
from appliance.calls.by_hand import call_by_hand
from appliance.channels.rehearsal import RehearsalChannel
from appliance.coach.interpret import interpret
from appliance.errors import InvalidInputError
from appliance.language.english.answers import spoken_answer
from appliance.ports import Expect, Transcript, VoiceStyle
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Call, CallStatus, MessageType, Observation, Turn
from appliance.records.people import CallType, User
from appliance.records.progress import Commitment, MetricKind, MetricType
from appliance.settings import Settings
from appliance.calls.stage import Stage
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import SileroActivity

Show = Callable[[str], None]

PERSON_VOICE = VoiceStyle(voice="en-us+f3", rate=0.95)

PROMISES = ("call the dentist before ten", "walk to the office", "read twenty pages", "go to bed at half past ten")
"""What the rehearsing person may promise; drawn at random like every other answer."""

TRUTHS: dict[Answer, Sequence[float]] = {
    Answer.YES_NO: (0.0, 1.0),
    Answer.DURATION: tuple(hours / 2 for hours in range(8, 20)),
    Answer.NUMBER: tuple(range(1, 13)),
    Answer.SCALE: tuple(range(1, 11)),
}


class SyntheticPerson:
    """Somebody with an answer to every item of an agenda, who corrects a read-back that is wrong."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self._stage = stage
        self.truth: dict[str, float] = {}
        self.words: dict[str, str] = {}
        self._current = stage.agenda.items[0]
        for item in stage.agenda.items:
            if item.answer is Answer.OPEN:
                self.words[item.key] = chance.choice(PROMISES)
                continue
            self.truth[item.key] = chance.choice(TRUTHS.get(item.answer, (1.0,)))
            self.words[item.key] = spoken_answer(item, self.truth[item.key], chance)

    def answer(self, expect: Expect, last_said: str) -> str | None:
        """What they say next, having heard `last_said`."""
        coach = self._stage.coach
        for item in self._stage.agenda.items[1:]:
            recording = self._stage.recordings.get(item.clip) if item.clip else None
            question = coach.question(item, recording, day=self._stage.agenda.day)
            if question[-1].text in last_said and item.key != self._current.key:
                self._current = item
                return self.words[item.key]
        again = (*coach.ask_again(self._current), *coach.still_there(self._current), *coach.opening())
        if any(sentence.text in last_said for sentence in again):
            return self.words[self._current.key]
        return self._confirm(last_said)

    def _confirm(self, read_back: str) -> str:
        understood = interpret(self._current, Transcript(read_back)).value
        if understood == self.truth.get(self._current.key):
            return "yes"
        return f"no, {self.words[self._current.key]}"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How the rehearsal went."""

    status: CallStatus
    turns: tuple[Turn, ...]
    observations: tuple[Observation, ...]
    commitments: tuple[Commitment, ...]
    meant: dict[str, str]
    """What the person really said, by agenda item."""

    @property
    def voice_to_voice_ms(self) -> list[float]:
        """End of the person's speech to the first sound of the reply, per turn."""
        return [turn.voice_to_voice_ms for turn in self.turns if turn.voice_to_voice_ms is not None]

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "status": self.status,
            "turns": [
                turn.model_dump(
                    mode="json",
                    include={"message_type", "content", "item_key", "engine", "confidence", "voice_to_voice_ms"},
                )
                for turn in self.turns
            ],
            "observations": [
                {
                    **found.model_dump(
                        mode="json", include={"item_key", "meaning", "value", "text", "confidence", "settled"}
                    ),
                    "meant": self.meant.get(found.item_key),
                }
                for found in self.observations
            ],
            "commitments": [
                {"text": made.text, "due_day": made.due_day, "confidence": made.confidence,
                 "recording_kept": made.audio_url is not None}
                for made in self.commitments
            ],
            "voice_to_voice_ms": self.voice_to_voice_ms,
        }


async def rehearse(settings: Settings, *, persona: str, seed: int | None, show: Show) -> Rehearsed:
    """Hold the call in a household that exists only for it; nothing of it remains."""
    chance = random.Random(seed)  # noqa: S311  # a rehearsal needs no secrecy
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        private = settings.model_copy(
            update={
                "local_data_path": Path(folder) / "user_data",
                "key_file": Path(folder) / "key" / "appliance.key",
            }
        )
        async with open_appliance(private) as appliance:
            if persona not in appliance.personas:
                raise InvalidInputError(f"There is no persona {persona!r}; there is: {', '.join(appliance.personas)}.")
            return await _hold(appliance, await _household(appliance, persona, chance), chance, show)


async def _household(appliance: Appliance, persona: str, chance: random.Random) -> User:
    """Sam, with a promise of this morning and three things to be asked about."""
    store, now = appliance.store, appliance.now()
    sam = await store.people.add_user(
        User(name="Sam", timezone="Europe/Berlin", personality_mode=persona, created_at=now)
    )
    for position, (name, kind, unit) in enumerate(
        [("exercise", MetricKind.HABIT, ""), ("sleep", MetricKind.DURATION, "hours"), ("mood", MetricKind.SCALE, "")]
    ):
        await store.progress.add_metric_type(
            MetricType(
                user_id=sam.id, name=name, kind=kind, unit=unit, position=position, ask_in=["evening"],
                low=1.0 if kind is MetricKind.SCALE else None, high=10.0 if kind is MetricKind.SCALE else None,
                created_at=now,
            )
        )
    return sam


async def _hold(appliance: Appliance, sam: User, chance: random.Random, show: Show) -> Rehearsed:
    store = appliance.store
    call = await call_by_hand(store, sam, CallType.EVENING, RehearsalChannel.name, appliance.now())
    stage = await appliance.dialer.prepare(call)
    person = SyntheticPerson(stage, chance)
    return Rehearsed(CallStatus.MISSED, (), (), (), {})


__all__ = ["Call", "ItemKind", "AgendaItem", "PhraseCache", "SileroActivity", "timedelta"]
