"""Opens a file that somebody wants to bring in, and sees by its content what it is."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.errors import InvalidInputError
from appliance.transfer.dossier import FORMAT
from appliance.transfer.packed import Packed
from appliance.transfer.refusal import at_offset, decoded, refused, short_name
from appliance.transfer.sheets_in import MANIFEST
from appliance.transfer.strict_json import BadJsonError, parsed

LARGEST_TEXT = 256 * 1024 * 1024
"""Bytes of a JSON document, which is read as a whole."""
LARGEST_ZIP = 1024**3

ZIP_BEGINS = b"PK"
SQLITE_BEGINS = b"SQLite format 3\0"

LOOP_HABITS = "Habits.csv"

KNOWN = "Known are exports of an appliance (.json, .zip), Loop Habit Tracker's CSV (.zip) and Beaver Habits' .json."


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """An export of an appliance, as JSON."""

    file: str
    text: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OwnSheets:
    """An export of an appliance, as a zip of spreadsheets."""

    packed: Packed


@dataclass(frozen=True, slots=True)
class LoopExport:
    """Loop Habit Tracker's CSV export."""

    packed: Packed


@dataclass(frozen=True, slots=True)
class BeaverExport:
    """Beaver Habits' JSON export."""

    file: str
    text: str
    data: dict[str, Any]


Recognised = OwnDocument | OwnSheets | LoopExport | BeaverExport


def recognise(path: Path) -> Recognised:
    """Read the file and see what it is. Raises `InvalidInputError`, with line and column for what is no JSON."""
    return recognise_content(short_name(path), _content(path))


def recognise_content(file: str, content: bytes) -> Recognised:
    """As `recognise`, of a file's name and bytes."""
    if content.startswith(ZIP_BEGINS):
        return _packed(Packed(file, content))
    if content.startswith(SQLITE_BEGINS):
        raise refused(
            file,
            "it is a database, Loop Habit Tracker's full backup perhaps",
            "In Loop choose Settings, Export as CSV, and bring in that zip.",
        )
    text = decoded(file, content)
    try:
        data = parsed(text)
    except BadJsonError as error:
        raise refused(at_offset(file, text, error.offset), f"it cannot be read: {error.fault}", KNOWN) from None
    if isinstance(data, dict) and data.get("format") == FORMAT:
        return OwnDocument(file, text, data)
    if isinstance(data, dict) and isinstance(data.get("habits"), list):
        return BeaverExport(file, text, data)
    raise refused(at_offset(file, text, 0), "it is no export that is known", KNOWN)


def _packed(packed: Packed) -> OwnSheets | LoopExport:
    names = packed.names()
    if MANIFEST in names:
        return OwnSheets(packed)
    if LOOP_HABITS in names:
        return LoopExport(packed)
    raise refused(packed.file, f"it holds neither {MANIFEST} nor {LOOP_HABITS} at its top", KNOWN)


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InvalidInputError(f"{path} is no file.", remedy="Name the export itself, not its folder.")
        with path.open("rb") as file:
            begins = file.read(len(SQLITE_BEGINS))
            most = LARGEST_ZIP if begins.startswith(ZIP_BEGINS) else LARGEST_TEXT
            if status.st_size > most:
                raise InvalidInputError(
                    f"{path.name} has {status.st_size / 2**20:.0f} MiB; at most {most // 2**20} MiB are read.",
                    remedy="Export to a zip instead." if most == LARGEST_TEXT else "That is no export of a person.",
                )
            return begins + file.read(most)
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be read: {error.strerror}.", remedy="Look at its name.") from error
