"""The audit log: who did what to what, appended only; each entry's digest covers the entry and the digest before it.

The chain shows an entry that was changed, put in or taken out. It cannot show that the newest entries were cut off, nor
that somebody who holds the key wrote the whole chain anew. Old entries go by `prune`, which leaves a checkpoint: an
entry of the chain that names the digest of the last one that went, signed by a key derived from the data key.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlmodel import col

from appliance.records.security import AuditEntry
from appliance.store.clips import OffLoop
from appliance.store.doors import checked, one_line
from appliance.store.sqlite import Database, in_one_go
from appliance.store.vault import Vault

LONGEST = 500
"""Characters of one field."""

ALL = "SELECT id, at, actor, action, subject, digest FROM audit_log ORDER BY id"

GENESIS = ""
"""What the first entry takes for the digest before it."""

PRUNED = "audit.prune"
CHECKPOINT = "audit checkpoint"
CHECKED = re.compile(r"until (\d+) ([0-9a-f]{64}) ([0-9a-f]{64})")
BY_ITSELF = "appliance"


class Audit:
    """Entries in the order they were appended, by whatever process."""

    def __init__(self, database: Database, vault: Vault, off_loop: OffLoop = asyncio.to_thread) -> None:
        self._database, self._vault = database, vault
        self._off_loop = off_loop

    async def append(self, at: datetime, actor: str, action: str, subject: str) -> AuditEntry:
        """Write one entry behind the last. Raises `InvalidInputError` for an empty or overlong text."""
        entry = AuditEntry(
            at=at,
            actor=one_line(actor, "The actor", most=LONGEST),
            action=one_line(action, "The action", most=LONGEST),
            subject=one_line(subject, "The subject", most=LONGEST),
            digest="",
        )
        newest = select(col(AuditEntry.digest)).order_by(col(AuditEntry.id).desc()).limit(1)
        async with self._database.writing() as session:  # holds the write lock: nobody appends in between
            entry.digest = chained(await session.scalar(newest) or GENESIS, entry)
            entry = checked(entry)
            session.add(entry)
        return entry

    async def entries(
        self, limit: int = 100, *, before: int | None = None, about: UUID | None = None, action: str = ""
    ) -> list[AuditEntry]:
        """The newest first; `before` this number, `about` what this person did or what was done to their row, and with
        `action` those whose action has these letters."""
        query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
        if before is not None:
            query = query.where(col(AuditEntry.id) < before)
        if about is not None:
            named = f"user {about}"
            query = query.where(or_(col(AuditEntry.actor) == named, col(AuditEntry.subject).startswith(named)))
        if action:
            query = query.where(col(AuditEntry.action).contains(action, autoescape=True))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def prune(self, before: datetime, now: datetime) -> int:
        """Delete what is older, for good, behind a checkpoint that the rest is proved from; returns how many went.

        A log that does not hold is left as it is: what happened to it must stay to be seen.
        """
        if await self.verify() is not None:
            return 0
        old = select(AuditEntry).where(col(AuditEntry.at) < before).order_by(col(AuditEntry.id).desc()).limit(1)
        newest = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1)
        async with self._database.writing() as session:
            last, end = await session.scalar(old), await session.scalar(newest)
            if last is None or end is None:
                return 0
            subject = f"until {last.id} {last.digest} {self._vault.sign(CHECKPOINT, last.digest)}"
            entry = AuditEntry(at=now, actor=BY_ITSELF, action=PRUNED, subject=subject, digest="")
            entry.digest = chained(end.digest, entry)
            session.add(checked(entry))
            await session.flush()  # before any goes: the number of the last row is not given again
            gone: Any = await session.execute(delete(AuditEntry).where(col(AuditEntry.id) <= last.id))
        await self._database.fold()
        return int(gone.rowcount)

    async def sign_anew(self, before: Vault, now: datetime) -> None:
        """The key was changed: what the checkpoint of the key `before` proved, this key's proves from now on."""
        async with self._database.reading() as session:
            (rows,) = await in_one_go(session, [(ALL, ())])
        digest = await self._off_loop(_beginning, rows, before)
        if digest == GENESIS:
            return
        until = int(rows[0][0]) - 1
        await self.append(now, BY_ITSELF, PRUNED, f"until {until} {digest} {self._vault.sign(CHECKPOINT, digest)}")

    async def verify(self) -> AuditEntry | None:
        """The first entry that does not follow from the one before it; None where the chain holds."""
        async with self._database.reading() as session:
            (rows,) = await in_one_go(session, [(ALL, ())])
            # a log of years takes longer than a call may wait
            broken: int | None = await self._off_loop(_first_broken, rows, self._vault)
            return None if broken is None else await session.get(AuditEntry, broken)


def _first_broken(rows: list[tuple[Any, ...]], vault: Vault) -> int | None:
    before = _beginning(rows, vault)
    for number, at, actor, action, subject, digest in rows:
        if digest != _digest(before, datetime.fromisoformat(at).replace(tzinfo=UTC), actor, action, subject):
            return int(number)
        before = digest
    return None


def _beginning(rows: list[tuple[Any, ...]], vault: Vault) -> str:
    """The digest that the first entry must follow from: of the latest checkpoint, where there is one that holds."""
    for number, _, actor, action, subject, _ in reversed(rows):
        if (actor, action) == (BY_ITSELF, PRUNED) and (found := CHECKED.fullmatch(subject)):
            until, digest, signature = found.groups()
            signed = compare_digest(signature, vault.sign(CHECKPOINT, digest))
            if signed and int(until) < rows[0][0] <= number:
                return digest
    return GENESIS


def chained(before: str, entry: AuditEntry) -> str:
    """The digest of an entry behind the one with the digest `before`: SHA-256 in hexadecimal."""
    return _digest(before, entry.at, entry.actor, entry.action, entry.subject)


def _digest(before: str, at: datetime, *words: str) -> str:
    fields = [before, at.astimezone(UTC).isoformat(), *words]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
