"""What is due: check-ins by the occurrence that nobody has claimed yet, and the claims themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import SQLModel, col

from appliance.records.calls import Call
from appliance.records.people import CheckIn, Contact, User
from appliance.records.progress import Commitment
from appliance.schedule.occurrences import NEVER
from appliance.store.days import OWED_A_REMINDER
from appliance.store.doors import checked, must_get
from appliance.store.history import UNFINISHED
from appliance.store.sqlite import Database, insert_unless_there


@dataclass(frozen=True, slots=True)
class Outlook:
    """What there is to look for, by one query: most looks find that nothing is to be done."""

    check_in_due_at: datetime | None
    """The earliest unclaimed occurrence; None where none is to come."""
    unplanned: bool
    """Some check-in has no next occurrence worked out yet."""
    nudge_at: datetime | None
    """The earliest promise with a time of its own that nobody was reminded of."""
    unfinished: int
    """Calls that have not ended."""
    ring_at: datetime | None
    """The earliest of their rings."""
    contacts: int
    """Contacts who agreed."""


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

    async def outlook(self) -> Outlook:
        """What is to come, cheaply: about the cost of one look-up, whatever is stored."""
        async with self._database.reading() as session:
            row = (await session.execute(_OUTLOOK)).one()
        due_at, unplanned, nudge_at, unfinished, ring_at, contacts = row
        return Outlook(due_at, bool(unplanned), nudge_at, unfinished, ring_at, contacts)

    async def claim(self, seen: CheckIn, calls: Sequence[Call], next_due_at: datetime | None) -> int:
        """Keep the calls of a check-in, those of days that have one excepted, and when it is due after them.

        Returns how many are new. One transaction: a claim is never kept without the step ahead. Where the check-in was
        changed since it was `seen`, nothing happens: the next look claims by what it says now.
        """
        rows = [checked(call) for call in calls]
        new = 0
        async with self._database.writing() as session:
            check_in = await must_get(session, CheckIn, seen.id)
            if check_in.model_dump() != seen.model_dump():
                return 0
            for row in rows:
                new += await insert_unless_there(session, row, ("check_in_id", "day"))
            check_in.next_due_at = next_due_at or NEVER
        return new

    async def plan_anew(self, planned: Sequence[tuple[CheckIn, datetime | None]]) -> None:
        """Replace when check-ins are due next, since the clock may have changed; one changed meanwhile stays."""
        async with self._database.writing() as session:
            connection = await session.connection()
            rows = [{"check_in": each.id, "due": due or NEVER, "was": each.next_due_at} for each, due in planned]
            if rows:
                unchanged = col(CheckIn.next_due_at).is_not_distinct_from(bindparam("was"))
                one = update(CheckIn).where(col(CheckIn.id) == bindparam("check_in"), unchanged)
                statement = one.values(next_due_at=bindparam("due"))
                await connection.execute(statement, rows)


def _earliest(column: Any, *conditions: Any) -> Any:
    return select(column).where(*conditions).order_by(column).limit(1).scalar_subquery()


def _count(table: type[SQLModel], *conditions: Any) -> Any:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


_STANDING = col(CheckIn.archived_at).is_(None)
_UNFINISHED = col(Call.status).in_(UNFINISHED)
_OUTLOOK = select(
    _earliest(col(CheckIn.next_due_at), _STANDING, col(CheckIn.next_due_at) < NEVER),
    _count(CheckIn, _STANDING, col(CheckIn.next_due_at).is_(None)),
    _earliest(
        col(Commitment.nudge_at),
        col(Commitment.nudge_at).is_not(None),
        *OWED_A_REMINDER,
    ),
    _count(Call, _UNFINISHED),
    _earliest(col(Call.next_ring_at), _UNFINISHED, col(Call.next_ring_at).is_not(None)),
    _count(Contact, col(Contact.ended_at).is_(None), col(Contact.consent_id).is_not(None)),
)
"""Each part is answered from an index (`next_due_at`, `nudge_at`, `status`)."""
