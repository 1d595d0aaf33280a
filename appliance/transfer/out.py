"""Writes everything of one person into a file: a JSON document, or a zip of spreadsheets."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

from appliance.errors import ConflictError, CorruptDatabaseError, DataFolderError, InvalidInputError, NotFoundError
from appliance.records.people import User
from appliance.store import Store, migrations
from appliance.store.clips import to_wav
from appliance.store.ownership import Belonging, belongings
from appliance.transfer.columns import fields_of
from appliance.transfer.dossier import FORMAT, VERSION
from appliance.transfer.files_in import LARGEST_TEXT
from appliance.transfer.schema import RECORDING_COLUMNS
from appliance.transfer.writers import Document, Sheets, Writer

UNNAMED = Path()
"""For an export that is no file."""


class Shape(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"
    """A zip with a sheet for each table."""


@dataclass(slots=True)
class Exported:
    """What an export holds."""

    file: Path
    person: str
    rows: Counter[str] = field(default_factory=Counter)
    """By table."""
    recordings: int = 0
    missing: list[str] = field(default_factory=list)
    """Recordings that rows name and that cannot be read."""


def shape_of(file: Path) -> Shape:
    """By the name's ending. Raises `InvalidInputError`."""
    found = {".json": Shape.JSON, ".zip": Shape.CSV}.get(file.suffix.lower())
    if found is None:
        raise InvalidInputError(
            f"{file.name!r} does not say how to write it.",
            remedy="End it in .json or .zip, or say --format json or --format csv.",
        )
    return found


async def export(store: Store, user: User, file: Path, shape: Shape, now: datetime, *, force: bool = False) -> Exported:
    """Write the file whole or not at all, readable by its owner alone; what it holds is of one moment.

    Raises `ConflictError` where there is such a file, `DataFolderError`, `InvalidInputError` for a document that would
    be too large to come back.
    """
    if not force and _is_there(file):
        raise ConflictError(f"{file} exists already.", remedy="Choose another name, or replace it: --force")
    with _whole_file(file, force=force) as opened:
        return await export_into(store, user, opened, shape, now, file)


async def export_into(
    store: Store, user: User, opened: IO[bytes], shape: Shape, now: datetime, file: Path = UNNAMED
) -> Exported:
    """The same into something that is open already, as of one moment. Raises `InvalidInputError`."""
    done = Exported(file, user.name)
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "schema": migrations.HEAD,
        "person": {"id": str(user.id), "name": user.name},
    }
    writer: Writer = Document(opened) if shape is Shape.JSON else Sheets(opened)
    try:
        writer.begin(head)
        await _write(store, user, writer, done)
        writer.end(done.rows)
    finally:
        writer.leave()
    if shape is Shape.JSON and opened.tell() > LARGEST_TEXT:
        raise InvalidInputError(
            f"The document would have {opened.tell() // 2**20} MiB; {LARGEST_TEXT // 2**20} can be read back.",
            remedy="Export to a zip instead: its name ends in .zip.",
        )
    return done


async def _write(store: Store, user: User, writer: Writer, done: Exported) -> None:
    clips: dict[str, None] = {}
    async with store.snapshot():
        for belonging in belongings():
            writer.table(belonging)
            async for rows in _rows(store, user.id, belonging, clips):
                writer.rows(fields_of(belonging), rows)
                done.rows[belonging.name] += len(rows)
    for name in clips:
        await _add_recording(store, name, writer, done)


async def _rows(
    store: Store, user_id: UUID, belonging: Belonging, clips: dict[str, None]
) -> AsyncIterator[Sequence[Sequence[Any]]]:
    names = [place for place, each in enumerate(belonging.attributes) if each.name in RECORDING_COLUMNS]
    async for rows in store.belongings.rows(user_id, belonging):
        clips.update({row[place]: None for place in names for row in rows if row[place]})
        yield rows


async def _add_recording(store: Store, name: str, writer: Writer, done: Exported) -> None:
    try:
        audio = await store.clips.load(name)
    except (NotFoundError, CorruptDatabaseError):
        done.missing.append(name)
    else:
        writer.recording(name, to_wav(audio))
        done.recordings += 1


def _is_there(file: Path) -> bool:
    return os.path.lexists(file)


@contextmanager
def _whole_file(file: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A file for its owner alone that gets its name when all of it is on the disk."""
    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as opened:
                yield opened
                opened.flush()
                os.fsync(opened.fileno())
            if force:
                os.replace(draft, file)
            else:
                os.link(draft, file)
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()
    except FileExistsError:
        raise ConflictError(f"{file} exists already.", remedy="Choose another name, or replace it: --force") from None
    except OSError as error:
        raise DataFolderError(
            f"{file} cannot be written: {error.strerror}.", remedy="Choose a folder that exists and may be written."
        ) from error
