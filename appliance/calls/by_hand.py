"""Calls that somebody asks for, outside any check-in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from appliance.calls.occasions import by_hand
from appliance.records.calls import FINAL_STATUSES, UNDER_WAY, Call
from appliance.records.people import CallType, User
from appliance.store import Store

FOLLOW_SECONDS = 0.5


async def call_by_hand(
    store: Store,
    user: User,
    call_type: CallType,
    channel: str,
    now: datetime,
    *,
    room: str | None = None,
    by_alarm: bool = False,
    retries: Sequence[int] = (),
) -> Call:
    """Place a call of its own that is due now. `by_alarm` leaves the ringing to the appliance on duty."""
    call = by_hand(user, call_type, channel, now, room=room, retries=retries)
    if not by_alarm:
        call.next_ring_at = None
    return await store.calls.add(call)


async def follow(store: Store, call: Call, on_duty: Callable[[], bool] = lambda: True) -> Call:
    """Wait until another process has rung the call, or is gone; returns the call as it then stands."""
    while call.status not in FINAL_STATUSES and (call.asked or call.status in UNDER_WAY) and on_duty():
        await asyncio.sleep(FOLLOW_SECONDS)
        call = await store.calls.call(call.id)
    return call
