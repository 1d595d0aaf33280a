"""Rings: one attempt of a call on one channel, from the committed row to the committed result."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from appliance.calls.conversation import Conversation
from appliance.calls.stage import Stage, derived, keeper, set_up
from appliance.calls.verdict import Ended, judge, next_channel, result_of
from appliance.coach.persona import Persona
from appliance.coach.scripted import Ending
from appliance.errors import DeviceError, EngineError, LineDroppedError
from appliance.ports import Channel, Line, Notice, Now, Unreached
from appliance.records.calls import FINAL_STATUSES, Attempt, AttemptResult, Call
from appliance.records.progress import Derived
from appliance.store import Store

DIAL_AHEAD_SECONDS = 3.0
"""Devices are opened this long before the due time, so that the first sound is on it."""


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
            await channel.prepare(stage.coach.prepared(stage.agenda, stage.recordings))
        return stage

    async def ring(self, call: Call, stage: Stage | None = None) -> Call:
        """Ring once, from `DIAL_AHEAD_SECONDS` before `call.next_ring_at` on; returns the call as it then stands."""
        stage = stage or await self.prepare(call)
        earlier = await self._store.calls.attempts(call.id)
        channel_name = next_channel(call, earlier, self._now())
        async with self._taken.setdefault((channel_name, call.room), asyncio.Lock()):
            call = await self._store.calls.call(str(call.id))
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
            finally:
                await asyncio.shield(self._finish(call, [*earlier, attempt], ended))
        return await self._store.calls.call(str(call.id))

    async def _attempt(self, call: Call, stage: Stage, attempt: Attempt) -> Ended:
        """Dial and talk. Failures of devices and engines are results: the ladder of rings goes on."""
        channel = self._channels.get(attempt.channel)
        if channel is None:
            known = ", ".join(sorted(self._channels)) or "none"
            return Ended(AttemptResult.UNAVAILABLE, detail=f"no channel {attempt.channel!r} here; there is: {known}")
        due_at = call.next_ring_at or call.due_at
        notice = Notice(call.id, attempt.id, stage.user.name, attempt.room, due_at, stage.user.language)
        try:
            async with channel.dial(notice) as reached:
                if isinstance(reached, Unreached):
                    return Ended(reached.result, detail=reached.detail)
                await asyncio.sleep(max(0.0, (due_at - self._now()).total_seconds()))
                return await self._converse(reached, stage, attempt)
        except DeviceError as error:
            return Ended(AttemptResult.UNAVAILABLE, detail=str(error))
        except LineDroppedError as error:
            return Ended(AttemptResult.DROPPED, Ending.DROPPED, detail=str(error))
        except EngineError as error:
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
        verdict = judge(call, attempts, ended, amounts.anything, now)
        await self._store.calls.finish_attempt(
            attempts[-1].id,
            verdict.result,
            now=now,
            status=verdict.status,
            next_ring_at=verdict.next_ring_at,
            detail=verdict.detail,
            derived=amounts if verdict.status in FINAL_STATUSES else Derived(),
        )
