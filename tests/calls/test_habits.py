"""Calls ask for the habits that are due, as often as their schedules say; what is skipped in a call is a skip."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.calls.habits import due_on
from appliance.calls.occasions import today_of
from appliance.ports import Expect
from appliance.records.agenda import Answer
from appliance.records.calls import Call, CallStatus
from appliance.records.progress import Metric, MetricKind, MetricSource, MetricType
from appliance.schedule.habits import parse_rhythm
from tests.calls.household import House, PersonChannel, house
from tests.virtual_time import run_virtual


async def habit(home: House, schedule: str) -> MetricType:
    return await home.metric("gym", MetricKind.HABIT, schedule=parse_rhythm(schedule).model_dump(mode="json"))


@pytest.mark.parametrize(
    ("schedule", "done", "due"),
    [
        ("daily", [0, 1, 2], [0, 1, 2, 3, 4, 5, 6, 7]),
        ("mon,wed", [], None),  # by weekday, below
        ("2/week", [], [0, 1, 2, 3, 4, 5, 6, 7]),
        ("1/month", [1], [0, 1]),
        ("every 3 days", [0, 4], [0, 3, 4, 6, 7]),
    ],
)
def test_what_is_due_by_schedule(schedule: str, done: list[int], due: list[int] | None) -> None:
    async def scenario() -> None:
        async with house() as home:
            kind = await habit(home, schedule)
            first = today_of(home.sam, home.clock())
            found = []
            for day in (first + timedelta(each) for each in range(8)):
                if await due_on(home.store, home.sam, [kind], day):
                    found.append((day - first).days)
                if (day - first).days in done:
                    await home.store.progress.record(
                        Metric(
                            user_id=home.sam.id,
                            metric_type_id=kind.id,
                            metric_type=kind.name,
                            date=day,
                            value=1.0,
                            source=MetricSource.MANUAL,
                            recorded_at=home.clock(),
                        )
                    )
            expected = (
                due if due is not None else [at for at in range(8) if (first + timedelta(at)).weekday() in (0, 2)]
            )
            assert found == expected

    run_virtual(scenario())


async def evening(home: House) -> tuple[Call, list[str]]:
    await home.check_in("21:00")
    async with home.on_duty():
        call = await home.until_over()
    turns = await home.store.calls.turns(call.id)
    return call, [turn.content for turn in turns]


def answering(gym: str) -> PersonChannel:
    def answer(said: str, expect: Expect) -> str | None:
        by_kind = {Answer.PRESENCE: "yes I'm here", Answer.YES_NO: gym}
        return by_kind.get(expect.hint.answer, "water the plants")

    return PersonChannel(answer)


def test_a_habit_that_is_not_due_is_not_asked_for() -> None:
    async def scenario() -> None:
        async with house(answering("yes")) as home:
            today = today_of(home.sam, home.clock())
            await habit(home, "mon,tue,wed,thu,fri,sat,sun".replace(f"{today:%a}".lower() + ",", ""))
            _, said = await evening(home)
            assert not any("gym" in each.lower() for each in said)

    run_virtual(scenario())


def test_what_is_skipped_in_a_call_is_kept_as_a_skip() -> None:
    async def scenario() -> None:
        async with house(answering("skip that")) as home:
            kind = await habit(home, "daily")
            call, said = await evening(home)
            assert any("gym" in each.lower() for each in said)
            assert call.status is CallStatus.COMPLETED
            (row,) = await home.store.progress.skips(home.sam.id)
            assert (row.metric_type_id, row.day, row.call_id) == (kind.id, call.accounting_day, call.id)
            assert await home.values() == {}

    run_virtual(scenario())
