"""What is due: check-ins by the occurrence that nobody has claimed yet, and the claims themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import col

from appliance.records.calls import Call
from appliance.records.people import CheckIn, User
from appliance.schedule.occurrences import NEVER
from appliance.store.doors import checked, must_get
from appliance.store.sqlite import Database, insert_unless_there


class Timetable:
    """`CheckIn.next_due_at`, indexed, so that a look costs what is due and not what exists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, until: datetime, limit: int = 500) -> list[tuple[CheckIn, User]]:
        """Check-ins whose next occurrence is not later than this or not computed yet, the earliest first."""
        query = (
            select(CheckIn, User)
            .join(User, col(User.id) == col(CheckIn.user_id))
            .where(
                col(CheckIn.archived_at).is_(None),
                or_(col(CheckIn.next_due_at) <= until, col(CheckIn.next_due_at).is_(None)),
            )
            .order_by(col(CheckIn.next_due_at))
            .limit(limit)
        )
        async with self._database.reading() as session:
            return [(check_in, user) for check_in, user in await session.execute(query)]

    async def next_due_at(self) -> datetime | None:
        """When the earliest unclaimed occurrence of all is due; None where none is to come."""
        query = (
            select(col(CheckIn.next_due_at))
            .where(col(CheckIn.archived_at).is_(None), col(CheckIn.next_due_at) < NEVER)
            .order_by(col(CheckIn.next_due_at))
            .limit(1)
        )
        async with self._database.reading() as session:
            found: datetime | None = await session.scalar(query)
        return found

    async def claim(self, check_in_id: UUID, calls: Sequence[Call], next_due_at: datetime | None) -> int:
        """Keep the calls of a check-in, those of days that have one excepted, and when it is due after them.

        Returns how many are new. One transaction: a claim is never kept without the step ahead.
        """
        rows = [checked(call) for call in calls]
        new = 0
        async with self._database.writing() as session:
            for row in rows:
                new += await insert_unless_there(session, row, ("check_in_id", "day"))
            check_in = await must_get(session, CheckIn, check_in_id)
            check_in.next_due_at = next_due_at or NEVER
        return new

    async def plan_anew(self, next_due_at: Mapping[UUID, datetime | None]) -> None:
        """Replace when check-ins are due next: clocks, zones or their rules may have changed."""
        async with self._database.writing() as session:
            connection = await session.connection()
            rows = [{"check_in": key, "due": value or NEVER} for key, value in next_due_at.items()]
            if rows:
                statement = (
                    update(CheckIn).where(col(CheckIn.id) == bindparam("check_in")).values(next_due_at=bindparam("due"))
                )
                await connection.execute(statement, rows)
