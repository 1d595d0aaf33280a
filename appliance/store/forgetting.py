""" "Forget that": takes the last thing that was answered or remembered in a call out of everything that is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.records.agenda import Agenda
from appliance.records.calls import Call, Meaning, MessageType, Observation, Turn
from appliance.records.progress import Commitment, Memory, Metric, MetricRevision, MetricSkip, MetricSource
from appliance.store.doors import must_get
from appliance.store.memory import TOLD, drop_summaries
from appliance.store.recall import unindex
from appliance.store.sqlite import Database, forget_what_was_told

ABOUT_THE_CALL = frozenset(
    {
        Meaning.FORGET, Meaning.REPEAT, Meaning.SLOWER, Meaning.THINK, Meaning.SWITCH, Meaning.SILENCE, Meaning.STOP,
        Meaning.LATER, Meaning.REQUEST, Meaning.PRESENT, Meaning.NOT_ME, Meaning.OUT, Meaning.CRISIS,
    }
)  # fmt: skip
"""What is said about the call, and holds nothing to be forgotten."""

NO_ANSWERS = ABOUT_THE_CALL | {Meaning.REMEMBER, Meaning.TALK}

TALK_KEY = "talk"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a call is rid of."""

    clips: list[str]
    """Names of recordings to be deleted."""
    keys: frozenset[str]
    """Of the items that had been answered in what was forgotten; empty where it was a memory or a turn of a talk."""


class Forgetting:
    """Part of the store; see `Forgetting.last`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self, call_id: UUID) -> Forgotten | None:
        """Forget the last answer of a call, or the last thing that was remembered in it.

        Every turn from the answer on is emptied, the appliance's too, which repeats it; what it meant becomes a
        skipped question, so that it is neither kept nor asked again. What was derived from it, summaries of the call,
        its words in the index and what was remembered are deleted. Returns None where there is nothing.
        """
        async with self._database.writing() as session:
            call = await must_get(session, Call, call_id)
            turns = list(
                await session.scalars(select(Turn).where(col(Turn.call_id) == call_id).order_by(col(Turn.position)))
            )
            meanings = await _meanings(session, turns)
            last = _last_told(turns, meanings)
            if last is None:
                return None
            told = meanings.get(last.id)
            if told is not None and told.meaning is Meaning.REMEMBER:
                await _drop_memory(session, call)
                first = last.position
            else:
                first = _first_about(last, turns)
            gone = [turn for turn in turns if turn.position >= first and not _asks_to_forget(turn, meanings)]
            clips, answered = await _empty(session, gone)
            await _drop_derived(session, call, answered)
            await drop_summaries(session, call)
            await forget_what_was_told(session, call.user_id)
        await self._database.fold()
        return Forgotten(clips, frozenset(answered))


async def _meanings(session: AsyncSession, turns: Sequence[Turn]) -> dict[UUID, Observation]:
    """What each turn means for its own question, whatever else was said in the same breath."""
    asked = {turn.id: turn.item_key for turn in turns}
    found: dict[UUID, Observation] = {}
    for each in await session.scalars(select(Observation).where(col(Observation.turn_id).in_(asked))):
        if each.turn_id not in found or each.item_key == asked[each.turn_id]:
            found[each.turn_id] = each
    return found


def _last_told(turns: Sequence[Turn], meanings: dict[UUID, Observation]) -> Turn | None:
    for turn in reversed(turns):
        found = meanings.get(turn.id)
        about_the_call = found is not None and found.meaning in ABOUT_THE_CALL
        if turn.message_type is MessageType.USER and turn.content and not about_the_call:
            return turn
    return None


def _first_about(last: Turn, turns: Sequence[Turn]) -> int:
    """Where the person first spoke to this question; in a free talk only their last words go."""
    if last.item_key == TALK_KEY:
        return last.position
    return min(
        turn.position
        for turn in turns
        if turn.item_key == last.item_key and turn.message_type is MessageType.USER and turn.content
    )


def _asks_to_forget(turn: Turn, meanings: dict[UUID, Observation]) -> bool:
    found = meanings.get(turn.id)
    return found is not None and found.meaning is Meaning.FORGET


async def _empty(session: AsyncSession, turns: Sequence[Turn]) -> tuple[list[str], set[str]]:
    """Without words and meaning; the names of their recordings, and the keys of what they answered."""
    ids = [turn.id for turn in turns]
    clips = [turn.audio_url for turn in turns if turn.audio_url]
    told = {turn.id for turn in turns if turn.content}
    for turn in turns:
        turn.content, turn.audio_url = "", None
    answered = set()
    for found in await session.scalars(select(Observation).where(col(Observation.turn_id).in_(ids))):
        if found.turn_id in told and found.meaning not in NO_ANSWERS:
            answered.add(found.item_key)
            found.settled = True
        found.text, found.value = "", None
        if found.meaning not in ABOUT_THE_CALL:
            found.meaning = Meaning.SKIP
    await unindex(session, ids)
    return clips, answered


async def _drop_memory(session: AsyncSession, call: Call) -> None:
    query = (
        select(Memory)
        .where(col(Memory.call_id) == call.id, col(Memory.kind).in_(TOLD))
        .order_by(col(Memory.created_at).desc())
        .limit(1)
    )
    for memory in await session.scalars(query):
        await unindex(session, [memory.id])
        await session.delete(memory)


async def _drop_derived(session: AsyncSession, call: Call, keys: Collection[str]) -> None:
    """Of a call that ended before and is rung again for a late answer."""
    made = [uuid5(call.id, key) for key in keys]
    await session.execute(delete(Commitment).where(col(Commitment.id).in_(made)))
    items = Agenda.model_validate(call.agenda).items if call.agenda else ()
    kinds = [item.metric_type_id for item in items if item.key in keys and item.metric_type_id]
    from_it = (
        col(Metric.metric_type_id).in_(kinds),
        col(Metric.source) == MetricSource.CALL,
        col(Metric.source_id) == str(call.id),
    )
    left_out = (col(MetricSkip.call_id) == call.id, col(MetricSkip.metric_type_id).in_(kinds))
    await session.execute(delete(MetricSkip).where(*left_out))
    revised = select(col(Metric.id)).where(*from_it)
    await session.execute(delete(MetricRevision).where(col(MetricRevision.metric_id).in_(revised)))
    await session.execute(delete(Metric).where(*from_it))
