"""Rings: one attempt of a call on one channel, from the committed row to the committed result."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from appliance.calls.conversation import Conversation
from appliance.calls.stage import Stage, covered, derived, keeper, set_up
from appliance.calls.verdict import Ended, judge, next_channel, result_of
from appliance.coach.persona import Persona
from appliance.coach.scripted import Ending
from appliance.errors import ApplianceError, DeviceError, LineDroppedError
from appliance.ports import Channel, Line, Notice, Now, Unreached
from appliance.records.calls import FINAL_STATUSES, Attempt, AttemptResult, Call, CallStatus
from appliance.records.progress import Derived
from appliance.store import Store

DIAL_AHEAD_SECONDS = 3.0
"""Devices are opened this long before the due time, so that the first sound is on it."""


LEAST_PREPARE_SECONDS = 20.0
"""Sound may be prepared for this long although the call is due; what is not ready then is made when it is said."""

LONGEST_ATTEMPT_SECONDS = 3600.0
"""A line that holds a room for longer hangs: it is dropped, so that other calls get through."""


class Dialer:
    """Carries calls out. One call at a time per channel and room: others wait for it."""

    def __init__(
        self, store: Store, channels: Mapping[str, Channel], personas: Mapping[str, Persona], now: Now
    ) -> None:
        self._store = store
        self._channels = channels
        self._personas = personas
        self._now = now
        self._taken: dict[tuple[str, str | None], asyncio.Lock] = {}

    async def prepare(self, call: Call) -> Stage:
        """Decide the agenda and make its audio, so that ringing needs nothing but playing. Repeatable."""
        stage = await set_up(self._store, call, self._personas)
        channel = self._channels.get(next_channel(call, await self._store.calls.attempts(call.id), self._now()))
        if channel is not None:
            ahead = ((call.next_ring_at or call.due_at) - self._now()).total_seconds() - DIAL_AHEAD_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(max(LEAST_PREPARE_SECONDS, ahead)):
                    await channel.prepare(stage.coach.prepared(stage.agenda, stage.recordings))
        return stage

    async def ring(self, call: Call, stage: Stage | None = None) -> Call:
        """Ring once, from `DIAL_AHEAD_SECONDS` before `call.next_ring_at` on; returns the call as it then stands."""
        stage = stage or await self.prepare(call)
        earlier = await self._store.calls.attempts(call.id)
        channel_name = next_channel(call, earlier, self._now())
        room = await self._room_of(call)
        async with self._taken.setdefault((channel_name, room), asyncio.Lock()):
            call = await self._still_wanted(call)
            if call.status in FINAL_STATUSES:
                return call
            attempt = await self._store.calls.begin_attempt(
                Attempt(
                    call_id=call.id,
                    number=len(earlier) + 1,
                    channel=channel_name,
                    room=call.room,
                    started_at=self._now(),
                )
            )
            ended = Ended(AttemptResult.DROPPED, detail="the appliance was stopped")
            try:
                ended = await self._attempt(call, stage, attempt)
            except Exception as error:
                ended = Ended(AttemptResult.DROPPED, detail=f"something unexpected failed ({type(error).__name__})")
                raise
            finally:
                await _to_the_end(self._finish(call, [*earlier, attempt], ended))
        return await self._store.calls.call(call.id)

    async def _room_of(self, call: Call) -> str | None:
        """One name for one room: calls that name none ring in the first."""
        if call.room is not None:
            return call.room.casefold()
        rooms = await self._store.people.rooms()
        return rooms[0].name.casefold() if rooms else None

    async def _still_wanted(self, call: Call) -> Call:
        """The call as it stands; cancelled when its check-in was removed since it was claimed."""
        call = await self._store.calls.call(call.id)
        if call.status not in FINAL_STATUSES and call.check_in_id is not None:
            check_in = await self._store.people.check_in(call.check_in_id)
            if check_in.archived_at is not None:
                now = self._now()
                amounts = await derived(self._store, call, now)
                call = await self._store.calls.close(call.id, CallStatus.CANCELLED, now, derived=amounts)
        return call

    async def _attempt(self, call: Call, stage: Stage, attempt: Attempt) -> Ended:
        """Dial and talk. Failures of devices and engines are results: the ladder of rings goes on."""
        channel = self._channels.get(attempt.channel)
        if channel is None:
            known = ", ".join(sorted(self._channels)) or "none"
            return Ended(AttemptResult.UNAVAILABLE, detail=f"no channel {attempt.channel!r} here; there is: {known}")
        due_at = call.next_ring_at or call.due_at
        notice = Notice(call.id, attempt.id, stage.user.name, attempt.room, due_at, stage.user.language)
        try:
            async with asyncio.timeout(LONGEST_ATTEMPT_SECONDS), channel.dial(notice) as reached:
                if isinstance(reached, Unreached):
                    return Ended(reached.result, detail=reached.detail)
                early = (due_at - self._now()).total_seconds()
                await asyncio.sleep(min(max(0.0, early), DIAL_AHEAD_SECONDS))  # the clock may have been set back
                return await self._converse(reached, stage, attempt)
        except DeviceError as error:
            return Ended(AttemptResult.UNAVAILABLE, detail=str(error))
        except LineDroppedError as error:
            return Ended(AttemptResult.DROPPED, Ending.DROPPED, detail=str(error))
        except TimeoutError:
            return Ended(AttemptResult.DROPPED, Ending.DROPPED, detail="it did not end, so the line was closed")
        except ApplianceError as error:
            begun = len(await self._store.calls.turns(call.id)) > len(stage.turns)
            return Ended(AttemptResult.DROPPED if begun else AttemptResult.UNAVAILABLE, detail=str(error))

    async def _converse(self, line: Line, stage: Stage, attempt: Attempt) -> Ended:
        keep = keeper(self._store, stage, attempt, self._now)
        talk = Conversation(line, stage.coach, stage.agenda, keep, stage.settled, stage.recordings)
        outcome = await talk.run()
        observations = await self._store.calls.observations(stage.call.id)
        known = {found.id for found in stage.observations}
        result = result_of(outcome.ending, [found for found in observations if found.id not in known])
        return Ended(result, outcome.ending, outcome.minutes)

    async def _finish(self, call: Call, attempts: list[Attempt], ended: Ended) -> None:
        """The end transaction: result, status, and what the answers amount to."""
        now = self._now()
        amounts = await derived(self._store, call, now)
        all_asked = await covered(self._store, call)
        verdict = judge(call, attempts, ended, amounts.anything, now, covered=all_asked)
        await self._store.calls.finish_attempt(
            attempts[-1].id,
            verdict.result,
            now=now,
            status=verdict.status,
            next_ring_at=verdict.next_ring_at,
            detail=verdict.detail,
            derived=amounts if verdict.status in FINAL_STATUSES else Derived(),
        )


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Do it whole although the caller is cancelled, however often; the cancellation passes afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
