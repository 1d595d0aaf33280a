"""Loop Habit Tracker's CSV exports, of old and new versions, in the layout they have."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import InvalidInputError
from appliance.records.people import User
from appliance.records.progress import Direction, MetricKind, MetricSource
from appliance.schedule.habits import stored_rhythm, write_rhythm
from appliance.store import Store
from appliance.transfer.files_in import LoopExport, recognise
from appliance.transfer.habits_in import HabitsArrived, bring_habits, read_foreign
from tests.store.samples import metric, metric_type, user
from tests.transfer.conftest import House
from tests.transfer.persons import NOW

HEADER = (
    "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,"
    "Target Value,Archived?\n"
)

NEW: dict[str, str] = {
    "Habits.csv": HEADER
    + "001,Meditate,YES_NO,Did you meditate this morning?,,1,1,#FF8F00,,,,false\n"
    + '002,Wake up early,YES_NO,Did you wake up before 6am?,"For the quiet, mostly",2,3,#00897B,,,,false\n'
    + "003,Pages,NUMERICAL,,,1,1,#1976D2,pages,AT_LEAST,30.0,false\n"
    + "004,Screen,NUMERICAL,How long?,,1,7,#1976D2,Min,AT_MOST,120.0,true\n",
    "001 Meditate/Checkmarks.csv": "Date,Value,Notes\n",
    "001 Meditate/Scores.csv": "Date,Score\n2015-01-25,0.0000\n",
    "002 Wake up early/Checkmarks.csv": "Date,Value,Notes\n2015-01-25,YES_MANUAL,\n2015-01-24,NO,Sick\n"
    '2015-01-23,YES_AUTO,"Forgot to do it, really"\n2015-01-22,SKIP,"""Vacation"""\n2015-01-21,UNKNOWN,\n',
    "002 Wake up early/Scores.csv": "Date,Score\n2015-01-25,0.2557\n",
    "003 Pages/Checkmarks.csv": "Date,Value,Notes\n2024-02-29,12500,\n2024-02-28,NO,\n"
    "2024-02-27,SKIP,ill\n2024-02-26,UNKNOWN,\n",
    "004 Screen/Checkmarks.csv": "Date,Value,Notes\n2024-01-01,90000,\n",
    "Scores.csv": "Date,Meditate,Wake up early,Pages,Screen,\n2024-01-01,0.0,0.1,0.2,0.3,\n",
    "Checkmarks.csv": "Date,Meditate,Wake up early,Pages,Screen,\n2024-01-01,UNKNOWN,UNKNOWN,UNKNOWN,90000,\n",
}  # fmt: skip

OLD: dict[str, str] = {
    "Habits.csv": "Position,Name,Question,Description,NumRepetitions,Interval,Color\n"
    "001,Meditate,Did you meditate?,,1,1,#FF8F00\n002,Gym,Was it done?,,3,7,#00897B\n",
    "001 Meditate/Checkmarks.csv": "2015-01-25,2\n2015-01-24,0\n2015-01-23,1\n2015-01-22,3\n2015-01-21,-1\n",
    "002 Gym/Checkmarks.csv": "2015-01-25,2\n",
}

OLDEST: dict[str, str] = {
    "Habits.csv": "Name,Description,NumRepetitions,Interval,Color\nMeditate,Did you meditate?,1,1,#AFB42B\n",
    "001 Meditate/Checkmarks.csv": "2015-01-25,2\n",
}


def packed(file: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


async def bring(store: Store, file: Path, name: str = "Sam", *, dry_run: bool = False) -> HabitsArrived:
    found = recognise(file)
    assert isinstance(found, LoopExport)
    habits, said = read_foreign(found)
    done = await bring_habits(store, await store.people.user(name), habits, NOW, dry_run=dry_run)
    done.notes += said
    return done


async def kept(store: Store, sam: User) -> dict[str, Any]:
    """By habit: its kind, how often, target, values and skips by day."""
    values, skips = await store.progress.metrics(sam.id), await store.progress.skips(sam.id)
    return {
        kind.name: {
            "type": kind,
            "rhythm": write_rhythm(stored_rhythm(kind.schedule)),
            "values": {each.date.isoformat(): each.value for each in values if each.metric_type_id == kind.id},
            "skips": {each.day.isoformat(): each.reason for each in skips if each.metric_type_id == kind.id},
        }
        for kind in await store.progress.metric_types(sam.id, archived=True)
    }


def test_a_new_export(new: House, memory_disk: Path) -> None:
    file = packed(memory_disk / "Loop Habits CSV.zip", NEW)

    async def work(store: Store) -> tuple[HabitsArrived, dict[str, Any]]:
        sam = await store.people.add_user(user())
        done = await bring(store, file)
        assert all(each.source is MetricSource.MANUAL for each in await store.progress.metrics(sam.id))
        return done, await kept(store, sam)

    done, found = new.do(work)
    early, pages, screen = found["Wake up early"], found["Pages"], found["Screen"]
    assert early["values"] == {"2015-01-25": 1.0, "2015-01-24": 0.0}, "done by hand, or not; never by itself"
    assert early["skips"] == {"2015-01-22": '"Vacation"'}
    assert (early["rhythm"], early["type"].question) == ("5/week", "Did you wake up before 6am?")
    assert early["type"].created_at.date() == date(2015, 1, 22), "scores reach back to the first day"
    assert pages["values"] == {"2024-02-29": 12.5, "2024-02-28": 0.0}
    assert pages["skips"] == {"2024-02-27": "ill"}
    assert (pages["type"].kind, pages["type"].unit, pages["type"].target) == (MetricKind.NUMBER, "pages", 30.0)
    assert (screen["type"].kind, screen["type"].unit) == (MetricKind.DURATION, "minutes")
    assert (screen["type"].direction, screen["rhythm"]) == (Direction.AT_MOST, "1/week")
    assert screen["type"].archived_at == NOW
    assert found["Meditate"]["type"].created_at == NOW
    told = {each.name: each for each in done.habits}
    assert told["Wake up early"].texts == {"2015-01-23": "Forgot to do it, really", "2015-01-24": "Sick"}
    assert "2 times in 3 days becomes 5/week" in told["Wake up early"].notes
    assert any("For the quiet, mostly" in note for note in told["Wake up early"].notes)
    assert any("for 7 days together" in note for note in told["Screen"].notes)
    assert any("colours" in note for note in done.notes)


@pytest.mark.parametrize("members", [OLD, OLDEST])
def test_an_old_export(new: House, memory_disk: Path, members: dict[str, str]) -> None:
    file = packed(memory_disk / "loop.zip", members)

    async def work(store: Store) -> dict[str, Any]:
        sam = await store.people.add_user(user())
        await bring(store, file)
        return await kept(store, sam)

    found = new.do(work)
    assert found["Meditate"]["values"]["2015-01-25"] == 1.0
    assert found["Meditate"]["type"].question == "Did you meditate?"
    if members is OLD:
        assert found["Meditate"]["values"] == {"2015-01-25": 1.0, "2015-01-24": 0.0}
        assert found["Meditate"]["skips"] == {"2015-01-22": ""}
        assert found["Gym"]["rhythm"] == "3/week"


def test_what_is_here_stays_and_a_second_time_adds_nothing(new: House, memory_disk: Path) -> None:
    file = packed(memory_disk / "loop.zip", NEW)

    async def work(store: Store) -> None:
        sam = await store.people.add_user(user())
        pages = await store.progress.add_metric_type(metric_type(sam, "PAGES", kind=MetricKind.NUMBER, unit="pages"))
        await store.progress.record(metric(pages, 99.0, date=date(2024, 2, 29)))
        before = await kept(store, sam)
        shown = await bring(store, file, dry_run=True)
        assert await kept(store, sam) == before, "a dry run changes nothing"
        first = await bring(store, file)
        assert [(each.name, each.is_new, each.values, each.skips, each.kept) for each in first.habits] == [
            (each.name, each.is_new, each.values, each.skips, each.kept) for each in shown.habits
        ]
        told = {each.name: each for each in first.habits}["Pages"]
        assert (told.is_new, told.values, told.skips, told.kept) == (False, 1, 1, 1)
        after = await kept(store, sam)
        assert after["PAGES"]["values"] == {"2024-02-29": 99.0, "2024-02-28": 0.0}
        assert after["PAGES"]["type"] == before["PAGES"]["type"]
        again = await bring(store, file)
        assert sum(each.values + each.skips for each in again.habits) == 0
        assert await kept(store, sam) == after

    new.do(work)


def test_values_that_do_not_belong_together_are_refused(new: House, memory_disk: Path) -> None:
    file = packed(memory_disk / "loop.zip", NEW)

    async def work(store: Store) -> None:
        sam = await store.people.add_user(user())
        await store.progress.add_metric_type(metric_type(sam, "Pages", kind=MetricKind.HABIT))
        with pytest.raises(
            InvalidInputError, match=r"Habits\.csv, line 4, column 2: .*a number in pages.*a habit here"
        ):
            await bring(store, file)
        assert list(await kept(store, sam)) == ["Pages"]

    new.do(work)


def test_names_that_cannot_stay_are_changed_and_told(new: House, memory_disk: Path) -> None:
    family = "👨\u200d👩\u200d👧 dinner"
    rows = "".join(
        f"{number:03},{name},YES_NO,,,1,1,#fff,,,,false\n" for number, name in ((1, "Run"), (2, "run"), (3, family))
    )
    file = packed(memory_disk / "loop.zip", {"Habits.csv": HEADER + rows})

    async def work(store: Store) -> HabitsArrived:
        await store.people.add_user(user())
        return await bring(store, file)

    told = new.do(work).habits
    assert [each.name for each in told] == ["Run", "run (2)", "👨👩👧 dinner"]
    assert "becomes 'run (2)'" in " ".join(told[1].notes)
    assert repr(family) in " ".join(told[2].notes)
    assert all("no folder" in " ".join(each.notes) for each in told)


def changed(name: str, before: str, after: str) -> dict[str, str]:
    assert before in NEW[name]
    return {**NEW, name: NEW[name].replace(before, after, 1)}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (changed("Habits.csv", ",2,3,", ",0,3,"), r"Habits\.csv, line 3, column 6: .*no number of times"),
        (changed("Habits.csv", ",2,3,", ",2,often,"), r"Habits\.csv, line 3, column 7"),
        (changed("Habits.csv", "YES_NO", "MAYBE"), r"Habits\.csv, line 2, column 3: .*YES_NO, NUMERICAL"),
        (changed("Habits.csv", "AT_LEAST", "AROUND"), r"Habits\.csv, line 4, column 10"),
        (changed("Habits.csv", "30.0", "nan"), r"Habits\.csv, line 4, column 11"),
        (changed("Habits.csv", ",true\n", ",perhaps\n"), r"Habits\.csv, line 5, column 12"),
        (changed("Habits.csv", ",Name,", ",Title,"), r"Habits\.csv, line 1, column 1: .*Name"),
        (changed("Habits.csv", "#FF8F00,,,,false", "#FF8F00"), r"Habits\.csv, line 2, column 8: .*8 cells, not 12"),
        ({**NEW, "Habits.csv": ""}, r"Habits\.csv, line 1, column 1: it is empty"),
        ({**NEW, "Habits.csv": NEW["Habits.csv"][:250] + '"'}, r"Habits\.csv, line \d, column"),
        (changed("003 Pages/Checkmarks.csv", "12500", "lots"), r"003 Pages/Checkmarks\.csv, line 2, column 2"),
        (changed("003 Pages/Checkmarks.csv", "12500", "-2"), r"line 2, column 2"),
        (changed("003 Pages/Checkmarks.csv", "2024-02-29", "2023-02-29"), r"line 2, column 1: .*no day"),
        (changed("003 Pages/Checkmarks.csv", "2024-02-28", "2024-02-29"), r"line 3, column 1: .*twice"),
        (changed("003 Pages/Checkmarks.csv", "NO,", "NO,,,"), r"line 3, column 5"),
        (changed("002 Wake up early/Checkmarks.csv", "YES_AUTO", "7"), r"line 4, column 2: .*YES_MANUAL"),
        ({**NEW, "009 Ghost/Checkmarks.csv": "Date,Value,Notes\n"}, r"009 Ghost/Checkmarks\.csv: .*no habit 9"),
        ({**NEW, "003 Other/Checkmarks.csv": "Date,Value,Notes\n"}, r"two folders 003"),
    ],
)  # fmt: skip
def test_what_is_refused(new: House, memory_disk: Path, members: dict[str, str], said: str) -> None:
    file = packed(memory_disk / "loop.zip", members)

    async def work(store: Store) -> None:
        sam = await store.people.add_user(user())
        with pytest.raises(InvalidInputError, match=rf"^loop\.zip: .*{said}") as raised:
            await bring(store, file)
        assert raised.value.remedy
        assert await kept(store, sam) == {}

    new.do(work)
