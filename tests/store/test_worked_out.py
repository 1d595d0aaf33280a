"""What is worked out of a history is kept as long as nothing it rests on changes, and no longer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from appliance.records.calls import AttemptResult, Call, CallStatus
from appliance.records.history import History
from appliance.records.people import Pause, User
from appliance.records.progress import ClosedDay, CommitmentStatus, MetricSkip, MetricType
from appliance.store import Store
from appliance.store.scores import MOST_KEPT
from tests.store import samples
from tests.store.conftest import Bench
from tests.store.samples import NOW, TODAY, TOMORROW


class Counted:
    """Work that counts how often it is done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, history: History, today: date) -> tuple[int, date]:
        self.times += 1
        return len(history.entries), today


async def life(store: Store) -> tuple[User, MetricType, Call]:
    """Somebody with a habit, two values of it, a promise, and a call that rings."""
    sam, call, attempt = await samples.ringing(store)
    gym = await store.progress.add_metric_type(samples.metric_type(sam, "gym", kind="habit"))
    for day, value in ((TODAY, 1.0), (TODAY - timedelta(1), 0.0)):
        await store.progress.record(samples.metric(gym, value, date=day))
    await store.progress.add_commitment(samples.promise(sam))
    await store.calls.finish_attempt(attempt.id, AttemptResult.NO_ANSWER, now=NOW, status=CallStatus.MISSED)
    return sam, gym, call


async def promise_settled(store: Store, gym: MetricType, status: CommitmentStatus) -> None:
    (promise,) = await store.progress.commitments(gym.user_id)
    await store.progress.settle(promise.id, status, NOW)


def skip(gym: MetricType) -> MetricSkip:
    return MetricSkip(user_id=gym.user_id, metric_type_id=gym.id, day=TODAY, created_at=NOW)


CHANGES: dict[str, list[Callable[[Store, MetricType], Awaitable[object]]]] = {
    "a value more, in the same moment": [
        lambda store, gym: store.progress.record(samples.metric(gym, 1.0, date=TODAY - timedelta(5)))
    ],
    "an edit, and each step of its undoing": [
        lambda store, gym: store.progress.record(samples.metric(gym, 0.5)),
        lambda store, gym: store.progress.record(samples.metric(gym, 0.25)),
        lambda store, gym: store.progress.undo(gym.id, TODAY),
        lambda store, gym: store.progress.undo(gym.id, TODAY),
        lambda store, gym: store.progress.undo(gym.id, TODAY - timedelta(1)),
        lambda store, gym: store.progress.record(samples.metric(gym, 0.75, date=TODAY - timedelta(1))),
    ],
    "a skip, and taken back": [
        lambda store, gym: store.progress.skip(skip(gym)),
        lambda store, gym: store.progress.unskip(gym.id, TODAY),
        lambda store, gym: store.progress.skip(skip(gym)),
    ],
    "a pause of everybody": [
        lambda store, gym: store.silences.add_pause(Pause(user_id=None, from_day=TODAY, created_at=NOW))
    ],
    "a day that was spared": [
        lambda store, gym: store.days.close(ClosedDay(user_id=gym.user_id, day=TODAY, paused=True, closed_at=NOW))
    ],
    "archived, renamed, and a target": [
        lambda store, gym: store.progress.change_metric_type(gym.id, archived_at=NOW),
        lambda store, gym: store.progress.change_metric_type(gym.id, name="sports"),
        lambda store, gym: store.progress.change_metric_type(gym.id, skips_a_month=2),
    ],
    "a promise made and settled": [
        lambda store, gym: promise_settled(store, gym, CommitmentStatus.KEPT),
        lambda store, gym: promise_settled(store, gym, CommitmentStatus.BROKEN),
        lambda store, gym: store.progress.add_commitment(samples.promise(samples.user(id=gym.user_id))),
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_it_is_seen_and_a_second_look_costs_nothing(bench: Bench, name: str) -> None:
    async def body(store: Store) -> None:
        sam, gym, _ = await life(store)
        work = Counted()
        for times, change in enumerate([None, *CHANGES[name]], start=1):
            if change is not None:
                await change(store, gym)
            found = await store.scores.worked_out(sam, TODAY, work)
            assert await store.scores.worked_out(sam, TODAY, work) is found
            assert work.times == times, f"step {times}"

    bench.run(body)


def test_a_call_that_was_answered_late_is_seen(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, _, call = await life(store)
        work = Counted()
        await store.scores.worked_out(sam, TODAY, work)
        async with store.database.writing() as session:
            stored = await session.get(Call, call.id)
            assert stored is not None
            stored.status = CallStatus.COMPLETED
        await store.scores.worked_out(sam, TODAY, work)
        assert work.times == 2

    bench.run(body)


def test_another_day_another_zone_and_another_person_are_worked_out_anew(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, _, _ = await life(store)
        ann = await store.people.add_user(samples.user("Ann"))
        work = Counted()
        assert await store.scores.worked_out(sam, TODAY, work) == (2, TODAY)
        assert await store.scores.worked_out(sam, TOMORROW, work) == (2, TOMORROW)
        assert await store.scores.worked_out(ann, TODAY, work) == (0, TODAY)
        await store.scores.worked_out(sam.model_copy(update={"timezone": "Asia/Tokyo"}), TODAY, work)
        assert work.times == 4

    bench.run(body)


def test_what_does_not_matter_to_it_leaves_it_standing(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, _, _ = await life(store)
        work = Counted()
        await store.scores.worked_out(sam, TODAY, work)
        await store.days.mark("on duty", NOW)
        ann = await store.people.add_user(samples.user("Ann"))
        await store.calls.add(samples.call(ann))
        await store.scores.worked_out(sam, TODAY, work)
        assert work.times == 1

    bench.run(body)


def test_only_so_much_is_kept(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, _, _ = await life(store)
        work = Counted()
        days = [TODAY + timedelta(each) for each in range(MOST_KEPT + 1)]
        for day in days:
            await store.scores.worked_out(sam, day, work)
        await store.scores.worked_out(sam, days[-1], work)
        assert work.times == len(days)
        await store.scores.worked_out(sam, days[0], work)
        assert work.times == len(days) + 1

    bench.run(body)
