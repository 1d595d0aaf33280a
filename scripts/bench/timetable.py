"""What a look at the clock costs: the tick, and when something is due next, with 100, 1,000 and 10,000 check-ins.

Each household is on the real encrypted store, four check-ins a person, in twelve zones. A tick in which nothing is due
is what nearly every tick is; it is timed beside one raw query of the same file for the earliest due time. The first
tick after a start works out afresh when everything is due; its baseline is the smallest household's, in proportion.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.calls.alarm import Alarm
from appliance.calls.dialer import Dialer
from appliance.coach.persona import load_personas
from appliance.records.people import CallType, CheckIn, User
from appliance.schedule.occurrences import next_occurrence, plan_of
from appliance.store import Store, open_store
from appliance.store.sqlite import connector

SIZES = (100, 1_000, 10_000)
ROUNDS = 30
IN_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONES = (
    "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo",
    "Asia/Tehran", "Pacific/Apia", "America/St_Johns", "America/Havana", "Asia/Beirut", "Asia/Kathmandu",
)  # fmt: skip
EARLIEST = "SELECT next_due_at FROM check_ins WHERE archived_at IS NULL ORDER BY next_due_at LIMIT 1"


def report(name: str, value: float, unit: str, baseline: float) -> None:
    """One line of the bench."""
    figures = {"value": round(value, 3), "unit": unit, "baseline": round(baseline, 3)}
    print(json.dumps({"name": name, **figures, "ratio": round(value / baseline, 2)}), flush=True)


async def median_ms(work: Callable[[], Awaitable[object]]) -> float:
    """Of `ROUNDS` runs."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def move_in(store: Store, count: int) -> None:
    """`count` check-ins, spread over the day; none is due within the next quarter of an hour."""
    users, check_ins = list[User](), list[CheckIn]()
    for number in range(count):
        if number % 4 == 0:
            user = User(name=f"person {number}", timezone=ZONES[number % len(ZONES)], created_at=NOON)
            users.append(user)
        check_in = CheckIn(
            user_id=user.id,
            call_type=CallType.EVENING,
            at=f"{number % 24:02d}:{number % 60:02d}",
            weekdays=list(range(7)),
            channels=["speaker"],
            jitter_minutes=number % 30,
            created_at=NOON + timedelta(minutes=15),
        )
        found = next_occurrence(plan_of(check_in, user.timezone), check_in.created_at)
        check_in.next_due_at = found.due_at if found else None
        check_ins.append(check_in)
    async with store.database.writing() as session:
        session.add_all(users)
        await session.flush()
        session.add_all(check_ins)


async def measure(count: int, folder: Path) -> tuple[float, float]:
    """The first tick after a start and one with nothing due, in milliseconds."""
    file, key = folder / "user_data" / "appliance.db", secrets.token_bytes(32)
    now = [NOON]
    async with open_store(file, key) as store:
        await move_in(store, count)
        alarm = Alarm(store, Dialer(store, {}, load_personas(), lambda: now[0]), lambda: now[0])
        began = time.perf_counter()
        await alarm.tick()  # works out afresh when everything is due, as after a start
        first = (time.perf_counter() - began) * 1000
        raw = connector(file, key)()
        query = raw.execute

        async def look_raw() -> object:
            return query(EARLIEST).fetchone()

        one_look = await median_ms(look_raw)
        tick = await median_ms(alarm.tick)
        report(f"tick with nothing due, {count} check-ins", tick, "ms", one_look)
        report(f"when is something due next, {count} check-ins", await median_ms(alarm.next_look), "ms", one_look)
        raw.close()
    return first, tick


async def main() -> None:
    took: dict[int, tuple[float, float]] = {}
    for count in SIZES:
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
            took[count] = await measure(count, Path(folder))
    least = SIZES[0]
    for count, (first, tick) in took.items():
        report(f"first tick after a start, {count} check-ins", first, "ms", took[least][0] * count / least)
        report(f"tick with nothing due, {count} check-ins beside {least}", tick, "ms", took[least][1])


if __name__ == "__main__":
    asyncio.run(main())
