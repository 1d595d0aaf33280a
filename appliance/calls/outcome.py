"""What a finished call leaves behind: metrics, commitments and answers to old promises. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID, uuid5

from appliance.calls.moments import nudge_time
from appliance.calls.promised import parts_of
from appliance.calls.stakes import said_of
from appliance.language.catalogue import language
from appliance.records.agenda import Agenda, AgendaItem, ItemKind
from appliance.records.calls import Call, Meaning, Observation, Turn
from appliance.records.progress import Commitment, CommitmentStatus, Derived, Metric, MetricSkip, MetricSource
from appliance.schedule.walltime import ONE_DAY, zone_named

KEPT_FROM = 0.99
"""An answer to "did you do it?" of at least this much is a kept promise; anything less is a broken one."""

DAYS_END_BY = 12
"""Hour before which an accounting day of yesterday may still go on."""


def latest_settled(observations: Sequence[Observation]) -> dict[str, Observation]:
    """The last settled observation of each agenda item, in the order they came."""
    return {found.item_key: found for found in observations if found.settled}


def covers(agenda: Agenda, observations: Sequence[Observation]) -> bool:
    """Whether somebody answered to the name and nothing is left to ask."""
    presence, *items = agenda.items
    final = latest_settled(observations)
    was_there = any(found.item_key == presence.key and found.meaning is Meaning.PRESENT for found in observations)
    pointless = not_wanted(agenda, final)
    return was_there and all(item.key in final or item.key in pointless for item in items)


def not_wanted(agenda: Agenda, final: Mapping[str, Observation]) -> frozenset[str]:
    """Keys of items that what was answered before makes pointless: another intention after none, an obstacle where
    all goes well."""
    gone: set[str] = set()
    for item in agenda.items:
        before = final.get(item.only_after) if item.only_after else None
        if item.only_after in gone or (before is not None and not _calls_for(item, before.meaning, before.value)):
            gone.add(item.key)
    return frozenset(gone)


def _calls_for(item: AgendaItem, meaning: Meaning, value: float | None) -> bool:
    if meaning is not Meaning.VALUE:
        return False
    return item.only_below is None or (value is not None and value < item.only_below)


def derive(
    call: Call, agenda: Agenda, turns: Sequence[Turn], observations: Sequence[Observation], now: datetime
) -> Derived:
    """Everything the answers amount to. Unsettled, unknown and skipped answers become nothing."""
    final = latest_settled(observations)
    spoken_in = {turn.id: turn for turn in turns}
    metrics: list[Metric] = []
    commitments: list[Commitment] = []
    skips: list[MetricSkip] = []
    settled: dict[UUID, CommitmentStatus] = {}
    shares: dict[UUID, float] = {}
    nudged: list[UUID] = []
    focus: dict[UUID, float] = {}
    for item in agenda.items:
        found = final.get(item.key)
        if found is not None and found.meaning is Meaning.SKIP and found.text and item.metric_type_id is not None:
            skips.append(_skip(call, item.metric_type_id, now))
        if found is None or found.meaning is not Meaning.VALUE:
            continue
        if item.kind is ItemKind.PROMISE:
            commitments.append(_commitment(call, item, found, spoken_in.get(found.turn_id), now))
        elif found.value is None:
            continue
        elif item.kind in (ItemKind.METRIC, ItemKind.QUESTION) and item.metric_type_id is not None:
            metrics.append(_metric(call, item, item.metric_type_id, found.value, now))
        elif item.kind is ItemKind.NUDGE and item.commitment_id is not None:
            nudged.append(item.commitment_id)
        elif item.kind is ItemKind.FOCUS_CHECK and item.subject_id is not None:
            focus[item.subject_id] = found.value
        if item.commitment_id is not None and (status := _became(call, item, found)) is not None:
            settled[item.commitment_id] = status
            shares[item.commitment_id] = found.value or 0.0
    reached = any(found.settled and found.meaning is Meaning.PRESENT for found in observations)
    stakes = said_of(agenda, final)
    return Derived(
        tuple(metrics), tuple(commitments), tuple(skips), settled, shares, reached, tuple(nudged), focus, stakes
    )


def _became(call: Call, item: AgendaItem, found: Observation) -> CommitmentStatus | None:
    """What an answer makes of a promise. "Okay" to a reminder, or "it goes well" at midday, settles nothing."""
    kept = found.value is not None and found.value >= KEPT_FROM
    if item.kind is ItemKind.FOLLOW_UP:
        return CommitmentStatus.KEPT if kept else CommitmentStatus.BROKEN
    if item.kind in (ItemKind.NUDGE, ItemKind.PROGRESS) and kept:
        done = language(_spoken(call)).speaks_of_deed(found.text)
        return CommitmentStatus.KEPT if done else None
    return None


def _spoken(call: Call) -> str:
    """Code of the language the call was held in."""
    return str((call.briefing or {}).get("language", "en"))


def _metric(call: Call, item: AgendaItem, metric_type_id: UUID, value: float, now: datetime) -> Metric:
    return Metric(
        user_id=call.user_id,
        metric_type_id=metric_type_id,
        metric_type=item.label,
        date=call.accounting_day,
        value=value,
        source=MetricSource.CALL,
        source_id=str(call.id),
        recorded_at=now,
    )


def _skip(call: Call, metric_type_id: UUID, now: datetime) -> MetricSkip:
    """What was forgotten looks skipped too, but has no words left."""
    return MetricSkip(
        user_id=call.user_id,
        metric_type_id=metric_type_id,
        day=call.accounting_day,
        call_id=call.id,
        created_at=now,
    )


def _commitment(call: Call, item: AgendaItem, found: Observation, turn: Turn | None, now: datetime) -> Commitment:
    usual = date.fromisoformat(item.due_day) if item.due_day else call.accounting_day
    parts = parts_of(found.text, _spoken(call), _said_on(call, turn), usual)
    return Commitment(
        **asdict(parts),
        id=uuid5(call.id, item.key),
        user_id=call.user_id,
        call_id=call.id,
        text=found.text,
        confidence=found.confidence,
        audio_url=turn.audio_url if turn else None,
        made_on=call.accounting_day,
        nudge_at=nudge_time(found.text, parts.due_day, call.zone, _spoken(call), now),
        created_at=now,
    )


def _said_on(call: Call, turn: Turn | None) -> date:
    """The person's today when they said it: the call's day, also past midnight, or a later one of a late answer."""
    if turn is None:
        return call.accounting_day
    local = turn.timestamp.astimezone(zone_named(call.zone))
    still_that_day = local.date() == call.accounting_day + ONE_DAY and local.hour < DAYS_END_BY
    return call.accounting_day if still_that_day else max(local.date(), call.accounting_day)
