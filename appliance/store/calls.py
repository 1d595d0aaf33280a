"""The way of a call through the database: claimed, frozen, rung, spoken, ended. Each step is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError
from appliance.records.calls import (
    FINAL_STATUSES,
    UNDER_WAY,
    Attempt,
    AttemptResult,
    Call,
    CallStatus,
    Meaning,
    Observation,
    Turn,
)
from appliance.records.progress import Derived
from appliance.store.doors import checked, must_get
from appliance.store.history import CallHistory
from appliance.store.letters import settle
from appliance.store.sqlite import insert_unless_there
from appliance.store.values import checked_derived, keep_derived

TO_RING = frozenset({CallStatus.SCHEDULED, CallStatus.SNOOZED})
"""Not ended, and not under way: ringing, live and waiting calls have an attempt without a result."""


NOTHING = Derived()


class Calls(CallHistory):
    """Calls, their attempts, turns and observations."""

    async def claim(self, call: Call) -> Call | None:
        """Keep the call of a check-in on a day; None when somebody, in any process, has claimed it before."""
        call = checked(call)
        if call.check_in_id is None:
            raise InvalidInputError("Only the call of a check-in is claimed; one asked for by hand is added.")
        async with self._database.writing() as session:
            new = await insert_unless_there(session, call, ("check_in_id", "day"))
        return call if new else None

    async def add_once(self, call: Call) -> Call | None:
        """Keep a call unless one of the same `occasion` was kept before: None then."""
        call = checked(call)
        if call.occasion is None:
            raise InvalidInputError("A call that is kept once needs an occasion.")
        async with self._database.writing() as session:
            new = await insert_unless_there(session, call, ("occasion",))
        return call if new else None

    async def add(self, call: Call) -> Call:
        """Keep a call asked for by hand. Raises `InvalidInputError`, `NotFoundError` for its user."""
        call = checked(call)
        async with self._database.writing() as session:
            session.add(call)
        return call

    async def freeze(self, call_id: UUID, briefing: dict[str, Any], agenda: dict[str, Any]) -> Call:
        """Keep what the call needs and covers. Raises `ConflictError` once anything was said: it is being walked."""
        async with self._database.writing() as session:
            call = await _open_call(session, call_id)
            if await session.scalar(select(col(Turn.id)).where(col(Turn.call_id) == call_id).limit(1)):
                raise ConflictError(f"Call {call_id} has begun; its agenda stays as it is.")
            call.briefing, call.agenda = briefing, agenda
        return call

    async def begin_attempt(self, attempt: Attempt, *, waiting: bool = False) -> Attempt:
        """Keep the attempt before its first sound; the call is ringing now, or `waiting` on a durable line.

        Raises `ConflictError` when the call has ended, is being rung, has an attempt of that number, or was put off
        since the attempt was made: its `ladder` is no longer the call's.
        """
        attempt = checked(attempt)
        async with self._database.writing() as session:
            call = await _open_call(session, attempt.call_id)
            await _nothing_rings(session, call)
            if attempt.ladder != call.ladder:
                raise ConflictError(f"Call {call.id} was put off meanwhile.")
            call.status = CallStatus.WAITING if waiting else CallStatus.RINGING
            call.platform = attempt.channel
            call.next_ring_at = None
            call.asked, call.ring_channel, call.held_since = False, None, None
            session.add(attempt)
        return attempt

    async def mark_live(self, call_id: UUID) -> Call:
        """The person is there. Raises `ConflictError` unless the call rings, waits or is live already."""
        async with self._database.writing() as session:
            call = await must_get(session, Call, call_id)
            if call.status not in UNDER_WAY:
                raise ConflictError(f"Call {call_id} is {call.status.value}, so nobody can have answered it.")
            call.status = CallStatus.LIVE
        return call

    async def keep_turn(self, turn: Turn, *observations: Observation, sources: Sequence[UUID] = ()) -> None:
        """Keep what was said together with all that it means, or nothing of it. A ringing call goes live by a presence.

        `sources` are the letters it was made of (`Letters`): they are dealt with from then on.

        Raises `ConflictError` when the position is taken, `InvalidInputError` when they do not belong together.
        """
        if any((found.turn_id, found.call_id) != (turn.id, turn.call_id) for found in observations):
            raise InvalidInputError("An observation is kept with the turn it came from.")
        turn, meant = checked(turn), [checked(found) for found in observations]
        async with self._database.writing() as session:
            session.add(turn)
            await session.flush()
            session.add_all(meant)
            await settle(session, sources, turn.timestamp)
            if any(found.settled and found.meaning is Meaning.PRESENT for found in meant):
                await _go_live(session, turn.call_id)

    async def finish_attempt(
        self,
        attempt_id: UUID,
        result: AttemptResult,
        *,
        now: datetime,
        status: CallStatus,
        next_ring_at: datetime | None = None,
        new_ladder: bool = False,
        detail: str = "",
        derived: Derived = NOTHING,
    ) -> Call:
        """End an attempt with everything that follows from it, in one transaction; returns the call.

        With `new_ladder` the rings so far count no more, and the next is the first of a ladder. Metrics replace those
        of the same source, promises that are still open are settled as told. Raises
        `ConflictError` when the attempt has ended already, `InvalidInputError` for a status that needs an attempt.
        """
        if status not in TO_RING | FINAL_STATUSES:
            raise InvalidInputError(f"A call without an attempt is not {status.value}.")
        derived = checked_derived(derived)
        async with self._database.writing() as session:
            attempt = await must_get(session, Attempt, attempt_id)
            if attempt.result is not None:
                raise ConflictError(f"Attempt {attempt_id} has ended already ({attempt.result.value}).")
            attempt.result, attempt.ended_at, attempt.detail = result, now, detail
            call = await must_get(session, Call, attempt.call_id)
            _move(call, status, now, next_ring_at)
            _climb_anew(call, new_ladder)
            await keep_derived(session, derived, now)
        return call

    async def postpone(
        self,
        call_id: UUID,
        *,
        status: CallStatus,
        next_ring_at: datetime | None,
        new_ladder: bool = False,
        held_since: datetime | None = None,
        reason: str | None = None,
        seen: Call | None = None,
    ) -> Call:
        """Ring later: the call is scheduled or snoozed. Raises `ConflictError` when it has ended or is being rung.

        With `seen`, the call as it was when this was decided, nothing happens where it was put off or ended since.
        """
        if status not in TO_RING:
            raise InvalidInputError(f"A call is postponed by scheduling or snoozing it, not as {status.value}.")
        async with self._database.writing() as session:
            if seen is not None and _moved_on(fresh := await must_get(session, Call, call_id), seen):
                return fresh
            call = await _open_call(session, call_id)
            await _nothing_rings(session, call)
            call.status, call.next_ring_at, call.held_since = status, next_ring_at, held_since
            call.asked, call.ring_channel = False, None
            _climb_anew(call, new_ladder)
            call.reason = call.reason if reason is None else reason
        return call

    async def close(
        self,
        call_id: UUID,
        status: CallStatus,
        now: datetime,
        *,
        derived: Derived = NOTHING,
        reason: str = "",
        seen: Call | None = None,
    ) -> Call:
        """End a call that is not being rung, with what its answers amount to, in one transaction.

        Closing it again with the same status changes nothing; nor, with `seen`, closing one that was put off since.

        Raises `ConflictError` when it is being rung, or ended otherwise.
        """
        if status not in FINAL_STATUSES:
            raise InvalidInputError(f"A call that is {status.value} has not ended: postpone it instead.")
        derived = checked_derived(derived)
        async with self._database.writing() as session:
            call = await must_get(session, Call, call_id)
            if seen is not None and _moved_on(call, seen):
                return call
            if call.status != status:
                await _nothing_rings(session, await _open_call(session, call_id))
                _move(call, status, now, None)
                call.reason = reason or call.reason
                await keep_derived(session, derived, now)
        return call

    async def drop_open_attempts(self, now: datetime, unless: Callable[[Call], bool] = lambda _: False) -> list[Call]:
        """What was ringing or live when a process died is `dropped`, its call `scheduled` without a time.

        `unless` spares the calls that somebody is still ringing. Returns the others; when they ring again is the
        alarm's to decide.
        """
        async with self._database.writing() as session:
            calls = []
            for attempt in await session.scalars(select(Attempt).where(col(Attempt.result).is_(None))):
                call = await must_get(session, Call, attempt.call_id)
                if unless(call):
                    continue
                attempt.result, attempt.ended_at = AttemptResult.DROPPED, now
                attempt.detail = "the appliance stopped during this attempt"
                _move(call, CallStatus.SCHEDULED, now, None)
                calls.append(call)
        return calls


def _moved_on(call: Call, seen: Call) -> bool:
    """Whether somebody has put it off, asked for it, rung it or ended it since."""
    return (call.status, call.ladder, call.next_ring_at, call.asked) != (
        seen.status,
        seen.ladder,
        seen.next_ring_at,
        seen.asked,
    )


def _move(call: Call, status: CallStatus, now: datetime, next_ring_at: datetime | None) -> None:
    final = status in FINAL_STATUSES
    call.status = status
    call.next_ring_at = None if final else next_ring_at
    call.completed_at = now if final else None


def _climb_anew(call: Call, new_ladder: bool) -> None:
    if new_ladder and call.next_ring_at is not None:
        call.ladder, call.ladder_at = call.ladder + 1, call.next_ring_at


async def _open_call(session: AsyncSession, call_id: UUID) -> Call:
    call = await must_get(session, Call, call_id)
    if call.status in FINAL_STATUSES:
        raise ConflictError(f"Call {call_id} has ended ({call.status.value}).")
    return call


async def _nothing_rings(session: AsyncSession, call: Call) -> None:
    query = select(Attempt).where(col(Attempt.call_id) == call.id, col(Attempt.result).is_(None))
    if ringing := (await session.scalars(query)).first():
        raise ConflictError(f"Call {call.id} is being rung on {ringing.channel} (attempt {ringing.number}).")


async def _go_live(session: AsyncSession, call_id: UUID) -> None:
    call = await must_get(session, Call, call_id)
    if call.status is CallStatus.RINGING:
        call.status = CallStatus.LIVE
