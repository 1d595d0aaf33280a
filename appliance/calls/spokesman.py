"""Between a live conversation and the desk: wishes go in as requests, and requests from elsewhere end the attempt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID

from appliance.calls.desk import Desk
from appliance.calls.occasions import SELF_RUNG
from appliance.calls.stage import Stage
from appliance.calls.wishes import Done, ends_call
from appliance.coach.scripted import Ending
from appliance.feed import EVERYTHING, Committed
from appliance.language.wishes import Wish
from appliance.ports import Now
from appliance.records.calls import Attempt
from appliance.records.requests import Request, RequestKind, RequestSource, request_from
from appliance.schedule.walltime import zone_named
from appliance.store import Store

DAY_MINUTES = 24 * 60

LOOK_SECONDS = 2.0
"""How often a call looks whether another process has ended it: one that was rung by a command, not by the alarm."""


class Spokesman:
    """For one attempt of one call."""

    def __init__(self, desk: Desk, stage: Stage, attempt: Attempt, now: Now) -> None:
        self._desk = desk
        self._stage = stage
        self._attempt = attempt
        self._now = now
        self._executing = asyncio.Lock()
        self._over = False

    async def carry_out(self, wish: Wish) -> Done:
        """A `CarryOut`: the wish as a request of this attempt. Raises what the desk raises."""
        now = self._now()
        request = request_of(wish, self._stage, self._attempt, now)
        async with self._executing:
            receipt = await self._desk.execute(request)
            self._over = ends_call(receipt)
        return Done(receipt, now)

    async def hung_up(self, store: Store, changes: AsyncIterator[Committed]) -> Ending:
        """Returns when a request from elsewhere has ended this attempt."""
        async for _ in _looks(store, self._attempt.id, changes):
            async with self._executing:
                ended = (await store.calls.attempt(self._attempt.id)).result is not None
            if ended and not self._over:
                return Ending.REQUESTED
        raise RuntimeError("the feed has no end")  # pragma: no cover


async def ended_elsewhere(store: Store, attempt_id: UUID, changes: AsyncIterator[Committed]) -> None:
    """Returns when an attempt that does not talk yet has ended."""
    async for _ in _looks(store, attempt_id, changes):
        if (await store.calls.attempt(attempt_id)).result is not None:
            return


async def _looks(store: Store, attempt_id: UUID, changes: AsyncIterator[Committed]) -> AsyncIterator[None]:
    """Whenever this attempt may have changed."""
    async for change in _or_from_elsewhere(store, changes):
        if change is EVERYTHING or (change.table, change.key) == ("attempts", attempt_id.hex):
            yield


async def _or_from_elsewhere(store: Store, changes: AsyncIterator[Committed]) -> AsyncIterator[Committed]:
    """The changes of this process, and `EVERYTHING` when another one has committed something."""
    version = await store.calls.data_version()
    following = asyncio.ensure_future(anext(changes))
    try:
        while True:
            done, _ = await asyncio.wait([following], timeout=LOOK_SECONDS)
            if done:
                yield following.result()
                following = asyncio.ensure_future(anext(changes))
            elif (fresh := await store.calls.data_version()) != version:
                version = fresh
                yield EVERYTHING
    finally:
        following.cancel()


def request_of(wish: Wish, stage: Stage, attempt: Attempt, now: datetime) -> Request:
    """What was wished in a call, with its days counted from the person's own today. Raises `InvalidInputError`."""
    at = None
    if wish.at_minutes is not None:
        minutes = round(wish.at_minutes) % DAY_MINUTES
        at = f"{minutes // 60:02d}:{minutes % 60:02d}"
    content = {
        "kind": wish.kind,
        "source": RequestSource.VOICE,
        "user_id": stage.user.id,
        "call_id": stage.call.id,
        "attempt_id": attempt.id,
        "minutes": wish.minutes,
        "at": at,
        "either_half": wish.either_half,
        "until_day": _day_meant(wish, now.astimezone(zone_named(stage.user.timezone)).date()),
        "text": wish.reason[:500],
    }
    if wish.kind is RequestKind.FOCUS:
        content |= {"channel": None if attempt.channel == SELF_RUNG else attempt.channel, "room": attempt.room}
    return request_from(content)


def _day_meant(wish: Wish, today: date) -> date | None:
    if wish.days_ahead is not None:
        return today + timedelta(days=wish.days_ahead)
    if wish.weekday is not None:
        return today + timedelta(days=(wish.weekday - today.weekday() - 1) % 7 + 1)
    return None
