"""Puts what happens into the queue of webhooks: about people who agreed to it, each occasion once.

Everything is derived from stored rows. What a crash kept from being queued is found again at the next start, within
`LATEST`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from appliance.calls.occasions import today_of
from appliance.errors import NotFoundError
from appliance.ports import Now
from appliance.progress import scoreboard
from appliance.reach.happenings import Happening, of_call, of_promises, of_streaks
from appliance.records.people import User
from appliance.records.progress import CommitmentStatus
from appliance.records.reach import Event, HomeShare, Webhook, WebhookDelivery
from appliance.schedule.walltime import ONE_DAY
from appliance.store import Store

LATEST = timedelta(hours=1)
"""What happened longer ago is told to nobody any more: lights that flash for it would mean nothing."""

MOST_CALLS = 50
ALLOWED_BY = {
    Event.CALL_RINGING: "ringing",
    Event.CALL_ANSWERED: "ringing",
    Event.CALL_ENDED: "ringing",
    Event.CALL_MISSED: "ringing",
    Event.PROMISE_DUE: "promises",
    Event.STREAK_MILESTONE: "streaks",
}
"""What a person has to have agreed to."""


class Herald:
    """Part of the reach; its questions come whenever something was committed, and every minute."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def call(self, key: str) -> int:
        """Something of this call was committed; how many messages are new."""
        if not await self._wanted():
            return 0
        try:
            call = await self._store.calls.call(UUID(key))
            attempts = await self._store.calls.attempts(call.id)
        except (NotFoundError, ValueError):
            return 0
        return await self._queue(of_call(call, attempts, self._now()))

    async def sweep(self) -> int:
        """Look at the latest calls, and at what falls due and what was reached by now."""
        if not await self._wanted():
            return 0
        now = self._now()
        found: list[Happening] = []
        for call in [*await self._store.calls.unfinished(), *await self._store.calls.recent(limit=MOST_CALLS)]:
            if call.completed_at is None or now - call.completed_at < LATEST:
                found += of_call(call, await self._store.calls.attempts(call.id), now)
        shares = await self._store.home.shares()
        for user in await self._store.people.users():
            found += await self._of(user, shares.get(user.id), now)
        return await self._queue(found)

    async def _of(self, user: User, share: HomeShare | None, now: datetime) -> list[Happening]:
        if share is None:
            return []
        today, found = today_of(user, now), []
        if share.promises:
            open_ones = await self._store.progress.commitments(
                user.id, status=CommitmentStatus.OPEN, due_by=today + ONE_DAY
            )
            found += [each for each in of_promises(open_ones, user) if each.at <= now]
        if share.streaks:
            board = await self._store.scores.worked_out(user, today, scoreboard)
            found += of_streaks(board, user, today, now)
        return found

    async def _wanted(self) -> bool:
        return any(not hook.disabled_because for hook in await self._store.hooks.webhooks())

    async def _queue(self, found: Iterable[Happening]) -> int:
        now = self._now()
        shares, hooks = await self._store.home.shares(), await self._store.hooks.webhooks()
        names = {user.id: user.name for user in await self._store.people.users()}
        messages = [
            message(hook, each, names[each.user_id], now)
            for each in found
            for hook in hooks
            if wants(hook, each, now) and agreed(shares.get(each.user_id), each) and each.user_id in names
        ]
        for number, each in enumerate(messages):
            each.created_at += timedelta(microseconds=number)  # messages arrive in this order
        return await self._store.hooks.queue(messages) if messages else 0


def wants(hook: Webhook, happening: Happening, now: datetime) -> bool:
    """Whether this webhook is to be told this, now."""
    recent = now - happening.at <= LATEST and happening.at >= hook.created_at
    return not hook.disabled_because and happening.event in hook.events and recent


def agreed(share: HomeShare | None, happening: Happening) -> bool:
    """Whether its person has agreed to have it told."""
    return share is not None and bool(getattr(share, ALLOWED_BY[happening.event]))


def message(hook: Webhook, happening: Happening, name: str, now: datetime) -> WebhookDelivery:
    """What is sent, as it is sent at every try."""
    body = {
        "event": happening.event,
        "at": happening.at.isoformat(timespec="seconds"),
        "user_id": str(happening.user_id),
        "user": name,
        **happening.about,
    }
    return WebhookDelivery(
        webhook_id=hook.id,
        user_id=happening.user_id,
        event=happening.event,
        occasion=happening.occasion,
        body=json.dumps(body, ensure_ascii=False),
        created_at=now,
        due_at=now,
    )
