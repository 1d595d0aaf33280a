"""Draw the icons of the installed page: a dot that calls, in three arcs. Writes SVG and PNG to `appliance/web/static/`.

usage: python -m scripts.icons
"""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parents[1] / "appliance" / "web" / "static"

INK, PAPER = (0x1D, 0x24, 0x30), (0xFB, 0xFA, 0xF7)

CENTRE = (0.29, 0.5)
"""Of the dot and of the arcs around it, in parts of the side."""

DOT, ARCS, STROKE = 0.1, (0.22, 0.35, 0.48), 0.06
WIDE = math.radians(48)
"""How far each arc reaches up and down, from the right."""
CORNER = 0.22
MASK_SCALE = 0.72
"""What a launcher may cut off lies outside 0.8 of the side (w3.org/TR/appmanifest, "safe zone")."""

FINER = 4
"""Points each way that one pixel is the mean of."""


def svg() -> str:
    """The picture for tabs."""
    x, y = (100 * each for each in CENTRE)
    ends = [(100 * r, x + 100 * r * math.cos(WIDE), 100 * r * math.sin(WIDE)) for r in ARCS]
    arcs = "".join(f'<path d="M{at:.4g} {y - up:.4g}A{r:g} {r:g} 0 0 1 {at:.4g} {y + up:.4g}"/>' for r, at, up in ends)
    ink, paper = ("#" + bytes(each).hex() for each in (INK, PAPER))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" rx="{100 * CORNER:g}" fill="{ink}"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="{100 * DOT:g}" fill="{paper}"/>'
        f'<g fill="none" stroke="{paper}" stroke-width="{100 * STROKE:g}" stroke-linecap="round">{arcs}</g></svg>\n'
    )


def png(side: int, *, maskable: bool = False) -> bytes:
    """The picture as a square of pixels; `maskable` fills the square, and keeps what matters in its middle."""
    steps = (np.arange(side * FINER) + 0.5) / (side * FINER)
    x, y = np.meshgrid(steps, steps)
    ground = np.ones_like(x, dtype=bool) if maskable else _rounded(x, y)
    if maskable:
        x, y = (x - 0.5) / MASK_SCALE + 0.5, (y - 0.5) / MASK_SCALE + 0.5
    drawn = _coarser(_drawn(x, y), side)[..., None]
    colour = drawn * np.array(PAPER) + (1 - drawn) * np.array(INK)
    alpha = 255 * _coarser(ground, side)[..., None]
    return _encoded(np.concatenate([colour, alpha], axis=2).round().astype(np.uint8))


def _drawn(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    right, up = x - CENTRE[0], CENTRE[1] - y
    far = np.hypot(right, up)
    found = far <= DOT
    for radius in ARCS:
        found |= (abs(far - radius) <= STROKE / 2) & (abs(np.arctan2(up, right)) <= WIDE)
        across, along = radius * math.cos(WIDE), radius * math.sin(WIDE)
        found |= np.hypot(right - across, abs(up) - along) <= STROKE / 2
    return found


def _rounded(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    over = np.hypot(np.maximum(abs(x - 0.5) - 0.5 + CORNER, 0), np.maximum(abs(y - 0.5) - 0.5 + CORNER, 0))
    return np.asarray(over <= CORNER)


def _coarser(points: NDArray[np.bool_], side: int) -> NDArray[np.float64]:
    return np.asarray(points.reshape(side, FINER, side, FINER).mean(axis=(1, 3)))


def _encoded(pixels: NDArray[np.uint8]) -> bytes:
    """PNG, of eight bits with alpha (w3.org/TR/png)."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def main() -> None:
    """Write them all."""
    (FOLDER / "icon.svg").write_text(svg(), encoding="utf-8")
    for side in (192, 512):
        (FOLDER / f"icon-{side}.png").write_bytes(png(side))
        (FOLDER / f"icon-{side}-maskable.png").write_bytes(png(side, maskable=True))
    (FOLDER / "icon-180.png").write_bytes(png(180, maskable=True))


if __name__ == "__main__":
    main()
