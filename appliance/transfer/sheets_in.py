"""Reads an export that is a zip of spreadsheets, one for each table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import StringIO
from typing import Any

from appliance.transfer.columns import MOST_CHARACTERS, Field, fields_of
from appliance.transfer.dossier import (
    RAW_HEAD,
    REPAIR,
    Dossier,
    Row,
    checked_columns,
    checked_head,
    checked_tables,
    completed,
)
from appliance.transfer.packed import Packed
from appliance.transfer.refusal import UnusableError, at, at_offset, refused, shown
from appliance.transfer.strict_json import BadJsonError, offset_of, parsed

MANIFEST, README, SHEET, RECORDINGS = "manifest.json", "README.txt", ".csv", "recordings/"
TOP = (*RAW_HEAD, "rows")

MOST_CELL = 8 * MOST_CHARACTERS
"""Characters of a cell: a JSON value may be longer than a text."""


class SheetPlaces:
    """Places in the members of a zip: the line a row begins on, and which cell of it."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self.lines: dict[str, list[int]] = {}
        self.columns: dict[str, list[str]] = {}

    def head(self, key: str) -> str:
        text = self._packed.text(MANIFEST)
        return at_offset(self._packed.place(MANIFEST), text, offset_of(text, (key,)))

    def table(self, table: str) -> str:
        return self.head("rows") if table not in self.lines else at(self._packed.place(table + SHEET), 1, 1)

    def row(self, table: str, row: int) -> str:
        return at(self._packed.place(table + SHEET), self.lines[table][row], 1)

    def cell(self, table: str, row: int, column: str) -> str:
        if column not in self.columns[table]:
            return self.row(table, row)
        number = self.columns[table].index(column) + 1
        return at(self._packed.place(table + SHEET), self.lines[table][row], number)

    def recording(self, name: str) -> str:
        return self._packed.place(f"{RECORDINGS}{name}.wav")


def read_sheets(packed: Packed) -> Dossier:
    """Of a zip with a manifest. Raises `InvalidInputError` with line and column: columns count cells."""
    places = SheetPlaces(packed)
    text = packed.text(MANIFEST)
    try:
        manifest = parsed(text)
    except BadJsonError as error:
        raise refused(at_offset(packed.place(MANIFEST), text, error.offset), error.fault, REPAIR) from None
    if not isinstance(manifest, dict) or set(manifest) != set(TOP) or not isinstance(manifest["rows"], dict):
        raise refused(at(packed.place(MANIFEST), 1, 1), f"it has not exactly {', '.join(TOP)}", "Export it anew.")
    head = checked_head(manifest, places)
    sheets = [name for name in packed.names() if "/" not in name and name.endswith(SHEET)]
    for name in packed.names():
        if name not in (MANIFEST, README, *sheets) and not _is_recording(name):
            raise refused(packed.file, f"it holds {shown(name)}, which no export has", "Take it out, or export anew.")
    own = checked_tables(
        [name.removesuffix(SHEET) for name in sheets], head, places, lambda name: packed.place(name + SHEET)
    )
    dossier = Dossier(head, {}, places, _recordings(packed))
    for belonging in own:
        dossier.tables[belonging.name] = _table(packed, belonging.name, fields_of(belonging), dossier, places)
        _check_count(belonging.name, manifest["rows"], dossier)
    return dossier


def _table(packed: Packed, table: str, fields: Sequence[Field], dossier: Dossier, places: SheetPlaces) -> list[Row]:
    place = packed.place(table + SHEET)
    rows = sheet(place, packed.text(table + SHEET))
    lines = places.lines[table] = []
    first, names = next(rows, (1, []))
    try:
        checked_columns(names, fields, dossier.head)
    except UnusableError as error:
        raise refused(at(place, first, 1), f"the sheet {error}", REPAIR) from None
    places.columns[table] = names
    by_name = {each.name: each for each in fields}
    order = [by_name[name] for name in names]
    typed: list[Row] = []
    for line, cells in rows:
        if len(cells) != len(names):
            raise refused(at(place, line, len(cells)), f"the row has {len(cells)} cells, not {len(names)}", REPAIR)
        lines.append(line)
        try:
            row = {each.name: each.from_cell(cell) for each, cell in zip(order, cells, strict=True)}
        except UnusableError:
            raise _refused_row(place, line, cells, order) from None
        typed.append(completed(row, fields))
    return typed


def sheet(place: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, each with the line it begins on. Raises `InvalidInputError` with line and column."""
    with _long_cells():
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        before = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                ended = "end of data" in str(error)
                fault = "a quoted cell does not end; the file was cut off" if ended else str(error)
                raise refused(at(place, before + 1, 1), f"the row cannot be read: {fault}", REPAIR) from None
            if cells is None:
                return
            if cells:
                yield before + 1, cells
            before = reader.line_num


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(MOST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _refused_row(place: str, line: int, cells: Sequence[str], order: Sequence[Field]) -> Exception:
    for number, (each, cell) in enumerate(zip(order, cells, strict=True), 1):
        try:
            each.from_cell(cell)
        except UnusableError as error:
            return refused(at(place, line, number), f"{each.name} {shown(cell)} {error}", REPAIR)
    raise AssertionError("a row that cannot be read has a cell that cannot")


def _check_count(table: str, counts: dict[str, Any], dossier: Dossier) -> None:
    found, said = len(dossier.tables[table]), counts.get(table)
    if said != found:
        raise refused(
            dossier.places.row(table, found - 1) if found else dossier.places.table(table),
            f"{table} ends after {found} rows, and the manifest says {shown(said)}",
            f"The file was cut off. If you changed it on purpose, say so in {MANIFEST}.",
        )


def _is_recording(name: str) -> bool:
    return name.startswith(RECORDINGS) and name.endswith(".wav") and name.count("/") == 1


def _recordings(packed: Packed) -> dict[str, Callable[[], bytes]]:
    names = [name for name in packed.names() if _is_recording(name)]
    return {name.removeprefix(RECORDINGS).removesuffix(".wav"): partial(packed.read, name) for name in names}
