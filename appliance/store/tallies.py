"""How many calls and rings of each kind there are: counts of the whole household, for figures that name nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from appliance.records.calls import Attempt, Call, CallStatus
from appliance.store.sqlite import Database

UNDER_WAY = "under_way"
"""In the place of the result of a ring that has none yet."""


class Tallies:
    """Part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def calls(self, days: Mapping[UUID, date]) -> Counter[str]:
        """Calls of the accounting day of each of these people, by status."""
        if not days:
            return Counter()
        query = (
            select(col(Call.user_id), col(Call.accounting_day), col(Call.status), func.count())
            .where(col(Call.accounting_day).in_(set(days.values())), col(Call.user_id).in_(days))
            .group_by(col(Call.user_id), col(Call.accounting_day), col(Call.status))
        )
        found: Counter[str] = Counter()
        async with self._database.reading() as session:
            for user_id, day, status, count in await session.execute(query):
                if days.get(user_id) == day:
                    found[CallStatus(status).value] += count
        return found

    async def attempts(self) -> Counter[str]:
        """All rings that are kept, by result."""
        query = select(col(Attempt.result), func.count()).group_by(col(Attempt.result))
        async with self._database.reading() as session:
            return Counter({
                UNDER_WAY if result is None else result.value: count for result, count in await session.execute(query)
            })  # fmt: skip

    async def missed_offline(self) -> int:
        """Calls that are kept and never rang, because the appliance was off or its clock was not to be trusted."""
        query = select(func.count()).where(col(Call.status) == CallStatus.MISSED_OFFLINE)
        async with self._database.reading() as session:
            return int(await session.scalar(query) or 0)
