"""Everything that scores are made of, of one person, read in one go."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from appliance.records.calls import FINAL_STATUSES, OF_THE_DAY, CallPurpose, CallStatus, CallType
from appliance.records.history import Entry, HeldCall, History
from appliance.records.people import Pause, User
from appliance.records.progress import CommitmentStatus, MetricSource, MetricType
from appliance.schedule.days import accounting_day
from appliance.schedule.walltime import parse_local_time, zone_named
from appliance.store.clips import OffLoop
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
SELECT accounting_day, call_type, status, purpose, due_at, zone FROM calls
WHERE user_id = ? AND status IN ({_FINAL}) AND purpose IN ({_PURPOSES}) AND NOT talk
"""  # noqa: S608  # put together from constants
PROMISES = "SELECT due_day, status FROM commitments WHERE user_id = ?"

_TYPE = ", ".join(f"metric_types.{name}" for name in MetricType.model_fields)
REVISION = f"""
SELECT
  (SELECT json_group_array(json_array({_TYPE})) FROM metric_types WHERE user_id = ?),
  (SELECT count(*) FROM metrics WHERE user_id = ?), (SELECT id FROM metrics ORDER BY rowid DESC LIMIT 1),
  (SELECT count(*) FROM metric_revisions), (SELECT id FROM metric_revisions ORDER BY rowid DESC LIMIT 1),
  (SELECT count(*) FROM metric_skips WHERE user_id = ?), (SELECT id FROM metric_skips ORDER BY rowid DESC LIMIT 1),
  (SELECT json_group_array(json_array(id, from_day, until_day)) FROM pauses WHERE user_id = ? OR user_id IS NULL),
  (SELECT json_array(count(*), max(day)) FROM closed_days WHERE user_id = ? AND paused),
  (SELECT json_group_array(json_array(status, rows, sums, squares)) FROM (
    SELECT status, count(*) AS rows, sum(rowid) AS sums, sum(rowid * rowid) AS squares
    FROM calls INDEXED BY ix_calls_status WHERE status IN ({_FINAL}) GROUP BY status)),
  (SELECT group_concat(rowid || status || due_day) FROM commitments WHERE user_id = ?)
"""  # noqa: S608  # put together from constants
"""Of a table whose rows come and go, their number and the one that came last: what came since has a new id, and what
went makes them fewer. A value that is changed in its place leaves a revision, and is given back by taking one away.
Promises are told with their status, which changes in its place. Calls have large rows and are not read: which of the
household's have ended how is told by the index on the status alone."""

MOST_KEPT = 16
"""Results, of everybody: a table, charts and insights of a household."""

T = TypeVar("T")
Work = Callable[[History, date], T]
Revision = bytes


class Scores:
    """Part of the store; see `Scores.history`.

    `insight`: whether the household wants to be told what its values show.
    """

    def __init__(self, database: Database, off_loop: OffLoop = asyncio.to_thread, *, analytics: bool = False) -> None:
        self.insight = analytics
        self._database, self._off_loop = database, off_loop
        self._progress, self._silences = Progress(database), Silences(database)
        self._kept: OrderedDict[tuple[UUID, date, Work[Any]], tuple[Revision, Any]] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def worked_out(self, user: User, until: date, work: Work[T]) -> T:
        """`work` of the person's history and the day, done again only when something that it rests on has changed.

        It runs off the loop and must be pure. What was worked out last is kept in memory, `MOST_KEPT` of all.
        """
        key = (user.id, until, work)
        async with self._one_at_a_time, self._database.snapshot():
            revision = await self.revision(user)
            found = self._kept.get(key)
            if found is None or found[0] != revision:
                rows = await self._rows(user, until)
                found = (revision, await self._off_loop(lambda: work(_history(user, rows), until)))
                self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        result: T = found[1]
        return result

    async def revision(self, user: User) -> Revision:
        """Differs whenever anything that a history is read from does. No value is read for it."""
        me = user.id.hex
        async with self._database.reading() as session:
            ((row,),) = await in_one_go(session, [(REVISION, (me,) * REVISION.count("?"))])
        return sha256(repr((user.timezone, user.day_ends_at, *row)).encode()).digest()

    async def history(self, user: User, until: date) -> History:
        """Of one person, all of it up to this accounting day, which is included."""
        made: History = await self._off_loop(_history, user, await self._rows(user, until))
        return made

    async def _rows(self, user: User, until: date) -> _Rows:
        me = user.id.hex
        async with self._database.snapshot():
            types = await self._progress.metric_types(user.id, archived=True)
            pauses = await self._silences.pauses(user.id)
            async with self._database.reading() as session:
                found = await in_one_go(
                    session,
                    [
                        (VALUES, (me, until.isoformat())),
                        (SKIPS, (me,)),
                        (SPARED, (me,)),
                        (CALLS, (me,)),
                        (PROMISES, (me,)),
                    ],
                )
        return _Rows(types, pauses, *found)


@dataclass(frozen=True, slots=True)
class _Rows:
    """As they were read; of a year, making values of them takes longer than the loop may be held up."""

    types: list[MetricType]
    pauses: list[Pause]
    values: list[tuple[Any, ...]]
    skips: list[tuple[Any, ...]]
    spared: list[tuple[Any, ...]]
    calls: list[tuple[Any, ...]]
    promises: list[tuple[Any, ...]]


def _history(user: User, rows: _Rows) -> History:
    zone, ends_at = zone_named(user.timezone), parse_local_time(user.day_ends_at)
    return History(
        types=tuple(rows.types),
        began={kind.id: accounting_day(kind.created_at, ends_at, zone) for kind in rows.types},
        entries=_entries(rows.values),
        skips=tuple((UUID(row[0]), date.fromisoformat(row[1])) for row in rows.skips),
        pauses=tuple(rows.pauses),
        spared=frozenset(date.fromisoformat(row[0]) for row in rows.spared),
        calls=tuple(map(_held, rows.calls)),
        promises=tuple((date.fromisoformat(row[0]), CommitmentStatus(row[1])) for row in rows.promises),
    )


def _held(row: tuple[Any, ...]) -> HeldCall:
    day, call_type, status, purpose, due_at, zone = row
    minutes = None
    if purpose == CallPurpose.CHECK_IN:
        local = datetime.fromisoformat(due_at).replace(tzinfo=UTC).astimezone(zone_named(zone))
        minutes = 60 * local.hour + local.minute
    return HeldCall(date.fromisoformat(day), CallType(call_type), CallStatus(status), minutes)


def _entries(rows: list[tuple[Any, ...]]) -> tuple[Entry, ...]:
    ids = {key: UUID(key) for key in {row[0] for row in rows}}
    days = {text: date.fromisoformat(text) for text in {row[1] for row in rows}}
    sources = {source.value: source for source in MetricSource}
    moment = datetime.fromisoformat
    return tuple(
        Entry(ids[kind], days[day], value, sources[source], moment(at).replace(tzinfo=UTC), source_id)
        for kind, day, value, source, at, source_id in rows
    )
