"""Calendars as a PNG, for where no SVG is shown. It holds no words: whatever it stands with says them, by number.

Written here: a rasteriser would need fonts for every alphabet, which small machines and containers lack.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from appliance.review.charts.drawing import Cell, Drawing

Canvas = npt.NDArray[np.uint8]
"""Height, width, red green blue."""

SCALE = 3
MARGIN = 8.0
NUMBER_ROOM = 14.0
COLOURS: Mapping[str, tuple[int, int, int]] = {
    "done": (31, 122, 77),
    "part": (143, 201, 160),
    "missed": (200, 80, 60),
    "excused": (150, 170, 200),
    "open": (235, 200, 90),
    "off": (226, 228, 230),
}
INK, PAPER = (40, 44, 52), (255, 255, 255)

DIGITS = ("75557", "26227", "71747", "71717", "55711", "74717", "74757", "71111", "75757", "75717")
"""Five rows of three dots each, by their bits 4, 2, 1."""

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB_8 = (8, 2, 0, 0, 0)


def picture(drawings: Sequence[Drawing]) -> bytes:
    """The cells of calendars below each other, numbered from 1. PNG, 8 bits a colour."""
    width = NUMBER_ROOM + max(drawing.width for drawing in drawings) + 2 * MARGIN
    height = sum(drawing.height + MARGIN for drawing in drawings) + MARGIN
    canvas = np.full((_dots(height), _dots(width), 3), PAPER, np.uint8)
    top = MARGIN
    for number, drawing in enumerate(drawings, start=1):
        _number(canvas, number, MARGIN, top + drawing.height / 2)
        for mark in drawing.marks:
            if isinstance(mark, Cell):
                _fill(canvas, MARGIN + NUMBER_ROOM + mark.x, top + mark.y, mark.size, mark.size, COLOURS[mark.state])
        top += drawing.height + MARGIN
    return _png(canvas)


def _dots(units: float) -> int:
    return round(units * SCALE)


def _fill(canvas: Canvas, x: float, y: float, width: float, height: float, colour: tuple[int, int, int]) -> None:
    canvas[_dots(y) : _dots(y + height), _dots(x) : _dots(x + width)] = colour


def _number(canvas: Canvas, number: int, x: float, y: float) -> None:
    dot = 2.0
    for place, digit in enumerate(str(number)):
        for row, bits in enumerate(DIGITS[int(digit)]):
            for column in range(3):
                if int(bits) & (4 >> column):
                    _fill(canvas, x + (4 * place + column) * dot, y + row * dot, dot, dot, INK)


def _png(canvas: Canvas) -> bytes:
    height, width, _ = canvas.shape
    rows = b"".join(b"\x00" + row.tobytes() for row in canvas)
    header = struct.pack(">IIBBBBB", width, height, *RGB_8)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


__all__ = ["picture"]
