"""The file of a backup: what goes in comes out, and no change, cut or key but the right one is taken."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import DamagedBackupError, InvalidInputError, NewerBackupError, WrongKeyError
from appliance.store.key_words import key_of, words_of
from appliance.store.sealing import PIECE_BYTES, opened, sealed, sealed_length
from appliance.store.vault import Vault
from appliance.upkeep.backups.archive import (
    Member,
    Origin,
    check_whole,
    describe,
    unpack,
    write_archive,
)
from appliance.upkeep.backups.head import LENGTH, MAGIC, read_head
from tests.upkeep.backup_house import NOW, tree

KEY = bytes(range(32))
VAULT = Vault(KEY)
ORIGIN = Origin("1.2.3", "0008", NOW)

PARTS = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=12).filter(
    lambda part: part not in (".", "..") and len(part.encode()) < 60
)
TREES = st.dictionaries(PARTS, st.one_of(st.binary(max_size=300), st.dictionaries(PARTS, st.binary(max_size=300))))


def lay(folder: Path, content: dict[str, bytes | dict[str, bytes]]) -> None:
    for name, each in content.items():
        if isinstance(each, bytes):
            (folder / name).write_bytes(each)
        else:
            (folder / name).mkdir()
            for inner, some in each.items():
                (folder / name / inner).write_bytes(some)


def pack(source: Path, file: Path, vault: Vault = VAULT) -> None:
    members = [(describe(name, source / name), source / name) for name in tree(source)]
    with file.open("wb") as sink:
        write_archive(sink, ORIGIN, vault, members)


def taken(file: Path, target: Path, vault: Vault = VAULT) -> dict[str, bytes]:
    check_whole(file)

    def create(member: Member) -> IO[bytes]:
        path = target / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    unpack(file, vault, create)
    return tree(target)


@given(content=TREES)
def test_any_tree_comes_back_as_it_was(content: dict[str, bytes | dict[str, bytes]]) -> None:
    with TemporaryDirectory() as place:
        home = Path(place)
        (home / "in").mkdir()
        (home / "out").mkdir()
        lay(home / "in", content)
        pack(home / "in", home / "it")
        assert taken(home / "it", home / "out") == tree(home / "in")


@given(content=st.binary(max_size=64), pieces=st.integers(0, 3), more=st.integers(-1, 1), cut=st.integers(1, 9))
def test_a_stream_of_any_length_is_opened_as_it_was_sealed(content: bytes, pieces: int, more: int, cut: int) -> None:
    plain = (content * (PIECE_BYTES // max(1, len(content)) + 1) * (pieces + 1))[: max(0, pieces * PIECE_BYTES + more)]
    parts = [plain[start : start + PIECE_BYTES // cut] for start in range(0, len(plain), PIECE_BYTES // cut)]
    whole = b"".join(sealed(KEY, b"bound", parts))
    assert len(whole) == sealed_length(len(plain))
    assert b"".join(opened(KEY, b"bound", io.BytesIO(whole), len(whole))) == plain


@pytest.mark.parametrize("change", ["first piece twice", "pieces exchanged", "last piece gone", "another bound"])
def test_pieces_cannot_be_moved_or_left_out(change: str) -> None:
    pieces = list(sealed(KEY, b"bound", [bytes(PIECE_BYTES), b"b" * PIECE_BYTES, b"c"]))
    assert len(pieces) == 3
    changed: dict[str, list[bytes]] = {
        "first piece twice": [pieces[0], *pieces], "pieces exchanged": [pieces[1], pieces[0], pieces[2]],
        "last piece gone": pieces[:2], "another bound": pieces,
    }  # fmt: skip
    whole = b"".join(changed[change])
    bound = b"other" if change == "another bound" else b"bound"
    with pytest.raises(DamagedBackupError):
        list(opened(KEY, bound, io.BytesIO(whole), len(whole)))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    lay(tmp_path / "in", {"appliance.db": bytes(range(256)) * 600, "clips": {"a.clip": b"sound" * 20}, "empty": b""})
    pack(tmp_path / "in", tmp_path / "it")
    return tmp_path / "it"


def test_a_change_of_any_byte_is_noticed_without_the_key(archive: Path) -> None:
    whole = archive.read_bytes()
    head_ends = len(MAGIC) + LENGTH.size + LENGTH.unpack(whole[len(MAGIC) :][: LENGTH.size])[0]
    places = {*range(head_ends + 64), *range(head_ends, len(whole) - 80, 1009), *range(len(whole) - 80, len(whole))}
    for place in sorted(places):
        for change in (1, 128):
            archive.write_bytes(whole[:place] + bytes([whole[place] ^ change]) + whole[place + 1 :])
            with pytest.raises(DamagedBackupError) as told:
                check_whole(archive)
            assert str(archive) in told.value.message
            assert told.value.remedy


def test_a_file_that_is_cut_off_anywhere_or_goes_on_is_noticed(archive: Path) -> None:
    whole = archive.read_bytes()
    for length in {*range(700), *range(700, len(whole), 997), *range(len(whole) - 40, len(whole))}:
        archive.write_bytes(whole[:length])
        with pytest.raises(DamagedBackupError):
            check_whole(archive)
    archive.write_bytes(whole + b"more")
    with pytest.raises(DamagedBackupError):
        check_whole(archive)


def resealed(archive: Path, change: Callable[[bytes], bytes]) -> None:
    """Whoever has no key can change the sealed part and make the digest fit."""
    body = change(archive.read_bytes()[:-32])
    archive.write_bytes(body + hashlib.sha256(body).digest())


def test_what_somebody_without_the_key_made_fit_is_noticed_with_it(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    head_ends = len(MAGIC) + LENGTH.size + LENGTH.unpack(whole[len(MAGIC) :][: LENGTH.size])[0]
    for number, place in enumerate((head_ends, head_ends + 70_000, len(whole) - 33)):
        archive.write_bytes(whole)
        resealed(archive, lambda body, at=place: body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :])  # type: ignore[misc]
        with pytest.raises(DamagedBackupError):
            taken(archive, tmp_path / f"out{number}")
    archive.write_bytes(whole)
    resealed(archive, lambda body: body.replace(b'"appliance": "1.2.3"', b'"appliance": "1.2.4"'))
    with pytest.raises(DamagedBackupError):
        taken(archive, tmp_path / "out")


def test_the_head_is_read_by_anybody_and_tells_no_names(archive: Path) -> None:
    head = read_head(archive)
    assert (head.appliance, head.migration, head.made_at, head.members) == ("1.2.3", "0008", NOW, 3)
    assert b"clips/a.clip" not in archive.read_bytes()


def test_a_later_format_is_refused_in_words(archive: Path) -> None:
    resealed(archive, lambda body: body.replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(NewerBackupError, match=r"1\.2\.3"):
        check_whole(archive)


@pytest.mark.parametrize(
    "head", [b"", b"[" * 50_000, b"{}", b"null", b'{"format": 1e999}', b"\xff", json.dumps({"format": 1}).encode()],
    ids=["empty", "deep", "no field", "null", "endless", "no text", "a field"],
)  # fmt: skip
def test_a_head_of_nonsense_is_damage(tmp_path: Path, head: bytes) -> None:
    body = MAGIC + LENGTH.pack(len(head)) + head
    (tmp_path / "it").write_bytes(body + hashlib.sha256(body).digest())
    with pytest.raises(DamagedBackupError):
        check_whole(tmp_path / "it")


def test_another_key_is_told_from_damage(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongKeyError, match="another key"):
        taken(archive, tmp_path / "out", Vault(bytes(32)))


@given(key=st.binary(min_size=32, max_size=32))
def test_a_key_comes_back_from_its_words_however_they_are_typed(key: bytes) -> None:
    words = words_of(key)
    assert len(words) == 24
    assert key_of(" ".join(words)) == key
    assert key_of("\n".join(f"{place}. {word.upper()}" for place, word in enumerate(words, 1))) == key
    assert key_of(" ".join(word[:4] for word in words)) == key


def test_words_that_are_no_key_are_refused() -> None:
    words = words_of(KEY)
    wrong = [["zebra", *words[1:]], words[:-1], [*words, "zebra"], ["qqqq", *words[1:]], ["ab", *words[1:]], []]
    for each in wrong:
        with pytest.raises(InvalidInputError):
            key_of(" ".join(each))
