"""Export, import into an empty appliance: nothing is lost, row by row."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from appliance.errors import ConflictError, InvalidInputError
from appliance.records.people import Role
from appliance.store import Store
from appliance.store.ownership import LEFT_OUT_COLUMNS, Kind, belongings
from appliance.transfer.columns import fields_of
from appliance.transfer.out import Shape
from tests.transfer.conftest import NEW_KEY, House, MakeHouse, document
from tests.transfer.persons import NOW, rich

SHAPES = ("sam.json", "sam.zip")


def lonely(**more: Any) -> Any:
    """Somebody without contacts: these are other people."""
    return {**rich(**more), "contacts": []}


async def index(store: Store) -> list[tuple[Any, ...]]:
    async with store.database.reading() as session:
        query = sql("SELECT user_id, kind, source_id, day, words FROM recall_entries ORDER BY source_id")
        return [tuple(row) for row in await session.execute(query)]


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_is_lost(old: House, new: House, memory_disk: Path, name: str) -> None:
    old.settle(lonely())
    file, again = memory_disk / name, memory_disk / f"again-{name}"
    exported = old.export(file)
    assert all(exported.rows[each.name] for each in belongings() if each.name != "contacts"), "a table without rows"
    arrived = new.bring(file)
    assert new.everything() == old.everything()
    assert new.clips() == old.clips() != []
    assert arrived.rows == exported.rows
    assert arrived.recordings == exported.recordings == len(old.clips())
    new.export(again)
    if name.endswith("json"):
        assert again.read_bytes() == file.read_bytes()
    else:
        with zipfile.ZipFile(file) as before, zipfile.ZipFile(again) as after:
            assert {each: before.read(each) for each in before.namelist()} == {
                each: after.read(each) for each in after.namelist()
            }


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), seed=st.integers(0, 99))
def test_nothing_is_lost_of_any_text(house: MakeHouse, memory_disk: Path, texts: list[str], seed: int) -> None:
    told = iter(texts * 10_000)
    old = house("old", NEW_KEY)
    old.settle(lonely(seed=seed, each=2, text=lambda: next(told)))
    before = old.everything()
    for name in SHAPES:
        old.export(memory_disk / name, force=True)
        new = house("new", NEW_KEY)
        new.bring(memory_disk / name)
        assert new.everything() == before


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_is_taken_for_a_formula_and_every_text_comes_back(text: str) -> None:
    field = next(each for each in fields_of(belongings()[0]) if each.kind is Kind.TEXT)
    cell = field.to_cell(text)
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")
    assert cell != ""
    assert field.from_cell(cell) == text


def test_the_household_and_others_stay(old: House, memory_disk: Path) -> None:
    sam, ana = lonely(), lonely(name="Ana", seed=2)
    old.settle(sam)
    old.settle(ana)

    async def shared(store: Store) -> None:
        async with store.database.writing() as session:
            await session.execute(
                sql(
                    "INSERT INTO pauses (id, user_id, from_day, reason, created_at) "
                    "VALUES ('00000000000000000000000000000001', NULL, '2026-03-02', 'everybody', '2026-03-02')"
                )
            )

    old.do(shared)
    old.export(memory_disk / "sam.json")
    found = document(memory_disk / "sam.json")
    assert set(found["tables"]) == {each.name for each in belongings()}
    for table, rows in found["tables"].items():
        assert [row["id"] for row in rows] == [str(row["id"]) for row in sam[table]], table
    secret = [column for table, column in LEFT_OUT_COLUMNS if column in next(iter(found["tables"][table]), {})]
    assert not secret
    assert len(found["recordings"]) == len(
        {row["audio_url"] for row in sam["conversations"] + sam["commitments"]} - {None}
    )


def test_a_person_joins_a_household(old: House, new: House, memory_disk: Path) -> None:
    """Of whose two contacts one lives there as well."""
    sam, ana, zoe = rich(), lonely(name="Ana", seed=2), lonely(name="Zoe", seed=3)
    sam["contacts"] = sam["contacts"][:2]
    for contact, other in zip(sam["contacts"], (ana, zoe), strict=True):
        contact["contact_id"] = other["users"][0]["id"]
        contact["ended_at"] = None
        new.settle({**{table: [] for table in sam}, "users": other["users"]})
    sam["check_ins"][0].update(room="attic", archived_at=None)
    new.settle(sam)
    new.export(memory_disk / "sam.json")
    old.settle(ana)
    before = old.everything()
    arrived = old.bring(memory_disk / "sam.json")
    after = old.everything()
    for table, rows in before.items():
        assert after[table][: len(rows)] == rows, "what was here is as it was"
    assert len(after["contacts"]) == 1
    told = " ".join(arrived.notes)
    assert "owner elsewhere" in told
    assert "do not live here: 1." in told
    assert "agree anew" in told
    assert "no room 'attic'" in told

    async def role(store: Store) -> Role:
        return (await store.people.user("Sam")).role

    assert old.do(role) is Role.MEMBER


def test_somebody_who_is_here_is_not_touched(old: House, memory_disk: Path) -> None:
    old.settle(lonely())
    old.export(memory_disk / "sam.json")
    before = old.everything()
    with pytest.raises(ConflictError, match="here already, with the same id"):
        old.bring(memory_disk / "sam.json", name="Another")
    assert old.everything() == before


def test_a_namesake_comes_in_under_another_name(old: House, new: House, memory_disk: Path) -> None:
    old.settle(lonely())
    new.settle({**lonely(name="SAM", seed=9), "calendars": [], "calendar_events": []})
    old.export(memory_disk / "sam.zip")
    with pytest.raises(ConflictError, match="--as NAME"):
        new.bring(memory_disk / "sam.zip")
    with pytest.raises(ConflictError, match="called sam is here"):
        new.bring(memory_disk / "sam.zip", name="sam")
    assert new.bring(memory_disk / "sam.zip", name="Samuel").person == "Samuel"

    async def names(store: Store) -> list[str]:
        return [user.name for user in await store.people.users()]

    assert new.do(names) == ["SAM", "Samuel"]


def test_a_dry_run_changes_nothing(old: House, new: House, memory_disk: Path) -> None:
    old.settle(lonely())
    exported = old.export(memory_disk / "sam.json")
    assert new.bring(memory_disk / "sam.json", dry_run=True).rows == exported.rows
    assert not any(new.everything().values())
    assert new.clips() == []


def test_words_are_found_as_before(old: House, new: House, memory_disk: Path) -> None:
    old.settle(lonely())
    old.export(memory_disk / "sam.json")
    new.bring(memory_disk / "sam.json")

    async def found(store: Store) -> list[str]:
        sam = await store.people.user("Sam")
        return [each.content for each in await store.memories.search(sam, "sister slept", limit=20)]

    told = new.do(found)
    assert any("sister" in each for each in told)
    assert any("slept" in each for each in told)
    assert len(new.do(index)) == len(told)


def test_the_file_is_whole_private_and_never_overwritten(old: House, memory_disk: Path) -> None:
    old.settle(lonely())
    file = memory_disk / "sam.json"
    file.write_text("mine")
    with pytest.raises(ConflictError, match="--force"):
        old.export(file)
    assert file.read_text() == "mine"
    old.export(file, force=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in memory_disk.iterdir() if each.is_file()] == ["sam.json"], "no draft is left"
    with pytest.raises(InvalidInputError, match="--format"):
        old.export(memory_disk / "sam.txt")
    old.export(memory_disk / "sam.txt", shape=Shape.JSON)
    assert document(memory_disk / "sam.txt") == document(file)


def test_a_recording_that_is_gone_is_told(old: House, new: House, memory_disk: Path) -> None:
    old.settle(lonely())
    gone = old.folder / "user_data" / "clips" / old.clips()[0]
    gone.unlink()
    assert old.export(memory_disk / "sam.json").missing == [gone.name]
    assert any(gone.name in note for note in new.bring(memory_disk / "sam.json").notes)
    assert new.everything() == old.everything()


def test_exports_name_their_moment(old: House, memory_disk: Path) -> None:
    old.settle(lonely())
    old.export(memory_disk / "sam.json")
    head = document(memory_disk / "sam.json")
    assert (head["format"], head["version"], head["exported_at"]) == ("disciplinecall", 1, NOW.isoformat())
    rows = sum(len(rows) for rows in head["tables"].values())
    lines = (memory_disk / "sam.json").read_text(encoding="utf-8").split("\n")
    assert sum(line.startswith('{"id"') for line in lines) == rows, "each row is on a line of its own"


def test_an_export_of_an_older_appliance_comes_in(exports: Path, new: House, memory_disk: Path) -> None:
    """Without the tables and columns that it did not have."""
    found = document(exports / "sam.json")
    found["schema"] = "0005"
    for table in ("penalties", "stake_rules"):
        del found["tables"][table]
    for row in found["tables"]["users"] + found["tables"]["calls"]:
        row.pop("nudges_a_day", None)
        row.pop("held_since", None)
        row.pop("channel_rules", None)
    (memory_disk / "old.json").write_text(json.dumps(found), encoding="utf-8")
    new.bring(memory_disk / "old.json")
    new.export(memory_disk / "again.json")
    again = document(memory_disk / "again.json")["tables"]
    assert (again["penalties"], again["stake_rules"]) == ([], [])
    assert again["users"][0]["nudges_a_day"] == 6
    assert {(row["held_since"], str(row["channel_rules"])) for row in again["calls"]} == {(None, "{}")}
    assert again["metrics"] == found["tables"]["metrics"]
    del found["tables"]["metrics"][0]["value"]
    (memory_disk / "old.json").write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(InvalidInputError, match="lacks the column value"):
        new.bring(memory_disk / "old.json")
