"""What scores are made of: read whole, from what calls and people put in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.errors import InvalidInputError, NotFoundError
from appliance.records.calls import AttemptResult, CallPurpose, CallStatus, CallType
from appliance.records.history import Entry, HeldCall
from appliance.records.people import Pause
from appliance.records.progress import Commitment, CommitmentStatus, Derived, MetricSkip, MetricSource, MetricType
from appliance.store import Store
from tests.store import samples
from tests.store.conftest import Bench
from tests.store.samples import NOW, TODAY, TOMORROW


async def gym(store: Store) -> MetricType:
    sam = await store.people.add_user(samples.user())
    return await store.progress.add_metric_type(samples.metric_type(sam, "gym", kind="habit"))


def skipped(kind: MetricType, **fields: object) -> MetricSkip:
    usual = {"user_id": kind.user_id, "metric_type_id": kind.id, "day": TODAY, "created_at": NOW}
    return MetricSkip.model_validate({**usual, **fields})


def test_a_history_holds_all_that_was_told_and_happened_up_to_a_day(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, call, attempt = await samples.ringing(store)
        kind = await store.progress.add_metric_type(samples.metric_type(sam, "gym", kind="habit"))
        heard = samples.metric(kind, 1.0, source=MetricSource.CALL, source_id=str(call.id))
        kept = Commitment(user_id=sam.id, text="run", made_on=TODAY, due_day=TODAY, created_at=NOW)
        await store.calls.finish_attempt(
            attempt.id,
            AttemptResult.ANSWERED,
            now=NOW,
            status=CallStatus.COMPLETED,
            derived=Derived((heard,), (kept,), (skipped(kind, day=TOMORROW, call_id=call.id),)),
        )
        await store.progress.record(samples.metric(kind, 0.5))
        await store.progress.record(samples.metric(kind, 1.0, date=TOMORROW))
        async with store.database.writing() as session:
            session.add(Pause(user_id=None, from_day=TOMORROW, created_at=NOW))
        history = await store.scores.history(sam, TODAY)
        assert history.types == (kind,)
        assert history.began == {kind.id: TODAY}
        assert set(history.entries) == {
            Entry(kind.id, TODAY, 1.0, MetricSource.CALL, NOW, str(call.id)),
            Entry(kind.id, TODAY, 0.5, MetricSource.MANUAL, NOW),
        }
        assert history.skips == ((kind.id, TOMORROW),)
        assert [pause.from_day for pause in history.pauses] == [TOMORROW]
        assert history.calls == (HeldCall(TODAY, CallType.EVENING, CallStatus.COMPLETED),), "somebody asked for it"
        assert history.promises == ((TODAY, CommitmentStatus.OPEN),)
        other = await store.people.add_user(samples.user("Ann"))
        empty = await store.scores.history(other, TODAY)
        assert (empty.types, empty.entries, empty.skips, empty.calls, empty.promises) == ((), (), (), (), ())

    bench.run(body)


def test_a_check_in_knows_at_which_hour_it_was_due_where_the_person_was(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        usual = {"purpose": CallPurpose.CHECK_IN, "status": CallStatus.MISSED}
        await store.calls.add(samples.call(sam, **usual))
        await store.calls.add(samples.call(sam, **usual, zone="Asia/Tokyo", day=TOMORROW))
        held = (await store.scores.history(sam, TOMORROW)).calls
        assert [call.minutes for call in held] == [21 * 60 + 30, 5 * 60 + 30]

    bench.run(body)


def test_a_metric_begins_on_the_persons_own_day(bench: Bench) -> None:
    async def body(store: Store) -> None:
        ann = await store.people.add_user(samples.user("Ann", timezone="Asia/Tokyo", day_ends_at="03:00"))
        kind = await store.progress.add_metric_type(samples.metric_type(ann, created_at=NOW))
        assert (await store.scores.history(ann, TOMORROW)).began == {kind.id: TOMORROW}, "5:30 in Tokyo"

    bench.run(body)


def test_a_day_is_skipped_once_and_may_be_due_again(bench: Bench) -> None:
    async def body(store: Store) -> None:
        kind = await gym(store)
        assert await store.progress.skip(skipped(kind, reason="ill"))
        assert not await store.progress.skip(skipped(kind, reason="ill twice"))
        (row,) = await store.progress.skips(kind.user_id)
        assert row.reason == "ill"
        assert await store.progress.unskip(kind.id, TODAY)
        assert not await store.progress.unskip(kind.id, TODAY)
        with pytest.raises(NotFoundError):
            await store.progress.skip(skipped(samples.metric_type(samples.user())))

    bench.run(body)


def test_what_was_written_by_hand_is_undone_step_by_step(bench: Bench) -> None:
    async def body(store: Store) -> None:
        kind = await gym(store)
        call = samples.metric(kind, 0.0, source=MetricSource.CALL, source_id="a call")
        await store.progress.record(call)
        for minute, value in enumerate((1.0, 0.5, 0.25)):
            await store.progress.record(samples.metric(kind, value, recorded_at=NOW + timedelta(minutes=minute)))
        assert await store.progress.undo(kind.id, TODAY) == (0.25, 0.5)
        assert await store.progress.undo(kind.id, TODAY) == (0.5, 1.0)
        assert await store.progress.undo(kind.id, TODAY) == (1.0, None)
        with pytest.raises(NotFoundError):
            await store.progress.undo(kind.id, TODAY)
        assert [metric.value for metric in await store.progress.metrics(kind.user_id)] == [0.0], "the call's stays"
        await store.progress.record(samples.metric(kind, 1.0))
        assert await store.progress.undo(kind.id, TODAY) == (1.0, None)

    bench.run(body)


def test_what_is_tracked_may_be_changed_but_not_its_kind(bench: Bench) -> None:
    async def body(store: Store) -> None:
        kind = await gym(store)
        weekly = {"kind": "times", "times": 3, "per": "week"}
        changed = await store.progress.change_metric_type(kind.id, schedule=weekly, skips_a_month=2)
        assert (changed.schedule, changed.skips_a_month) == (weekly, 2)
        assert (await store.progress.metric_type(kind.user_id, "gym")).schedule == weekly
        for fault in ({"kind": "number"}, {"schedule": {"kind": "hourly"}}, {"skips_a_month": 32}, {"target": 3.0}):
            with pytest.raises(InvalidInputError):
                await store.progress.change_metric_type(kind.id, **fault)
        sleep = await store.progress.add_metric_type(samples.metric_type(samples.user(id=kind.user_id)))
        with pytest.raises(InvalidInputError, match="no target"):
            await store.progress.change_metric_type(sleep.id, target=float("nan"))

    bench.run(body)
