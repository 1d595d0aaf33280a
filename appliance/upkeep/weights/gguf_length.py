"""How long a GGUF file must be, by its own table of tensors: one whose copy broke off is shorter.

What a file *is*, its head says (`coach/llamacpp/files.py`); this reads on to the table behind it. The format is
described in ggml's `docs/gguf.md`: little-endian numbers, keys with values, the table, then the tensors.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

HEAD = struct.Struct("<4sIQQ")
"""Magic, version, number of tensors, number of keys."""

NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, LIST = 8, 9

ALIGNMENT = 32
"""Bytes to a multiple of which the first tensor is moved, where no key says otherwise."""

MOST_TENSORS = 100_000
LONGEST_TEXT_BYTES = 64 * 1024 * 1024
MOST_DIMENSIONS = 8

BLOCKS: Mapping[int, tuple[int, int]] = {
    **{0: (1, 4), 1: (1, 2), 30: (1, 2)},  # F32, F16, BF16
    **{2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 20: (32, 18)},  # Q4_0 … Q8_0, IQ4_NL
    **{10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 23: (256, 136)},  # Q2_K … IQ4_XS
}
"""Type of a tensor to how many numbers are in a block of it, and how many bytes a block takes. What is not listed
counts as nothing, so that the length comes out too small, never too large."""


def least_bytes(file: Path) -> int:
    """The length that the file must have at least. Raises `ValueError` where its head breaks off, `OSError`."""
    with file.open("rb") as opened:
        _, _, tensors, keys = HEAD.unpack(_take(opened, HEAD.size))
        if max(tensors, keys) > MOST_TENSORS:
            raise ValueError(f"it speaks of {tensors} tensors and {keys} keys")
        facts = {_text(opened): _value(opened, _number(opened, "I")) for _ in range(keys)}
        end = max((_end(opened) for _ in range(tensors)), default=0)
        alignment = facts.get("general.alignment", ALIGNMENT)
        if not isinstance(alignment, int) or alignment < 1:
            raise ValueError(f"its tensors are aligned to {alignment!r}")
        return -(-opened.tell() // alignment) * alignment + end


def _end(opened: BinaryIO) -> int:
    """Where the tensor of this line of the table ends, counted from the first tensor's beginning."""
    _text(opened)
    dimensions = _number(opened, "I")
    if dimensions > MOST_DIMENSIONS:
        raise ValueError(f"it has a tensor of {dimensions} dimensions")
    numbers = 1
    for _ in range(dimensions):
        numbers *= _number(opened, "Q")
    in_block, block_bytes = BLOCKS.get(_number(opened, "I"), (1, 0))
    offset: int = _number(opened, "Q")
    return offset + numbers // in_block * block_bytes


def _value(opened: BinaryIO, kind: int) -> Any:
    """A number or text; of a list, nothing."""
    if kind == STRING:
        return _text(opened)
    if kind != LIST:
        return _number(opened, _letter(kind))
    of, count = _number(opened, "I"), _number(opened, "Q")
    if of == STRING:
        for _ in range(count):
            _text(opened)
    else:
        opened.seek(count * struct.calcsize(_letter(of)), 1)
    return None


def _letter(kind: int) -> str:
    if kind not in NUMBERS:
        raise ValueError(f"it has a value of the unknown type {kind}")
    return NUMBERS[kind]


def _number(opened: BinaryIO, letter: str) -> Any:
    return struct.unpack(f"<{letter}", _take(opened, struct.calcsize(f"<{letter}")))[0]


def _text(opened: BinaryIO) -> str:
    return _take(opened, _number(opened, "Q")).decode(errors="replace")


def _take(opened: BinaryIO, count: int) -> bytes:
    found = opened.read(count) if count <= LONGEST_TEXT_BYTES else b""
    if len(found) < count:
        raise ValueError("it breaks off in its head")
    return found
