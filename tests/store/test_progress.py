from __future__ import annotations

import math
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.calls import AttemptResult, CallStatus
from appliance.records.progress import Commitment, CommitmentStatus, Derived, MetricKind, MetricSource
from appliance.store import Store
from tests.store import samples
from tests.store.conftest import Bench
from tests.store.samples import NOW, TODAY, TOMORROW


def test_metric_types_are_named_once_and_asked_in_order(bench: Bench) -> None:
    async def body(store: Store) -> None:
        progress = store.progress
        sam = await store.people.add_user(samples.user())
        ann = await store.people.add_user(samples.user("Ann"))
        sleep = await progress.add_metric_type(samples.metric_type(sam, position=2, unit="hours", ask_in=["evening"]))
        gym = await progress.add_metric_type(samples.metric_type(sam, "gym", kind="habit", position=1))
        old = await progress.add_metric_type(samples.metric_type(sam, "weight", kind="number", archived_at=NOW))
        assert gym.kind is MetricKind.HABIT
        with pytest.raises(ConflictError, match="'sleep' exists already"):
            await progress.add_metric_type(samples.metric_type(sam, "Sleep"))
        await progress.add_metric_type(samples.metric_type(ann, "sleep"))
        assert await progress.metric_types(sam.id) == [gym, sleep]
        assert await progress.metric_types(sam.id, archived=True) == [old, gym, sleep]
        assert await progress.metric_type(sam.id, " SLEEP ") == sleep
        with pytest.raises(NotFoundError, match="weight, gym, sleep"):
            await progress.metric_type(sam.id, "steps")

    bench.run(body)


@pytest.mark.parametrize(
    "fault", [{"name": ""}, {"kind": "colour"}, {"low": 5, "high": 5}, {"ask_in": ["nightly"]}, {"target": "many"}]
)
def test_a_metric_type_that_cannot_be_is_refused(bench: Bench, fault: dict[str, Any]) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        with pytest.raises(InvalidInputError):
            await store.progress.add_metric_type(samples.metric_type(sam, **fault))
        with pytest.raises(NotFoundError):
            await store.progress.add_metric_type(samples.metric_type(samples.user()))

    bench.run(body)


def test_a_changed_value_keeps_the_old_one(bench: Bench) -> None:
    async def body(store: Store) -> None:
        progress = store.progress
        sam = await store.people.add_user(samples.user())
        sleep = await progress.add_metric_type(samples.metric_type(sam))
        first = await progress.record(samples.metric(sleep, 7, metric_type="misnamed"))
        assert first.metric_type == "sleep"
        later = NOW + timedelta(hours=1)
        changed = await progress.record(samples.metric(sleep, 6, recorded_at=later))
        assert (changed.id, changed.value) == (first.id, 6)
        await progress.record(samples.metric(sleep, 6, recorded_at=later))
        (revision,) = await progress.revisions(first.id)
        assert (revision.old_value, revision.new_value, revision.revised_at) == (7, 6, later)
        await progress.record(samples.metric(sleep, 8, date=TOMORROW))
        assert [metric.value for metric in await progress.metrics(sam.id)] == [6, 8]
        assert [metric.value for metric in await progress.metrics(sam.id, name="Sleep", from_day=TOMORROW)] == [8]
        assert [metric.value for metric in await progress.metrics(sam.id, until_day=TODAY)] == [6]

    bench.run(body)


def test_of_several_sources_the_latest_counts(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        sleep = await store.progress.add_metric_type(samples.metric_type(sam))
        hour = timedelta(hours=1)
        await store.progress.record(samples.metric(sleep, 7, recorded_at=NOW + hour))
        await store.progress.record(samples.metric(sleep, 5, source=MetricSource.CALL, source_id="x"))
        assert [metric.value for metric in await store.progress.metrics(sam.id, until_day=TODAY)] == [5, 7]

    bench.run(body)


def test_values_must_be_numbers_of_ones_own(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        ann = await store.people.add_user(samples.user("Ann"))
        sleep = await store.progress.add_metric_type(samples.metric_type(sam))
        for value in (math.nan, math.inf):
            with pytest.raises(InvalidInputError):
                await store.progress.record(samples.metric(sleep, value))
        with pytest.raises(ConflictError):
            await store.progress.record(samples.metric(sleep, 7, user_id=ann.id))
        with pytest.raises(NotFoundError):
            await store.progress.record(samples.metric(samples.metric_type(sam), 7))

    bench.run(body)


def test_promises(bench: Bench) -> None:
    async def body(store: Store) -> None:
        progress = store.progress
        sam, _, attempt = await samples.ringing(store)
        today, tomorrow = samples.promise(sam, due_day=TODAY), samples.promise(sam)
        await store.calls.finish_attempt(
            attempt.id,
            AttemptResult.ANSWERED,
            now=NOW,
            status=CallStatus.COMPLETED,
            derived=Derived(commitments=(tomorrow, today)),
        )
        assert ids(await progress.commitments(sam.id)) == [today.id, tomorrow.id]
        assert ids(await progress.commitments(sam.id, due_by=TODAY)) == [today.id]
        assert await progress.commitment(str(today.id)[:8]) == today
        kept = await progress.settle(today.id, CommitmentStatus.KEPT, NOW)
        assert (kept.status, kept.settled_at) == (CommitmentStatus.KEPT, NOW)
        assert ids(await progress.commitments(sam.id, status=CommitmentStatus.OPEN)) == [tomorrow.id]
        reopened = await progress.settle(today.id, CommitmentStatus.OPEN, NOW)
        assert reopened.settled_at is None
        with pytest.raises(NotFoundError):
            await progress.settle(uuid4(), CommitmentStatus.KEPT, NOW)

    bench.run(body)


def ids(promises: list[Commitment]) -> list[object]:
    return [promise.id for promise in promises]
