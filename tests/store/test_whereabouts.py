from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import DatabaseGoneError
from appliance.store import create_key, remember_database, unlock
from appliance.store.whereabouts import check_not_gone, whereabouts_of


@pytest.fixture
def home(tmp_path: Path) -> tuple[Path, Path]:
    key, database = tmp_path / "keys" / "appliance.key", tmp_path / "data" / "database"
    database.parent.mkdir()
    create_key(key)
    return key, database


def test_a_database_that_was_opened_and_is_gone_is_no_new_household(home: tuple[Path, Path]) -> None:
    key, database = home
    database.write_bytes(b"of a household")
    remember_database(key, database)
    assert len(unlock(key, database)) == 32
    database.unlink()
    database.parent.rmdir()
    with pytest.raises(DatabaseGoneError) as told:
        unlock(key, database)
    assert str(database) in told.value.message
    assert str(whereabouts_of(key)) in told.value.remedy
    whereabouts_of(key).unlink()
    assert len(unlock(key, database)) == 32, "as the remedy says"


def test_another_folder_begins_with_the_same_key(home: tuple[Path, Path]) -> None:
    key, database = home
    remember_database(key, database)
    other = database.with_name("another")
    assert unlock(key, other) == unlock(key, other)
    remember_database(key, other)
    for gone in (database, other):
        with pytest.raises(DatabaseGoneError):
            check_not_gone(key, gone)


def test_a_key_that_is_gone_with_its_data_makes_no_new_one(home: tuple[Path, Path]) -> None:
    key, database = home
    remember_database(key, database)
    key.unlink()
    with pytest.raises(DatabaseGoneError):
        unlock(key, database)
    assert not key.exists()
    whereabouts_of(key).unlink()
    unlock(key, database)
    assert key.exists()


def test_a_dangling_link_is_left_to_what_opens_it(home: tuple[Path, Path]) -> None:
    key, database = home
    remember_database(key, database)
    database.symlink_to(database.with_name("elsewhere"))
    check_not_gone(key, database)


@given(held=st.binary(max_size=60) | st.sampled_from((b"{}", b"[" * 100_000, b'["\xff"]')))
def test_a_damaged_list_is_no_empty_one_and_is_written_anew(
    tmp_path_factory: pytest.TempPathFactory, held: bytes
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    key, database = folder / "key", folder / "database"
    whereabouts_of(key).write_bytes(held)
    with pytest.raises(DatabaseGoneError):  # it may have named this one
        check_not_gone(key, database)
    database.write_bytes(b"it is there")
    check_not_gone(key, database)
    remember_database(key, database)
    check_not_gone(key, folder / "another")


def test_a_list_that_cannot_be_written_costs_no_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "keys").write_text("no folder")
    remember_database(tmp_path / "keys" / "appliance.key", tmp_path / "database")
    assert "will not be noticed" in caplog.text


def test_it_is_written_once_for_others_not_to_read(home: tuple[Path, Path]) -> None:
    key, database = home
    remember_database(key, database)
    file = whereabouts_of(key)
    before = file.stat()
    assert before.st_mode & 0o777 == 0o600
    remember_database(key, database)
    assert file.stat().st_ino == before.st_ino
    assert sorted(each.name for each in key.parent.iterdir()) == [key.name, file.name]
