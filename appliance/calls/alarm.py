"""Decides what is due, and has it rung on time.

A coarse tick claims what is due before the next one and arms an exact timer for each; a watcher compares the wall
clock with the monotonic one and arms anew when they part (suspend, a clock that was set), and notices when another
process wrote to the store. The store's UNIQUE (check-in, day) is what makes a claim happen once.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from appliance.calls.dialer import DIAL_AHEAD_SECONDS, Dialer
from appliance.calls.stage import covered, derived
from appliance.calls.verdict import given_up, ring_again
from appliance.errors import ApplianceError
from appliance.ports import Now
from appliance.records.calls import FINAL_STATUSES, Call
from appliance.records.people import CheckIn, User
from appliance.schedule.occurrences import Occurrence, occurrences, parse_local_time, zone_named
from appliance.store import Store

log = logging.getLogger(__name__)

TICK_SECONDS = 60.0
WATCH_SECONDS = 1.0
PREPARE_AHEAD = timedelta(seconds=TICK_SECONDS + 60)
"""A call is claimed and its audio made this long before it is due: at least one tick ahead."""

CLOCK_TOLERANCE_SECONDS = 0.5
"""Wall and monotonic time may part by this much between two looks before everything is armed anew."""

LATE_GRACE = timedelta(minutes=30)
"""A call found later than this after its due time is `missed_offline`; before, it still rings."""

LOOK_BACK = timedelta(days=31)
"""How far back missed occurrences are recorded after the appliance was off."""


class _Armed:
    """A call with its timer. Once it rings it is no longer disarmed by a change of the clock."""

    def __init__(self, task: asyncio.Task[None]) -> None:
        self.task = task
        self.ringing = False


class Alarm:
    """Owns the timers. Run `run()` as a task; `tick()` may be called by anybody at any time.

    `by_hand` says whether another process is holding a call that belongs to no check-in: those are left to it.
    """

    def __init__(self, store: Store, dialer: Dialer, now: Now, by_hand: Callable[[], bool] = lambda: False) -> None:
        self._store = store
        self._dialer = dialer
        self._now = now
        self._by_hand = by_hand
        self._armed: dict[UUID, _Armed] = {}
        self._turn = asyncio.Lock()
        self._claimed_until: datetime | None = None

    async def recover(self) -> None:
        """Calls that nobody rings and nothing will ring again, after a crash or a store that failed, go on or end.

        Attempts that were cut off become `dropped`. What cannot be recovered is logged and tried again.
        """
        now = self._now()
        await self._store.calls.drop_open_attempts(now, unless=self._under_way)
        for call in await self._store.calls.unfinished():
            if call.next_ring_at is None and not self._under_way(call):
                with _logged(f"call {call.id} could not be taken up again"):
                    await self._resume(call, now)

    async def tick(self) -> None:
        """Claim what is due soon, give up what is too late, arm the rest. One faulty row holds up no other."""
        async with self._turn:
            now = self._now()
            await self._claim_due(now)
            stranded = False
            for call in await self._store.calls.unfinished():
                if self._under_way(call):
                    continue
                if call.next_ring_at is None:
                    stranded = True
                    continue
                with _logged(f"call {call.id} could not be armed"):
                    await self._consider(call, call.next_ring_at, now)
            if stranded:
                with _logged("calls that were cut off could not be taken up again"):
                    await self.recover()

    async def watch(self) -> None:
        """Look at the clocks and at the store, for ever; a look that fails is logged and the next one comes."""
        offset, version = self._clock_offset(), None
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            with _logged("the watcher could not look at the clocks and the store"):
                fresh_offset, fresh = self._clock_offset(), await self._store.calls.data_version()
                if abs(fresh_offset - offset) > CLOCK_TOLERANCE_SECONDS:
                    await self.disarm()
                    await self.tick()
                elif fresh != version:
                    await self.tick()
                offset, version = fresh_offset, fresh

    def _under_way(self, call: Call) -> bool:
        return call.id in self._armed or (call.check_in_id is None and self._by_hand())

    def _clock_offset(self) -> float:
        """Wall minus monotonic time in seconds: constant unless a clock was set or the host was suspended."""
        return self._now().timestamp() - asyncio.get_running_loop().time()

    async def disarm(self, *, ringing_too: bool = False) -> None:
        """Cancel the timers; calls that ring go on unless `ringing_too`, which ends them as dropped."""
        stopped = [armed.task for armed in self._armed.values() if ringing_too or not armed.ringing]
        for task in stopped:
            task.cancel()
        await asyncio.gather(*stopped, return_exceptions=True)

    async def _resume(self, call: Call, now: datetime) -> None:
        attempts = await self._store.calls.attempts(call.id)
        amounts = await derived(self._store, call, now)
        if not attempts:
            status = given_up(attempts, amounts.anything)
            await self._store.calls.close(call.id, status, now, derived=amounts)
            return
        verdict = ring_again(call, attempts, amounts.anything, now, covered=await covered(self._store, call))
        if verdict.status in FINAL_STATUSES:
            await self._store.calls.close(call.id, verdict.status, now, derived=amounts)
        else:
            await self._store.calls.postpone(call.id, status=verdict.status, next_ring_at=verdict.next_ring_at)

    async def _claim_due(self, now: datetime) -> None:
        """Claim from where the last look ended, so that a host that slept records what it slept through."""
        users = {user.id: user for user in await self._store.people.users()}
        since = now - LOOK_BACK
        if self._claimed_until is not None:
            since = max(since, min(self._claimed_until, now) - LATE_GRACE)
        for check_in in await self._store.people.check_ins():
            with _logged(f"check-in {check_in.id} could not be claimed"):
                await self._claim(check_in, users[check_in.user_id], now, since)
        self._claimed_until = now

    async def _claim(self, check_in: CheckIn, user: User, now: datetime, since: datetime) -> None:
        zone = zone_named(user.timezone)
        after = max(check_in.created_at, since)
        at = parse_local_time(check_in.at)
        found = list(occurrences(at, check_in.weekdays, zone, after, now + PREPARE_AHEAD))
        if not found:
            return
        taken = await self._store.calls.claimed_days([check_in.id], found[0].day, found[-1].day)
        for occurrence in found:
            if (check_in.id, occurrence.day) not in taken:
                await self._store.calls.claim(_call(check_in, user, occurrence, now))

    async def _consider(self, call: Call, ring_at: datetime, now: datetime) -> None:
        attempts = await self._store.calls.attempts(call.id)
        if now - ring_at > LATE_GRACE:
            amounts = await derived(self._store, call, now)
            status = given_up(attempts, amounts.anything)
            await self._store.calls.close(call.id, status, now, derived=amounts)
        elif ring_at - now <= PREPARE_AHEAD:
            task = asyncio.create_task(self._ring_at(call, ring_at), name=f"ring {call.id}")
            armed = self._armed[call.id] = _Armed(task)
            task.add_done_callback(lambda _: self._over(call.id, armed))

    async def _ring_at(self, call: Call, ring_at: datetime | None) -> None:
        """Ring on time, and again for as long as the next ring is so near that a tick might come too late for it."""
        while ring_at is not None and ring_at - self._now() <= PREPARE_AHEAD:
            stage = await self._dialer.prepare(call)
            await self._wait_for(ring_at, DIAL_AHEAD_SECONDS)
            armed = self._armed[call.id]
            armed.ringing = True
            call = await self._dialer.ring(call, stage)
            armed.ringing = False
            ring_at = call.next_ring_at

    async def _wait_for(self, instant: datetime, ahead_seconds: float) -> None:
        await asyncio.sleep(max(0.0, (instant - self._now()).total_seconds() - ahead_seconds))

    def _over(self, call_id: UUID, armed: _Armed) -> None:
        if self._armed.get(call_id) is armed:
            del self._armed[call_id]
        if not armed.task.cancelled() and (error := armed.task.exception()) is not None:
            _log_fault(f"call {call_id} could not be rung", error)


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """The alarm outlives every fault: what went wrong is logged, and the next look tries again."""
    try:
        yield
    except Exception as error:
        _log_fault(what, error)


def _log_fault(what: str, error: BaseException) -> None:
    """Where it went wrong, but of foreign errors only the type: their texts may quote what was said."""
    said = f": {error.message}" if isinstance(error, ApplianceError) else ""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s; it is tried again. %s%s\n%s", what, type(error).__name__, said, where)


def _call(check_in: CheckIn, user: User, occurrence: Occurrence, now: datetime) -> Call:
    """The call of one occurrence, everything that could change later frozen into it."""
    return Call(
        user_id=user.id,
        check_in_id=check_in.id,
        day=occurrence.day,
        accounting_day=occurrence.day,
        call_type=check_in.call_type,
        channels=check_in.channels,
        room=check_in.room,
        retry_minutes=check_in.retry_minutes,
        zone=user.timezone,
        due_at=occurrence.due_at,
        scheduled_at=now,
        next_ring_at=occurrence.due_at,
    )
