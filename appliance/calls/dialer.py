"""Rings: one attempt of a call on one channel, from the committed row to the committed result."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from appliance.calls.backstage import Backstage
from appliance.calls.casting import cast_by
from appliance.calls.conversation import Conversation, Resumed, Script
from appliance.calls.desk import Desk
from appliance.calls.dialling import dialled
from appliance.calls.faults import logged
from appliance.calls.gate import Admission, pass_gate
from appliance.calls.guard import Guard
from appliance.calls.notebook import CallNotebook
from appliance.calls.patience import first_of, to_the_end
from appliance.calls.remembering import remember
from appliance.calls.spokesman import Spokesman
from appliance.calls.stage import Stage, derived, keeper, progressed, resumption, set_up
from appliance.calls.verdict import Ended, judge, next_channel, result_of
from appliance.coach.persona import Persona
from appliance.coach.prompts import head
from appliance.coach.replies import Replies
from appliance.coach.safety import Hotlines, Screen
from appliance.coach.safety.hotlines import shipped
from appliance.coach.scripted import Ending
from appliance.engines.falls import noting
from appliance.errors import ApplianceError, ConflictError, DeviceError, HungUpError, LineDroppedError, WindowOverError
from appliance.ports import Channel, LanguageModel, Line, Notice, Now, Unreached
from appliance.records.calls import FINAL_STATUSES, Attempt, AttemptResult, Call, CallStatus, MessageType, Observation
from appliance.records.progress import Derived
from appliance.schedule.routes import DURABLE_CHANNELS, PERSONAL_CHANNELS, channels_of
from appliance.store import Store

SHARED_TERMINAL = "console"
"""One person sits at it, but there is only one."""

DIAL_AHEAD_SECONDS = 3.0
"""Devices are opened this long before the due time, so that the first sound is on it."""

LEAST_PREPARE_SECONDS = 20.0
"""Sound may be prepared for this long although the call is due; what is not ready then is made when it is said."""

LONGEST_ATTEMPT_SECONDS = 3600.0
"""A line that holds a room for longer hangs: it is dropped, so that other calls get through."""

GOODBYE_SECONDS = 6.0
"""Last words of an appliance that is being stopped may take this long."""


class Dialer:
    """Carries calls out. One call at a time per channel and room, or person: others wait for it."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        personas: Mapping[str, Persona],
        now: Now,
        model: LanguageModel | None = None,
        hotlines: Hotlines | None = None,
    ) -> None:
        self._store = store
        self._channels = channels
        self._personas = personas
        self._now = now
        self._model = model
        self._hotlines = hotlines or shipped()
        self._desk = Desk(store, now)
        self._taken: dict[tuple[str, str | None], asyncio.Lock] = {}

    async def prepare(self, call: Call) -> Stage:
        """Decide the agenda and make its audio, so that ringing needs nothing but playing. Repeatable."""
        stage = await set_up(self._store, call, self._personas)
        attempts = await self._store.calls.attempts(call.id)
        channel = self._channels.get(next_channel(call, attempts, self._now(), call.channels))
        if channel is not None and not stage.needless:
            ahead = ((call.next_ring_at or call.due_at) - self._now()).total_seconds() - DIAL_AHEAD_SECONDS
            await self._make_ready(channel, stage, ahead)
        return stage

    async def _make_ready(self, channel: Channel, stage: Stage, ahead_seconds: float) -> None:
        """Sound first: it may take some seconds more than there are. The model is not waited for beyond the hour."""
        replies, loop = self._replies(stage), asyncio.get_running_loop()
        due_at = loop.time() + ahead_seconds
        loading = None if replies is None else asyncio.create_task(replies.prepare(), name="prepare the model")
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(LEAST_PREPARE_SECONDS, ahead_seconds)):
                    await channel.prepare(stage.coach.prepared(stage.agenda, stage.recordings))
            if loading is not None:
                await asyncio.wait([loading], timeout=max(0.0, due_at - loop.time()))
        finally:
            if loading is not None:
                loading.cancel()
                await asyncio.gather(loading, return_exceptions=True)

    async def ring(self, call: Call, stage: Stage | None = None) -> Call:
        """Ring once, from `DIAL_AHEAD_SECONDS` before `call.next_ring_at` on, where nothing speaks against it.

        Returns the call as it then stands: rung, put off, or ended without a ring.
        """
        while True:
            call, admission = await self._admitted(call)
            if not admission.channels:
                return call
            earlier = await self._store.calls.attempts(call.id)
            channel = next_channel(call, earlier, self._now(), admission.channels)
            place = await self._place_of(call, channel)
            had_to_wait = place.locked()
            async with place:
                if had_to_wait:  # perhaps for long
                    call, admission = await self._admitted(call)
                    earlier = await self._store.calls.attempts(call.id)
                if not admission.channels:
                    return call
                if next_channel(call, earlier, self._now(), admission.channels) != channel:
                    continue
                stage = await set_up(self._store, call, self._personas) if stage is None else await self._fresh(stage)
                if stage.needless:
                    reason = "everything it would ask is known already"
                    return await self._store.calls.close(call.id, CallStatus.COMPLETED, self._now(), reason=reason)
                await self._ring_on(channel, call, stage, earlier)
                return await self._store.calls.call(call.id)

    async def _admitted(self, call: Call) -> tuple[Call, Admission]:
        """The call as it stands, and the channels it may ring on now."""
        call = await self._store.calls.call(call.id)
        if call.status in FINAL_STATUSES:
            return call, Admission()
        ahead = 0.0 if call.next_ring_at is None else (call.next_ring_at - self._now()).total_seconds()
        if ahead > DIAL_AHEAD_SECONDS + 1.0:
            return call, Admission()  # it was put off since
        return await pass_gate(self._store, call, self._now())

    async def _fresh(self, stage: Stage) -> Stage:
        """The stage again, where something was written down by hand since it was made."""
        fresh = await set_up(self._store, await self._store.calls.call(stage.call.id), self._personas)
        return fresh if fresh.agenda != stage.agenda or fresh.turns != stage.turns else stage

    async def resume(self, call: Call) -> Call:
        """Go on with an attempt on a durable line that a restart interrupted: nothing rings. Returns the call after."""
        attempts = await self._store.calls.attempts(call.id)
        stage = await set_up(self._store, call, self._personas)
        await self._carry_out(call, stage, attempts, resumed=True)
        return await self._store.calls.call(call.id)

    async def _ring_on(self, channel: str, call: Call, stage: Stage, earlier: list[Attempt]) -> None:
        number, now = len(earlier) + 1, self._now()
        attempt = Attempt(
            call_id=call.id, number=number, channel=channel, room=call.room, started_at=now, ladder=call.ladder
        )
        try:
            attempt = await self._store.calls.begin_attempt(attempt, waiting=channel in DURABLE_CHANNELS)
        except ConflictError:
            fresh = await self._store.calls.call(call.id)
            if fresh.status in FINAL_STATUSES or fresh.ladder != call.ladder:
                return  # a request ended it or put it off in the last moment
            raise
        await self._carry_out(call, stage, [*earlier, attempt])

    async def _carry_out(self, call: Call, stage: Stage, attempts: list[Attempt], *, resumed: bool = False) -> None:
        """The last of the attempts, to its committed result. On a durable line it outlives a stop of the appliance."""
        attempt = attempts[-1]
        ended: Ended | None = Ended(AttemptResult.DROPPED, detail="the appliance was stopped")
        try:
            ended = await self._attempt(call, stage, attempt, resumed)
        except asyncio.CancelledError:
            if attempt.channel in DURABLE_CHANNELS:
                ended = None
            raise
        except Exception as error:
            ended = Ended(AttemptResult.DROPPED, detail=f"something unexpected failed ({type(error).__name__})")
            raise
        finally:
            if ended is not None:
                await to_the_end(self._finish(call.id, attempts, ended))

    async def _place_of(self, call: Call, channel: str) -> asyncio.Lock:
        """What a call takes up: a person's own line, or a room. Calls that name no room ring in the first."""
        if channel in DURABLE_CHANNELS:
            return asyncio.Lock()
        if channel in PERSONAL_CHANNELS - {SHARED_TERMINAL}:
            place: str | None = call.user_id.hex
        elif call.room is not None:
            place = call.room.casefold()
        else:
            rooms = await self._store.people.rooms()
            place = rooms[0].name.casefold() if rooms else None
        return self._taken.setdefault((channel, place), asyncio.Lock())

    async def _attempt(self, call: Call, stage: Stage, attempt: Attempt, resumed: bool) -> Ended:
        """Dial and talk. Failures of devices and engines are results: the ladder of rings goes on."""
        channel = self._channels.get(attempt.channel)
        if channel is None:
            known = ", ".join(sorted(self._channels)) or "none"
            return Ended(AttemptResult.UNAVAILABLE, detail=f"no channel {attempt.channel!r} here; there is: {known}")
        due_at = call.next_ring_at or call.due_at
        notice = Notice(
            call.id,
            attempt.id,
            stage.user.name,
            attempt.room,
            due_at,
            stage.user.language,
            call.zone,
            call.ring,
            call.user_id,
            resumed,
            sum(turn.attempt_id == attempt.id and turn.message_type is MessageType.AI for turn in stage.turns),
        )
        longest = None if attempt.channel in DURABLE_CHANNELS else LONGEST_ATTEMPT_SECONDS
        try:
            async with asyncio.timeout(longest), dialled(self._store, channel, notice) as reached:
                if isinstance(reached, Unreached):
                    return Ended(reached.result, detail=reached.detail)
                early = (due_at - self._now()).total_seconds()
                await asyncio.sleep(min(max(0.0, early), DIAL_AHEAD_SECONDS))  # the clock may have been set back
                with noting() as falls:
                    return await self._converse(reached, stage, attempt, falls)
        except DeviceError as error:
            return Ended(AttemptResult.UNAVAILABLE, detail=str(error))
        except HungUpError as error:
            return Ended(AttemptResult.DECLINED, Ending.STOPPED, detail=str(error))
        except LineDroppedError as error:
            return Ended(AttemptResult.DROPPED, Ending.DROPPED, detail=str(error))
        except TimeoutError:
            return Ended(AttemptResult.DROPPED, Ending.DROPPED, detail="it did not end, so the line was closed")
        except ApplianceError as error:
            begun = len(await self._store.calls.turns(call.id)) > len(stage.turns)
            return Ended(AttemptResult.DROPPED if begun else AttemptResult.UNAVAILABLE, detail=str(error))

    async def _converse(self, line: Line, stage: Stage, attempt: Attempt, falls: list[str]) -> Ended:
        """Talk until the conversation is over or a request has ended the attempt from outside."""
        resumed = await self._resumed(stage, attempt) if line.durable else None
        script = Script(stage.agenda, stage.settled, stage.recordings, stage.call.ring, stage.preface, resumed)
        keep = keeper(self._store, stage, attempt, self._now, falls)
        spokesman = Spokesman(self._desk, stage, attempt, self._now)
        backstage = Backstage(
            keep=keep,
            carry_out=spokesman.carry_out,
            replies=self._replies(stage),
            cast=cast_by(stage.company, stage.coach, stage.agenda, stage.about, stage.user),
            guard=Guard(stage.user, self._hotlines, Screen(stage.user.language)),
            notebook=CallNotebook(self._store, stage.user, stage.call, self._now),
            preferences=stage.user.prefers,
        )
        talk = Conversation(line, stage.coach, script, backstage)
        with self._store.feed.listening() as changes:
            if (await self._store.calls.attempt(attempt.id)).result is not None:
                return Ended(AttemptResult.DECLINED, Ending.REQUESTED)  # it was ended while the line opened
            try:
                ending = await first_of(talk.run(), spokesman.hung_up(self._store, changes))
            except WindowOverError:
                ending = Ending.SILENT
            except asyncio.CancelledError:
                with suppress(ApplianceError, TimeoutError):
                    async with asyncio.timeout(0 if line.durable else GOODBYE_SECONDS):
                        await talk.say_goodbye()
                raise
        return Ended(result_of(ending, await self._observed(attempt)), ending)

    async def _resumed(self, stage: Stage, attempt: Attempt) -> Resumed | None:
        late = stage.call.reopened_from is not None and bool(await self._store.letters.waiting(stage.user.id))
        return resumption(stage, attempt, answered_late=late)

    async def _observed(self, attempt: Attempt) -> list[Observation]:
        """What was heard in this attempt."""
        turns = await self._store.calls.turns(attempt.call_id)
        own = {turn.id for turn in turns if turn.attempt_id == attempt.id}
        return [found for found in await self._store.calls.observations(attempt.call_id) if found.turn_id in own]

    def _replies(self, stage: Stage) -> Replies | None:
        """What a language model adds to the call; None where there is none."""
        if self._model is None:
            return None
        user, persona = stage.user, stage.company.prompt_of(stage.coach)
        words = head(persona, stage.agenda, stage.about, user_name=user.name, language=user.language)
        return Replies(self._model, words, user.language, stage.coach.style)

    async def _finish(self, call_id: UUID, attempts: list[Attempt], ended: Ended) -> None:
        """The end transaction: result, status, and what the answers amount to. A request may have done it before."""
        now = self._now()
        async with self._store.snapshot():
            if (await self._store.calls.attempt(attempts[-1].id)).result is not None:
                return
            call = await self._store.calls.call(call_id)
            amounts = await derived(self._store, call, now)
            so_far = await progressed(self._store, call, amounts)
            user = await self._store.people.user_by_id(call.user_id)
        verdict = judge(call, attempts, ended, now, channels_of(call, user, now), so_far)
        await self._store.calls.finish_attempt(
            attempts[-1].id,
            verdict.result,
            now=now,
            status=verdict.status,
            next_ring_at=verdict.next_ring_at,
            new_ladder=verdict.new_ladder,
            detail=verdict.detail,
            derived=amounts if verdict.status in FINAL_STATUSES else Derived(),
        )
        if verdict.status in FINAL_STATUSES:
            with logged(f"call {call_id} could not be summed up"):
                await remember(self._store, call_id, now)
