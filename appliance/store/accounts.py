"""Who may open the page: accounts, sessions, tokens of programs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import col

from appliance.errors import ConflictError, NotFoundError
from appliance.records.people import Role, User
from appliance.records.security import UNANSWERED, Account, AnsweredOnce, ApiToken, LoginSession
from appliance.store.doors import checked, must_get, one_line
from appliance.store.owners import check_owner_left
from appliance.store.sqlite import Alongside, Database, alongside, insert_unless_there


class Accounts:
    """Digests only: what is secret was shown once, and is nowhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def any(self) -> bool:
        """Whether anybody can sign in yet."""
        async with self._database.reading() as session:
            return await session.scalar(select(col(Account.id)).limit(1)) is not None

    async def account(self, user_id: UUID) -> Account | None:
        """How this person signs in; None where they cannot."""
        async with self._database.reading() as session:
            return await session.scalar(select(Account).where(col(Account.user_id) == user_id))

    async def named(self, name: str) -> tuple[User, Account] | None:
        """By name, in any case; None where nobody of that name has an account."""
        query = select(User, Account).join(Account, col(Account.user_id) == col(User.id))
        async with self._database.reading() as session:
            for user, account in await session.execute(query):
                if user.name.casefold() == name.strip().casefold():
                    return user, account
        return None

    async def open(self, account: Account, *, first: bool = False) -> Account:
        """Give a person an account; with `first`, only where there is none at all yet.

        Raises `ConflictError` where they have one, or where somebody was first; `NotFoundError`.
        """
        account = checked(account)
        async with self._database.writing() as session:
            await must_get(session, User, account.user_id)
            taken = select(col(Account.id)).limit(1)
            if first and await session.scalar(taken) is not None:
                raise ConflictError("This appliance has an owner already.", remedy="Sign in.", says="claimed")
            if await session.scalar(taken.where(col(Account.user_id) == account.user_id)) is not None:
                raise ConflictError(
                    "They can sign in already.", remedy="appliance users reset-password NAME", says="has_account"
                )
            session.add(account)
        return account

    async def close(self, user_id: UUID, now: datetime) -> None:
        """Take a person's account: every session and token of theirs ends. They are called as before.

        Raises `NotFoundError` where they have none, `ConflictError` where no owner could sign in any more.
        """
        async with self._database.writing() as session:
            user = await must_get(session, User, user_id)
            account = await session.scalar(select(Account).where(col(Account.user_id) == user_id))
            if account is None:
                raise NotFoundError(f"{user.name} cannot sign in anyway.")
            if user.role is Role.OWNER:
                await check_owner_left(session, user_id)
            for kind in (LoginSession, ApiToken):
                ended = update(kind).where(col(kind.user_id) == user_id, col(kind.revoked_at).is_(None))
                await session.execute(ended.values(revoked_at=now))
            await session.delete(account)

    async def who(self) -> set[UUID]:
        """Everybody who can sign in."""
        async with self._database.reading() as session:
            return set(await session.scalars(select(col(Account.user_id))))

    async def change(self, account_id: UUID, now: datetime, **changes: Any) -> Account:
        """Set some of its columns. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            account = await must_get(session, Account, account_id)
            for name, value in {**changes, "changed_at": now}.items():
                setattr(account, name, value)
        return account

    async def take_step(self, account_id: UUID, step: int) -> bool:
        """Note that the code of this time step was taken; False where it, or a later one, was taken before."""
        query = update(Account).where(col(Account.id) == account_id, col(Account.totp_step) < step)
        async with self._database.writing() as session:
            result: Any = await session.execute(query.values(totp_step=step))
        return bool(result.rowcount)

    async def take_recovery(self, account_id: UUID, digest: str) -> bool:
        """Use up a recovery code; whether it was there."""
        async with self._database.writing() as session:
            account = await must_get(session, Account, account_id)
            left = [each for each in account.recovery_digests if each != digest]
            used = len(left) < len(account.recovery_digests)
            account.recovery_digests = left
        return used

    async def begin_session(self, session_row: LoginSession) -> LoginSession:
        """Keep a browser that signed in."""
        row = checked(session_row)
        async with self._database.writing() as session:
            session.add(row)
        return row

    async def session(self, digest: str) -> tuple[LoginSession, User] | None:
        """By the digest of its cookie, whatever state it is in."""
        query = select(LoginSession, User).join(User, col(User.id) == col(LoginSession.user_id))
        async with self._database.reading() as session:
            found = (await session.execute(query.where(col(LoginSession.token_digest) == digest))).first()
        return None if found is None else (found[0], found[1])

    async def seen(self, session_id: UUID, now: datetime) -> None:
        """The browser is in use."""
        async with self._database.writing() as session:
            await session.execute(update(LoginSession).where(col(LoginSession.id) == session_id).values(seen_at=now))

    async def sessions(self, user_id: UUID) -> list[LoginSession]:
        """That were not ended, the latest first."""
        query = select(LoginSession).where(col(LoginSession.user_id) == user_id, col(LoginSession.revoked_at).is_(None))
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(LoginSession.created_at).desc())))

    async def revoke_session(self, user_id: UUID, session_id: UUID, now: datetime) -> bool:
        """End one of this person's sessions; whether it was theirs and stood."""
        query = update(LoginSession).where(
            col(LoginSession.id) == session_id,
            col(LoginSession.user_id) == user_id,
            col(LoginSession.revoked_at).is_(None),
        )
        async with self._database.writing() as session:
            result: Any = await session.execute(query.values(revoked_at=now))
        return bool(result.rowcount)

    async def revoke_sessions(self, user_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        """End all of this person's sessions, but one; how many stood."""
        query = update(LoginSession).where(col(LoginSession.user_id) == user_id, col(LoginSession.revoked_at).is_(None))
        if but is not None:
            query = query.where(col(LoginSession.id) != but)
        async with self._database.writing() as session:
            result: Any = await session.execute(query.values(revoked_at=now))
        return int(result.rowcount)

    async def answered(self, user_id: UUID, key: str) -> AnsweredOnce | None:
        """What was answered to the write of this idempotency key."""
        query = select(AnsweredOnce).where(col(AnsweredOnce.user_id) == user_id, col(AnsweredOnce.key) == key)
        async with self._database.reading() as session:
            return await session.scalar(query)

    def answering(self, answer: AnsweredOnce) -> AbstractContextManager[Alongside]:
        """The first change that is made in the block is committed together with this row, whose answer is still to
        come: a write whose answer was lost is never done again."""
        return alongside(checked(answer))

    async def keep_answer(self, answer: AnsweredOnce, forget_before: datetime) -> None:
        """Keep it, in place of what `answering` kept; and forget those that are older."""
        row = checked(answer)
        same = (col(AnsweredOnce.user_id) == row.user_id, col(AnsweredOnce.key) == row.key)
        async with self._database.writing() as session:
            await session.execute(delete(AnsweredOnce).where(col(AnsweredOnce.created_at) < forget_before))
            if not await insert_unless_there(session, row, ("user_id", "key")):
                unanswered = update(AnsweredOnce).where(*same, col(AnsweredOnce.status) == UNANSWERED)
                await session.execute(unanswered.values(status=row.status, body=row.body))

    async def withdraw_answer(self, answer: AnsweredOnce) -> None:
        """The write was refused after all: it may be tried again."""
        query = delete(AnsweredOnce).where(col(AnsweredOnce.user_id) == answer.user_id)
        async with self._database.writing() as session:
            await session.execute(
                query.where(col(AnsweredOnce.key) == answer.key, col(AnsweredOnce.status) == UNANSWERED)
            )

    async def issue_token(self, token: ApiToken) -> ApiToken:
        """Keep a token of a program. Raises `InvalidInputError`, `NotFoundError`."""
        row = checked(token)
        row.name = one_line(row.name, "The token's name")
        async with self._database.writing() as session:
            await must_get(session, User, row.user_id)
            session.add(row)
        return row

    async def token(self, digest: str) -> tuple[ApiToken, User] | None:
        """By its digest, whatever state it is in."""
        query = select(ApiToken, User).join(User, col(User.id) == col(ApiToken.user_id))
        async with self._database.reading() as session:
            found = (await session.execute(query.where(col(ApiToken.token_digest) == digest))).first()
        return None if found is None else (found[0], found[1])

    async def token_seen(self, token_id: UUID, now: datetime) -> None:
        """The token is in use."""
        async with self._database.writing() as session:
            await session.execute(update(ApiToken).where(col(ApiToken.id) == token_id).values(seen_at=now))

    async def tokens(self, user_id: UUID) -> list[ApiToken]:
        """That were not revoked, the latest first."""
        query = select(ApiToken).where(col(ApiToken.user_id) == user_id, col(ApiToken.revoked_at).is_(None))
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(ApiToken.created_at).desc())))

    async def revoke_token(self, user_id: UUID, token_id: UUID, now: datetime) -> bool:
        """End one of this person's tokens; whether it was theirs and stood."""
        query = update(ApiToken).where(
            col(ApiToken.id) == token_id, col(ApiToken.user_id) == user_id, col(ApiToken.revoked_at).is_(None)
        )
        async with self._database.writing() as session:
            result: Any = await session.execute(query.values(revoked_at=now))
        return bool(result.rowcount)
