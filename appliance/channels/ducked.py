"""What is turned down of other sound, and how it comes back: pure, but for the small file that outlives the process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LEFT = 0.25
"""How much of other sound's amplitude is left: 12 dB less."""

LEFT_ON_SCALE = LEFT ** (1 / 3)
"""The same on the sound server's scale, whose volumes are the cube root of amplitude."""

SAME = 0.005
"""Volumes no further apart are the same: servers round."""

Volumes = tuple[float, ...]
"""Of each channel of a stream, on the server's scale; 1 leaves it as it is."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What another program plays."""

    index: int
    """The server's number of it, never used again while that server runs."""
    volumes: Volumes
    memory: str = ""
    """Under which name the server keeps its volume for the next time; empty if it keeps none."""


@dataclass(frozen=True, slots=True)
class Ducked:
    """A stream that was turned down."""

    index: int
    before: Volumes
    during: Volumes
    memory: str = ""

    def back(self, now: Volumes) -> Volumes | None:
        """What to set it to when the call is over; None where somebody changed it meanwhile: their choice stays."""
        return self.before if same(now, self.during) else None


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What a process had turned down, so that the next one can restore it should the first be killed."""

    server: int
    """Which run of the sound server: indices mean nothing in another."""
    streams: tuple[Ducked, ...]


def same(one: Volumes, other: Volumes) -> bool:
    """Whether they are the same volumes but for rounding."""
    return len(one) == len(other) and all(abs(a - b) <= SAME for a, b in zip(one, other, strict=True))


def turned_down(stream: Stream, others: Iterable[Ducked]) -> Ducked:
    """How a stream is to be ducked, given what is ducked already.

    A player that opens a new stream for every piece may begin the next at the volume that the server remembered from
    the ducked one before: that one is down already, and goes back to where its predecessor was.
    """
    inherited = inherits(stream, others)
    if inherited is not None:
        return inherited
    during = tuple(volume * LEFT_ON_SCALE for volume in stream.volumes)
    return Ducked(stream.index, stream.volumes, during, stream.memory)


def inherits(stream: Stream, others: Iterable[Ducked]) -> Ducked | None:
    """How it is ducked already where it began at the remembered volume of one of the others; None where it did not."""
    for other in others:
        if stream.memory and stream.memory == other.memory and same(stream.volumes, other.during):
            return Ducked(stream.index, other.before, stream.volumes, stream.memory)
    return None


def write_left_over(file: Path, left_over: LeftOver) -> None:
    """Replace the file at once, or not at all. Holds numbers only: no name of a program or of what it plays."""
    streams = [{"index": each.index, "before": each.before, "during": each.during} for each in left_over.streams]
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(json.dumps({"server": left_over.server, "streams": streams}))
    os.replace(beside, file)


def read_left_over(file: Path) -> LeftOver | None:
    """What it holds; None where there is none or it cannot be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads(file.read_text())
        streams = [_ducked(each) for each in content["streams"]]
        return LeftOver(int(content["server"]), tuple(streams))
    return None


def _ducked(entry: Mapping[str, object]) -> Ducked:
    before, during = entry["before"], entry["during"]
    if not isinstance(before, list) or not isinstance(during, list) or not isinstance(entry["index"], int):
        raise TypeError(entry)
    return Ducked(entry["index"], tuple(map(float, before)), tuple(map(float, during)))
