"""Everything one call needs before it rings: the person, the agenda, the coach, the recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.calls import outcome
from appliance.calls.agenda import nothing_left, plan
from appliance.calls.briefing import gather
from appliance.calls.casting import Company, company_of, preface
from appliance.calls.conversation import Resumed
from appliance.calls.journal import Keep, Said
from appliance.calls.mood import begin_asking
from appliance.calls.stakes import with_entries
from appliance.calls.verdict import Progressed
from appliance.coach.memory.about import About
from appliance.coach.persona import Persona
from appliance.coach.reading import READ_BACK_FROM, Reading
from appliance.coach.scripted import ScriptedCoach
from appliance.coach.variety import UNSAID_FOR
from appliance.errors import ApplianceError, DataFolderError
from appliance.ports import Audio, Now, Sentence
from appliance.records.agenda import Agenda
from appliance.records.calls import Attempt, Call, Meaning, MessageType, Observation, Turn
from appliance.records.people import User
from appliance.records.progress import Derived
from appliance.store import Store

ANSWERED = frozenset({Meaning.VALUE, Meaning.UNKNOWN, Meaning.SKIP})
"""What need not be asked again, also when the call is rung for a late answer."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A call made ready."""

    call: Call
    user: User
    agenda: Agenda
    coach: ScriptedCoach
    recordings: Mapping[str, Audio]
    """Promises in the person's own voice, by clip name."""
    turns: tuple[Turn, ...]
    """What earlier attempts of the call left."""
    observations: tuple[Observation, ...]
    about: About
    """What a language model is told about the person: the same for all of the call."""
    company: Company
    """Who may talk to them."""
    preface: tuple[Sentence, ...] = ()
    """Said before the greeting: why somebody else talks, or more gently."""
    needless: bool = False
    """Everything it would ask was written down by hand: it need not ring."""

    @property
    def settled(self) -> frozenset[str]:
        """Keys of agenda items that need not be asked again. Presence is asked anew on every attempt."""
        final = outcome.latest_settled(self.observations)
        answered = ANSWERED if self.call.reopened_from is not None else ANSWERED | {Meaning.SILENCE}
        pointless = outcome.not_wanted(self.agenda, final)
        return pointless | {key for key, found in final.items() if found.meaning in answered}


async def set_up(store: Store, call: Call, personas: Mapping[str, Persona]) -> Stage:
    """Gather the briefing and decide the agenda. Until something is said it is decided anew each time, since values
    may be written down by hand meanwhile; from then on it is used as it was frozen."""
    if call.agenda is None:
        await begin_asking(store, call, await store.people.user_by_id(call.user_id))
    async with store.snapshot():
        return await _set_up(store, call, personas)


async def _set_up(store: Store, call: Call, personas: Mapping[str, Persona]) -> Stage:
    user = await store.people.user_by_id(call.user_id)
    turns = await store.calls.turns(call.id)
    needless = False
    about = None if call.briefing is None else call.briefing.get("about")
    if turns and call.agenda is not None:
        agenda = Agenda.model_validate(call.agenda)
    else:
        briefing = await gather(store, call, user)
        agenda = plan(briefing)
        needless = not call.asked and nothing_left(briefing, agenda)  # somebody who asks for a call gets one
        decided = agenda.model_dump(mode="json")
        if decided != call.agenda or about is None:
            call = await store.calls.freeze(call.id, briefing.model_dump(mode="json"), decided)
            about = briefing.about
    company = await company_of(store, call, user, personas)
    persona, permitted = company.role(user.personality_mode)
    recent = await store.calls.wordings_since(user.id, call.due_at - UNSAID_FOR)
    coach = ScriptedCoach(
        persona,
        user_name=user.name,
        language=user.language,
        seed=str(call.id),
        recent=recent,
        gentle=company.softener(permitted),
    )
    known = About.model_validate(about or {})
    coach.brisk = known.bearing.brisk
    coach.allot(agenda)
    return Stage(
        call=call,
        user=user,
        agenda=agenda,
        coach=coach,
        recordings=await _recordings(store, agenda),
        turns=tuple(turns),
        about=known,
        company=company,
        preface=preface(permitted, personas.get(user.personality_mode) or persona, user),
        needless=needless,
        observations=tuple(await store.calls.observations(call.id)),
    )


async def _recordings(store: Store, agenda: Agenda) -> dict[str, Audio]:
    """Clips that cannot be read are left out: the promise is then asked about in words."""
    found = {}
    for item in agenda.items:
        if item.clip:
            try:
                found[item.clip] = await store.clips.load(item.clip)
            except ApplianceError:
                continue
    return found


def keeper(store: Store, stage: Stage, attempt: Attempt, now: Now, falls: list[str]) -> Keep:
    """A `Keep` that commits each turn with its observation, numbered on from the turns that are there.

    Engines that failed since the last turn are taken out of `falls` and kept with it.
    """
    position = len(stage.turns)

    async def keep(said: Said) -> None:
        nonlocal position
        clip = await _kept_clip(store, said.clip, falls)
        turn = Turn(
            call_id=stage.call.id,
            attempt_id=attempt.id,
            position=position,
            message_type=said.message_type,
            content=said.content,
            audio_url=clip,
            item_key=said.item_key,
            engine=said.engine or None,
            confidence=said.confidence,
            voice_to_voice_ms=said.latency.first_sound_ms,
            endpoint_ms=said.latency.endpoint_ms,
            transcribed_ms=said.latency.transcribed_ms,
            first_token_ms=said.latency.first_token_ms,
            worded_by=said.worded_by or None,
            wordings=list(said.wordings),
            trouble="; ".join(falls) or None,
            flag=said.flag or None,
            timestamp=now(),
        )
        falls.clear()
        await store.calls.keep_turn(turn, *_observations(stage.call, turn, said), sources=said.sources)
        position += 1

    return keep


async def _kept_clip(store: Store, clip: Audio | None, falls: list[str]) -> str | None:
    """Its name. Where it cannot be kept the call goes on without: the words matter more."""
    if clip is None:
        return None
    try:
        return await store.clips.save(clip)
    except DataFolderError as error:
        falls.append(error.message)
        return None


def _observations(call: Call, turn: Turn, said: Said) -> list[Observation]:
    if said.reading is None or said.message_type is not MessageType.USER:
        return []
    others = [_observation(call, turn, key, reading, settled=reading.sure) for key, reading in said.also.items()]
    return [_observation(call, turn, said.item_key, said.reading, settled=said.settled), *others]


def _observation(call: Call, turn: Turn, item_key: str, reading: Reading, *, settled: bool) -> Observation:
    return Observation(
        call_id=call.id,
        turn_id=turn.id,
        item_key=item_key,
        meaning=reading.meaning,
        value=reading.value,
        text=reading.words,
        confidence=reading.confidence,
        settled=settled,
    )


def resumption(stage: Stage, attempt: Attempt, *, answered_late: bool) -> Resumed | None:
    """Where this attempt stood when it was interrupted; None where nothing was said in it.

    With `answered_late` an answer to what was said last in an earlier attempt waits to be heard.
    """
    turns = [turn for turn in stage.turns if answered_late or turn.attempt_id == attempt.id]
    if not turns:
        return None
    latest = {found.item_key: found for found in stage.observations}
    doubted = {
        key: Reading(Meaning.VALUE, found.value, READ_BACK_FROM, found.text)
        for key, found in latest.items()
        if not found.settled and found.meaning is Meaning.VALUE
    }
    last = turns[-1]
    return Resumed(
        stands=last.item_key or "" if last.message_type is MessageType.AI else "",
        doubted=doubted,
        answered=any(turn.message_type is MessageType.USER and turn.attempt_id == attempt.id for turn in turns),
    )


async def derived(store: Store, call: Call, now: datetime) -> Derived:
    """What the answers of a call amount to, from what is stored."""
    if call.agenda is None:
        fresh = await store.calls.call(str(call.id))
        if fresh.agenda is None:
            return Derived()
        call = fresh
    turns: Sequence[Turn] = await store.calls.turns(call.id)
    observations = await store.calls.observations(call.id)
    amounts = outcome.derive(call, Agenda.model_validate(call.agenda), turns, observations, now)
    return await with_entries(store, call, amounts)


async def progressed(store: Store, call: Call, amounts: Derived) -> Progressed:
    """How far a call has come, by what is stored; `amounts` are its `derived`."""
    return Progressed(amounts.anything, await _covered(store, call), await store.calls.distressed(call.id))


async def _covered(store: Store, call: Call) -> bool:
    """Whether the person was there and every question of the frozen agenda has a settled answer."""
    fresh = await store.calls.call(call.id)
    if fresh.agenda is None:
        return False
    agenda = Agenda.model_validate(fresh.agenda)
    return outcome.covers(agenda, await store.calls.observations(call.id))
