"""Requests, each carried out once: what it changes and its receipt are one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError
from appliance.records.calls import Attempt, Call, Observation, Turn
from appliance.records.decisions import Decide, Decision, Situation
from appliance.records.host import RequestRecord
from appliance.records.people import CheckIn, Pause, QuietHours, User
from appliance.records.requests import Receipt, Request, RequestKind
from appliance.store.doors import checked, must_get, theirs
from appliance.store.history import UNFINISHED
from appliance.store.sqlite import Database
from appliance.store.values import keep_derived

OfCall = TypeVar("OfCall", Attempt, Turn, Observation)


RECENT = timedelta(days=4)
"""Calls that ended longer ago are not looked at: what credits their day is settled."""


class Requests:
    """Receipts by the request's id, which is its idempotency key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settle(self, request: Request, decide: Decide, now: datetime) -> Receipt:
        """Decide on what is stored now, apply it and keep the receipt, all or nothing.

        A request that was settled before gets its first receipt and changes nothing. Raises `ConflictError` for an id
        that was another request's, `NotFoundError` for a user or call that does not exist.
        """
        async with self._database.writing() as session:
            known = await session.get(RequestRecord, request.id)
            if known is not None:
                if known.content != _content(request):
                    raise ConflictError(
                        f"The request id {request.id} was used for another request ({known.kind}).",
                        remedy="Give every request an id of its own.",
                    )
                return Receipt.model_validate(known.receipt)
            decision = decide(request, await _situation(session, request, now))
            await _apply(session, decision, now)
            session.add(
                RequestRecord(
                    id=request.id,
                    user_id=request.user_id,
                    kind=request.kind,
                    source=request.source,
                    content=_content(request),
                    receipt=decision.receipt.model_dump(mode="json"),
                    settled_at=now,
                )
            )
        return decision.receipt

    async def receipt(self, request_id: UUID) -> Receipt | None:
        """What became of a request; None for one that never arrived."""
        async with self._database.reading() as session:
            known = await session.get(RequestRecord, request_id)
        return None if known is None else Receipt.model_validate(known.receipt)

    async def places(self, user_id: UUID, limit: int = 20) -> list[RequestRecord]:
        """What a person, or their home, said of where they are, the latest first."""
        query = select(RequestRecord).where(
            col(RequestRecord.user_id) == user_id, col(RequestRecord.kind) == RequestKind.PLACE
        )
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(RequestRecord.settled_at).desc()).limit(limit)))

    async def recent(self, limit: int = 20) -> list[RequestRecord]:
        """The latest first."""
        query = select(RequestRecord).order_by(col(RequestRecord.settled_at).desc()).limit(limit)
        async with self._database.reading() as session:
            return list(await session.scalars(query))


def _content(request: Request) -> dict[str, Any]:
    return request.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)


async def _situation(session: AsyncSession, request: Request, now: datetime) -> Situation:
    users = await _users(session, request)
    ids = [user.id for user in users]
    since = (now - RECENT).date()
    calls = await _calls(session, ids, request.call_id, since)
    call_ids = [call.id for call in calls]
    check_ins = list(
        await session.scalars(select(CheckIn).where(col(CheckIn.user_id).in_(ids), col(CheckIn.archived_at).is_(None)))
    )
    claimed = await session.execute(
        select(col(Call.check_in_id), col(Call.day)).where(
            col(Call.check_in_id).in_([each.id for each in check_ins]), col(Call.day) >= since
        )
    )
    pauses = select(Pause).where(
        theirs(Pause, ids),
        or_(col(Pause.until_day).is_(None), col(Pause.until_day) >= since),
    )
    quiet = select(QuietHours).where(theirs(QuietHours, ids))
    return Situation(
        now=now,
        users=tuple(users),
        calls=tuple(calls),
        attempts=await _attempts(session, call_ids),
        turns=await _turns(session, call_ids),
        observations=await _observations(session, call_ids),
        check_ins=tuple(check_ins),
        claimed=frozenset((check_in_id, day) for check_in_id, day in claimed if check_in_id),
        pauses=tuple(await session.scalars(pauses)),
        quiet_hours=tuple(await session.scalars(quiet)),
    )


async def _users(session: AsyncSession, request: Request) -> list[User]:
    if request.user_id is not None:
        return [await must_get(session, User, request.user_id)]
    return list(await session.scalars(select(User)))


async def _calls(session: AsyncSession, user_ids: Sequence[UUID], named: UUID | None, since: date) -> list[Call]:
    wanted = or_(col(Call.status).in_(UNFINISHED), col(Call.accounting_day) >= since)
    query = select(Call).where(col(Call.user_id).in_(user_ids), wanted)
    calls = sorted(await session.scalars(query), key=lambda call: (call.next_ring_at or call.due_at, call.id))
    if named is not None and all(call.id != named for call in calls):
        calls.append(await must_get(session, Call, named))
    return calls


async def _attempts(session: AsyncSession, call_ids: Sequence[UUID]) -> dict[UUID, tuple[Attempt, ...]]:
    query = select(Attempt).where(col(Attempt.call_id).in_(call_ids)).order_by(col(Attempt.number))
    return _by_call(await session.scalars(query))


async def _turns(session: AsyncSession, call_ids: Sequence[UUID]) -> dict[UUID, tuple[Turn, ...]]:
    query = select(Turn).where(col(Turn.call_id).in_(call_ids)).order_by(col(Turn.position))
    return _by_call(await session.scalars(query))


async def _observations(session: AsyncSession, call_ids: Sequence[UUID]) -> dict[UUID, tuple[Observation, ...]]:
    query = (
        select(Observation)
        .join(Turn, col(Turn.id) == col(Observation.turn_id))
        .where(col(Observation.call_id).in_(call_ids))
        .order_by(col(Turn.position))
    )
    return _by_call(await session.scalars(query))


def _by_call(rows: Iterable[OfCall]) -> dict[UUID, tuple[OfCall, ...]]:
    found: dict[UUID, list[OfCall]] = defaultdict(list)
    for row in rows:
        found[row.call_id].append(row)
    return {call_id: tuple(kept) for call_id, kept in found.items()}


async def _apply(session: AsyncSession, decision: Decision, now: datetime) -> None:
    for ended in decision.ended:
        ended.attempt.result, ended.attempt.ended_at, ended.attempt.detail = ended.result, now, ended.detail
    for change in decision.changes:
        for column, value in change.values.items():
            setattr(change.row, column, value)
    session.add_all(checked(row) for row in decision.new)
    for derived in decision.derived.values():
        await keep_derived(session, derived, now)
