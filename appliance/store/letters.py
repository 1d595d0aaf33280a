"""What linked people wrote to the appliance and what has not been dealt with yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.records.telegram import TelegramIn
from appliance.store.doors import checked
from appliance.store.sqlite import Database, insert_unless_there


class Letters:
    """Messages in the order in which they were sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_in(self, letter: TelegramIn) -> bool:
        """Keep it; False where this update was taken in before."""
        letter = checked(letter)
        async with self._database.writing() as session:
            return await insert_unless_there(session, letter, ("bot_id", "update_id"))

    async def waiting(self, user_id: UUID) -> list[TelegramIn]:
        """What they wrote that nobody has dealt with."""
        query = (
            select(TelegramIn)
            .where(col(TelegramIn.user_id) == user_id, col(TelegramIn.handled_at).is_(None))
            .order_by(col(TelegramIn.sent_at), col(TelegramIn.update_id))
        )
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def deal_with(self, letters: Sequence[TelegramIn], now: datetime) -> None:
        """They are dealt with, and emptied."""
        async with self._database.writing() as session:
            await settle(session, [each.id for each in letters], now)


async def settle(session: AsyncSession, letter_ids: Sequence[UUID], now: datetime) -> None:
    """Letters are dealt with, in the transaction of what was made of them."""
    if letter_ids:
        emptied: dict[str, Any] = {"handled_at": now, "content": "", "file_id": "", "seconds": None}
        await session.execute(update(TelegramIn).where(col(TelegramIn.id).in_(letter_ids)).values(**emptied))
