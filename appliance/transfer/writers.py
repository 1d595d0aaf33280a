"""The two shapes of an export: a JSON document with each row on a line, and a zip of spreadsheets."""

from __future__ import annotations

import base64
import csv
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO, TextIOWrapper
from typing import IO, Any, Protocol

from appliance.store.ownership import Belonging, belongings
from appliance.transfer.columns import Field
from appliance.transfer.schema import readme
from appliance.transfer.sheets_in import MANIFEST, README, RECORDINGS, SHEET


class Writer(Protocol):
    def begin(self, head: dict[str, Any]) -> None: ...
    def table(self, belonging: Belonging) -> None: ...
    def rows(self, fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> None: ...
    def recording(self, name: str, wav: bytes) -> None: ...
    def end(self, rows: Counter[str]) -> None: ...
    def leave(self) -> None:
        """Let go of the file, whether or not the end was reached."""


class Document:
    """Each row on a line of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=True)
        self._between, self._first = "", True

    def begin(self, head: dict[str, Any]) -> None:
        self._file.write("{\n" + "".join(f"{_json(key)}: {_json(value)},\n" for key, value in head.items()))
        self._file.write('"tables": {')

    def table(self, belonging: Belonging) -> None:
        self._file.write(f"{self._between}\n{_json(belonging.name)}: [")
        self._between, self._first = "\n],", True

    def rows(self, fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            values = {each.name: each.to_json(value) for each, value in zip(fields, row, strict=False)}
            self._file.write(("\n" if self._first else ",\n") + _json(values))
            self._first = False

    def recording(self, name: str, wav: bytes) -> None:
        self._open_recordings()
        content = {"name": name, "wav": base64.b64encode(wav).decode()}
        self._file.write(("\n" if self._first else ",\n") + _json(content))
        self._first = False

    def end(self, rows: Counter[str]) -> None:
        self._open_recordings()
        self._file.write("\n]\n}\n")

    def leave(self) -> None:
        self._file.detach()

    def _open_recordings(self) -> None:
        if self._between:
            self._file.write(f'{self._between[:-1]}\n}},\n"recordings": [')
            self._between, self._first = "", True


class Sheets:
    """A zip: a sheet for each table, the recordings, a manifest that counts the rows."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._head: dict[str, Any] = {}
        self._sheet: IO[bytes] | None = None

    def begin(self, head: dict[str, Any]) -> None:
        self._head = head

    def table(self, belonging: Belonging) -> None:
        self._close_sheet()
        self._sheet = self._zip.open(belonging.name + SHEET, "w", force_zip64=True)
        self._write([[each.name for each in belonging.attributes]])

    def rows(self, fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> None:
        self._write([each.to_cell(value) for each, value in zip(fields, row, strict=False)] for row in rows)

    def recording(self, name: str, wav: bytes) -> None:
        self._close_sheet()
        self._zip.writestr(f"{RECORDINGS}{name}.wav", wav)

    def end(self, rows: Counter[str]) -> None:
        self._close_sheet()
        counts = {each.name: rows[each.name] for each in belongings()}
        self._zip.writestr(MANIFEST, json.dumps({**self._head, "rows": counts}, ensure_ascii=False, indent=1))
        self._zip.writestr(README, readme())

    def leave(self) -> None:
        self._close_sheet()
        self._zip.close()

    def _write(self, rows: Iterable[Sequence[str]]) -> None:
        if self._sheet is not None:
            text = StringIO(newline="")
            csv.writer(text).writerows(rows)
            self._sheet.write(text.getvalue().encode())

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            self._sheet.close()
            self._sheet = None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
