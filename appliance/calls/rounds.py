"""What comes about by itself beside check-ins: reminders of promises, word to a contact. Looked for at each tick."""

from __future__ import annotations

from datetime import datetime

from appliance.calls.briefing import missed_in_a_row
from appliance.calls.faults import logged
from appliance.calls.occasions import NUDGE_GRACE, escalation, nudge
from appliance.records.people import Contact
from appliance.records.progress import Commitment
from appliance.store import Store


class Rounds:
    """Makes calls by their occasion, so that the same occasion makes one call, whoever looks and however often."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def nudges(self, now: datetime, until: datetime) -> None:
        """A call for each promise whose own time comes by `until`."""
        for promise in await self._store.days.to_nudge(until):
            with logged(f"the reminder of promise {promise.id} could not be made"):
                await self._nudge(promise, now)

    async def _nudge(self, promise: Commitment, now: datetime) -> None:
        if promise.nudge_at is None:
            return
        if now - promise.nudge_at > NUDGE_GRACE:
            await self._store.days.nudged(promise.id, now)
            return
        user = await self._store.people.user_by_id(promise.user_id)
        made_by = None if promise.call_id is None else await self._store.calls.call(promise.call_id)
        await self._store.calls.add_once(nudge(promise, user, made_by, promise.nudge_at, now))

    async def escalations(self, now: datetime) -> None:
        """A call to each contact who agreed to it and whose person has missed enough calls in a row."""
        for contact in await self._store.contacts.agreed(now):
            with logged(f"contact {contact.id} could not be told"):
                await self._escalate(contact, now)

    async def _escalate(self, contact: Contact, now: datetime) -> None:
        missed = await missed_in_a_row(self._store, contact.user_id, contact.after_missed)
        if len(missed) < contact.after_missed:
            return
        row = await missed_in_a_row(self._store, contact.user_id, 100)
        before = await self._store.calls.latest_about(contact.id)
        if before is not None and before.scheduled_at >= row[-1].due_at:
            return
        told = await self._store.people.user_by_id(contact.contact_id)
        await self._store.calls.add_once(escalation(contact, told, row[-1], now))
