"""Scores and insights of one person with 30 metrics after 1, 3 and 10 years (about 110,000 values).

Prints one JSON object a line: name, value, unit, baseline, ratio. The baseline of scores is one pass over the same rows
that adds up their values by metric; of loading, a bare SQLCipher connection fetching them; of a second look at a week,
the first; of growth, a third of the rows per third of the years.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from appliance.progress import scoreboard
from appliance.progress.insight import insights
from appliance.records.history import Entry, History
from appliance.records.people import User
from appliance.records.progress import Metric, MetricKind, MetricSource, MetricType
from appliance.review.look import look_deeper
from appliance.schedule.habits import parse_rhythm
from appliance.store import Store, open_store
from appliance.store.scores import VALUES
from appliance.store.sqlite import connector

METRICS, YEARS = 30, (1, 3, 10)
SCHEDULES = ("daily", "mon-fri", "3/week", "2/month", "every 3 days")
TODAY = date(2026, 11, 1)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROUNDS = 5


def metric_types(user_id: UUID, began: datetime) -> list[MetricType]:
    """Habits of every schedule, and numbers with and without a target."""
    kinds = []
    for number in range(METRICS):
        habit = number % 3 > 0
        kinds.append(
            MetricType(
                user_id=user_id,
                name=f"metric {number}",
                kind=MetricKind.HABIT if habit else MetricKind.NUMBER,
                target=7.0 if number % 6 == 0 else None,
                schedule=parse_rhythm(SCHEDULES[number % len(SCHEDULES)]).model_dump(mode="json"),
                ask_in=["evening"],
                created_at=began,
            )
        )
    return kinds


def entries(kinds: list[MetricType], years: int) -> list[Entry]:
    """A value of each metric on nine days of ten."""
    random, days = Random(7), years * 365  # noqa: S311  # made-up lives
    return [
        Entry(kind.id, TODAY - timedelta(days=back), _value(kind, random), MetricSource.CALL, NOON, "call")
        for kind in kinds
        for back in range(1, days)
        if random.random() < 0.9
    ]


def _value(kind: MetricType, random: Random) -> float:
    return float(random.random() < 0.7) if kind.kind is MetricKind.HABIT else random.gauss(7, 1)


def best_of(work: Callable[[], Any]) -> float:
    """Seconds of the quickest of some rounds: the machine is shared."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def summed(rows: list[Entry]) -> dict[UUID, float]:
    """The plainest thing to do with the rows."""
    total: defaultdict[UUID, float] = defaultdict(float)
    for row in rows:
        total[row.metric_type_id] += row.value
    return total


async def fill(store: Store, years: int) -> User:
    """The same rows, kept."""
    began = NOON - timedelta(days=years * 365)
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=began))
    kinds = metric_types(sam.id, began)
    names = {kind.id: kind.name for kind in kinds}
    async with store.database.writing() as session:
        session.add_all(kinds)
        await session.flush()
        session.add_all(
            Metric(
                user_id=sam.id,
                metric_type_id=row.metric_type_id,
                metric_type=names[row.metric_type_id],
                date=row.day,
                value=row.value,
                source=row.source,
                source_id=row.source_id,
                recorded_at=row.recorded_at,
            )
            for row in entries(kinds, years)
        )
    return sam


async def loading(years: int) -> tuple[float, float, int]:
    """Seconds to read a history, and to fetch its values raw; and how many values it has."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as folder:
        file, key = Path(folder) / "user_data" / "appliance.db", secrets.token_bytes(32)
        async with open_store(file, key) as store:
            sam = await fill(store, years)
            taken, count = [], 0
            for _ in range(ROUNDS):
                began = time.perf_counter()
                count = len((await store.scores.history(sam, TODAY)).entries)
                taken.append(time.perf_counter() - began)
            await looking(store, sam, years)
            plan = await _plan(store, sam)
            if "USING INDEX" not in plan:
                raise RuntimeError(f"values are read without an index: {plan}")
        raw = connector(file, key)()
        plain = best_of(lambda: raw.execute(VALUES, (sam.id.hex, TODAY.isoformat())).fetchall())
        raw.close()
        return min(taken), plain, count


async def looking(store: Store, sam: User, years: int) -> None:
    """Report the first look at a week with its insights, and the second, which finds that nothing has changed."""
    began = time.perf_counter()
    first = await store.scores.worked_out(sam, TODAY, look_deeper)
    fresh, taken = time.perf_counter() - began, []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        if await store.scores.worked_out(sam, TODAY, look_deeper) is not first:
            raise RuntimeError("a second look was worked out anew")
        taken.append(time.perf_counter() - began)
    report(f"the second look at a week after {years} years, beside the first", min(taken), fresh)


async def _plan(store: Store, sam: User) -> str:
    async with store.database.reading() as session:
        connection = await (await session.connection()).exec_driver_sql(
            f"EXPLAIN QUERY PLAN {VALUES}", (sam.id.hex, TODAY.isoformat())
        )
        return " ".join(str(row) for row in connection.fetchall())


def report(name: str, seconds: float, baseline: float) -> None:
    """One line."""
    line = {"name": name, "value": round(1e3 * seconds, 2), "unit": "ms", "baseline": round(1e3 * baseline, 2)}
    print(json.dumps({**line, "ratio": round(seconds / baseline, 2)}))


def scoring(years: int) -> float:
    """Report scores and insights of rows in memory; seconds that the scores took."""
    began = NOON - timedelta(days=years * 365)
    kinds = metric_types(UUID(int=1), began)
    rows = entries(kinds, years)
    history = History(tuple(kinds), {kind.id: began.date() for kind in kinds}, tuple(rows))
    taken, baseline = best_of(lambda: scoreboard(history, TODAY)), best_of(lambda: summed(rows))
    report(f"scores of {METRICS} metrics over {years} years ({len(rows)} values in memory)", taken, baseline)
    report(f"insights over {years} years", best_of(lambda: insights(history, TODAY)), baseline)
    return taken


def main() -> None:
    """Measure all of it."""
    scored: dict[int, float] = {}
    for years in YEARS:
        scored[years] = scoring(years)
        loaded, raw, count = asyncio.run(loading(years))
        report(f"loading a history of {years} years ({count} values), beside raw SQLCipher", loaded, raw)
    first, last = YEARS[0], YEARS[-1]
    times = last // first
    report(f"scores: growth from {first} to {last} years, beside {times} times", scored[last], times * scored[first])


if __name__ == "__main__":
    main()
