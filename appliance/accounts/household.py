"""What an owner does for the household, and everybody for themselves: people, their settings, who is let in.

Page and API ask the same; each change is in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from appliance.accounts.roles import acts_for, administers
from appliance.accounts.secrets import digest, new_code
from appliance.errors import ForbiddenError, InvalidInputError, in_own_words
from appliance.records.people import Role, User
from appliance.records.preferences import Preferences
from appliance.records.security import Invitation
from appliance.store import Store
from appliance.store.doors import one_line

INVITED_FOR = timedelta(hours=48)

CODE_GROUPS = 3
"""Of four letters: sixty random bits, that still can be read out over the telephone."""

OF_THE_PERSON = frozenset({"timezone", "language", "day_ends_at", "nudges_a_day"})
"""Settings that are columns of their own; the others are preferences."""

LONGEST_SAFE_WORD = 40

OWNERS_ONLY = frozenset({"minor"})
OWN_ONLY = frozenset({"safe_word"})
"""A safe word is said against whoever calls, and is nobody else's to know."""


def preferred(user: User, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The person's preferences with these changes, checked. Raises `InvalidInputError` naming each fault."""
    try:
        checked = Preferences.model_validate({**user.preferences, **changes})
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {in_own_words(fault['msg'])}" for fault in error.errors())
        raise InvalidInputError(f"That cannot be preferred: {faults}.") from error
    return checked.model_dump(exclude_defaults=True)


async def add_person(store: Store, actor: User, person: User, now: datetime) -> User:
    """Somebody who is called from now on. Raises `ForbiddenError`, and as `People.add_user` does."""
    _check_administers(actor)
    added = await store.people.add_user(person)
    await store.audit.append(now, f"user {actor.id}", "add person", f"user {added.id}")
    return added


async def change_person(store: Store, actor: User, person: User, changes: Mapping[str, Any], now: datetime) -> User:
    """Set some of `OF_THE_PERSON` and of the preferences.

    Raises `ForbiddenError` for what is not this actor's to change, and as `People.save_user` does. A language is to be
    one that calls may be held in (`upkeep.languages.check_wanted`).
    """
    if not acts_for(actor, person) or (OWN_ONLY & changes.keys() and actor.id != person.id):
        raise ForbiddenError("That is somebody else's.", says="others")
    if OWNERS_ONLY & changes.keys() and changes["minor"] != person.prefers.minor:
        _check_administers(actor)
    if changes.get("safe_word"):
        changes = {**changes, "safe_word": one_line(changes["safe_word"], "A safe word", most=LONGEST_SAFE_WORD)}
    own = {name: value for name, value in changes.items() if name in OF_THE_PERSON}
    others = {name: value for name, value in changes.items() if name not in OF_THE_PERSON}
    changed = person.model_copy(update={**own, "preferences": preferred(person, others)})
    saved = await store.people.save_user(changed, now)
    await store.audit.append(now, f"user {actor.id}", "change person", f"user {person.id}")
    return saved


async def set_role(store: Store, actor: User, person: User, role: Role, now: datetime) -> User:
    """Raises `ForbiddenError`, `ConflictError` for the last owner who can sign in."""
    _check_administers(actor)
    saved = await store.people.save_user(person.model_copy(update={"role": role}), now)
    await store.audit.append(now, f"user {actor.id}", f"make {role.value}", f"user {person.id}")
    return saved


async def invite(store: Store, actor: User, person: User, now: datetime) -> tuple[str, Invitation]:
    """A code by which this person sets their own password, shown once; an earlier one ends.

    Raises `ForbiddenError`, `ConflictError` where they can sign in already.
    """
    _check_administers(actor)
    code = new_code(CODE_GROUPS)
    row = Invitation(user_id=person.id, code_digest=digest(code), created_at=now, expires_at=now + INVITED_FOR)
    row = await store.invitations.make(row)
    await store.audit.append(now, f"user {actor.id}", "invite", f"user {person.id}")
    return code, row


async def withdraw_invitations(store: Store, actor: User, person: User, now: datetime) -> None:
    """Those of this person let nobody in any more. Raises `ForbiddenError`."""
    _check_administers(actor)
    for each in await store.invitations.standing(now):
        if each.user_id == person.id:
            await store.invitations.withdraw(each.id, now)
            await store.audit.append(now, f"user {actor.id}", "withdraw invitation", f"user {person.id}")


async def sign_out_everywhere(store: Store, actor: User, person: User, now: datetime) -> int:
    """End all of somebody's sessions; how many stood. Their password still lets them in. Raises `ForbiddenError`."""
    if not acts_for(actor, person):
        raise ForbiddenError("That is somebody else's.", says="others")
    ended = await store.accounts.revoke_sessions(person.id, now)
    await store.audit.append(now, f"user {actor.id}", "sign out everywhere", f"user {person.id}")
    return ended


async def close_account(store: Store, actor: User, person: User, now: datetime) -> None:
    """Take somebody's sign-in: password, second factor, sessions and tokens are gone; they are called as before.

    Raises `ForbiddenError`, `NotFoundError` where they have none, `ConflictError` for the last owner's.
    """
    _check_administers(actor)
    await store.accounts.close(person.id, now)
    await store.audit.append(now, f"user {actor.id}", "close account", f"user {person.id}")


def _check_administers(actor: User) -> None:
    if not administers(actor):
        raise ForbiddenError("Only an owner of the household may do that.", says="owner_only")
