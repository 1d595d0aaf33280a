"""Invitations to the local page: digests of codes, each good once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Update, select, update
from sqlmodel import col

from appliance.errors import ConflictError, NotFoundError, RefusedError
from appliance.records.people import User
from appliance.records.security import Account, Invitation
from appliance.store.doors import checked, must_get
from appliance.store.sqlite import Database


class Invitations:
    """One person has at most one that stands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, invitation: Invitation) -> Invitation:
        """Keep it; an earlier one of this person ends.

        Raises `ConflictError` where they can sign in, `NotFoundError`.
        """
        row = checked(invitation)
        async with self._database.writing() as session:
            await must_get(session, User, row.user_id)
            if await session.scalar(select(col(Account.id)).where(col(Account.user_id) == row.user_id)) is not None:
                raise ConflictError(
                    "They can sign in already.",
                    remedy="For another password: appliance users reset-password NAME",
                    says="has_account",
                )
            await session.execute(_ended(row.created_at).where(col(Invitation.user_id) == row.user_id))
            session.add(row)
        return row

    async def standing(self, now: datetime) -> list[Invitation]:
        """Those that can be used, the latest first."""
        query = select(Invitation).where(
            col(Invitation.used_at).is_(None), col(Invitation.withdrawn_at).is_(None), col(Invitation.expires_at) > now
        )
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(Invitation.created_at).desc())))

    async def invited(self, digest: str, now: datetime) -> User:
        """Whom a code invites. Raises `RefusedError` for one that is unknown, used, withdrawn or too old."""
        query = select(Invitation, User).join(User, col(User.id) == col(Invitation.user_id))
        async with self._database.reading() as session:
            found = (await session.execute(query.where(col(Invitation.code_digest) == digest))).first()
        if found is None or not _stands(found[0], now):
            raise _refusal()
        user: User = found[1]
        return user

    async def accept(self, digest: str, account: Account, now: datetime) -> Account:
        """Use the code up and open the account, both or neither. Raises `RefusedError` as `invited` does, and
        `ConflictError` where the person has an account meanwhile."""
        account = checked(account)
        async with self._database.writing() as session:
            row = await session.scalar(select(Invitation).where(col(Invitation.code_digest) == digest))
            if row is None or row.user_id != account.user_id or not _stands(row, now):
                raise _refusal()
            if await session.scalar(select(col(Account.id)).where(col(Account.user_id) == row.user_id)) is not None:
                raise ConflictError("They can sign in already.", remedy="Sign in.", says="has_account")
            row.used_at = now
            session.add(account)
        return account

    async def withdraw(self, invitation_id: UUID, now: datetime) -> None:
        """It lets nobody in any more. Raises `NotFoundError` where it does not anyway."""
        async with self._database.writing() as session:
            result: Any = await session.execute(_ended(now).where(col(Invitation.id) == invitation_id))
        if not result.rowcount:
            raise NotFoundError("There is no such invitation.")


def _ended(now: datetime) -> Update:
    standing = (col(Invitation.used_at).is_(None), col(Invitation.withdrawn_at).is_(None))
    return update(Invitation).where(*standing).values(withdrawn_at=now)


def _stands(invitation: Invitation, now: datetime) -> bool:
    return invitation.used_at is None and invitation.withdrawn_at is None and now < invitation.expires_at


def _refusal() -> RefusedError:
    return RefusedError(
        "That code lets nobody in (any more).",
        remedy="It is good once, for two days: ask for another one.",
        says="invitation",
    )
