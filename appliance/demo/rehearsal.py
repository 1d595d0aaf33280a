"""A household that exists for one call, and what became of the call.

The person's truth is drawn at random and spoken; the appliance hears it through audio, voice activity detection and
recognition like anybody else's, so what it understood may differ from what was meant, and both are shown.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.app import Appliance, open_appliance
from appliance.calls.by_hand import call_by_hand
from appliance.calls.dialer import Dialer
from appliance.calls.stage import set_up
from appliance.channels.rehearsal import Person, RehearsalChannel
from appliance.demo.person import DemoPerson
from appliance.demo.showing import Show, ShownChannel
from appliance.engines.kinds import surroundings
from appliance.errors import InvalidInputError
from appliance.ports import Expect, VoiceStyle
from appliance.records.calls import Attempt, AttemptResult, CallStatus, Observation, Turn
from appliance.records.people import CallType, User
from appliance.records.progress import Commitment, Derived, MetricKind, MetricType
from appliance.settings import Settings
from appliance.upkeep.latency import summarise
from appliance.voice import catalogue
from appliance.voice.silero import Silero

PERSON_ENGINE = "espeak"
"""Whoever answers speaks with another voice than the one that asks, and must not keep that one busy."""

PERSON_VOICE = VoiceStyle(voice="en-us+f2", rate=0.85)
"""Of sixteen voices and speeds the one understood best: 37 of 40 answers right, 12 of them only after a read-back."""

METRICS = (
    ("exercise", MetricKind.HABIT, "", None, None),
    ("sleep", MetricKind.DURATION, "hours", None, 24.0),
    ("mood", MetricKind.SCALE, "", 1.0, 10.0),
)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How the rehearsal went."""

    status: CallStatus
    turns: tuple[Turn, ...]
    observations: tuple[Observation, ...]
    commitments: tuple[Commitment, ...]
    meant: dict[str, str]
    """What the person meant to say, by agenda item."""
    faults: tuple[str, ...] = ()
    """Why attempts failed, where they did."""

    @property
    def voice_to_voice_ms(self) -> list[float]:
        """End of the person's speech to the first sound of the reply, one for each reply."""
        return [turn.voice_to_voice_ms for turn in self.turns if turn.voice_to_voice_ms is not None]

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        of_turn = {"message_type", "content", "item_key", "engine", "confidence", "voice_to_voice_ms"}
        of_observation = {"item_key", "meaning", "value", "text", "confidence", "settled"}
        return {
            "status": self.status.value,
            "turns": [turn.model_dump(mode="json", include=of_turn) for turn in self.turns],
            "observations": [
                {**found.model_dump(mode="json", include=of_observation), "meant": self.meant.get(found.item_key)}
                for found in self.observations
            ],
            "commitments": [
                {
                    "text": made.text,
                    "due_day": made.due_day.isoformat(),
                    "confidence": made.confidence,
                    "recording_kept": made.audio_url is not None,
                }
                for made in self.commitments
            ],
            "voice_to_voice_ms": self.voice_to_voice_ms,
            "faults": list(self.faults),
        }

    def summary(self) -> list[str]:
        """For people: what was meant beside what was understood."""
        lines = ["", f"The call is {self.status.value}. What was meant, and what was understood:"]
        for found in self.observations:
            value = found.text if found.value is None else f"{found.value:g}"
            state = "" if found.settled else "  (read back or asked again)"
            name = found.item_key.partition(":")[0]
            lines.append(f"  {name:<10} meant {self.meant.get(found.item_key, '')!r}: {found.meaning} {value}{state}")
        for made in self.commitments:
            kept = "kept as your own recording too" if made.audio_url else "kept in words"
            lines.append(f"  promise for {made.due_day}: {made.text!r}, {kept}")
        if self.voice_to_voice_ms:
            median, worst = statistics.median(self.voice_to_voice_ms), max(self.voice_to_voice_ms)
            lines.append(f"End of speech to first sound: median {median:.0f} ms, worst {worst:.0f} ms.")
        served = summarise(self.turns).served
        lines.append(f"Served by {', '.join(f'{engine} ({count} turns)' for engine, count in served)}.")
        lines += [f"Failed meanwhile: {turn.trouble}" for turn in self.turns if turn.trouble]
        return [*lines, *self.faults]


async def rehearse(settings: Settings, *, persona: str, seed: int | None, show: Show) -> Rehearsed:
    """Hold the call in a household that exists only for it; nothing of it remains."""
    chance = random.Random(seed)  # noqa: S311  # a rehearsal needs no secrecy
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        private = settings.model_copy(
            update={"local_data_path": Path(folder) / "user_data", "key_file": Path(folder) / "key" / "appliance.key"}
        )
        async with open_appliance(private) as appliance:
            if persona not in appliance.personas:
                raise InvalidInputError(f"There is no persona {persona!r}; there is: {', '.join(appliance.personas)}.")
            sam = await _move_in(appliance, persona)
            await _promise_this_morning(appliance, sam, chance)
            return await _hold(appliance, sam, chance, show)


async def _move_in(appliance: Appliance, persona: str) -> User:
    people, now = appliance.store.people, appliance.now()
    sam = await people.add_user(User(name="Sam", timezone="UTC", personality_mode=persona, created_at=now))
    for position, (name, kind, unit, low, high) in enumerate(METRICS):
        await appliance.store.progress.add_metric_type(
            MetricType(
                user_id=sam.id,
                name=name,
                kind=kind,
                unit=unit,
                low=low,
                high=high,
                position=position,
                ask_in=[CallType.EVENING],
                created_at=now,
            )
        )
    return sam


async def _promise_this_morning(appliance: Appliance, sam: User, chance: random.Random) -> None:
    """Something to be asked about: a morning call that left a promise."""
    store, now = appliance.store, appliance.now()
    call = await call_by_hand(store, sam, CallType.MORNING, "console", now)
    attempt = await store.calls.begin_attempt(Attempt(call_id=call.id, number=1, channel="console", started_at=now))
    promise = Commitment(
        user_id=sam.id,
        call_id=call.id,
        text=chance.choice(("run five kilometres before dinner", "write to the landlord", "eat no sugar today")),
        made_on=call.day,
        due_day=call.day,
        created_at=now,
    )
    await store.calls.finish_attempt(
        attempt.id,
        AttemptResult.ANSWERED,
        now=now,
        status=CallStatus.COMPLETED,
        derived=Derived(commitments=(promise,)),
    )


async def _hold(appliance: Appliance, sam: User, chance: random.Random, show: Show) -> Rehearsed:
    store, settings = appliance.store, appliance.settings
    call = await call_by_hand(store, sam, CallType.EVENING, RehearsalChannel.name, appliance.now())
    sam_answers = DemoPerson(await set_up(store, call, appliance.personas), chance)

    def reply(expect: Expect, last_said: str) -> str:
        words = sam_answers.answer(expect, last_said)
        show(f"Sam says   {words}")
        return words

    own_voice = catalogue.voice(PERSON_ENGINE, surroundings(settings))
    person = Person(reply, own_voice, PERSON_VOICE)
    channel = ShownChannel(RehearsalChannel(person, appliance.ears, appliance.voice, Silero), show)
    try:
        dialer = Dialer(store, {channel.name: channel}, appliance.personas, appliance.now, appliance.model)
        await dialer.prepare(call)
        call = await dialer.ring(await store.calls.call(call.id))
    finally:
        await own_voice.aclose()
    result = Rehearsed(
        status=call.status,
        turns=tuple(await store.calls.turns(call.id)),
        observations=tuple(await store.calls.observations(call.id)),
        commitments=tuple(made for made in await store.progress.commitments(sam.id) if made.call_id == call.id),
        meant=sam_answers.meant,
        faults=tuple(each.detail for each in await store.calls.attempts(call.id) if each.detail),
    )
    for line in result.summary():
        show(line)
    return result
