"""Text cut into pieces that a voice takes at once, and its sound made ready. Small: `child.py` imports it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]
"""One-dimensional, full scale is 1."""

LONGEST_CHARACTERS = 200
"""Of one piece: some 13 s of speech. XTTS takes 250 of English at once, fewer of other languages."""

TAIL_SECONDS = 0.12
"""Silence after a piece, as after a sentence of espeak-ng."""

LEAD_SECONDS = 0.02
"""Kept before the first sound: a soft consonant begins below `QUIET_SHARE`."""

WINDOW_SECONDS = 0.01

QUIET_SHARE = 0.01
"""Of the loudest window's level: what lies below at the ends is silence (40 dB)."""

FULL_SCALE = 32767

CLAUSE_END = re.compile(r"[.!?…;:,–—]+[\"'”’)\]]*(?=\s)|[。、，！？；：]")


def pieces(text: str, longest: int = LONGEST_CHARACTERS) -> Iterator[str]:
    """The text in pieces of at most `longest` characters, cut at clause ends, else between words; none without words.

    White space is made plain.
    """
    left = " ".join(text.split())
    while left:
        piece = left if len(left) <= longest else left[: _cut(left[: longest + 1], longest)]
        left = left[len(piece) :].lstrip()
        if any(character.isalnum() for character in piece):
            yield piece.rstrip()


def _cut(begin: str, longest: int) -> int:
    """Where to cut a text that begins like this, one character longer than a piece may be."""
    ends = [match.end() for match in CLAUSE_END.finditer(begin) if longest // 4 <= match.end() <= longest]
    if ends:
        return ends[-1]
    space = begin.rfind(" ")
    return space if space > 0 else longest


def trimmed(sound: Wave, rate: int) -> Wave:
    """Without the silence at its ends, but for `LEAD_SECONDS` before and exactly `TAIL_SECONDS` after."""
    window = max(1, round(WINDOW_SECONDS * rate))
    whole = np.pad(sound, (0, -len(sound) % window))
    levels = np.sqrt(np.mean(np.square(whole.reshape(-1, window)), axis=1))
    loud = np.flatnonzero(levels > QUIET_SHARE * levels.max(initial=0.0))
    if not len(loud):
        return np.zeros(0, np.float32)
    start = max(0, int(loud[0]) * window - round(LEAD_SECONDS * rate))
    end = (int(loud[-1]) + 1) * window + round(TAIL_SECONDS * rate)
    return np.pad(sound, (0, max(0, end - len(sound))))[start:end]


def to_pcm(sound: Wave) -> bytes:
    """16-bit little-endian, turned down where it would exceed full scale. Raises `ValueError` for what is no sound."""
    peak = float(np.max(np.abs(sound), initial=0.0))
    if not np.isfinite(peak):
        raise ValueError("the model made values that are no sound")
    scaled: bytes = np.rint(sound * (FULL_SCALE / max(1.0, peak))).astype("<i2").tobytes()
    return scaled
