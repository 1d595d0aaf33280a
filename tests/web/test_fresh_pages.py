"""Whatever is written shows on the page at once, although nothing is drawn twice; and nobody else's page changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from appliance.calls.occasions import today_of
from appliance.records.calls import Call, CallStatus, CallType
from appliance.records.people import Pause, User
from appliance.records.progress import (
    Commitment,
    CommitmentStatus,
    Metric,
    MetricKind,
    MetricSkip,
    MetricSource,
    MetricType,
)
from appliance.review import drawn
from appliance.review.page import fragment
from appliance.review.reading import review_of
from appliance.schedule.walltime import ONE_DAY
from appliance.store.scores import Scores
from tests.web.apihouse import ApiHouse, held

DAYS = 40


async def furnish(house: ApiHouse, name: str) -> MetricType:
    """Weeks of a habit, and promises."""
    store, user, now = house.appliance.store, house.people[name], house.appliance.now()
    habit = MetricType(
        user_id=user.id, name=f"habit of {name}", kind=MetricKind.HABIT, ask_in=["evening"],
        created_at=now - timedelta(days=DAYS),
    )  # fmt: skip
    habit = await store.progress.add_metric_type(habit)
    for back in range(1, DAYS, 2):
        await store.progress.record(value(house, habit, back, 1.0))
    for back in (1, 3, -2):
        await store.progress.add_commitment(promise(house, user, back))
    return habit


def value(house: ApiHouse, kind: MetricType, back: int, told: float) -> Metric:
    now = house.appliance.now()
    return Metric(
        user_id=kind.user_id, metric_type_id=kind.id, metric_type=kind.name, date=now.date() - back * ONE_DAY,
        value=told, source=MetricSource.MANUAL, recorded_at=now,
    )  # fmt: skip


def promise(house: ApiHouse, user: User, back: int) -> Commitment:
    day, now = house.appliance.now().date() - back * ONE_DAY, house.appliance.now()
    return Commitment(user_id=user.id, text=f"{user.name} promises {back}.", made_on=day, due_day=day, created_at=now)


class Writes:
    """One of each kind of write that the page of the week rests on, of one person."""

    def __init__(self, house: ApiHouse, user: User, habit: MetricType, random: Random) -> None:
        self.house, self.user, self.habit, self.random = house, user, habit, random
        self.store = house.appliance.store

    async def value(self) -> None:
        told = self.random.choice((0.0, 0.5, 1.0))
        await self.store.progress.record(value(self.house, self.habit, self.random.randint(0, DAYS - 1), told))

    async def undone(self) -> None:
        day = self.random.choice(await self.store.progress.metrics(self.user.id, name=self.habit.name)).date
        await self.store.progress.undo(self.habit.id, day)

    async def skipped(self) -> None:
        day, now = self.house.appliance.now().date() - self.random.randint(0, 6) * ONE_DAY, self.house.appliance.now()
        if not await self.store.progress.unskip(self.habit.id, day):
            skip = MetricSkip(user_id=self.user.id, metric_type_id=self.habit.id, day=day, created_at=now)
            await self.store.progress.skip(skip)

    async def schedule(self) -> None:
        times = self.random.randint(1, 6)
        wanted = {"kind": "times", "times": times, "per": "week"}
        self.habit = await self.store.progress.change_metric_type(self.habit.id, schedule=wanted)

    async def renamed(self) -> None:
        name = f"habit {self.random.randint(0, 10**6)}"
        self.habit = await self.store.progress.change_metric_type(self.habit.id, name=name)

    async def promised(self) -> None:
        await self.store.progress.add_commitment(promise(self.house, self.user, self.random.randint(-9, 6)))

    async def reworded(self) -> None:
        row = self.random.choice(await self.store.progress.commitments(self.user.id))
        row.text = f"In other words {self.random.randint(0, 10**6)}."
        await self.store.progress.save_commitment(row)

    async def settled(self) -> None:
        row = self.random.choice(await self.store.progress.commitments(self.user.id))
        status = self.random.choice(list(CommitmentStatus))
        await self.store.progress.settle(row.id, status, self.house.appliance.now())

    async def paused(self) -> None:
        now = self.house.appliance.now()
        pause = Pause(user_id=self.user.id, from_day=now.date() - 3 * ONE_DAY, created_at=now)
        await self.store.silences.add_pause(pause)

    async def called(self) -> None:
        now = self.house.appliance.now()
        status = self.random.choice((CallStatus.COMPLETED, CallStatus.MISSED))
        call = Call(
            user_id=self.user.id, day=now.date(), accounting_day=now.date(), call_type=CallType.EVENING, zone="UTC",
            status=status, due_at=now, scheduled_at=now, completed_at=now,
        )  # fmt: skip
        async with self.store.database.writing() as session:
            session.add(call)

    async def spoken(self) -> None:
        language = {"en": "de", "de": "en"}[self.user.language]
        changed = self.user.model_copy(update={"language": language})
        self.user = await self.store.people.save_user(changed, self.house.appliance.now())

    async def named(self) -> None:
        changed = self.user.model_copy(update={"name": f"Max {self.random.randint(0, 10**6)}"})
        self.user = await self.store.people.save_user(changed, self.house.appliance.now())

    async def day_moved(self) -> None:
        changed = self.user.model_copy(update={"day_ends_at": self.random.choice(("00:00", "01:00", "04:00"))})
        self.user = await self.store.people.save_user(changed, self.house.appliance.now())

    def all(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            self.value, self.undone, self.skipped, self.schedule, self.renamed, self.promised, self.reworded,
            self.settled, self.paused, self.called, self.spoken, self.named, self.day_moved,
        ]  # fmt: skip


async def drawn_anew(house: ApiHouse, user: User) -> str:
    """The week of a person, with nothing kept from before."""
    store = house.appliance.store
    drawn.forget()
    kept, fresh = store.scores, Scores(store.database)
    object.__setattr__(store, "scores", fresh)
    try:
        return str(fragment(await review_of(store, user, today_of(user, house.appliance.now()))))
    finally:
        object.__setattr__(store, "scores", kept)


@pytest.mark.parametrize("seed", range(3))
def test_every_kind_of_write_shows_at_once(tmp_path: Path, seed: int) -> None:
    async def body(house: ApiHouse) -> None:
        random = Random(seed)
        habits = {name: await furnish(house, name) for name in ("Max", "Olga")}
        writes = Writes(house, house.people["Max"], habits["Max"], random)
        order = writes.all() + writes.all()
        random.shuffle(order)
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as other:
            hers = (await other.get("/progress")).text
            assert await drawn_anew(house, house.people["Olga"]) in hers
            for write in order:
                before = (await browser.get("/progress")).text
                assert (await browser.get("/progress")).text == before
                await write()
                page = (await browser.get("/progress")).text
                assert await drawn_anew(house, writes.user) in page, write.__name__
                assert "Olga promises" not in page
                assert "habit of Olga" not in page
                assert (await other.get("/progress")).text == hers, write.__name__

    held(tmp_path, body)


def test_what_did_not_change_is_not_drawn_again(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        await furnish(house, "Max")
        user, now = house.people["Max"], house.appliance.now()
        reading = MetricType(user_id=user.id, name="reading", kind=MetricKind.HABIT, created_at=now)
        second = await house.appliance.store.progress.add_metric_type(reading)
        drawings: list[int] = []
        async with house.signed_in("Max") as browser:
            drawn.forget()
            for change in (None, None, 1.0):
                if change is not None:
                    await house.appliance.store.progress.record(value(house, second, 0, change))
                assert (await browser.get("/progress")).status_code == 200
                drawings.append(drawn.drawn_so_far())
        assert drawings == [2, 2, 3], "two habits, none again, the one that changed"

    held(tmp_path, body)
