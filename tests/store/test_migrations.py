from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlmodel import SQLModel

from appliance.errors import ApplianceError
from appliance.records import calls, host, people, progress, security
from appliance.store import Store, migrations
from tests.store import samples
from tests.store.conftest import KEY, Bench

assert calls
assert host
assert people
assert progress
assert security  # importing them fills the metadata
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
    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
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
    assert len(TABLES) == 28
    assert sum(len(table["checks"]) for table in migrated.values()) >= 11


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
