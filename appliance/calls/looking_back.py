"""A call looked at afterwards: its rings, what was said and understood, and what was kept of it, to be put right."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from appliance.calls.outcome import latest_settled
from appliance.calls.written import checked_value
from appliance.errors import NotFoundError
from appliance.records.agenda import Agenda, AgendaItem
from appliance.records.calls import Attempt, Call, Observation, Turn
from appliance.records.progress import Commitment, Metric, MetricSource, MetricType
from appliance.store import Store
from appliance.store.corrections import CORRECTED


@dataclass(frozen=True, slots=True)
class Understood:
    """What one answer was taken for."""

    observation: Observation
    kind: MetricType | None = None
    """Whose value was kept from it; None: no value was, or a later answer gave it."""
    corrected: bool = False
    """Whether the person has changed that value, so that there is something to take back."""


@dataclass(frozen=True, slots=True)
class PastCall:
    """Everything that is kept of a call."""

    call: Call
    attempts: tuple[Attempt, ...]
    turns: tuple[Turn, ...]
    understood: Mapping[UUID, tuple[Understood, ...]]
    """By the turn it came from."""
    promises: tuple[Commitment, ...]


NOTHING_KEPT: tuple[MetricType | None, bool] = (None, False)


async def past_call(store: Store, call: Call) -> PastCall:
    """All of it; nobody's but the person's own."""
    attempts, turns, observations, promises = await asyncio.gather(
        store.calls.attempts(call.id),
        store.calls.turns(call.id),
        store.calls.observations(call.id),
        store.progress.commitments(call.user_id, call_id=call.id),
    )
    kept: Mapping[str, tuple[MetricType | None, bool]] = {**await _kept(store, call)}
    final = latest_settled(observations)
    understood: dict[UUID, tuple[Understood, ...]] = {}
    for found in observations:
        counts = final.get(found.item_key) is found
        kind, corrected = kept.get(found.item_key, NOTHING_KEPT) if counts else NOTHING_KEPT
        understood[found.turn_id] = (*understood.get(found.turn_id, ()), Understood(found, kind, corrected))
    return PastCall(call, tuple(attempts), tuple(turns), understood, tuple(promises))


async def put_right(store: Store, found: Observation, value: float, now: datetime) -> Observation:
    """Have an answer mean this value. Raises as `Corrections.correct`, and as `checked_value`."""
    kind = await kind_kept_from(store, found)
    return await store.corrections.correct(found.id, checked_value(kind, value), now)


async def kind_kept_from(store: Store, found: Observation) -> MetricType:
    """The metric whose value the call kept from this answer. Raises `NotFoundError` where it kept none."""
    kept = await _kept(store, await store.calls.call(found.call_id))
    if found.item_key not in kept:
        raise NotFoundError(
            "No value was kept from that answer.", remedy="Write one down by hand: it is the last word on its day."
        )
    return kept[found.item_key][0]


def has_clip(store: Store, name: str | None) -> bool:
    """Whether the recording that a row names is still there."""
    try:
        return bool(name) and store.clips.has(name or "")
    except NotFoundError:
        return False


async def _kept(store: Store, call: Call) -> dict[str, tuple[MetricType, bool]]:
    """By the key of the question: the metric whose value this call kept, and whether it was corrected since."""
    asked = {each.metric_type_id: each.key for each in _items(call) if each.metric_type_id}
    if not asked:
        return {}
    kinds = {kind.id: kind for kind in await store.progress.metric_types(call.user_id, archived=True)}
    of_day = await store.progress.metrics(call.user_id, from_day=call.accounting_day, until_day=call.accounting_day)
    return {
        asked[row.metric_type_id]: (kinds[row.metric_type_id], await _corrected(store, row))
        for row in of_day
        if row.source is MetricSource.CALL and row.source_id == str(call.id) and row.metric_type_id in asked
    }


async def _corrected(store: Store, row: Metric) -> bool:
    revisions = await store.progress.revisions(row.id)
    return bool(revisions) and revisions[-1].reason == CORRECTED


def _items(call: Call) -> tuple[AgendaItem, ...]:
    return Agenda.model_validate(call.agenda).items if call.agenda else ()
