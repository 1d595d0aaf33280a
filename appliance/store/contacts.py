"""Who is told when somebody misses their calls, and what they agreed to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.people import Consent, Contact, User
from appliance.store.doors import checked, must_get
from appliance.store.sqlite import Database

MOST_MISSED = 20


class Contacts:
    """A contact rings only while a consent of their own stands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def contacts(self, user_id: UUID | None = None) -> list[Contact]:
        """Not ended, of one person or of all."""
        query = select(Contact).where(col(Contact.ended_at).is_(None)).order_by(col(Contact.created_at))
        if user_id is not None:
            query = query.where(col(Contact.user_id) == user_id)
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def agreed(self, now: datetime) -> list[Contact]:
        """Those who may be rung: agreed, and neither withdrawn nor expired."""
        query = (
            select(Contact, Consent)
            .join(Consent, col(Consent.id) == col(Contact.consent_id))
            .where(col(Contact.ended_at).is_(None), col(Consent.withdrawn_at).is_(None))
        )
        async with self._database.reading() as session:
            rows = [(contact, consent) for contact, consent in await session.execute(query)]
        return [contact for contact, consent in rows if consent.expires_at is None or consent.expires_at > now]

    async def by_id(self, contact_id: UUID) -> Contact:
        """Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, Contact, contact_id)

    async def contact(self, user_id: UUID, contact_id: UUID) -> Contact:
        """Raises `NotFoundError`."""
        for found in await self.contacts(user_id):
            if found.contact_id == contact_id:
                return found
        raise NotFoundError("They are no contact of this person.", remedy="See: appliance contacts list")

    async def add(self, contact: Contact) -> Contact:
        """Raises `ConflictError` where they are one already, `InvalidInputError`, `NotFoundError` for the people."""
        contact = checked_contact(contact)
        async with self._database.writing() as session:
            for person in (contact.user_id, contact.contact_id):
                await must_get(session, User, person)
            query = select(Contact).where(
                col(Contact.user_id) == contact.user_id, col(Contact.contact_id) == contact.contact_id
            )
            before = (await session.scalars(query)).first()
            if before is not None and before.ended_at is None:
                raise ConflictError("They are a contact of this person already.")
            if before is not None:
                await session.delete(before)
                await session.flush()
            session.add(contact)
        return contact

    async def agree(self, contact_id: UUID, consent: Consent) -> Contact:
        """The contact agrees, in these words. Raises `NotFoundError`, `ConflictError` for somebody else's consent."""
        consent = checked(consent)
        async with self._database.writing() as session:
            contact = await must_get(session, Contact, contact_id)
            if consent.user_id != contact.contact_id:
                raise ConflictError("Only the contact themselves can agree.")
            session.add(consent)
            await session.flush()
            contact.consent_id = consent.id
        return contact

    async def end(self, contact_id: UUID, now: datetime) -> Contact:
        """They are told nothing any more; their consent is withdrawn. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            contact = await must_get(session, Contact, contact_id)
            contact.ended_at = contact.ended_at or now
            if contact.consent_id is not None:
                consent = await must_get(session, Consent, contact.consent_id)
                consent.withdrawn_at = consent.withdrawn_at or now
        return contact


def checked_contact(contact: Contact) -> Contact:
    """A validated copy. Raises `InvalidInputError`."""
    contact = checked(contact)
    if contact.user_id == contact.contact_id:
        raise InvalidInputError("Nobody is their own contact.")
    if not 1 <= contact.after_missed <= MOST_MISSED:
        raise InvalidInputError(f"A contact is told after 1 to {MOST_MISSED} missed calls.")
    return contact
