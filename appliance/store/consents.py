"""What people agreed to, in the words they were shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from appliance.records.people import Consent, ConsentKind, User
from appliance.store.doors import checked, must_get
from appliance.store.sqlite import Database


class Consents:
    """Kept for good, with when they ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def give(self, consent: Consent) -> Consent:
        """Keep it. Raises `InvalidInputError`, `NotFoundError`."""
        consent = checked(consent)
        async with self._database.writing() as session:
            await must_get(session, User, consent.user_id)
            session.add(consent)
        return consent

    async def of(self, user_id: UUID, kind: ConsentKind | None = None) -> list[Consent]:
        """All that the person ever gave, of one kind or of any, the latest first."""
        query = select(Consent).where(col(Consent.user_id) == user_id)
        if kind is not None:
            query = query.where(col(Consent.kind) == kind)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(Consent.granted_at).desc())))

    async def withdraw(self, user_id: UUID, kind: ConsentKind, subject: str, now: datetime) -> int:
        """End every consent of theirs to this; returns how many stood."""
        query = select(Consent).where(
            col(Consent.user_id) == user_id,
            col(Consent.kind) == kind,
            col(Consent.subject) == subject,
            col(Consent.withdrawn_at).is_(None),
        )
        async with self._database.writing() as session:
            standing = list(await session.scalars(query))
            for consent in standing:
                consent.withdrawn_at = now
        return len(standing)
