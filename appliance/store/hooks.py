"""Webhooks: who is told, what waits to be told, and whose messages are listened to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError, NotFoundError, TooManyTriesError
from appliance.records.people import User
from appliance.records.reach import Event, InwardHook, Webhook, WebhookDelivery
from appliance.store.doors import checked, must_get, one_line
from appliance.store.home_addresses import checked_address
from appliance.store.sqlite import Database, insert_unless_there

MOST_WEBHOOKS = 20
MOST_INWARD = 10
"""Of one person."""

MOST_WAITING = 500
"""Messages for one webhook; past it, new ones are left out, as nobody listens there."""

MOST_SEEN = 200
"""Messages of one inward hook that are remembered; more within that time are refused."""

MOST_RESULT = 300


class Hooks:
    """Part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def webhooks(self) -> list[Webhook]:
        """The oldest first, those that are told nothing any more included."""
        async with self._database.reading() as session:
            return list(await session.scalars(select(Webhook).order_by(col(Webhook.created_at))))

    async def webhook(self, webhook_id: UUID) -> Webhook:
        """Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, Webhook, webhook_id)

    async def add_webhook(self, hook: Webhook) -> Webhook:
        """Raises `InvalidInputError`, and `ConflictError` where there are as many as there may be."""
        hook = checked(hook)
        hook.address = checked_address(hook.address)
        known = {each.value for each in Event} - {Event.TEST}
        if not hook.events or not set(hook.events) <= known:
            raise InvalidInputError("Choose what it is told.", remedy=f"There is: {', '.join(sorted(known))}.")
        async with self._database.writing() as session:
            if len(list(await session.scalars(select(col(Webhook.id))))) >= MOST_WEBHOOKS:
                raise ConflictError(f"There are {MOST_WEBHOOKS} webhooks already.", remedy="Remove one first.")
            session.add(hook)
        return hook

    async def remove_webhook(self, webhook_id: UUID) -> None:
        """With what waits for it. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            hook = await must_get(session, Webhook, webhook_id)
            await session.execute(delete(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook_id))
            await session.delete(hook)

    async def disable(self, webhook_id: UUID, because: str, now: datetime) -> None:
        """Tell it nothing any more: what waits is given up. With empty words, tell it again what happens from now."""
        async with self._database.writing() as session:
            hook = await must_get(session, Webhook, webhook_id)
            hook.disabled_because = because[:MOST_RESULT]
            waiting = update(WebhookDelivery).where(
                col(WebhookDelivery.webhook_id) == webhook_id, col(WebhookDelivery.done_at).is_(None)
            )
            await session.execute(waiting.values(done_at=now, result=because[:MOST_RESULT]))

    async def queue(self, deliveries: Iterable[WebhookDelivery]) -> int:
        """Keep messages to be delivered, each occasion once for a webhook; how many were new."""
        new = 0
        async with self._database.writing() as session:
            for each in map(checked, deliveries):
                waiting = select(col(WebhookDelivery.id)).where(
                    col(WebhookDelivery.webhook_id) == each.webhook_id, col(WebhookDelivery.done_at).is_(None)
                )
                if len(list(await session.scalars(waiting.limit(MOST_WAITING)))) < MOST_WAITING:
                    new += await insert_unless_there(session, each, ("webhook_id", "occasion"))
        return new

    async def waiting(self, busy: Collection[UUID] = ()) -> list[tuple[Webhook, WebhookDelivery]]:
        """The oldest undelivered message of each webhook but the busy ones: messages arrive in order."""
        query = (
            select(Webhook, WebhookDelivery)
            .join(WebhookDelivery, col(WebhookDelivery.webhook_id) == col(Webhook.id))
            .where(col(WebhookDelivery.done_at).is_(None), col(Webhook.id).not_in(busy))
            .order_by(col(WebhookDelivery.created_at), col(WebhookDelivery.occasion))
        )
        found: dict[UUID, tuple[Webhook, WebhookDelivery]] = {}
        async with self._database.reading() as session:
            for hook, delivery in await session.execute(query):
                found.setdefault(hook.id, (hook, delivery))
        return list(found.values())

    async def tried(
        self,
        delivery_id: UUID,
        result: str,
        *,
        due_at: datetime | None = None,
        done_at: datetime | None = None,
        delivered: bool = False,
    ) -> None:
        """One more try came to this; it is done, or due again. Nothing happens where it was removed meanwhile."""
        async with self._database.writing() as session:
            delivery = await session.get(WebhookDelivery, delivery_id)
            if delivery is None:
                return
            delivery.tries, delivery.result = delivery.tries + 1, result[:MOST_RESULT]
            delivery.due_at, delivery.done_at = due_at or delivery.due_at, done_at
            delivery.delivered = delivered

    async def deliveries(self, limit: int = 50) -> list[WebhookDelivery]:
        """The latest first."""
        query = select(WebhookDelivery).order_by(col(WebhookDelivery.created_at).desc()).limit(limit)
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def forget_before(self, moment: datetime) -> None:
        """Delete messages that were done with before."""
        async with self._database.writing() as session:
            await session.execute(delete(WebhookDelivery).where(col(WebhookDelivery.done_at) < moment))

    async def inward(self, user_id: UUID) -> list[InwardHook]:
        """Of one person, the oldest first."""
        query = select(InwardHook).where(col(InwardHook.user_id) == user_id).order_by(col(InwardHook.created_at))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def inward_hook(self, hook_id: UUID) -> tuple[InwardHook, User] | None:
        """With its person; None where there is none (any more)."""
        query = select(InwardHook, User).join(User, col(User.id) == col(InwardHook.user_id))
        async with self._database.reading() as session:
            found = (await session.execute(query.where(col(InwardHook.id) == hook_id))).first()
        return None if found is None else (found[0], found[1])

    async def add_inward(self, hook: InwardHook) -> InwardHook:
        """Raises `InvalidInputError`, `NotFoundError`, and `ConflictError` for one too many."""
        hook = checked(hook)
        hook.name = one_line(hook.name, "The name")
        async with self._database.writing() as session:
            await must_get(session, User, hook.user_id)
            mine = select(col(InwardHook.id)).where(col(InwardHook.user_id) == hook.user_id)
            if len(list(await session.scalars(mine))) >= MOST_INWARD:
                raise ConflictError(f"There are {MOST_INWARD} already.", remedy="Remove one first.")
            session.add(hook)
        return hook

    async def remove_inward(self, user_id: UUID, hook_id: UUID) -> None:
        """Its messages are refused from here on. Raises `NotFoundError` where the person has no such."""
        async with self._database.writing() as session:
            hook = await session.get(InwardHook, hook_id)
            if hook is None or hook.user_id != user_id:
                raise NotFoundError("There is no such hook.")
            await session.delete(hook)

    async def take(self, hook_id: UUID, message_id: str, digest: str, now: datetime, kept: timedelta) -> Any:
        """Note that a message came; None where it is new, else what came of it the first time (empty: nothing yet).

        Raises `ConflictError` for an id that came with other words, `TooManyTriesError` for too many at once.
        """
        async with self._database.writing() as session:
            hook = await must_get(session, InwardHook, hook_id)
            known = hook.seen.get(message_id)
            if known is not None and known["digest"] != digest:
                raise ConflictError("That message id was used for another message.")
            if known is not None:
                return known["answer"]
            oldest = (now - kept).timestamp()
            left = {key: each for key, each in hook.seen.items() if each["at"] > oldest}
            if len(left) >= MOST_SEEN:
                raise TooManyTriesError(kept.total_seconds())
            hook.seen = {**left, message_id: {"at": now.timestamp(), "digest": digest, "answer": {}}}
            hook.used_at = now
        return None

    async def answered(self, hook_id: UUID, message_id: str, answer: dict[str, Any] | None) -> None:
        """Keep what came of a message; None: nothing did, and it may be sent again."""
        async with self._database.writing() as session:
            hook = await session.get(InwardHook, hook_id)
            if hook is None or message_id not in hook.seen:
                return
            others = {key: each for key, each in hook.seen.items() if key != message_id}
            hook.seen = others if answer is None else {
                **others, message_id: {**hook.seen[message_id], "answer": answer}
            }  # fmt: skip
