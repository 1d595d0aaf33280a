"""Everything that is known of a person when a call begins, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from appliance.records.calls import Call, CallStatus
from appliance.records.people import User
from appliance.records.progress import CommitmentStatus
from appliance.store.recall import query_of
from appliance.store.sqlite import Database, any_of, in_one_go

MOST_TOLD = 24
"""Facts and people."""

MOST_EARLIER = 4
MOST_OPEN = 6

CALLS_LOOKED_AT = 3
"""For how somebody answers lately."""

CAME_TO_SOMETHING = (CallStatus.COMPLETED.value, CallStatus.PARTIAL.value)

DUES = """
SELECT due_day, status FROM commitments WHERE user_id = ? AND due_day BETWEEN ? AND ? ORDER BY due_day, settled_at
"""
VALUES = """
SELECT metric_type_id, date, value, recorded_at FROM metrics WHERE user_id = ? AND date BETWEEN ? AND ?
ORDER BY date, recorded_at
"""
OPEN = """
SELECT text, due_day FROM commitments WHERE user_id = ? AND due_day > ? AND status = 'open'
ORDER BY due_day, created_at LIMIT ?
"""
TOLD = """
SELECT kind, content FROM memories WHERE user_id = ? AND kind IN ('fact', 'person') ORDER BY created_at DESC LIMIT ?
"""
LAST_CALL = (
    "SELECT day, content FROM memories WHERE user_id = ? AND kind = 'call' ORDER BY day DESC, created_at DESC LIMIT 1"
)
EARLIER = """
SELECT kind, day, content FROM memories WHERE user_id = ? AND kind IN ('week', 'month') ORDER BY day DESC LIMIT ?
"""
_LATELY = """
FROM calls WHERE user_id = ? AND due_at < ? AND status IN (?, ?) AND purpose IN ('check_in', 'by_hand')
ORDER BY due_at DESC LIMIT ?
"""
ENDINGS = f"SELECT status {_LATELY}"
ANSWERS = f"""
SELECT item_key, content FROM conversations
WHERE call_id IN (SELECT id {_LATELY}) AND message_type = 'user' AND flag IS NULL
"""  # noqa: S608  # put together from constants
RELATED = """
SELECT entry.day, coalesce(said.content, memory.content)
FROM recall JOIN recall_entries AS entry ON entry.id = recall.rowid
LEFT JOIN conversations AS said ON said.id = entry.source_id AND said.flag IS NULL
LEFT JOIN memories AS memory ON memory.id = entry.source_id
WHERE recall MATCH ? AND entry.user_id = ? AND coalesce(said.call_id, '') <> ? AND entry.day IS NOT NULL
ORDER BY bm25(recall), entry.day DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Background:
    """As of one day, which is included."""

    dues: list[tuple[date, CommitmentStatus]]
    """Due day and status of promises of the days asked for, in the order they were due."""
    values: list[tuple[UUID, date, float]]
    """Metric type, day and value, twice as far back."""
    moods: list[tuple[datetime, float]]
    """When values of the metric types asked for were told, and which."""
    open: list[tuple[str, date]]
    """Words and due day of promises that are not due yet."""
    told: list[tuple[str, str]]
    """Kind and content, the newest first."""
    last_call: tuple[date, str] | None
    earlier: list[tuple[str, date, str]]
    """Kind, first day and content of summaries, the latest first."""
    endings: list[CallStatus]
    """How the last calls ended that came to something."""
    answers: list[tuple[str, str]]
    """What was answered in them, by the item's key."""
    related: list[tuple[date, str]]
    """What shares words with those asked for, the best match first."""


class Backgrounds:
    """Part of the store; see `Backgrounds.of`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user: User, call: Call, days: int, moods: Sequence[UUID], about: str, limit: int) -> Background:
        """What is known before this call: promises of so many days, values of twice as many.

        `about` are words that earlier ones shall share, at most `limit` of them.
        """
        me, day, stems = user.id.hex, call.accounting_day, query_of(about, user.language)
        before = call.due_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        lately = (me, before, *CAME_TO_SOMETHING, CALLS_LOOKED_AT)
        since, long_since = day - timedelta(days), day - timedelta(2 * days)
        queries: list[tuple[str, Sequence[Any]]] = [
            (DUES, (me, since.isoformat(), day.isoformat())),
            (VALUES, (me, long_since.isoformat(), day.isoformat())),
            (OPEN, (me, day.isoformat(), MOST_OPEN)),
            (TOLD, (me, MOST_TOLD)),
            (LAST_CALL, (me,)),
            (EARLIER, (me, MOST_EARLIER)),
            (ENDINGS, lately),
            (ANSWERS, lately),
        ]
        if stems:
            queries.append((RELATED, (any_of(stems), me, call.id.hex, limit)))
        async with self._database.reading() as session:
            rows = await in_one_go(session, queries)
        return _background(rows, {each.hex for each in moods})


def _background(rows: list[list[tuple[Any, ...]]], moods: set[str]) -> Background:
    dues, values, coming, told, last, earlier, endings, answers, *related = rows
    on = date.fromisoformat
    ids = {key: UUID(key) for key in {row[0] for row in values}}
    return Background(
        dues=[(on(row[0]), CommitmentStatus(row[1])) for row in dues],
        values=[(ids[row[0]], on(row[1]), row[2]) for row in values],
        moods=[(datetime.fromisoformat(row[3]).replace(tzinfo=UTC), row[2]) for row in values if row[0] in moods],
        open=[(row[0], on(row[1])) for row in coming],
        told=[(row[0], row[1]) for row in told],
        last_call=(on(last[0][0]), last[0][1]) if last else None,
        earlier=[(row[0], on(row[1]), row[2]) for row in earlier],
        endings=[CallStatus(row[0]) for row in endings],
        answers=[(row[0] or "", row[1]) for row in answers],
        related=[(on(row[0]), row[1]) for row in (related[0] if related else [])],
    )
