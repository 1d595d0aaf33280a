"""A zip that is not right is refused with the sheet, the line and the cell, and leaves nothing behind."""

from __future__ import annotations

import csv
import json
import random
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import ApplianceError, InvalidInputError
from appliance.transfer import packed
from appliance.transfer.arrival import read_own
from appliance.transfer.files_in import OwnSheets, recognise
from tests.transfer.conftest import NEW_KEY, House, MakeHouse
from tests.transfer.test_refused_documents import mutated

Members = dict[str, bytes]


@pytest.fixture
def members(exports: Path) -> Members:
    with zipfile.ZipFile(exports / "sam.zip") as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(found: Members) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return made.getvalue()


def refused(house: House, file: Path, content: bytes, said: str) -> str:
    file.write_bytes(content)
    with pytest.raises(ApplianceError) as raised:
        house.bring(file)
    assert said in str(raised.value)
    assert raised.value.remedy
    assert house.is_empty()
    return raised.value.message


def sheet(name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Members], None]:
    def work(found: Members) -> None:
        rows = found[f"{name}.csv"].decode().split("\r\n")
        found[f"{name}.csv"] = "\r\n".join(change(rows)).encode()

    return work


def numbers_gone(found: Members) -> None:
    rows = list(csv.reader(StringIO(found["metrics.csv"].decode(), newline="")))
    for row in rows[1:]:
        row[rows[0].index("value")] = "nan"
    made = StringIO(newline="")
    csv.writer(made).writerows(rows)
    found["metrics.csv"] = made.getvalue().encode()


def manifest(key: str, value: Any) -> Callable[[Members], None]:
    def work(found: Members) -> None:
        content = {**json.loads(found["manifest.json"]), key: value}
        found["manifest.json"] = json.dumps(content, indent=1).encode()

    return work


def without(name: str) -> Callable[[Members], None]:
    def work(found: Members) -> None:
        del found[name]

    return work


def beside(name: str, content: bytes = b"x") -> Callable[[Members], None]:
    def work(found: Members) -> None:
        found[name] = content

    return work


@pytest.mark.parametrize(
    ("change", "said", "place"),
    [
        (
            sheet("closed_days", lambda rows: [rows[0] + ",extra", *rows[1:]]),
            "'extra', which is not known", "closed_days.csv, line 1, column 1",
        ),
        (
            sheet("closed_days", lambda rows: [rows[0].replace("paused", "day"), *rows[1:]]),
            "column twice", "closed_days.csv, line 1, column 1",
        ),
        (
            sheet("closed_days", lambda rows: [rows[0].replace(",paused", ""), *rows[1:]]),
            "lacks the column paused", "closed_days.csv, line 1, column 1",
        ),
        (
            sheet("closed_days", lambda rows: [rows[0], rows[1] + ",1", *rows[2:]]),
            "has 7 cells, not 6", "closed_days.csv, line 2, column 7",
        ),
        (
            sheet("closed_days", lambda rows: [rows[0], rows[1].replace("2026-03-02", "2 March"), *rows[2:]]),
            "no day", "closed_days.csv, line 2, column 3",
        ),
        (
            sheet("closed_days", lambda rows: [*rows[:2], rows[2].replace(",true,", ",maybe,"), *rows[3:]]),
            "neither true nor false", "closed_days.csv, line 3, column 4",
        ),
        (
            sheet("closed_days", lambda rows: rows[:2]),
            "ends after 1 rows, and the manifest says 3", "closed_days.csv, line 2, column 1",
        ),
        (sheet("closed_days", lambda rows: [*rows[:2], rows[2][:-4]]), "is no time", "closed_days.csv, line 3"),
        (
            sheet("closed_days", lambda rows: [*rows[:2], '"' + rows[2][:9] + '"x' + rows[2][9:]]),
            "cannot be read", "closed_days.csv, line 3, column 1",
        ),
        (sheet("goals", lambda rows: [*rows, '"half a cell']), "cut off", "goals.csv, line"),
        (
            sheet("users", lambda rows: [rows[0], rows[1].replace(",Sam,", ",,")]),
            "an empty text is written '", "users.csv, line 2, column 2",
        ),
        (
            sheet("users", lambda rows: [rows[0], rows[1].replace("Europe/Berlin", "Europe/Atlantis")]),
            "no time zone", "users.csv, line 2, column",
        ),
        (numbers_gone, "no number", "metrics.csv, line 2, column 6"),
        (manifest("version", 2), "newer", "manifest.json, line 3, column"),
        (manifest("surprise", 2), "exactly", "manifest.json, line 1, column 1"),
        (manifest("rows", {}), "the manifest says None", "users.csv, line 2"),
        (beside("manifest.json", b"{"), "ends in the middle", "manifest.json, line 1"),
        (beside("goals.csv", b"\xff\xfe"), "not UTF-8", "goals.csv, line 1, column 1"),
        (beside("goals.csv", b""), "lacks the column id", "goals.csv, line 1, column 1"),
        (beside("wishes.csv"), "no such table", "wishes.csv"),
        (beside("sessions.csv"), "does not travel", "sessions.csv"),
        (beside("virus.exe"), "'virus.exe', which no export has", "sam.zip"),
        (beside("recordings/00000000000000000000000000000000.clip.wav"), "no row names", "recordings/"),
        (beside("../../escape.csv"), "'../../escape.csv'", "sam.zip"),
        (beside("/etc/cron.csv"), "'/etc/cron.csv'", "sam.zip"),
        (beside("a\\b.csv"), "a", "sam.zip"),
        (without("manifest.json"), "neither manifest.json nor Habits.csv", "sam.zip"),
        (without("goals.csv"), "the table goals is missing", "manifest.json, line"),
    ],
)  # fmt: skip
def test_a_zip_that_is_not_right(
    members: Members, new: House, memory_disk: Path, change: Callable[[Members], None], said: str, place: str
) -> None:
    change(members)
    assert place in refused(new, memory_disk / "sam.zip", zipped(members), said)


def test_a_recording_that_is_none(members: Members, new: House, memory_disk: Path) -> None:
    name = next(name for name in members if name.startswith("recordings/"))
    sound = members[name]
    for content in (b"", b"noise", sound[:30], sound.replace(b"\x01\x00\x01\x00", b"\x01\x00\x02\x00", 1)):
        members[name] = content
        assert name in refused(new, memory_disk / "sam.zip", zipped(members), "no WAV of ours")


def test_a_bomb_stays_packed(members: Members, new: House, memory_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_EXPANDED", 2**20)
    members["goals.csv"] = b"0" * 2**21
    assert "at most" in refused(new, memory_disk / "sam.zip", zipped(members), "1 MiB are unpacked")


def test_a_size_that_lies(members: Members, new: House, memory_disk: Path) -> None:
    content = bytearray(zipped(members))
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<L", 5)
    refused(new, memory_disk / "sam.zip", bytes(content), "users.csv cannot be unpacked")


def test_one_name_twice(members: Members, new: House, memory_disk: Path) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("goals.csv", members["goals.csv"])
    refused(new, memory_disk / "sam.zip", made.getvalue(), "in it twice")


def test_a_zip_that_was_cut_off_anywhere(exports: Path, memory_disk: Path) -> None:
    content = (exports / "small" / "sam.zip").read_bytes()
    cut = memory_disk / "cut.zip"
    chance = random.Random(3)
    for offset in (0, 1, 2, 4, *sorted(chance.sample(range(len(content)), 100)), len(content) - 1):
        cut.write_bytes(content[:offset])
        with pytest.raises(InvalidInputError, match=r"cut\.zip"):
            recognise(cut)


def test_mutations_come_in_as_they_are_or_are_refused(exports: Path, house: MakeHouse, memory_disk: Path) -> None:
    """Of the bytes of the zip, and of the sheets in it."""
    content = (exports / "small" / "sam.zip").read_bytes()
    with zipfile.ZipFile(exports / "small" / "sam.zip") as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    sheets = [name for name in members if name.endswith(".csv")]
    mutant, again = memory_disk / "mutant.zip", memory_disk / "again.zip"
    chance = random.Random(5)
    came_in, messages = 0, []
    for number in range(80):
        name = chance.choice(sheets)
        inner = zipped({**members, name: mutated(members[name], chance)})
        mutant.write_bytes(inner if number % 2 else mutated(content, chance))
        new = house("new", NEW_KEY)
        try:
            found = recognise(mutant)
            assert isinstance(found, OwnSheets)
            meant = read_own(found)
            new.bring(mutant)
        except ApplianceError as error:
            messages.append(error.message)
            continue
        came_in += 1
        new.export(again, name=meant.person["name"], force=True)
        found = recognise(again)
        assert isinstance(found, OwnSheets)
        assert read_own(found).tables == meant.tables
    assert all(message.startswith("mutant.zip") for message in messages)
    assert 3 < came_in < 75, "both happen"
