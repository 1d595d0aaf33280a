"""Delivers what waits for webhooks: each in order, none waiting for another, each until it arrived or is given up."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from appliance.errors import ApplianceError, OutsideHomeError
from appliance.ports import Now
from appliance.reach.nearby import Answer, Asked
from appliance.reach.signing import signed_headers
from appliance.records.reach import Event, Webhook, WebhookDelivery
from appliance.store import Store

log = logging.getLogger(__name__)

WAITS_SECONDS = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 3 * 3600.0, 6 * 3600.0)
"""After each try that failed; after the last the message is given up, 11 hours after the first."""

KEPT = timedelta(days=7)
"""For so long it can be seen what became of a message."""

FORGOTTEN_EVERY = timedelta(hours=1)
LOOK_AGAIN_SECONDS = 60.0
GONE = 410
"""The receiver wants no more messages (RFC 9110, 15.5.11)."""


class Asks(Protocol):
    """Asks a machine of the home; see `Nearby`."""

    async def ask(self, asked: Asked) -> Answer: ...


class Deliverer:
    """`changed` is set by whoever queues messages."""

    def __init__(self, store: Store, now: Now, nearby: Asks, waits_seconds: Sequence[float] = WAITS_SECONDS) -> None:
        self.changed = asyncio.Event()
        self._store = store
        self._now = now
        self._nearby = nearby
        self._waits = waits_seconds
        self._forgot_at: datetime | None = None
        self._busy: dict[UUID, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Never returns."""
        try:
            while True:
                self.changed.clear()
                wait = LOOK_AGAIN_SECONDS
                try:
                    wait = await self._begin()
                except ApplianceError as error:
                    log.warning("webhooks could not be looked up: %s", error.code)
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self.changed.wait()
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def test(self, hook: Webhook) -> WebhookDelivery:
        """Send a message that says nothing, once and now; what became of it."""
        now = self._now()
        body = json.dumps({"event": Event.TEST, "at": now.isoformat(timespec="seconds")})
        sent = WebhookDelivery(
            webhook_id=hook.id, event=Event.TEST, occasion=f"test {uuid4()}", body=body, created_at=now, due_at=now
        )
        sent.result, sent.delivered, _ = await self._send(hook, sent)
        sent.done_at, sent.tries = self._now(), 1
        await self._store.hooks.queue([sent])
        return sent

    async def _begin(self) -> float:
        """Begin what is due; seconds until the next is."""
        now, wait = self._now(), LOOK_AGAIN_SECONDS
        self._busy = {key: task for key, task in self._busy.items() if not task.done()}
        if self._forgot_at is None or abs(now - self._forgot_at) > FORGOTTEN_EVERY:
            await self._store.hooks.forget_before(now - KEPT)
            self._forgot_at = now
        for hook, delivery in await self._store.hooks.waiting(list(self._busy)):
            ahead = (delivery.due_at - now).total_seconds()
            if ahead > LOOK_AGAIN_SECONDS * 24 * 60:  # the clock was set back
                ahead = 0.0
            if ahead <= 0:
                self._busy[hook.id] = asyncio.create_task(self._deliver(hook, delivery), name="deliver to a webhook")
            else:
                wait = min(wait, ahead)
        return wait

    async def _deliver(self, hook: Webhook, delivery: WebhookDelivery) -> None:
        try:
            result, delivered, gone = await self._send(hook, delivery)
            await self._note(hook, delivery, result, delivered=delivered, gone=gone)
        except ApplianceError as error:
            log.warning("what became of a message could not be kept: %s", error.code)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        finally:
            self._busy.pop(hook.id, None)
            self.changed.set()

    async def _send(self, hook: Webhook, delivery: WebhookDelivery) -> tuple[str, bool, bool]:
        """What came of one try, whether it arrived, and whether nothing more is wanted there."""
        body = delivery.body.encode()
        headers = signed_headers(hook.secret, str(delivery.id), self._now(), body)
        asked = Asked("POST", hook.address, {**headers, "Content-Type": "application/json"}, body)
        try:
            answer = await self._nearby.ask(asked)
        except OutsideHomeError as error:
            if delivery.result != error.message:
                await self._store.audit.append(self._now(), "appliance", "refuse connection", f"webhook {hook.id}")
            return error.message, False, False
        except ApplianceError as error:
            return error.message, False, False
        if 300 <= answer.status < 400:
            return f"HTTP {answer.status}: redirects are not followed", False, False
        return f"HTTP {answer.status}", answer.fine, answer.status == GONE

    async def _note(
        self, hook: Webhook, delivery: WebhookDelivery, result: str, *, delivered: bool, gone: bool
    ) -> None:
        now = self._now()
        if gone:
            await self._store.hooks.disable(hook.id, "It answered that it is gone (HTTP 410).", now)
            await self._store.audit.append(now, "appliance", "disable webhook", f"webhook {hook.id}")
        elif delivered:
            await self._store.hooks.tried(delivery.id, result, done_at=now, delivered=True)
        else:
            due_at = next_try(delivery, now, self._waits)
            done_at = now if due_at is None else None
            given_up = f"{result}; given up" if due_at is None else result
            await self._store.hooks.tried(delivery.id, given_up, due_at=due_at, done_at=done_at)


def next_try(delivery: WebhookDelivery, now: datetime, waits_seconds: Sequence[float]) -> datetime | None:
    """When to try again after one more try that failed; None: not any more. Pure."""
    if delivery.tries >= len(waits_seconds):
        return None
    return now + timedelta(seconds=waits_seconds[delivery.tries])
