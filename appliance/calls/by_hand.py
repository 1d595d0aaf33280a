"""Calls that somebody asks for, outside any check-in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from appliance.records.calls import FINAL_STATUSES, Call, CallStatus
from appliance.records.people import CallType, User
from appliance.schedule.occurrences import zone_named
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
    """Place a call that is due now. `by_alarm` leaves the ringing to the appliance on duty."""
    day = now.astimezone(zone_named(user.timezone)).date()
    return await store.calls.add(
        Call(
            user_id=user.id,
            day=day,
            accounting_day=day,
            call_type=call_type,
            channels=[channel],
            room=room,
            retry_minutes=list(retries),
            zone=user.timezone,
            due_at=now,
            scheduled_at=now,
            next_ring_at=now if by_alarm else None,
        )
    )


async def follow(store: Store, call: Call, on_duty: Callable[[], bool] = lambda: True) -> Call:
    """Wait until another process has carried the call out, or is gone; returns the call as it then stands."""
    while call.status not in FINAL_STATUSES and call.status is not CallStatus.SNOOZED and on_duty():
        await asyncio.sleep(FOLLOW_SECONDS)
        call = await store.calls.call(str(call.id))
    return call
