"""What can be asked about calls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, select, tuple_
from sqlmodel import col

from appliance.errors import NotFoundError
from appliance.records.calls import (
    DISTRESS,
    FINAL_STATUSES,
    Attempt,
    Call,
    CallPurpose,
    CallStatus,
    Meaning,
    MessageType,
    Observation,
    Turn,
)
from appliance.records.progress import Commitment
from appliance.store.doors import by_id_or_prefix, must_get
from appliance.store.sqlite import Database, in_one_go

UNFINISHED = tuple(status for status in CallStatus if status not in FINAL_STATUSES)
"""Asked for by name, so that the index on the status serves: nearly every stored call has ended."""

ABOUT_THE_PERSON = (CallStatus.COMPLETED, CallStatus.PARTIAL, CallStatus.MISSED)
"""Endings that say whether the person answers."""

ENDINGS = f"""
SELECT status FROM calls WHERE user_id = ? AND purpose = '{CallPurpose.CHECK_IN.value}'
AND status IN ({", ".join(f"'{each.value}'" for each in ABOUT_THE_PERSON)}) ORDER BY due_at DESC LIMIT ?
"""  # noqa: S608  # put together from constants


class CallHistory:
    """The reading half of `Calls`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def data_version(self) -> int:
        """Differs after any commit, of this process or another; compare it only with earlier ones of this store."""
        return await self._database.data_version()

    async def claimed_days(
        self, check_in_ids: Collection[UUID], from_day: date, until_day: date
    ) -> set[tuple[UUID, date]]:
        """Which (check-in, day) pairs have a call, both days included."""
        query = select(col(Call.check_in_id), col(Call.day)).where(
            col(Call.check_in_id).in_(check_in_ids), col(Call.day).between(from_day, until_day)
        )
        async with self._database.reading() as session:
            return {(check_in_id, day) for check_in_id, day in await session.execute(query) if check_in_id}

    async def unfinished(self) -> list[Call]:
        """Calls whose status is not final, by due time."""
        query = select(Call).where(col(Call.status).in_(UNFINISHED)).order_by(col(Call.due_at))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def call(self, wanted: UUID | str) -> Call:
        """By id or by its unique beginning. Raises `NotFoundError`, `InvalidInputError` where several begin so."""
        async with self._database.reading() as session:
            return await by_id_or_prefix(session, Call, wanted)

    async def recent(
        self,
        user_id: UUID | None = None,
        limit: int = 20,
        before: UUID | str | None = None,
        status: CallStatus | None = None,
    ) -> list[Call]:
        """The latest due first, whatever their status where none is given; `before`: those after this call of theirs.

        Raises `NotFoundError`, `InvalidInputError` for a `before` that is none.
        """
        query = select(Call).order_by(col(Call.due_at).desc(), col(Call.id).desc()).limit(limit)
        if user_id is not None:
            query = query.where(col(Call.user_id) == user_id)
        if status is not None:
            query = query.where(col(Call.status) == status)
        async with self._database.reading() as session:
            if before is not None:
                last = await by_id_or_prefix(session, Call, before)
                if user_id not in (None, last.user_id):
                    raise NotFoundError(f"There is no call {before}.")
                query = query.where(tuple_(col(Call.due_at), col(Call.id)) < tuple_(last.due_at, last.id))
            return list(await session.scalars(query))

    async def wordings_since(self, user_id: UUID, since: datetime) -> dict[str, datetime]:
        """When the persona's lines were said to somebody last, from `since` on, by the digests of the lines."""
        query = (  # whose call it was is looked at here: asked for in SQL, every call of theirs would be gone through
            select(col(Turn.wordings), col(Turn.timestamp), col(Call.user_id))
            .join(Call, col(Call.id) == col(Turn.call_id))
            .where(col(Turn.timestamp) >= since, col(Turn.message_type) == MessageType.AI)
            .order_by(col(Turn.timestamp))
        )
        async with self._database.reading() as session:
            rows = [(digests, at) for digests, at, whose in await session.execute(query) if whose == user_id]
        return {digest: said_at for digests, said_at in rows for digest in digests}

    async def of_day(self, user_id: UUID, day: date) -> list[Call]:
        """What credits this accounting day, by due time, whatever its status."""
        query = select(Call).where(col(Call.user_id) == user_id, col(Call.accounting_day) == day)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(Call.due_at))))

    async def distressed(self, call_id: UUID) -> bool:
        """Whether something was said in this call that ended its role."""
        query = select(exists().where(col(Turn.call_id) == call_id, col(Turn.flag) == DISTRESS))
        async with self._database.reading() as session:
            return bool(await session.scalar(query))

    async def distress_days(self, user_id: UUID, first: date, last: date) -> frozenset[date]:
        """Accounting days of these, both included, in whose calls something was said that ended the role."""
        query = (
            select(col(Call.accounting_day))
            .join(Turn, col(Turn.call_id) == col(Call.id))
            .where(
                col(Turn.flag) == DISTRESS,
                col(Call.user_id) == user_id,
                col(Call.accounting_day).between(first, last),
            )
        )
        async with self._database.reading() as session:
            return frozenset(await session.scalars(query))

    async def how_the_latest_ended(self, user_ids: Sequence[UUID], limit: int) -> dict[UUID, list[CallStatus]]:
        """Of each person, what `latest_endings` tells, without the calls: one look for a household."""
        async with self._database.reading() as session:
            found = await in_one_go(session, [(ENDINGS, (each.hex, limit)) for each in user_ids])
        return {each: [CallStatus(row[0]) for row in rows] for each, rows in zip(user_ids, found, strict=True)}

    async def latest_endings(self, user_id: UUID, limit: int) -> list[Call]:
        """The latest calls of check-ins that the person answered or missed, newest first.

        Those that were paused, skipped, cancelled or missed by the host say nothing about the person.
        """
        query = (
            select(Call)
            .where(
                col(Call.user_id) == user_id,
                col(Call.purpose) == CallPurpose.CHECK_IN,
                col(Call.status).in_(ABOUT_THE_PERSON),
            )
            .order_by(col(Call.due_at).desc())
            .limit(limit)
        )
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def obstacles(self, user_id: UUID, from_day: date, until_day: date) -> list[str]:
        """What was said to be in the way on these days, both included, the latest first."""
        query = (
            select(col(Observation.text))
            .join(Call, col(Call.id) == col(Observation.call_id))
            .where(
                col(Call.user_id) == user_id,
                col(Call.accounting_day).between(from_day, until_day),
                col(Observation.item_key).startswith("obstacle:"),
                col(Observation.settled),
                col(Observation.meaning) == Meaning.VALUE,
            )
            .order_by(col(Call.accounting_day).desc())
        )
        async with self._database.reading() as session:
            return [text for text in await session.scalars(query) if text]

    async def latest_about(self, subject_id: UUID) -> Call | None:
        """The call made last about a promise, a focus session or a contact; None where there was none."""
        query = select(Call).where(col(Call.subject_id) == subject_id).order_by(col(Call.scheduled_at).desc()).limit(1)
        async with self._database.reading() as session:
            return (await session.scalars(query)).first()

    async def nudges_rung(self, user_id: UUID, since: datetime) -> int:
        """Rings of nudges since then."""
        query = (
            select(func.count())
            .select_from(Attempt)
            .join(Call, col(Call.id) == col(Attempt.call_id))
            .where(
                col(Call.user_id) == user_id,
                col(Call.purpose) == CallPurpose.NUDGE,
                col(Attempt.started_at) >= since,
            )
        )
        async with self._database.reading() as session:
            return int(await session.scalar(query) or 0)

    async def clip_names(self) -> set[str]:
        """Recordings that some turn or commitment names."""
        async with self._database.reading() as session:
            turns = await session.scalars(select(col(Turn.audio_url)).where(col(Turn.audio_url).is_not(None)))
            named = {name for name in turns if name}
            kept = select(col(Commitment.audio_url)).where(col(Commitment.audio_url).is_not(None))
            return named | {name for name in await session.scalars(kept) if name}

    async def attempt(self, attempt_id: UUID) -> Attempt:
        """Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, Attempt, attempt_id)

    async def attempts(self, call_id: UUID) -> list[Attempt]:
        """In order."""
        query = select(Attempt).where(col(Attempt.call_id) == call_id).order_by(col(Attempt.number))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def turns(self, call_id: UUID) -> list[Turn]:
        """In the order they were said."""
        query = select(Turn).where(col(Turn.call_id) == call_id).order_by(col(Turn.position))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def latest_timed(self, limit: int) -> list[Turn]:
        """The latest answers of the appliance that replied to somebody, and as many turns of people, newest first."""
        answers = select(Turn).where(col(Turn.voice_to_voice_ms).is_not(None))
        heard = select(Turn).where(col(Turn.message_type) == MessageType.USER, col(Turn.engine).is_not(None))
        async with self._database.reading() as session:
            found: list[Turn] = []
            for query in (answers, heard):
                found += await session.scalars(query.order_by(col(Turn.timestamp).desc()).limit(limit))
        return found

    async def observations(self, call_id: UUID) -> list[Observation]:
        """In the order of the turns they came from."""
        query = (
            select(Observation)
            .join(Turn, col(Turn.id) == col(Observation.turn_id))
            .where(col(Observation.call_id) == call_id)
            .order_by(col(Turn.position))
        )
        async with self._database.reading() as session:
            return list(await session.scalars(query))
