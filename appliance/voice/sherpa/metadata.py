"""The notes inside an ONNX file, read without any library and without its weights.

sherpa-onnx ends its whole process over a file that is cut off or lacks a note; here both are found out before.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from appliance.errors import EngineUnavailableError

GRAPH, NOTES = 7, 14
"""Field numbers of `graph` and `metadata_props` in ONNX's `ModelProto`."""

KNOWN_FIELDS = frozenset({1, 2, 3, 4, 5, 6, GRAPH, 8, NOTES, 20, 25, 26})
"""All that `ModelProto` has: another number means that the file is something else."""

VARINT, FIXED64, SIZED, FIXED32 = 0, 1, 2, 5
"""Wire types of protocol buffers."""


class _BadFileError(Exception):
    pass


def read_metadata(path: Path) -> dict[str, str]:
    """What an ONNX file says of its model. Raises `EngineUnavailableError` for a file that is none, or is cut off."""
    try:
        with path.open("rb") as file:
            return _read(file, path.stat().st_size)
    except (OSError, _BadFileError, UnicodeDecodeError) as error:
        raise EngineUnavailableError(
            f"{path.name} is no whole ONNX model ({error})", remedy=f"Copy it again to {path.parent}."
        ) from error


def _read(file: BinaryIO, size: int) -> dict[str, str]:
    notes: dict[str, str] = {}
    graph_seen = False
    while file.tell() < size:
        field, wire_type = divmod(_varint(file), 8)
        if field not in KNOWN_FIELDS:
            raise _BadFileError("it holds something else")
        length = {FIXED64: 8, FIXED32: 4}.get(wire_type, 0)
        if wire_type in (VARINT, SIZED):
            number = _varint(file)
            length = number if wire_type == SIZED else 0
        if file.tell() + length > size:
            raise _BadFileError(f"it ends after {size} bytes")
        if field == NOTES:
            key, value = _note(file, file.tell() + length)
            notes[key] = value
        else:
            graph_seen = graph_seen or field == GRAPH
            file.seek(length, 1)
    if not graph_seen:
        raise _BadFileError(f"it ends after {size} bytes")
    return notes


def _note(file: BinaryIO, end: int) -> tuple[str, str]:
    """One entry: field 1 is its key, field 2 its value."""
    texts = {1: "", 2: ""}
    while file.tell() < end:
        field = _varint(file) // 8
        length = _varint(file)
        if file.tell() + length > end:
            raise _BadFileError("a note of it is cut off")
        texts[field] = file.read(length).decode()
    return texts[1], texts[2]


def _varint(file: BinaryIO) -> int:
    """A number in groups of 7 bits, the lowest first."""
    number = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise _BadFileError("it ends in the middle")
        number |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return number
    raise _BadFileError("it holds something else")
