"""Everything that is known of a person when a call begins, read in one go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from appliance.records.calls import OF_THE_DAY, Call, CallStatus, Meaning
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

ANSWERING = (Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP)
"""What a person says to a question, beside silence and what concerns the call itself."""

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
_PURPOSES = ", ".join(f"'{purpose.value}'" for purpose in sorted(OF_THE_DAY))
_MEANINGS = ", ".join(f"'{meaning.value}'" for meaning in ANSWERING)
LEFT_OUT = f"""
SELECT json_extract(agenda, '$.left_out') FROM calls
WHERE user_id = ? AND due_at < ? AND status IN (?, ?) AND purpose IN ({_PURPOSES}) ORDER BY due_at DESC LIMIT 1
"""  # noqa: S608  # put together from constants
ANSWERED = f"""
SELECT DISTINCT item_key FROM observations JOIN calls ON calls.id = observations.call_id
WHERE calls.user_id = ? AND calls.accounting_day = ? AND calls.id <> ? AND settled AND meaning IN ({_MEANINGS})
"""  # noqa: S608
_LATELY = """
FROM calls WHERE user_id = ? AND due_at < ? AND status IN (?, ?) AND purpose IN ('check_in', 'by_hand')
ORDER BY due_at DESC LIMIT ?
"""
GOALS = "SELECT title, why FROM goals WHERE user_id = ? AND archived_at IS NULL ORDER BY created_at"
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
    left_out: tuple[str, ...]
    """Keys of what the last call that came to something had no time for."""
    answered: frozenset[str]
    """Keys of items that other calls of the day have a settled answer to."""
    goals: list[tuple[str, str]]
    """Title and reason, the oldest first."""
    related: list[tuple[date, str]]
    """Day and words of what has to do with the promises and goals, the best match first."""


class Backgrounds:
    """Part of the store; see `Backgrounds.of`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(
        self, user: User, call: Call, days: int, moods: Sequence[UUID], promised: Sequence[str], most_related: int
    ) -> Background:
        """What is known before this call: promises of so many days, values of twice as many.

        What is related has words in common with the promises given or with a goal. So many are found beside as many as
        there are of those, which are likely among them.
        """
        me, day = user.id.hex, call.accounting_day
        before = call.due_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        lately = (me, before, *CAME_TO_SOMETHING, CALLS_LOOKED_AT)
        since, long_since = day - timedelta(days), day - timedelta(2 * days)
        queries: list[tuple[str, Sequence[Any]]] = [
            (GOALS, (me,)),
            (DUES, (me, since.isoformat(), day.isoformat())),
            (VALUES, (me, long_since.isoformat(), day.isoformat())),
            (OPEN, (me, day.isoformat(), MOST_OPEN)),
            (TOLD, (me, MOST_TOLD)),
            (LAST_CALL, (me,)),
            (EARLIER, (me, MOST_EARLIER)),
            (ENDINGS, lately),
            (ANSWERS, lately),
            (LEFT_OUT, (me, before, *CAME_TO_SOMETHING)),
            (ANSWERED, (me, day.isoformat(), call.id.hex)),
        ]
        async with self._database.reading() as session:
            rows = await in_one_go(session, queries)
            texts = [*promised, *(title for title, _ in rows[0])]
            stems, limit = query_of(" ".join(texts), user.language), most_related + len(texts)
            related = (RELATED, (any_of(stems), me, call.id.hex, limit))
            rows += await in_one_go(session, [related]) if stems else [[]]
        return _background(rows, {each.hex for each in moods})


def _background(rows: list[list[tuple[Any, ...]]], moods: set[str]) -> Background:
    goals, dues, values, coming, told, last, earlier, endings, answers, left_out, answered, related = rows
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
        left_out=tuple(json.loads(left_out[0][0] or "[]")) if left_out else (),
        answered=frozenset(row[0] for row in answered),
        goals=[(row[0], row[1]) for row in goals],
        related=[(on(row[0]), row[1]) for row in related],
    )
