"""Brings a person back from an export of ours: everything is checked first, then all of it comes in or nothing."""

from __future__ import annotations

import re
import wave
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

from appliance.errors import ConflictError
from appliance.ports import SAMPLE_BYTES, Audio
from appliance.progress.stakes import LedgerFaultError, replay
from appliance.records.people import Role, User
from appliance.records.stakes import LedgerEntry
from appliance.store import Store
from appliance.store.belongings import ClashError, Luggage
from appliance.store.ownership import belongings
from appliance.store.people import checked_user
from appliance.transfer.document_in import read_document
from appliance.transfer.doors import through_the_doors
from appliance.transfer.dossier import Dossier, Row
from appliance.transfer.files_in import OwnDocument, OwnSheets
from appliance.transfer.refusal import refused, shown
from appliance.transfer.relations import check_relations, mentions
from appliance.transfer.schema import RECORDING_COLUMNS
from appliance.transfer.sheets_in import read_sheets

LOWEST_RATE, HIGHEST_RATE = 4_000, 192_000
"""Hertz."""

_RECORDING = re.compile(r"[0-9a-f]{32}\.clip")

SENSITIVE = "Somebody else's things cannot be brought in. Take that row out, or export anew."


@dataclass(slots=True)
class Arrived:
    """What came in, or would."""

    person: str
    rows: Counter[str] = field(default_factory=Counter)
    """By table."""
    recordings: int = 0
    notes: list[str] = field(default_factory=list)
    """What is different from before, or needs something done, in sentences."""


def read_own(found: OwnDocument | OwnSheets) -> Dossier:
    """Read and check a file of ours on its own. Raises `InvalidInputError` with line and column."""
    if isinstance(found, OwnDocument):
        dossier = read_document(found.file, found.text, found.data)
    else:
        dossier = read_sheets(found.packed)
    check_relations(dossier)
    through_the_doors(dossier)
    _check_ledger(dossier)
    _check_recordings(dossier)
    return dossier


def _check_ledger(dossier: Dossier) -> None:
    """It adds up: one that does not would be told to be corrupt at each look."""
    rows = dossier.tables.get("penalties", [])
    try:
        replay(LedgerEntry(**row) for row in rows)
    except LedgerFaultError as fault:
        number = next(number for number, row in enumerate(rows) if row["id"] == fault.entry_id)
        raise dossier.refused("penalties", number, fault.column, f"makes the ledger wrong: {fault.why}") from None


async def bring_in(store: Store, dossier: Dossier, *, name: str | None = None, dry_run: bool = False) -> Arrived:
    """Everything of the file, under another `name` where one is given.

    Raises `ConflictError` for a person who is here, `InvalidInputError` with line and column for what clashes with what
    is here. Then nothing of it is kept, neither rows nor recordings.
    """
    done = Arrived(dossier.person["name"])
    await _settle_person(store, dossier, name, done)
    luggage = Luggage(dossier.tables, mentions(dossier), str(dossier.person["language"]))
    try:
        await store.belongings.check_free(luggage)
    except ClashError as clash:
        place = dossier.places.cell(clash.table, clash.row, clash.column)
        raise refused(place, f"{clash.column}: {clash.message}", SENSITIVE) from None
    _settle_recordings(store, dossier, done)
    await _settle_contacts(store, dossier, done)
    await _settle_rooms(store, dossier, done)
    if not dry_run:
        await _bring(store, dossier, luggage)
    done.rows = Counter({table: len(rows) for table, rows in dossier.tables.items()})
    done.recordings = len(dossier.recordings)
    return done


async def _bring(store: Store, dossier: Dossier, luggage: Luggage) -> None:
    kept: list[str] = []

    async def recordings() -> None:
        for name, content in dossier.recordings.items():
            await store.clips.restore(name, _audio(content()))
            kept.append(name)

    try:
        await store.belongings.bring(luggage, recordings)
    except BaseException:
        for name in kept:
            with suppress(Exception):
                await store.clips.forget(name)
        raise


async def _settle_person(store: Store, dossier: Dossier, name: str | None, done: Arrived) -> None:
    """Under a name that nobody here has; what the file says of their role counts in an empty house only."""
    person, here = dossier.person, await store.people.users()
    if any(user.id == person["id"] for user in here):
        raise ConflictError(
            f"{person['name']} is here already, with the same id: an import changes nothing that is here.",
            remedy="Import into another appliance. From another tracker: appliance import FILE --for NAME",
        )
    if name is not None:
        person["name"] = checked_user(User(**{**person, "name": name})).name
        done.person = person["name"]
    if any(user.name.casefold() == person["name"].casefold() for user in here):
        raise ConflictError(
            f"Somebody called {person['name']} is here already.",
            remedy="Bring them in under another name: appliance import FILE --as NAME",
        )
    if here and person["role"] is Role.OWNER:
        person["role"] = Role.MEMBER
        done.notes.append(f"{person['name']} was an owner elsewhere and is a member here.")


async def _settle_contacts(store: Store, dossier: Dossier, done: Arrived) -> None:
    """A contact is somebody else: kept where they live here too, and asked anew."""
    here = {user.id for user in await store.people.users()}
    rows = dossier.tables.get("contacts", [])
    kept = [row for row in rows if row["contact_id"] in here]
    dossier.tables["contacts"] = kept
    if gone := len(rows) - len(kept):
        done.notes.append(f"Contacts left out, since these people do not live here: {gone}.")
    if any(row["ended_at"] is None for row in kept):
        done.notes.append(f"Contacts agree anew: appliance contacts agree {done.person} CONTACT")


async def _settle_rooms(store: Store, dossier: Dossier, done: Arrived) -> None:
    here = {room.name.casefold() for room in await store.people.rooms()}
    standing = [row for row in dossier.tables.get("check_ins", []) if row["archived_at"] is None]
    named = {row["room"] for row in (*standing, *dossier.tables["contacts"]) if row["room"]}
    done.notes += [
        f"There is no room {room!r} here: calls meant for it do not ring until there is (appliance rooms add)."
        for room in sorted(named)
        if room.casefold() not in here
    ]
    done.notes += [
        f"The calendar {row['name']!r} is read from {row['source']}"
        + (", without its password: add it anew to give one." if row["username"] else ".")
        for row in dossier.tables.get("calendars", [])
    ]


def _settle_recordings(store: Store, dossier: Dossier, done: Arrived) -> None:
    for name, (table, row, column) in _named_recordings(dossier).items():
        if name in dossier.recordings:
            continue
        if store.clips.has(name):
            raise dossier.refused(table, row, column, "is a recording that is here already", SENSITIVE)
        done.notes.append(f"The recording {name} is named, and not in the file.")
    for name in dossier.recordings:
        if store.clips.has(name):
            raise refused(dossier.places.recording(name), f"a recording {shown(name)} is here already", SENSITIVE)


def _check_recordings(dossier: Dossier) -> None:
    """Each is named by a row, and is sound that can be played."""
    named = _named_recordings(dossier)
    for name, content in dossier.recordings.items():
        if name not in named:
            place = dossier.places.recording(name)
            raise refused(place, f"no row names the recording {shown(name)}", "Take it out, or export anew.")
        try:
            _audio(content())
        except ValueError as error:
            place = dossier.places.recording(name)
            raise refused(place, f"the recording {shown(name)} is no WAV of ours: {error}", "Export anew.") from None


def _named_recordings(dossier: Dossier) -> Mapping[str, tuple[str, int, str]]:
    found: dict[str, tuple[str, int, str]] = {}
    for belonging in belongings():
        columns = [column.name for column in belonging.attributes if column.name in RECORDING_COLUMNS]
        for column in columns:
            for number, row in _with(dossier.tables.get(belonging.name, ()), column):
                if not _RECORDING.fullmatch(row[column]):
                    raise dossier.refused(belonging.name, number, column, "is no name of a recording")
                found.setdefault(row[column], (belonging.name, number, column))
    return found


def _with(rows: Sequence[Row], column: str) -> list[tuple[int, Row]]:
    return [(number, row) for number, row in enumerate(rows) if row[column] is not None]


def _audio(wav: bytes) -> Audio:
    """Raises `ValueError` for what is not 16-bit mono of a rate that is heard."""
    try:
        with wave.open(BytesIO(wav)) as file:
            rate, samples = file.getframerate(), file.readframes(file.getnframes())
            if (file.getnchannels(), file.getsampwidth()) != (1, SAMPLE_BYTES):
                raise ValueError("it is not 16-bit mono")
    except (wave.Error, EOFError, RuntimeError, OverflowError) as error:
        raise ValueError(str(error) or "it ends in the middle") from error
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise ValueError(f"it has {rate} samples a second")
    return Audio(samples, rate)
