"""Beaver Habits' JSON exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import InvalidInputError
from appliance.records.progress import MetricKind
from appliance.schedule.habits import DAILY, EveryDays, TimesPer, times_a_day
from appliance.store import Store
from appliance.transfer.files_in import BeaverExport, recognise
from appliance.transfer.foreign import rhythm_of
from appliance.transfer.habits_in import HabitsArrived, bring_habits, read_foreign
from tests.store.samples import user
from tests.transfer.conftest import House
from tests.transfer.persons import NOW
from tests.transfer.test_loop import kept

EXPORT: dict[str, Any] = {
    "habits": [
        {
            "name": "Order pizza",
            "id": "5b46fd",
            "records": [
                {"day": "2024-04-23", "done": True},
                {"day": "2024-04-24", "done": False, "text": "Too late"},
                {"day": "2024-4-5", "done": True, "text": "With Ana,\nat home"},
                {"day": "2024-04-26", "done": False, "skipped": True, "text": "away"},
                {"day": "2024-04-27", "done": False, "state": "SKIPPED"},
            ],
            "period": {"period_type": "W", "period_count": 1, "target_count": 3},
            "tags": ["food", "fun"],
            "star": True,
            "status": "active",
        },
        {"name": "Running", "id": "aa11", "records": [], "period": None, "status": "archive"},
        {"name": "Reading", "id": "bb22", "records": [{"day": "2024-04-23", "done": True}]},
        {"name": "Old", "id": "cc33", "records": [{"day": "2020-01-01", "done": True}], "status": "soft_delete"},
    ],
    "order": ["bb22", "5b46fd"],
    "order_by": 3,
    "backup": {"telegram_bot_token": None, "telegram_chat_id": None},
}


async def bring(store: Store, file: Path) -> HabitsArrived:
    found = recognise(file)
    assert isinstance(found, BeaverExport)
    habits, said = read_foreign(found)
    done = await bring_habits(store, await store.people.user("Sam"), habits, NOW)
    done.notes += said
    return done


def test_an_export(new: House, memory_disk: Path) -> None:
    file = memory_disk / "beaver.json"
    file.write_text(json.dumps(EXPORT), encoding="utf-8")

    async def work(store: Store) -> tuple[HabitsArrived, dict[str, Any]]:
        sam = await store.people.add_user(user())
        return await bring(store, file), await kept(store, sam)

    done, found = new.do(work)
    pizza = found["Order pizza"]
    assert pizza["values"] == {"2024-04-05": 1.0, "2024-04-23": 1.0, "2024-04-24": 0.0}
    assert pizza["skips"] == {"2024-04-26": "away", "2024-04-27": ""}
    assert (pizza["type"].kind, pizza["rhythm"]) == (MetricKind.HABIT, "3/week")
    assert [kind["type"].position for kind in (found["Reading"], pizza, found["Running"])] == [1, 2, 3]
    assert found["Running"]["type"].archived_at == NOW
    assert found["Running"]["rhythm"] == "daily"
    assert "Old" not in found
    told = {each.name: each for each in done.habits}["Order pizza"]
    assert told.texts == {"2024-04-05": "With Ana,\nat home", "2024-04-24": "Too late"}
    assert "tags ['food', 'fun']" in " ".join(told.notes)
    assert "Old: it was deleted" in " ".join(done.notes)


def put(path: str, value: Any) -> Callable[[Any], None]:
    def change(found: Any) -> None:
        *outer, last = path.split("/")
        for key in outer:
            found = found[int(key) if isinstance(found, list) else key]
        found[int(last) if isinstance(found, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("habits/1", "Running", "no object"),
        ("habits/1/name", None, "not what belongs here"),
        ("habits/1/status", "asleep", "none of active, archive, soft_delete"),
        ("habits/1/records", {}, "not what belongs here"),
        ("habits/1/period", "weekly", "not what belongs here"),
        ("habits/0/period/period_type", "H", "none of D, W, M, Y"),
        ("habits/0/period/period_count", 0, "not 1 to 1000"),
        ("habits/0/period/target_count", True, "not what belongs here"),
        ("habits/0/records/1", 5, "no object"),
        ("habits/0/records/1/day", "2024-02-30", "no day"),
        ("habits/0/records/1/day", "24 April", "no day"),
        ("habits/0/records/1/done", "yes", "not what belongs here"),
        ("habits/0/records/1/text", 5, "not what belongs here"),
        ("order", "name", "not what belongs here"),
    ],
)  # fmt: skip
def test_what_is_refused(new: House, memory_disk: Path, path: str, value: Any, said: str) -> None:
    export = json.loads(json.dumps(EXPORT))
    put(path, "@@here@@")(export)
    text = json.dumps(export, indent=2)
    offset = text.index('"@@here@@"')
    file = memory_disk / "beaver.json"
    file.write_text(text.replace('"@@here@@"', json.dumps(value)), encoding="utf-8")
    place = f"line {text.count(chr(10), 0, offset) + 1}, column {offset - text.rfind(chr(10), 0, offset)}: "

    async def work(store: Store) -> None:
        sam = await store.people.add_user(user())
        with pytest.raises(InvalidInputError) as raised:
            await bring(store, file)
        assert raised.value.message.startswith(f"beaver.json, {place}"), raised.value.message
        assert said in raised.value.message
        assert await kept(store, sam) == {}

    new.do(work)


@pytest.mark.parametrize(
    ("times", "days", "rhythm", "is_near"),
    [
        (1, 1, DAILY, False),
        (7, 7, DAILY, False),
        (5, 2, DAILY, False),
        (3, 7, TimesPer(times=3, per="week"), False),
        (1, 7, TimesPer(times=1, per="week"), False),
        (2, 30, TimesPer(times=2, per="month"), False),
        (1, 31, TimesPer(times=1, per="month"), False),
        (1, 3, EveryDays(days=3), False),
        (1, 365, EveryDays(days=365), False),
        (2, 3, TimesPer(times=5, per="week"), True),
        (3, 14, TimesPer(times=2, per="week"), True),
        (29, 30, TimesPer(times=28, per="month"), True),
        (10, 365, TimesPer(times=1, per="month"), True),
        (1, 730, EveryDays(days=366), True),
    ],
)  # fmt: skip
def test_frequencies(times: int, days: int, rhythm: Any, is_near: bool) -> None:
    found, said = rhythm_of(times, days)
    assert found == rhythm
    assert bool(said) is is_near


def test_every_frequency_is_near_a_schedule() -> None:
    for days in range(1, 400):
        for times in (1, 2, 3, 5, 10, 29, days):
            found, _ = rhythm_of(times, days)
            share = min(1.0, times / days)
            assert share / 2.1 <= times_a_day(found) <= share * 2.1
