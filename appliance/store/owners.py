"""An owner is always left, who can sign in if anybody who owned the household could."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError
from appliance.records.people import Role, User
from appliance.records.security import Account


async def check_owner_left(session: AsyncSession, without: UUID) -> None:
    """Within the transaction that takes an owner's role or account. Raises `ConflictError` for the last one's."""
    query = select(col(User.id), col(Account.id)).join(Account, col(Account.user_id) == col(User.id), isouter=True)
    rows = await session.execute(query.where(col(User.role) == Role.OWNER))
    owners = {row[0]: row[1] for row in rows}
    account = owners.pop(without, None)
    if not owners or (account is not None and not any(owners.values())):
        raise ConflictError(
            "Nobody would be left who administers the household.",
            remedy="Make somebody else an owner first, who can sign in.",
            says="last_owner",
        )
