"""One value for a day that several sources told of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from appliance.records.history import Entry
from appliance.records.progress import MetricSource

RANK = {MetricSource.CALL: 0, MetricSource.MANUAL: 1}
"""What was written by hand is the last word on its day; of two of one rank, the one recorded later."""


def resolved(entries: Iterable[Entry]) -> dict[UUID, dict[date, float]]:
    """By metric type and day, the value that counts, whatever order the entries come in."""
    winners: dict[UUID, dict[date, Entry]] = {}
    for entry in entries:
        of_type = winners.setdefault(entry[0], {})
        other = of_type.setdefault(entry[1], entry)
        if other is not entry and _weight(entry) > _weight(other):
            of_type[entry[1]] = entry
    return {kind: {day: entry[2] for day, entry in days.items()} for kind, days in winners.items()}


def _weight(entry: Entry) -> tuple[int, datetime, str, float]:
    return RANK[entry.source], entry.recorded_at, entry.source_id, entry.value
