"""A call of somebody's that is over, with a value, a promise and recordings, for tests of pages and API."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid5

import numpy as np

from appliance.ports import Audio
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import AttemptResult, Call, CallStatus, Meaning, MessageType, Observation
from appliance.records.progress import Commitment, Derived, Metric, MetricSource, MetricType
from tests.store import samples
from tests.web.apihouse import ApiHouse

RATE = 16_000


@dataclass
class Told:
    call: Call
    kind: MetricType
    heard: Observation
    """Six and a half hours of sleep."""
    promise: Commitment
    clip: bytes
    """Samples of the recording of turn 1, which is the promise's too."""


async def told(house: ApiHouse, of: str = "Max") -> Told:
    """Held and over: sleep was asked for, something promised."""
    store, person = house.appliance.store, house.people[of]
    kind = await store.progress.add_metric_type(samples.metric_type(person, unit="hours", low=0.0, high=24.0))
    items = (
        AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE),
        AgendaItem(key="sleep", kind=ItemKind.METRIC, answer=Answer.DURATION, label="sleep", metric_type_id=kind.id),
        AgendaItem(key="promise", kind=ItemKind.PROMISE, answer=Answer.OPEN, label="promise"),
    )
    agenda = Agenda(call_type="evening", day=samples.TODAY.isoformat(), items=items)
    call = await store.calls.add(samples.call(person, agenda=agenda.model_dump(mode="json")))
    ring = await store.calls.begin_attempt(samples.attempt(call))
    pcm = (np.arange(RATE) % 251).astype("<i2").tobytes()
    name = await store.clips.save(Audio(pcm, RATE))
    asked = samples.turn(call, 0, message_type=MessageType.AI, content="How long did you sleep?", item_key="sleep",
                         engine="espeak", voice_to_voice_ms=840.0)  # fmt: skip
    said = samples.turn(call, 1, item_key="sleep", engine="sphinx", audio_url=name)
    heard = samples.observation(said, confidence=0.7)
    sworn = samples.turn(call, 2, content="I call <the> dentist.", item_key="promise")
    await store.calls.keep_turn(asked)
    await store.calls.keep_turn(said, heard)
    await store.calls.keep_turn(
        sworn, samples.observation(sworn, item_key="promise", meaning=Meaning.VALUE, value=None, text=sworn.content)
    )
    value = Metric(user_id=person.id, metric_type_id=kind.id, metric_type=kind.name, date=call.accounting_day,
                   value=6.5, source=MetricSource.CALL, source_id=str(call.id), recorded_at=samples.NOW)  # fmt: skip
    promise = samples.promise(
        person, sworn.content, id=uuid5(call.id, "promise"), call_id=call.id, audio_url=name, confidence=0.4
    )
    await store.calls.finish_attempt(
        ring.id, AttemptResult.ANSWERED, now=samples.NOW, status=CallStatus.COMPLETED,
        derived=Derived(metrics=(value,), commitments=(promise,)),
    )  # fmt: skip
    return Told(await store.calls.call(call.id), kind, heard, promise, pcm)
