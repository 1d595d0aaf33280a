"""What a call knows of scores: the week that is told in the weekly one, and how firm a habit is that is due."""

from __future__ import annotations

from datetime import timedelta

from appliance.calls.agenda import plan
from appliance.calls.briefing import Briefing, gather
from appliance.coach.persona import load_persona
from appliance.coach.prompts import head
from appliance.records.agenda import ItemKind
from appliance.records.calls import CallPurpose, CallStatus, CallType
from appliance.records.progress import Metric, MetricSource
from tests.calls.household import House, house
from tests.store import samples
from tests.virtual_time import run_virtual

DAYS = 60


async def sixty_days(home: House) -> None:
    """A gym that fails on Mondays, a run of reading, steps that rise, calls that are answered in the evening."""
    began, today = home.clock() - timedelta(days=DAYS), home.clock().date()
    days = [today - timedelta(days=DAYS - each) for each in range(DAYS)]
    told = {
        "gym": [float(day.weekday() != 0) for day in days],
        "reading": [float(number > 40) for number in range(DAYS)],
        "steps": [5000 + 30.0 * number + 40 * (number % 3) for number in range(DAYS)],
    }
    for name, values in told.items():
        sort = "number" if name == "steps" else "habit"
        kind = await home.store.progress.add_metric_type(
            samples.metric_type(home.sam, name, kind=sort, ask_in=["evening"], created_at=began)
        )
        async with home.store.database.writing() as session:
            session.add_all(
                Metric(user_id=home.sam.id, metric_type_id=kind.id, metric_type=name, date=day, value=value,
                       source=MetricSource.CALL, source_id=str(day), recorded_at=home.clock())
                for day, value in zip(days, values, strict=True)
            )  # fmt: skip
    for number, day in enumerate(days):
        for hour, status in (
            (7, CallStatus.MISSED if number % 3 else CallStatus.COMPLETED),
            (19, CallStatus.COMPLETED),
        ):
            due = began.replace(hour=hour) + timedelta(days=number)
            await home.store.calls.add(
                samples.call(home.sam, day=day, accounting_day=day, due_at=due, status=status,
                             purpose=CallPurpose.CHECK_IN)
            )  # fmt: skip


async def briefed(home: House, call_type: CallType) -> Briefing:
    now = home.clock()
    call = samples.call(home.sam, day=now.date(), accounting_day=now.date(), due_at=now, call_type=call_type)
    async with home.store.snapshot():
        return await gather(home.store, await home.store.calls.add(call), home.sam)


def test_the_weekly_call_tells_habits_rows_calls_and_one_thing_that_shows() -> None:
    async def live() -> tuple[str, str, str]:
        async with house() as home:
            await sixty_days(home)
            plain = await briefed(home, CallType.WEEKLY)
            home.store.scores.insight = True
            further = await briefed(home, CallType.WEEKLY)
            (item,) = [each for each in plan(further).items if each.kind is ItemKind.REVIEW]
            return plain.week_told, further.week_told, item.statement

    plain, further, statement = run_virtual(live())
    for words in ("calls", "reading", "days in a row", "gym", "6 of"):
        assert words in plain
    assert further.startswith(plain.split(".")[0])
    assert any(words in further for words in ("going up", "pick up most", "works out best"))
    assert not any(words in plain for words in ("going up", "pick up most", "works out best")), "nobody asked for it"
    assert statement == further


def test_a_coach_is_told_how_firm_what_is_due_is() -> None:
    async def live() -> tuple[Briefing, Briefing]:
        async with house() as home:
            await sixty_days(home)
            return await briefed(home, CallType.EVENING), await briefed(home, CallType.MIDDAY)

    evening, midday = run_virtual(live())
    assert [(habit.name, habit.row, habit.best, habit.unit) for habit in evening.about.habits] == [
        ("gym", 6, 6, "day"),
        ("reading", 19, 19, "day"),
    ]
    words = head(load_persona("friend"), plan(evening), evening.about, user_name="Sam", language="en")
    assert "- reading: 64 (50 a week ago), 19 days in a row, the longest so far" in words
    assert midday.about.habits == (), "it asks for neither"
