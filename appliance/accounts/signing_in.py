"""Signing in: a name, a password and, where there is one, a second factor, for a session or nothing.

What is refused never tells which accounts exist: the same words, after the same work, for a name that nobody has, a
password that is wrong, and an account that does not exist.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from appliance.accounts.passwords import Passwords, check_password, outdated
from appliance.accounts.second_factor import new_secret, taken_step
from appliance.accounts.secrets import digest, new_cookie, new_recovery_codes
from appliance.accounts.throttle import Throttle
from appliance.errors import ConflictError, RefusedError, SecondFactorError, TooManyTriesError
from appliance.ports import Now
from appliance.records.people import Role, User
from appliance.records.security import Account, LoginSession
from appliance.store import Store

LASTS = timedelta(days=30)
"""A session ends so long after it began, however much it is used."""

IDLE = timedelta(days=7)
"""And so long after it was used last."""

NOTED_EVERY = timedelta(minutes=5)
"""Use is written down no more often: a page that is looked at writes nothing at each request."""

MOST_LABEL = 120

_CLAIM = "\0claim"
"""Stands for an account in the throttle: no name has such a character."""

_INVITED = "\0invited "
"""As `_CLAIM`, with the address after it: whoever guesses codes keeps nobody else from using theirs."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A new session; `cookie` is shown to the browser once and kept nowhere."""

    cookie: str
    session: LoginSession
    user: User


class SigningIn:
    """One for each process: it remembers who failed how often."""

    def __init__(self, store: Store, now: Now, throttle: Throttle | None = None) -> None:
        self._store = store
        self._now = now
        self._throttle = throttle or Throttle()
        self._passwords = Passwords()
        self._claiming = asyncio.Lock()
        self._handed_over = False

    async def open_account(self, user: User, password: str, *, first: bool = False) -> Account:
        """Give a person a password. Raises `InvalidInputError`, `ConflictError` (see `Accounts.open`)."""
        check_password(password, user.name)
        now, hashed = self._now(), await self._passwords.hashed(password)
        account = Account(user_id=user.id, password_hash=hashed, created_at=now, changed_at=now)
        return await self._store.accounts.open(account, first=first)

    async def claim(self, code: str, right: str, name: str, timezone: str, password: str, *, address: str) -> User:
        """The first owner, made or found by name, with an account. Raises `RefusedError` for a wrong code,
        `ConflictError` where there is an account already, `InvalidInputError`, `TooManyTriesError`."""
        self.check_claim(code, right, address=address)
        check_password(password, name)
        async with self._claiming:
            return await self._first_owner(name, timezone, password)

    def check_claim(self, code: str, right: str, *, address: str) -> None:
        """Raises `RefusedError` for a wrong code, `TooManyTriesError`."""
        if (wait := self._throttle.wait_seconds(_CLAIM, address)) > 0:
            raise TooManyTriesError(wait)
        if not compare_digest(code.strip().lower().encode("utf-8", "replace"), right.encode()):
            self._throttle.failed(_CLAIM, address)
            raise RefusedError(
                "That is not the code.", remedy="It stands in the terminal or log of the appliance.", says="claim_code"
            )

    @asynccontextmanager
    async def handing_over(self) -> AsyncIterator[None]:
        """While an earlier household is laid ready for an appliance that nobody owns: nobody claims it meanwhile, nor
        after a block that succeeded. Raises `ConflictError` where somebody has an account."""
        async with self._claiming:
            await self._check_unowned()
            yield
            self._handed_over = True

    async def _first_owner(self, name: str, timezone: str, password: str) -> User:
        await self._check_unowned()
        here = [user for user in await self._store.people.users() if user.name.casefold() == name.strip().casefold()]
        now = self._now()
        owner = here[0] if here else User(name=name, timezone=timezone, created_at=now)
        owner.role = Role.OWNER
        owner = await (self._store.people.save_user(owner, now) if here else self._store.people.add_user(owner))
        await self.open_account(owner, password, first=True)
        await self._store.audit.append(now, f"user {owner.id}", "claim", f"user {owner.id}")
        return owner

    async def _check_unowned(self) -> None:
        if self._handed_over:
            raise ConflictError("A backup was brought here.", remedy="Wait until the appliance has started again.")
        if await self._store.accounts.any():
            raise ConflictError("This appliance has an owner already.", remedy="Sign in.", says="claimed")

    async def invited(self, code: str, *, address: str) -> User:
        """Whom a code invites. Raises `RefusedError` for one that is good no more, `TooManyTriesError`."""
        key = _INVITED + address
        if (wait := self._throttle.wait_seconds(key, address)) > 0:
            raise TooManyTriesError(wait)
        try:
            return await self._store.invitations.invited(digest(code.strip().lower()), self._now())
        except RefusedError:
            self._throttle.failed(key, address)
            raise

    async def accept_invitation(self, code: str, password: str, *, address: str) -> User:
        """Their account, with a password of their own; the code is used up. Raises as `invited` does, and
        `InvalidInputError` for the password, after which the code is good still."""
        user = await self.invited(code, address=address)
        check_password(password, user.name)
        hashed, now = await self._passwords.hashed(password), self._now()
        account = Account(user_id=user.id, password_hash=hashed, created_at=now, changed_at=now)
        await self._store.invitations.accept(digest(code.strip().lower()), account, now)
        await self._note(user, "accept invitation")
        return user

    async def sign_in(self, name: str, password: str, code: str = "", *, address: str, label: str = "") -> Ticket:
        """A session. Raises `RefusedError`, `SecondFactorError` where a code is wanted, `TooManyTriesError`."""
        if (wait := self._throttle.wait_seconds(name, address)) > 0:
            raise TooManyTriesError(wait)
        found = await self._store.accounts.named(name)
        account = found[1] if found else None
        right = await self._passwords.right(password, account.password_hash if account else None)
        if found is None or account is None or not right:
            self._throttle.failed(name, address)
            raise RefusedError("The name or the password is wrong.", says="sign_in")
        if account.totp_since is not None and not await self._second(account, code):
            if code:
                self._throttle.failed(name, address)
            raise SecondFactorError(
                "That code is not right." if code else "A code from your authenticator is needed.",
                says="factor_code" if code else "factor_wanted",
            )
        self._throttle.succeeded(name)
        if outdated(account.password_hash):
            hashed = await self._passwords.hashed(password)
            await self._store.accounts.change(account.id, self._now(), password_hash=hashed)
        return await self._ticket(found[0], address, label)

    async def _second(self, account: Account, code: str) -> bool:
        step = taken_step(account.totp_secret, code, self._now(), account.totp_step)
        if step is not None:
            return await self._store.accounts.take_step(account.id, step)
        plain = code.strip().lower()
        return bool(plain) and await self._store.accounts.take_recovery(account.id, digest(plain))

    async def _ticket(self, user: User, address: str, label: str) -> Ticket:
        now, cookie = self._now(), new_cookie()
        printable = "".join(letter for letter in label if letter.isprintable())[:MOST_LABEL]
        session = LoginSession(
            user_id=user.id,
            token_digest=digest(cookie),
            created_at=now,
            expires_at=now + LASTS,
            label=printable,
            address=address,
            seen_at=now,
        )
        session = await self._store.accounts.begin_session(session)
        await self._store.audit.append(now, f"user {user.id}", "sign in", f"session {session.id}")
        return Ticket(cookie, session, user)

    async def session_of(self, cookie: str) -> tuple[LoginSession, User] | None:
        """Whose session a cookie is of; None for one that is unknown, ended, too old or was not used for long."""
        found = await self._store.accounts.session(digest(cookie)) if cookie else None
        if found is None:
            return None
        session, user = found
        now, seen = self._now(), session.seen_at or session.created_at
        if session.revoked_at is not None or now >= session.expires_at or now - seen >= IDLE:
            return None
        if now - seen >= NOTED_EVERY:
            await self._store.accounts.seen(session.id, now)
        return session, user

    async def change_password(self, user: User, old: str, new: str, *, keep: LoginSession, address: str) -> None:
        """With the old one; all other sessions end. Raises `RefusedError`, `InvalidInputError`, `TooManyTriesError`."""
        account = await self._confirmed(user, old, address)
        check_password(new, user.name)
        hashed = await self._passwords.hashed(new)
        await self._store.accounts.change(account.id, self._now(), password_hash=hashed)
        await self._store.accounts.revoke_sessions(user.id, self._now(), but=keep.id)
        await self._note(user, "change password")

    async def begin_second_factor(self, user: User, password: str, *, address: str) -> str:
        """A secret to put into an authenticator; it counts once `confirm_second_factor` was given a code of it.

        Raises `RefusedError`, `ConflictError` where there is one already.
        """
        account = await self._confirmed(user, password, address)
        if account.totp_since is not None:
            raise ConflictError("There is a second factor already.", remedy="Take it away first.", says="factor_there")
        secret = new_secret()
        await self._store.accounts.change(account.id, self._now(), totp_secret=secret, totp_step=0)
        return secret

    async def confirm_second_factor(self, user: User, code: str) -> list[str]:
        """From now on it is asked for; gives recovery codes, shown once. Raises `RefusedError`, `ConflictError`."""
        account = await self._store.accounts.account(user.id)
        if account is None or not account.totp_secret or account.totp_since is not None:
            raise ConflictError("No second factor was begun.", says="factor_not_begun")
        now = self._now()
        step = taken_step(account.totp_secret, code, now, account.totp_step)
        if step is None:
            raise RefusedError("That code is not right.", remedy="Is the phone's clock right?", says="factor_code")
        codes = new_recovery_codes()
        await self._store.accounts.change(
            account.id, now, totp_since=now, totp_step=step, recovery_digests=list(map(digest, codes))
        )
        await self._note(user, "begin second factor")
        return codes

    async def end_second_factor(self, user: User, password: str, *, address: str) -> None:
        """With the password. Raises `RefusedError`, `TooManyTriesError`."""
        account = await self._confirmed(user, password, address)
        await self._store.accounts.change(
            account.id, self._now(), totp_secret="", totp_since=None, totp_step=0, recovery_digests=[]
        )
        await self._note(user, "end second factor")

    async def _note(self, user: User, action: str) -> None:
        await self._store.audit.append(self._now(), f"user {user.id}", action, f"user {user.id}")

    async def confirm(self, user: User, password: str, *, address: str) -> None:
        """That it is really they, before something that cannot be taken back. Raises `RefusedError`,
        `TooManyTriesError`."""
        await self._confirmed(user, password, address)

    async def _confirmed(self, user: User, password: str, address: str) -> Account:
        """The account, where the password is right. A thief of a session must not be able to guess it either."""
        if (wait := self._throttle.wait_seconds(user.name, address)) > 0:
            raise TooManyTriesError(wait)
        account = await self._store.accounts.account(user.id)
        right = await self._passwords.right(password, account.password_hash if account else None)
        if account is None or not right:
            self._throttle.failed(user.name, address)
            raise RefusedError("The password is wrong.", says="password")
        return account

    async def reset(self, user: User, password: str) -> None:
        """By whoever runs the machine: a new password, no second factor, every session ended. Raises
        `InvalidInputError`."""
        check_password(password, user.name)
        account = await self._store.accounts.account(user.id)
        if account is None:
            await self.open_account(user, password)
            return
        hashed = await self._passwords.hashed(password)
        await self._store.accounts.change(
            account.id, self._now(), password_hash=hashed, totp_secret="", totp_since=None, recovery_digests=[]
        )
        await self._store.accounts.revoke_sessions(user.id, self._now())
