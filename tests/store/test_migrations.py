from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlmodel import SQLModel

from appliance.errors import ApplianceError
from appliance.records import calls, host, people, progress, reach, security, telegram
from appliance.store import Store, migrations, open_store
from appliance.store.sqlite import Database
from tests.store import samples
from tests.store.conftest import KEY, Bench

assert calls
assert host
assert people
assert progress
assert reach
assert security
assert telegram  # importing them fills the metadata
TABLES = sorted(SQLModel.metadata.tables)


def shape(connection: Connection) -> dict[str, Any]:
    """All that the database itself enforces, table by table."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": {(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)},
            "checks": {(check["name"], check["sqltext"]) for check in inspector.get_check_constraints(table)},
            "unique": {tuple(unique["column_names"]) for unique in inspector.get_unique_constraints(table)},
            "indexes": {(i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in inspector.get_indexes(table)},
            "primary": tuple(inspector.get_pk_constraint(table)["constrained_columns"]),
            "keys": {
                (tuple(key["constrained_columns"]), key["referred_table"]) for key in inspector.get_foreign_keys(table)
            },
        }
        for table in TABLES
    }


def test_the_migrations_make_what_the_records_say(bench: Bench) -> None:
    def known(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not str(name).startswith("recall")  # full-text search: written out by hand

    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": known})
        return list(compare_metadata(context, SQLModel.metadata))

    async def look(store: Store) -> tuple[list[Any], dict[str, Any]]:
        async with store.database.reading() as session:
            connection = await session.connection()
            return await connection.run_sync(compare), await connection.run_sync(shape)

    differences, migrated = bench.run(look)
    assert differences == []
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.connect() as connection:
        assert migrated == shape(connection)
    engine.dispose()
    assert len(TABLES) == 45
    assert sum(len(table["checks"]) for table in migrated.values()) >= 11


OLD_ROWS = """
INSERT INTO users (id, name, preferences, personality_mode, timezone, language, role, created_at)
VALUES (:user, 'Sam', '{}', 'friend', 'Europe/Berlin', 'en', 'owner', '2026-03-01 09:00:00.000000');
INSERT INTO check_ins (id, user_id, call_type, at, weekdays, channels, retry_minutes, created_at)
VALUES (:check_in, :user, 'evening', '21:30', '[0,1,2]', '["speaker"]', '[10]', '2026-03-01 09:00:00.000000');
INSERT INTO calls (id, user_id, check_in_id, day, accounting_day, call_type, status, channels, retry_minutes, zone,
due_at, scheduled_at, next_ring_at)
VALUES (:call, :user, :check_in, '2026-03-02', '2026-03-02', 'evening', 'snoozed', '["speaker"]', '[10]',
'Europe/Berlin', '2026-03-02 20:30:00.000000', '2026-03-02 20:28:00.000000', '2026-03-02 21:00:00.000000');
INSERT INTO conversations (id, call_id, position, message_type, content, timestamp)
VALUES (:turn, :call, 0, 'user', 'later', '2026-03-02 20:30:30.000000');
INSERT INTO observations (id, call_id, turn_id, item_key, meaning, text, confidence, settled)
VALUES (:observation, :call, :turn, 'presence', 'later', 'later', 0.9, 1);
"""


def test_a_database_of_the_first_version_is_brought_up_with_everything_in_it(tmp_path: Path) -> None:
    ids = {name: uuid4() for name in ("user", "check_in", "call", "turn", "observation")}
    file = tmp_path / "user_data" / "appliance.db"

    async def as_it_was() -> None:
        file.parent.mkdir(mode=0o700)
        database = Database(file, KEY)
        async with database.writing() as session:
            connection = await session.connection()
            await connection.run_sync(migrations.upgrade, "0001")
            for row in OLD_ROWS.split(";")[:-1]:
                named = {name: key.hex for name, key in ids.items() if f":{name}" in row}
                await session.execute(text(row.replace("00:00", r"00\:00").replace("30:30", r"30\:30")), named)
        await database.aclose()

    async def look() -> None:
        async with open_store(file, KEY) as store:
            (call,) = await store.calls.unfinished()
            assert (call.purpose, call.ladder, call.climbs_from) == ("check_in", 1, call.next_ring_at)
            (found,) = await store.calls.observations(call.id)
            assert found.text == "later"
            ((check_in, sam),) = await store.timetable.due(samples.NOW)
            assert (check_in.id, check_in.next_due_at, sam.day_ends_at) == (ids["check_in"], None, "00:00")
            assert await store.check() == []

    asyncio.run(as_it_was())
    asyncio.run(look())


def test_the_listed_revisions_are_those_in_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    history = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(history)) == migrations.REVISIONS


def test_an_up_to_date_database_is_opened_without_alembic(
    threaded_bench: Bench, child_environment: dict[str, str]
) -> None:
    program = f"""
import asyncio, sys
from pathlib import Path
from appliance.store import open_store
async def main():
    async with open_store(Path({str(threaded_bench.file)!r}), bytes.fromhex({KEY.hex()!r})):
        print("alembic" in sys.modules)
asyncio.run(main())
"""
    child = subprocess.run(
        [sys.executable, "-c", program], env=child_environment, capture_output=True, text=True, check=True
    )
    assert child.stdout.split() == ["False"]


def test_garbage_is_refused_by_the_database_itself(bench: Bench) -> None:
    """Whatever writes past the records: SQL by hand, another program."""

    async def try_all(store: Store) -> list[str]:
        await samples.ringing(store)
        refused = []
        for statement in (
            "UPDATE users SET role = 'god'",
            "UPDATE calls SET status = 'exploded'",
            "UPDATE calls SET user_id = 'nobody'",
            "UPDATE calls SET due_at = NULL",
            "UPDATE attempts SET result = 'maybe'",
        ):
            with pytest.raises(ApplianceError) as caught:
                async with store.database.writing() as session:
                    await session.execute(text(statement))
            refused.append(caught.value.code)
        return refused

    garbage, missing = "invalid_input", "not_found"
    assert bench.run(try_all) == [garbage, garbage, missing, garbage, garbage]
