"""Closes accounting days: once each, in order, when everything that credits them has ended.

What must happen by itself at the end of a day hangs on this job: promises become overdue, what nobody will ring any
more ends, what was missed goes into the ledger of whoever agreed to one. It is claimed by UNIQUE (user, day), so it may
run twice or be cut off.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from appliance.calls.erasing import keep_to_limits
from appliance.calls.faults import logged
from appliance.calls.occasions import today_of
from appliance.calls.remembering import sum_up
from appliance.calls.stakes import judge_day
from appliance.records.calls import FINAL_STATUSES
from appliance.records.people import User
from appliance.records.progress import ClosedDay
from appliance.schedule.days import day_end, pause_on
from appliance.schedule.occurrences import plan_of
from appliance.schedule.walltime import ONE_DAY, parse_local_time, zone_named
from appliance.store import Store

LOG = logging.getLogger(__name__)

MOST_WAITING = timedelta(days=2)
"""A day is closed so long after its end even if a call that credits it has still not ended."""

LOOK_BACK_DAYS = 31
"""Days closed at most after the appliance was off."""


IN_STEP = timedelta(days=6)
"""Nothing old is deleted before so many days, and the one they lead to, were closed about when they ended."""

IN_TIME = timedelta(days=5)
"""From a day's first hour to its closing: a weekend without the appliance, and calls that were waited for."""


def is_in_step(closed: Sequence[ClosedDay]) -> bool:
    """Whether these days, the latest, were closed about when they ended. Pure.

    A clock that jumps years ahead closes many at once. What it does is taken back when it is set right
    (`Days.forget_ahead`), but nothing takes back what was deleted for being old.
    """
    begins = ((each.closed_at, datetime.combine(each.day, time.min, UTC)) for each in closed)
    return all(closed_at - began <= IN_TIME for closed_at, began in begins)


class Closing:
    """Knows when the next day ends, so that most looks cost nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.next_look: datetime | None = None
        """When the next day ends; None: not known yet."""

    def look_anew(self) -> None:
        """People, zones or the clock have changed."""
        self.next_look = None

    async def close_due(self, now: datetime) -> None:
        """Close every accounting day that is over, of everybody."""
        if self.next_look is not None and now < self.next_look:
            return
        looks, over = [now + timedelta(days=1)], dict[UUID, date]()
        async with self._store.snapshot():
            last_closed = await self._store.days.last_closed()
            users = await self._store.people.users()
            for user in users:
                with logged(f"the day of user {user.id} could not be closed"):
                    looks.append(await self._close_days(user, last_closed.get(user.id), now, over))
        for user in users:  # outside: old pages are folded away only where nobody reads them
            if user.id in over:
                with logged(f"what user {user.id} does not want kept could not be deleted"):
                    if not is_in_step(await self._store.days.closed(user.id, over[user.id] - IN_STEP)):
                        LOG.info("what is old is deleted once the clock has run with the days for a week")
                        continue
                    await keep_to_limits(self._store, user, over[user.id], now)
        self.next_look = min(looks)

    async def _close_days(self, user: User, last: date | None, now: datetime, over: dict[UUID, date]) -> datetime:
        """Close the days of one person in order; returns when to look again. `over` takes the last one closed."""
        zone, ends_at = zone_named(user.timezone), parse_local_time(user.day_ends_at)
        first = today_of(user, user.created_at) if last is None else last + ONE_DAY
        day = max(first, today_of(user, now) - LOOK_BACK_DAYS * ONE_DAY)
        while (ended_at := day_end(day, ends_at, zone)) <= now:
            calls = await self._store.calls.of_day(user.id, day)
            if any(call.status not in FINAL_STATUSES for call in calls) and now - ended_at < MOST_WAITING:
                return now + timedelta(minutes=5)
            if (due_at := await self._still_due(user, day, now)) is not None:
                return due_at
            pauses = await self._store.silences.pauses(user.id, since=day)
            spared = pause_on(day, pauses) is not None or bool(await self._store.calls.distress_days(user.id, day, day))
            closed = await self._store.days.close(
                ClosedDay(
                    user_id=user.id,
                    day=day,
                    paused=spared,
                    calls=dict(Counter(call.status.value for call in calls)),
                    closed_at=now,
                )
            )
            if closed:
                with logged(f"stakes of user {user.id} could not be judged"):
                    await judge_day(self._store, user, day, now)
                with logged(f"a day of user {user.id} could not be summed up"):
                    await sum_up(self._store, user, day, now)
                over[user.id] = day
            day += ONE_DAY
        return ended_at

    async def _still_due(self, user: User, day: date, now: datetime) -> datetime | None:
        """When a check-in will be due that credits a day which is over: one that rings up to so many minutes after
        its time, or whose time the clocks left out."""
        ends_at = parse_local_time(user.day_ends_at)
        moments = []
        for check_in in await self._store.people.check_ins(user.id):
            plan = plan_of(check_in, user.timezone)
            local = day + ONE_DAY if plan.at < ends_at else day
            if (found := plan.on(local)) is not None and found.due_at > now:
                moments.append(found.due_at)
        return min(moments, default=None)
