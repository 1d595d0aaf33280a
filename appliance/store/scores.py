"""Everything that scores are made of, of one person, read in one go."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from appliance.records.calls import FINAL_STATUSES, OF_THE_DAY, CallStatus, CallType
from appliance.records.history import Entry, HeldCall, History
from appliance.records.people import User
from appliance.records.progress import CommitmentStatus, MetricSource
from appliance.schedule.days import accounting_day
from appliance.schedule.walltime import parse_local_time, zone_named
from appliance.store.progress import Progress
from appliance.store.silences import Silences
from appliance.store.sqlite import Database, in_one_go

_PURPOSES = ", ".join(f"'{purpose.value}'" for purpose in sorted(OF_THE_DAY))
_FINAL = ", ".join(f"'{status.value}'" for status in sorted(FINAL_STATUSES))

VALUES = """
SELECT metric_type_id, date, value, source, recorded_at, source_id FROM metrics WHERE user_id = ? AND date <= ?
"""
SKIPS = "SELECT metric_type_id, day FROM metric_skips WHERE user_id = ?"
SPARED = "SELECT day FROM closed_days WHERE user_id = ? AND paused"
CALLS = f"""
SELECT accounting_day, call_type, status FROM calls
WHERE user_id = ? AND status IN ({_FINAL}) AND purpose IN ({_PURPOSES}) AND NOT talk
"""  # noqa: S608  # put together from constants
PROMISES = "SELECT due_day, status FROM commitments WHERE user_id = ?"


class Scores:
    """Part of the store; see `Scores.history`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._progress, self._silences = Progress(database), Silences(database)

    async def history(self, user: User, until: date) -> History:
        """Of one person, all of it up to this accounting day, which is included."""
        me = user.id.hex
        zone, ends_at = zone_named(user.timezone), parse_local_time(user.day_ends_at)
        async with self._database.snapshot():
            types = await self._progress.metric_types(user.id, archived=True)
            pauses = await self._silences.pauses(user.id)
            async with self._database.reading() as session:
                values, skips, spared, calls, promises = await in_one_go(
                    session,
                    [
                        (VALUES, (me, until.isoformat())),
                        (SKIPS, (me,)),
                        (SPARED, (me,)),
                        (CALLS, (me,)),
                        (PROMISES, (me,)),
                    ],
                )
        return History(
            types=tuple(types),
            began={kind.id: accounting_day(kind.created_at, ends_at, zone) for kind in types},
            entries=_entries(values),
            skips=tuple((UUID(row[0]), date.fromisoformat(row[1])) for row in skips),
            pauses=tuple(pauses),
            spared=frozenset(date.fromisoformat(row[0]) for row in spared),
            calls=tuple(HeldCall(date.fromisoformat(row[0]), CallType(row[1]), CallStatus(row[2])) for row in calls),
            promises=tuple((date.fromisoformat(row[0]), CommitmentStatus(row[1])) for row in promises),
        )


def _entries(rows: list[tuple[Any, ...]]) -> tuple[Entry, ...]:
    ids = {key: UUID(key) for key in {row[0] for row in rows}}
    days = {text: date.fromisoformat(text) for text in {row[1] for row in rows}}
    sources = {source.value: source for source in MetricSource}
    moment = datetime.fromisoformat
    return tuple(
        Entry(ids[kind], days[day], value, sources[source], moment(at).replace(tzinfo=UTC), source_id)
        for kind, day, value, source, at, source_id in rows
    )
