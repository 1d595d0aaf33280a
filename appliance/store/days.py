"""Accounting days that are closed, promises with a time of their own, focus sessions, and the host's own marks."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlmodel import col

from appliance.records.calls import Attempt, Call, CallPurpose, CallStatus
from appliance.records.host import HostMark
from appliance.records.progress import ClosedDay, Commitment, CommitmentStatus, FocusSession
from appliance.store.doors import checked, must_get
from appliance.store.sqlite import Database, insert_unless_there

OWED_A_REMINDER = (
    col(Commitment.nudged_at).is_(None),
    col(Commitment.status) == CommitmentStatus.OPEN,
    ~exists().where(col(Call.subject_id) == col(Commitment.id), col(Call.purpose) == CallPurpose.NUDGE),
)
"""What holds for a promise that nobody was reminded of; whether it has a time of its own is another question."""


class Days:
    """What happens once a day, or at a moment of a day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def close(self, closed: ClosedDay) -> bool:
        """Close an accounting day with what follows from it, once; False where somebody did so before.

        Promises due by then that are still open become overdue since that day.
        """
        row = checked(closed)
        async with self._database.writing() as session:
            if not await insert_unless_there(session, row, ("user_id", "day")):
                return False
            if not row.paused:
                overdue = (
                    update(Commitment)
                    .where(
                        col(Commitment.user_id) == row.user_id,
                        col(Commitment.status) == CommitmentStatus.OPEN,
                        col(Commitment.due_day) <= row.day,
                        col(Commitment.overdue_since).is_(None),
                    )
                    .values(overdue_since=row.day)
                )
                await session.execute(overdue)
        return True

    async def last_closed(self) -> dict[UUID, date]:
        """The latest closed day of each person who has one."""
        query = select(col(ClosedDay.user_id), func.max(col(ClosedDay.day))).group_by(col(ClosedDay.user_id))
        async with self._database.reading() as session:
            return {row[0]: row[1] for row in await session.execute(query)}

    async def closed(self, user_id: UUID, since: date = date.min) -> list[ClosedDay]:
        """From that day on, in order."""
        query = select(ClosedDay).where(col(ClosedDay.user_id) == user_id, col(ClosedDay.day) >= since)
        query = query.order_by(col(ClosedDay.day))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def closed_since(self, since: date) -> list[ClosedDay]:
        """Everybody's, from that day on."""
        async with self._database.reading() as session:
            return list(await session.scalars(select(ClosedDay).where(col(ClosedDay.day) >= since)))

    async def to_nudge(self, until: datetime) -> list[Commitment]:
        """Open promises whose own time is not later than this and that have no reminder yet."""
        query = select(Commitment).where(col(Commitment.nudge_at) <= until, *OWED_A_REMINDER)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(Commitment.nudge_at))))

    async def nudged(self, commitment_id: UUID, now: datetime) -> None:
        """The reminder was acknowledged, or its moment has passed. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            promise = await must_get(session, Commitment, commitment_id)
            promise.nudged_at = promise.nudged_at or now

    async def focus(self, session_id: UUID) -> FocusSession:
        """Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, FocusSession, session_id)

    async def focus_sessions(self, user_id: UUID) -> list[FocusSession]:
        """The latest first."""
        query = select(FocusSession).where(col(FocusSession.user_id) == user_id)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(FocusSession.started_at).desc())))

    async def forget_ahead(self, moment: datetime) -> None:
        """Take back what a clock that ran ahead did by itself at times after this moment, which is still to come:
        days it closed, calls it claimed and gave up without a ring, promises it called overdue or passed over."""
        given_up = (
            col(Call.scheduled_at) > moment,
            col(Call.status) == CallStatus.MISSED_OFFLINE,
            ~exists().where(col(Attempt.call_id) == col(Call.id)),
        )
        overdue, nudged = col(Commitment.overdue_since), col(Commitment.nudged_at)
        async with self._database.writing() as session:
            await session.execute(delete(ClosedDay).where(col(ClosedDay.closed_at) > moment))
            await session.execute(delete(Call).where(col(Call.check_in_id).is_not(None), *given_up))
            await session.execute(update(Commitment).where(overdue > moment.date()).values(overdue_since=None))
            await session.execute(update(Commitment).where(nudged > moment).values(nudged_at=None))

    async def mark(self, name: str, at: datetime) -> None:
        """Remember a moment of the host."""
        async with self._database.writing() as session:
            await session.merge(HostMark(name=name, at=at))

    async def marked(self, name: str) -> datetime | None:
        """When that was last; None for never."""
        async with self._database.reading() as session:
            found = await session.get(HostMark, name)
        return None if found is None else found.at

    async def marks(self, begins: str) -> dict[str, datetime]:
        """All whose names begin so, by the rest of the name."""
        query = select(HostMark).where(col(HostMark.name).startswith(begins, autoescape=True))
        async with self._database.reading() as session:
            return {each.name.removeprefix(begins): each.at for each in await session.scalars(query)}
