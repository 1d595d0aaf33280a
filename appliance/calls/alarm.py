"""Decides what is due, and has it rung on time.

A coarse tick claims what is due before the next one and arms an exact timer for each; a watcher compares the wall
clock with the monotonic one and arms anew when they part (suspend, a clock that was set), and notices when another
process wrote to the store. The store's UNIQUE (check-in, day) is what makes a claim happen once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from appliance.calls.claims import Claims
from appliance.calls.closing import Closing
from appliance.calls.dialer import DIAL_AHEAD_SECONDS, Dialer
from appliance.calls.faults import log_fault, logged
from appliance.calls.rounds import Rounds
from appliance.calls.stage import derived, progressed
from appliance.calls.verdict import given_up, ring_again
from appliance.errors import ConflictError
from appliance.ports import Now
from appliance.records.calls import FINAL_STATUSES, Call, CallStatus
from appliance.schedule.routes import channels_of
from appliance.store import Store

log = logging.getLogger(__name__)

TICK_SECONDS = 60.0
WATCH_SECONDS = 1.0
PREPARE_AHEAD = timedelta(seconds=TICK_SECONDS + 60)
"""A call is claimed and its audio made this long before it is due: at least one tick ahead."""

CLOCK_TOLERANCE_SECONDS = 0.5
"""Wall and monotonic time may part by this much, at once or little by little, before everything is armed anew."""

CORRECTION = timedelta(days=1)
"""A clock set back by less was a little wrong; by more, what it did by itself meanwhile is taken back."""

LATE_GRACE = timedelta(minutes=30)
"""A call found later than this after its due time is `missed_offline`; before, it still rings."""

MARK_EVERY = timedelta(minutes=5)
ON_DUTY = "on duty"
"""Name of the host's mark that says until when the appliance was on duty; a clock before it is not trusted."""


class _Armed:
    """A call with its timer. Once it rings it is no longer disarmed by a change of the clock."""

    def __init__(self, task: asyncio.Task[object], ring_at: datetime) -> None:
        self.task = task
        self.ring_at = ring_at
        self.ringing = False


class Alarm:
    """Owns the timers. Run `watch()` as a task; `tick()` may be called by anybody at any time.

    `by_hand` says whether another process is ringing calls of its own: those without a time to ring are left to it.
    `held` says why nothing may ring just now (a clock that cannot be trusted); empty when everything may.
    """

    def __init__(
        self,
        store: Store,
        dialer: Dialer,
        now: Now,
        by_hand: Callable[[], bool] = lambda: False,
        held: Callable[[], str] = lambda: "",
    ) -> None:
        self._store = store
        self._dialer = dialer
        self._now = now
        self._by_hand = by_hand
        self._held = held
        self._claims = Claims(store)
        self._rounds = Rounds(store)
        self._closing = Closing(store)
        self._armed: dict[UUID, _Armed] = {}
        self._turn = asyncio.Lock()
        self._planned = False
        self._marked_at: datetime | None = None
        self._escalated_at: int | None = None

    async def recover(self) -> None:
        """Calls that nobody rings and nothing will ring again, after a crash or a store that failed, go on or end.

        Attempts that were cut off become `dropped`. What cannot be recovered is logged and tried again.
        """
        if self._held():
            return
        now = self._now()
        await self._store.calls.drop_open_attempts(now, unless=self._goes_on)
        for call in await self._store.calls.unfinished():
            if call.next_ring_at is None and not self._goes_on(call):
                with logged(f"call {call.id} could not be taken up again"):
                    await self._resume(call, now)

    async def tick(self) -> None:
        """Claim what is due soon, give up what is too late, arm the rest. One faulty row holds up no other."""
        async with self._turn:
            if self._held():
                return
            now = self._now()
            if await self._look_around(now):
                await self._arm_all(now)
            with logged("days could not be closed"):  # after what is too late was given up
                await self._closing.close_due(now)

    async def _arm_all(self, now: datetime) -> None:
        stranded = False
        for call in await self._store.calls.unfinished():
            await self._disarm_if_sooner(call)
            if self._under_way(call):
                continue
            if call.status is CallStatus.WAITING:
                self._arm(call, self._dialer.resume(call)).ringing = True
                continue
            if call.next_ring_at is None:
                stranded = True
                continue
            with logged(f"call {call.id} could not be armed"):
                await self._consider(call, call.next_ring_at, now)
        if stranded:
            with logged("calls that were cut off could not be taken up again"):
                await self.recover()

    async def next_look(self) -> datetime | None:
        """The earliest moment at which a tick will find something to do; None where nothing is to come."""
        outlook = await self._store.timetable.outlook()
        moments = (outlook.check_in_due_at, outlook.nudge_at, outlook.ring_at)
        looks = [self._closing.next_look, *(moment and moment - PREPARE_AHEAD for moment in moments)]
        return min((look for look in looks if look is not None), default=None)

    async def _look_around(self, now: datetime) -> bool:
        """Everything that brings calls about, and everything that a moment of the day does.

        Returns whether some call has not ended.
        """
        if not self._planned:
            await self._store.days.forget_ahead(now + CORRECTION)
            await self._claims.plan_anew(now)
            self._closing.look_anew()
            self._planned = True
        outlook, soon = await self._store.timetable.outlook(), now + PREPARE_AHEAD
        claimed = outlook.unplanned or _by(outlook.check_in_due_at, soon)
        if claimed:
            await self._claims.claim_due(now, soon)
        if nudged := _by(outlook.nudge_at, soon):
            with logged("reminders could not be looked for"):
                await self._rounds.nudges(now, soon)
        if told := bool(outlook.contacts) and await self._store.calls.data_version() != self._escalated_at:
            with logged("missed calls could not be looked for"):
                await self._rounds.escalations(now)
                self._escalated_at = await self._store.calls.data_version()
        if self._marked_at is None or abs(now - self._marked_at) >= MARK_EVERY:
            with logged("it could not be written down that the appliance is on duty"):
                await self._store.days.mark(ON_DUTY, now)
                self._marked_at = now
        return bool(outlook.unfinished or claimed or nudged or told)

    async def watch(self) -> None:
        """Look at the clocks and at the store, for ever; a look that fails is logged and the next one comes."""
        offset, version = self._clock_offset(), None
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            with logged("the watcher could not look at the clocks and the store"):
                parted, fresh = self._clock_offset() - offset, await self._store.calls.data_version()
                if abs(parted) > CLOCK_TOLERANCE_SECONDS:
                    offset += parted
                    self._planned = False
                    await self.disarm()
                    await self.tick()
                elif fresh != version:
                    self._closing.look_anew()
                    await self.tick()
                version = fresh

    def _under_way(self, call: Call) -> bool:
        """Whether somebody is at it: a timer of ours, or another process that rings by hand."""
        return call.id in self._armed or (call.next_ring_at is None and self._by_hand())

    def _goes_on(self, call: Call) -> bool:
        """Whether it is under way, or waits on a durable line, which outlives the process."""
        return call.status is CallStatus.WAITING or self._under_way(call)

    def _clock_offset(self) -> float:
        """Wall minus monotonic time in seconds: constant unless a clock was set or the host was suspended."""
        return self._now().timestamp() - asyncio.get_running_loop().time()

    async def disarm(self, *, ringing_too: bool = False) -> None:
        """Cancel the timers; calls that ring go on unless `ringing_too`, which ends them as dropped."""
        stopped = [armed.task for armed in self._armed.values() if ringing_too or not armed.ringing]
        for task in stopped:
            task.cancel()
        await asyncio.gather(*stopped, return_exceptions=True)

    async def _disarm_if_sooner(self, call: Call) -> None:
        """Somebody wants a call before the time its timer waits for."""
        armed = self._armed.get(call.id)
        if armed and not armed.ringing and call.next_ring_at is not None and call.next_ring_at < armed.ring_at:
            armed.task.cancel()
            await asyncio.gather(armed.task, return_exceptions=True)

    async def _resume(self, call: Call, now: datetime) -> None:
        attempts = await self._store.calls.attempts(call.id)
        amounts = await derived(self._store, call, now)
        if not attempts:
            await self._give_up(call, now)
            return
        user = await self._store.people.user_by_id(call.user_id)
        so_far = await progressed(self._store, call, amounts)
        verdict = ring_again(call, attempts, now, channels_of(call, user, now), so_far)
        if verdict.status in FINAL_STATUSES:
            await self._store.calls.close(call.id, verdict.status, now, derived=amounts, seen=call)
        else:
            await self._store.calls.postpone(
                call.id,
                status=verdict.status,
                next_ring_at=verdict.next_ring_at,
                new_ladder=verdict.new_ladder,
                seen=call,
            )

    async def _give_up(self, call: Call, now: datetime) -> None:
        """It ends without a ring; one that was wanted ahead of its time still rings in its time."""
        if call.climbs_from > now:
            await self._store.calls.postpone(call.id, status=CallStatus.SCHEDULED, next_ring_at=call.climbs_from)
            return
        attempts = await self._store.calls.attempts(call.id)
        amounts = await derived(self._store, call, now)
        status = given_up(call, attempts, amounts.anything)
        await self._store.calls.close(call.id, status, now, derived=amounts, seen=call)

    async def _consider(self, call: Call, ring_at: datetime, now: datetime) -> None:
        if now - ring_at > LATE_GRACE:
            await self._give_up(call, now)
        elif ring_at - now <= PREPARE_AHEAD:
            self._arm(call, self._ring_at(call, ring_at), ring_at)

    def _arm(self, call: Call, work: Coroutine[Any, Any, object], ring_at: datetime | None = None) -> _Armed:
        task = asyncio.create_task(work, name=f"ring {call.id}")
        armed = self._armed[call.id] = _Armed(task, ring_at or call.due_at)
        task.add_done_callback(lambda _: self._over(call.id, armed))
        return armed

    async def _ring_at(self, call: Call, ring_at: datetime | None) -> None:
        """Ring on time, and again for as long as the next ring is so near that a tick might come too late for it."""
        while ring_at is not None and ring_at - self._now() <= PREPARE_AHEAD:
            try:
                stage = await self._dialer.prepare(call)
            except ConflictError:
                return  # a request ended it meanwhile, or somebody else rings it
            armed = self._armed[call.id]
            armed.ring_at = ring_at
            await self._wait_for(ring_at, DIAL_AHEAD_SECONDS)
            if self._now() - ring_at > LATE_GRACE:
                return  # the host slept while it was prepared; the next look gives it up
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
            log_fault(f"call {call_id} could not be rung", error)


def _by(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment <= limit
