"""Whose each table is. A table that nobody decided on stays where it is, and fails here."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from appliance.calls import remembering
from appliance.records.columns import new_id
from appliance.store import belongings as store_belongings
from appliance.store.ownership import (
    HOUSEHOLD,
    LEFT_OUT,
    LEFT_OUT_COLUMNS,
    NO_SECRETS,
    belongings,
    kind_of,
    owned,
    unassigned,
)


def test_every_table_is_a_persons_or_stays_for_a_reason() -> None:
    belongings()
    assert unassigned(SQLModel.metadata) == [], "decide in appliance/store/ownership.py"


def test_every_decision_is_about_something_that_is_there() -> None:
    belongings()
    tables = SQLModel.metadata.tables
    assert {*HOUSEHOLD, *LEFT_OUT} <= set(tables)
    for table, column in (*LEFT_OUT_COLUMNS, *NO_SECRETS):
        assert column in tables[table].columns


def test_every_column_that_leaves_has_a_kind_and_every_row_an_id() -> None:
    for belonging in belongings():
        assert [each.name for each in belonging.attributes if each.is_key] == ["id"]
        for column in belonging.table.columns:
            kind_of(column)


def test_what_is_referred_to_comes_first() -> None:
    names = [each.name for each in belongings()]
    for belonging in belongings():
        for each in belonging.attributes:
            if each.refers_to and each.refers_to != belonging.name:
                assert names.index(each.refers_to) < names.index(belonging.name)


def test_words_are_found_again_as_they_are_after_a_call() -> None:
    assert store_belongings.LEAST_WORDS == remembering.LEAST_WORDS
    assert store_belongings.CAME_TO_SOMETHING == remembering.CAME_TO_SOMETHING


class _Elsewhere(SQLModel):
    metadata = MetaData()


class _Person(_Elsewhere, table=True):
    __tablename__: ClassVar[Any] = "users"
    id: UUID = new_id()
    best_id: UUID | None = Field(default=None, foreign_key="hens.id")


class _Hen(_Elsewhere, table=True):
    __tablename__: ClassVar[Any] = "hens"
    id: UUID = new_id()
    user_id: UUID = Field(foreign_key="users.id")
    mother_id: UUID | None = Field(default=None, foreign_key="hens.id")
    favourite_id: UUID | None = Field(default=None, foreign_key="eggs.id")


class _Egg(_Elsewhere, table=True):
    __tablename__: ClassVar[Any] = "eggs"
    id: UUID = new_id()
    hen_id: UUID = Field(foreign_key="hens.id")


class _Safe(_Elsewhere, table=True):
    __tablename__: ClassVar[Any] = "safes"
    id: UUID = new_id()
    user_id: UUID = Field(foreign_key="users.id")
    password_hash: str


class _Weather(_Elsewhere, table=True):
    __tablename__: ClassVar[Any] = "weather"
    id: UUID = new_id()
    seen_by: UUID | None = Field(default=None, foreign_key="users.id")


def test_circles_parts_and_secrets_of_any_schema() -> None:
    models: dict[str, type[SQLModel]] = {
        str(each.__tablename__): each for each in (_Person, _Hen, _Egg, _Safe, _Weather)
    }
    found = {each.name: each for each in owned(_Elsewhere.metadata, models)}
    assert set(found) == {"users", "hens", "eggs"}, "a secret stays until somebody decides, and weather is nobody's"
    assert (found["eggs"].owner, found["eggs"].parent) == ("hen_id", "hens")
    assert (found["hens"].owner, found["hens"].parent) == ("user_id", "users")
