"""Deleting what is kept of somebody: their recordings, what was said, everything. Rows first, then the files: a file
that is left over after a power cut is named by nothing, and goes at the next start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from appliance.errors import InvalidInputError, NotFoundError
from appliance.records.people import User
from appliance.records.progress import Memory
from appliance.store import Store
from appliance.store.deletions import Deletion, Gone

EARLIEST = date(2000, 1, 1)
"""No call is older."""


async def delete_recordings(store: Store, user: User, now: datetime, until: date | None = None) -> int:
    """All recordings of a person, or those of days up to this one; returns how many."""
    await store.deletions.note(Deletion(now, user.id, Gone.RECORDINGS, last=until))
    names = await store.privacy.forget_clips(user.id, until)
    await _delete_files(store, names)
    await _note(store, user, now, "recordings", len(names))
    return len(names)


async def delete_words(store: Store, user: User, now: datetime, first: date, last: date) -> int:
    """What was said in a person's calls of these days, both included; returns how many turns were emptied.

    Raises `InvalidInputError` for days in the wrong order.
    """
    if last < first:
        raise InvalidInputError(
            f"{last} is before {first}.",
            remedy="Give the first day first.",
            says="days_backwards",
            first=first,
            last=last,
        )
    await store.deletions.note(Deletion(now, user.id, Gone.WORDS, first, last))
    turns, names = await store.privacy.forget_words(user.id, first, last)
    await _delete_files(store, names)
    await _note(store, user, now, "words", turns)
    return turns


async def delete_person(store: Store, user: User, now: datetime) -> None:
    """A person with all that is theirs. Raises `ConflictError` while a call is on, and for the only owner."""
    names = await store.privacy.erase(user.id)
    await store.deletions.note(Deletion(now, user.id, Gone.EVERYTHING))
    await _delete_files(store, names)
    await _note(store, user, now, "everything", None)


async def forget_memory(store: Store, memory: Memory, now: datetime) -> None:
    """Something that was remembered, with the words it was said in. Raises `NotFoundError` where it is gone already."""
    await store.deletions.note(Deletion(now, memory.user_id, Gone.MEMORY, subject=memory.id))
    await store.memories.forget(memory.id)


async def delete_again(store: Store, since: datetime, now: datetime) -> int:
    """A backup of an earlier moment was restored: what was deleted after it goes again; returns how many deletions."""
    people = {user.id: user for user in await store.people.users()}
    done = 0
    for each in await store.deletions.since(since):
        user = people.get(each.user_id)
        if user is None:
            continue
        if each.what is Gone.WORDS:
            _, names = await store.privacy.forget_words(user.id, each.first or EARLIEST, each.last or now.date())
        elif each.what is Gone.RECORDINGS:
            names = await store.privacy.forget_clips(user.id, each.last)
        elif each.subject is not None:
            try:
                await store.memories.forget(each.subject)
            except NotFoundError:  # the backup is older than what was remembered
                continue
            names = []
        else:
            names = await store.privacy.erase(user.id)
            del people[user.id]
        await _delete_files(store, names)
        await store.audit.append(now, "appliance", f"privacy.delete.{each.what}", f"user {user.id}, after a restore")
        done += 1
    return done


async def keep_to_limits(store: Store, user: User, day: date, now: datetime) -> None:
    """After this accounting day: delete what is older than the person wants anything kept."""
    wanted, turns, values, names = user.prefers, 0, 0, list[str]()
    if wanted.keep_words_days is not None:
        last = day - timedelta(days=wanted.keep_words_days)
        turns, names = await store.privacy.forget_words(user.id, EARLIEST, last)
    if wanted.keep_recordings_days is not None:
        names += await store.privacy.forget_clips(user.id, day - timedelta(days=wanted.keep_recordings_days))
    if wanted.keep_values_days is not None:
        values = await store.privacy.forget_values(user.id, day - timedelta(days=wanted.keep_values_days))
    await _delete_files(store, names)
    if turns or names or values:
        said = f"user {user.id}: {turns} words, {len(names)} recordings, {values} values"
        await store.audit.append(now, "appliance", "privacy.delete.old", said)


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days what is kept; None: for good."""

    recordings_days: int | None = None
    words_days: int | None = None
    values_days: int | None = None


async def keep_for(store: Store, user_id: UUID, now: datetime, keeping: Keeping) -> User:
    """Set how long is kept what. Raises `InvalidInputError`."""
    user = await store.people.user_by_id(user_id)
    days = asdict(keeping)
    try:
        wanted = user.prefers.model_validate(
            {**user.preferences, **{f"keep_{name}": number for name, number in days.items()}}
        )
    except ValueError:
        raise InvalidInputError(
            "Days are a whole number from 1 to 3650.", remedy="Leave it empty to keep all.", says="days_kept"
        ) from None
    user.preferences = wanted.model_dump(exclude_defaults=True)
    user = await store.people.save_user(user, now)
    said = ", ".join(f"{name.removesuffix('_days')} {number or 'all'}" for name, number in days.items())
    await store.audit.append(now, f"user {user.id}", "privacy.keep", f"user {user.id}: {said}")
    return user


async def _delete_files(store: Store, names: Iterable[str]) -> None:
    for name in names:
        await store.clips.forget(name)


async def _note(store: Store, user: User, now: datetime, what: str, count: int | None) -> None:
    subject = f"user {user.id}" + (f": {count}" if count is not None else "")
    await store.audit.append(now, f"user {user.id}", f"privacy.delete.{what}", subject)
