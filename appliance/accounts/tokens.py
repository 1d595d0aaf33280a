"""Tokens of programs: made once, shown once, never more than their person may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from appliance.accounts.roles import Scope, administers
from appliance.accounts.secrets import TOKEN_PREFIX, digest, new_token
from appliance.errors import ForbiddenError, InvalidInputError, RefusedError
from appliance.records.people import User
from appliance.records.security import ApiToken
from appliance.store import Store

LONGEST_DAYS = 3650
NOTED_EVERY = timedelta(hours=1)


async def issue(
    store: Store, user: User, name: str, scopes: Iterable[Scope], days: int | None, now: datetime
) -> tuple[str, ApiToken]:
    """A new token and its row. `days`: how long it is good for; None: until it is revoked.

    Raises `InvalidInputError`, `ForbiddenError` for a scope that the person themselves has not.
    """
    wanted = sorted(set(scopes))
    if not wanted:
        raise InvalidInputError("A token needs a scope.", remedy=f"There is: {', '.join(Scope)}.", says="token_scope")
    if Scope.ADMINISTER in wanted and not administers(user):
        raise ForbiddenError("Only an owner's token may administer.", says="owner_only")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise InvalidInputError(f"A token is good for 1 to {LONGEST_DAYS} days.", says="token_days", most=LONGEST_DAYS)
    token = new_token()
    row = ApiToken(
        user_id=user.id,
        name=name,
        token_digest=digest(token),
        scopes=[scope.value for scope in wanted],
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    return token, await store.accounts.issue_token(row)


async def person_of(store: Store, token: str, now: datetime) -> tuple[User, frozenset[Scope]]:
    """Whose token it is, and what it may. Raises `RefusedError` for one that is unknown, revoked or too old."""
    found = await store.accounts.token(digest(token)) if token.startswith(TOKEN_PREFIX) else None
    if found is None or found[0].revoked_at is not None or (found[0].expires_at or now + NOTED_EVERY) <= now:
        raise RefusedError("That token is not good (any more).", remedy="Make another: appliance users token NAME")
    row, user = found
    if row.seen_at is None or now - row.seen_at >= NOTED_EVERY:
        await store.accounts.token_seen(row.id, now)
    known = {scope.value: scope for scope in Scope}
    return user, frozenset(known[name] for name in row.scopes if name in known)
