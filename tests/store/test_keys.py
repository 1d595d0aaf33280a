from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import KeyMissingError, PassphraseNeededError, SetupError, WrongKeyError
from appliance.store import create_key, derive, read_key, rewrap, unlock

PASSPHRASE = "correct horse"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_key_is_random_private_and_read_back(tmp_path: Path) -> None:
    first, second = tmp_path / "config" / "a.key", tmp_path / "config" / "b.key"
    key = create_key(first)
    assert len(key) == 32
    assert read_key(first) == key != create_key(second)
    assert mode_of(first) == 0o600
    assert mode_of(first.parent) == 0o700
    assert sorted(path.name for path in first.parent.iterdir()) == ["a.key", "b.key"]


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    key = create_key(tmp_path / "key")
    with pytest.raises(SetupError, match="exists already"):
        create_key(tmp_path / "key")
    assert read_key(tmp_path / "key") == key


def test_a_wrapped_key_needs_its_passphrase(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = create_key(file, PASSPHRASE)
    assert key.hex() not in file.read_text()
    assert read_key(file, PASSPHRASE) == key
    with pytest.raises(PassphraseNeededError, match="APPLIANCE_PASSPHRASE"):
        read_key(file)
    with pytest.raises(WrongKeyError, match="does not open"):
        read_key(file, "wrong")


def test_rewrapping_changes_the_passphrase_and_not_the_key(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = create_key(file)
    rewrap(file, "", PASSPHRASE)
    assert read_key(file, PASSPHRASE) == key
    assert mode_of(file) == 0o600
    rewrap(file, PASSPHRASE, "")
    assert read_key(file) == key
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"version": 1}', b'{"version": 1, "key": "00"}', b'{"version": 1, "key": 5}'],
)
def test_a_damaged_key_file_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    create_key(file)
    file.write_bytes(content)
    with pytest.raises(WrongKeyError, match="damaged"):
        read_key(file)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kdf", "md5"), ("memory_kib", 2**40), ("iterations", 10**9), ("salt", "xx"), ("nonce", None), ("lanes", 0)],
)
def test_a_damaged_wrapping_says_so_and_costs_nothing(tmp_path: Path, field: str, value: object) -> None:
    file = tmp_path / "key"
    create_key(file, PASSPHRASE)
    document = json.loads(file.read_text())
    document["wrapped"][field] = value
    file.write_text(json.dumps(document))
    with pytest.raises(WrongKeyError, match="damaged"):
        read_key(file, PASSPHRASE)


def test_a_flipped_ciphertext_does_not_open(tmp_path: Path) -> None:
    file = tmp_path / "key"
    create_key(file, PASSPHRASE)
    document = json.loads(file.read_text())
    flipped = bytearray.fromhex(document["wrapped"]["ciphertext"])
    flipped[0] ^= 1
    document["wrapped"]["ciphertext"] = flipped.hex()
    file.write_text(json.dumps(document))
    with pytest.raises(WrongKeyError):
        read_key(file, PASSPHRASE)


def test_a_key_file_of_a_later_version_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "key").write_text('{"version": 2, "key": "00"}')
    with pytest.raises(SetupError, match="version 2"):
        read_key(tmp_path / "key")


def test_a_key_others_may_read_is_tightened(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = create_key(file)
    file.chmod(0o644)
    assert read_key(file) == key
    assert mode_of(file) == 0o600


def test_a_folder_that_cannot_be_made_is_a_setup_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SetupError, match="cannot be written"):
        create_key(tmp_path / "file" / "key")


def test_unlock_makes_a_key_only_where_there_is_nothing(tmp_path: Path) -> None:
    key_file, database = tmp_path / "config" / "key", tmp_path / "appliance.db"
    key = unlock(key_file, database)
    assert unlock(key_file, database) == key
    database.write_bytes(b"something")
    key_file.unlink()
    with pytest.raises(KeyMissingError) as caught:
        unlock(key_file, database)
    assert str(key_file) in caught.value.remedy
    assert "KEY_FILE" in caught.value.remedy
    assert not key_file.exists()


@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_derived_keys_differ_by_purpose_and_repeat(key: bytes, one: str, other: str) -> None:
    assert (derive(key, one) == derive(key, other)) == (one == other)
    assert derive(key, one) != key
