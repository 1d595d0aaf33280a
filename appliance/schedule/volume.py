"""How loud a room may be, by the hour, and the steps of a wake-up: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from appliance.errors import InvalidInputError
from appliance.records.people import Room
from appliance.schedule.walltime import parse_local_time

QUIETEST_STEP = 0.25
"""Of the room's volume: how loud a wake-up begins. 12 dB below full."""

REMEDY = "Write begin, end and volume, for example 22:00-07:00=0.3: how loud it is between them, 0 to 1."


def volume_at(room: Room, local_time: time) -> float:
    """The room's volume at this wall time, 0 … 1: the first of its hours that fits, else its own.

    Raises `InvalidInputError` for stored hours that `checked_hours` would refuse.
    """
    for entry in checked_hours(room.volume_by_hour):
        if _within(parse_local_time(entry["begins"]), parse_local_time(entry["ends"]), local_time):
            return float(entry["volume"])
    return room.volume


def _within(begins: time, ends: time, moment: time) -> bool:
    """From `begins` to before `ends`, over midnight where that is earlier."""
    return begins <= moment < ends if begins < ends else moment >= begins or moment < ends


def wake_up_steps(count: int) -> tuple[float, ...]:
    """So many shares of a room's volume, from 0.25 up to 1.0, each louder than the one before by as many decibels.

    A single step is full volume; none is an empty tuple.
    """
    if count <= 1:
        return (1.0,) * max(count, 0)
    return tuple(QUIETEST_STEP ** (1 - step / (count - 1)) for step in range(count))


def checked_hours(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`Room.volume_by_hour` with its times as `HH:MM` and its volumes as floats, in the same order.

    Raises `InvalidInputError` naming what is wrong with the first entry that cannot be used.
    """
    return [_checked(entry) for entry in entries]


def _checked(entry: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(entry, Mapping) or set(entry) != {"begins", "ends", "volume"}:
        raise InvalidInputError(f"{entry!r} does not have exactly begins, ends and volume", remedy=REMEDY)
    begins, ends, volume = entry["begins"], entry["ends"], entry["volume"]
    if not isinstance(begins, str) or not isinstance(ends, str):
        raise InvalidInputError(f"{begins!r} and {ends!r} are not times of day", remedy=REMEDY)
    first, last = parse_local_time(begins), parse_local_time(ends)
    if first == last:
        raise InvalidInputError(
            f"hours from {begins} to {ends} would be the whole day", remedy="Set the room's own volume instead."
        )
    if isinstance(volume, bool) or not isinstance(volume, int | float) or not 0 <= volume <= 1:
        raise InvalidInputError(f"a volume is 0 to 1, not {volume!r}", remedy=REMEDY)
    return {"begins": f"{first:%H:%M}", "ends": f"{last:%H:%M}", "volume": float(volume)}


def parse_hours(text: str) -> dict[str, Any]:
    """One entry as people write it, `22:00-07:00=0.3`. Raises `InvalidInputError`."""
    window, equals, volume = text.partition("=")
    begins, dash, ends = window.partition("-")
    try:
        if not equals or not dash:
            raise ValueError(text)
        entry = {"begins": begins, "ends": ends, "volume": float(volume)}
    except ValueError:
        raise InvalidInputError(f"{text!r} are no hours with a volume", remedy=REMEDY) from None
    return _checked(entry)


def write_hours(entries: Sequence[Mapping[str, Any]]) -> str:
    """All of them as `parse_hours` reads them, separated by commas."""
    return ", ".join(f"{entry['begins']}-{entry['ends']}={float(entry['volume'])!r}" for entry in entries)
