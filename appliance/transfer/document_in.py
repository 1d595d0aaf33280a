"""Reads an export that is one JSON document."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from appliance.transfer.columns import Field, fields_of
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
from appliance.transfer.refusal import UnusableError, at_offset, refused, shown
from appliance.transfer.strict_json import Path, key_offset, offset_of

TOP = (*RAW_HEAD, "tables", "recordings")


class DocumentPlaces:
    """Places in the text of a JSON document."""

    def __init__(self, file: str, text: str) -> None:
        self._file, self._text = file, text
        self.recordings: list[str] = []
        """Their names, in order."""

    def of(self, *path: str | int) -> str:
        return at_offset(self._file, self._text, offset_of(self._text, path))

    def key(self, *path: str | int) -> str:
        return at_offset(self._file, self._text, key_offset(self._text, path))

    def head(self, key: str) -> str:
        return self.of(key)

    def table(self, table: str) -> str:
        return self.of("tables", table)

    def row(self, table: str, row: int) -> str:
        return self.of("tables", table, row)

    def cell(self, table: str, row: int, column: str) -> str:
        return self.of("tables", table, row, column)

    def recording(self, name: str) -> str:
        return self.of("recordings", self.recordings.index(name), "name")


def read_document(file: str, text: str, data: Mapping[str, Any]) -> Dossier:
    """Of a document that calls itself ours. Raises `InvalidInputError` with line and column."""
    places = DocumentPlaces(file, text)
    for key in data:
        if key not in TOP:
            raise refused(places.key(key), f"{shown(key)} is not known", REPAIR)
    for key in TOP:
        if key not in data:
            raise refused(places.of(), f"{key!r} is missing", "Export it anew.")
    head = checked_head(data, places)
    tables = data["tables"]
    if not isinstance(tables, dict):
        raise refused(places.head("tables"), "tables are no object", REPAIR)
    own = checked_tables(list(tables), head, places, lambda name: places.key("tables", name))
    dossier = Dossier(head, {}, places)
    for belonging in own:
        rows = tables.pop(belonging.name)
        if not isinstance(rows, list):
            raise refused(places.table(belonging.name), f"{belonging.name} is no list of rows", REPAIR)
        dossier.tables[belonging.name] = _typed(belonging.name, rows, fields_of(belonging), dossier, places)
    dossier.recordings = _recordings(data["recordings"], places)
    return dossier


def _typed(table: str, rows: list[Any], fields: Sequence[Field], dossier: Dossier, places: DocumentPlaces) -> list[Row]:
    expected = {each.name for each in fields}
    for number, raw in enumerate(rows):
        if not isinstance(raw, dict):
            raise refused(places.row(table, number), "a row is no object", REPAIR)
        if raw.keys() != expected:
            _check_columns(table, number, raw, fields, dossier, places)
        try:
            rows[number] = completed(
                {each.name: each.from_json(raw[each.name]) for each in fields if each.name in raw}, fields
            )
        except UnusableError:
            raise _refused_row(table, number, raw, fields, places) from None
    return rows


def _check_columns(
    table: str, number: int, raw: Mapping[str, Any], fields: Sequence[Field], dossier: Dossier, places: DocumentPlaces
) -> None:
    try:
        checked_columns(list(raw), fields, dossier.head)
    except UnusableError as error:
        unknown = next((key for key in raw if key not in {each.name for each in fields}), None)
        place = places.row(table, number) if unknown is None else places.key("tables", table, number, unknown)
        raise refused(place, f"a row of {table} {error}", REPAIR) from None


def _refused_row(
    table: str, number: int, raw: Mapping[str, Any], fields: Sequence[Field], places: DocumentPlaces
) -> Exception:
    for each in fields:
        try:
            each.from_json(raw.get(each.name, each.about.default))
        except UnusableError as error:
            said = f"{each.name} {shown(raw[each.name])} {error}"
            return refused(places.cell(table, number, each.name), said, REPAIR)
    raise AssertionError("a row that cannot be read has a column that cannot")


def _recordings(raw: Any, places: DocumentPlaces) -> dict[str, Callable[[], bytes]]:
    if not isinstance(raw, list):
        raise refused(places.head("recordings"), "recordings are no list", REPAIR)
    found: dict[str, Callable[[], bytes]] = {}
    for number, each in enumerate(raw):
        path: Path = ("recordings", number)
        if not isinstance(each, dict) or set(each) != {"name", "wav"} or not all(map(_is_text, each.values())):
            raise refused(places.of(*path), "a recording has a name and its wav, both texts", REPAIR)
        if each["name"] in found:
            raise refused(places.of(*path, "name"), f"the recording {shown(each['name'])} is there twice", REPAIR)
        places.recordings.append(each["name"])
        found[each["name"]] = partial(_from_base64, each["wav"], places, path)
    return found


def _from_base64(text: str, places: DocumentPlaces, path: Path) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise refused(places.of(*path, "wav"), "the recording is no base64", REPAIR) from None


def _is_text(value: object) -> bool:
    return isinstance(value, str)
