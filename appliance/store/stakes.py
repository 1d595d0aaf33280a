"""Stakes: rules people agreed to, and their ledgers. Entries are only added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError
from appliance.records.people import Consent, ConsentKind, User
from appliance.records.progress import Commitment, MetricType
from appliance.records.stakes import LedgerEntry, StakeForm, StakeRule, StakesSaid
from appliance.store.doors import by_id_or_prefix, checked, must_get, one_line
from appliance.store.sqlite import Database

MOST_STEPS = 10
MOST_PARTS = 1_000_000
"""Of one charge: more is a typing error."""


class Stakes:
    """Rules of stakes count only where the household switched them on (`in_force`); the ledger is always readable."""

    def __init__(self, database: Database, *, in_force: bool = False) -> None:
        self._database = database
        self.in_force = in_force

    async def propose(self, rule: StakeRule) -> StakeRule:
        """Keep a rule that nobody agreed to yet. Raises `InvalidInputError`, `NotFoundError`, `ConflictError`."""
        rule = checked_rule(rule)
        async with self._database.writing() as session:
            await must_get(session, User, rule.user_id)
            if rule.metric_type_id is not None:
                kind = await must_get(session, MetricType, rule.metric_type_id)
                if kind.user_id != rule.user_id:
                    raise ConflictError(f"{kind.name!r} is measured for another person.")
            for other in await session.scalars(_standing(rule.user_id)):
                if other.metric_type_id == rule.metric_type_id and other.form == rule.form:
                    end = f"appliance stakes end {str(other.id)[:8]}"
                    raise ConflictError("There is such a rule already.", remedy=f"End it first: {end}")
            session.add(rule)
        return rule

    async def agree(self, rule_id: UUID, now: datetime) -> StakeRule:
        """The person agrees to its wording, from now on. Raises `NotFoundError`, `ConflictError` where it ended."""
        async with self._database.writing() as session:
            rule = await must_get(session, StakeRule, rule_id)
            if rule.ended_at is not None:
                raise ConflictError("This stake has ended.", remedy="Propose it anew: appliance stakes add")
            _agree(session, rule, now)
        return rule

    async def end(self, rule: UUID | str, now: datetime) -> StakeRule:
        """Nothing is charged from now on; what was stays in the ledger. Raises `NotFoundError`, `InvalidInputError`."""
        async with self._database.writing() as session:
            found = await by_id_or_prefix(session, StakeRule, rule)
            await _end(session, found, now)
        return found

    async def rules(self, user_id: UUID, *, ended: bool = False) -> list[StakeRule]:
        """Agreed or proposed, the oldest first; with `ended`, those too."""
        query = select(StakeRule).where(col(StakeRule.user_id) == user_id) if ended else _standing(user_id)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(StakeRule.proposed_at))))

    async def rule(self, wanted: UUID | str) -> StakeRule:
        """By id or its beginning. Raises `NotFoundError`, `InvalidInputError`."""
        async with self._database.reading() as session:
            return await by_id_or_prefix(session, StakeRule, wanted)

    async def rules_in_force(self, user_id: UUID) -> list[StakeRule]:
        """What a call or the end of a day goes by: none where stakes are switched off."""
        return await self.rules(user_id) if self.in_force else []

    async def entry(self, wanted: UUID | str) -> LedgerEntry:
        """By id or its beginning. Raises `NotFoundError`, `InvalidInputError`."""
        async with self._database.reading() as session:
            return await by_id_or_prefix(session, LedgerEntry, wanted)

    async def entries(self, user_id: UUID) -> list[LedgerEntry]:
        """In order."""
        query = select(LedgerEntry).where(col(LedgerEntry.user_id) == user_id).order_by(col(LedgerEntry.position))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def sums(self, user_id: UUID) -> dict[UUID, int]:
        """What is owed by rule, added up by the database: the same as a replay comes to."""
        query = (
            select(col(LedgerEntry.rule_id), func.sum(col(LedgerEntry.amount)))
            .where(col(LedgerEntry.user_id) == user_id)
            .group_by(col(LedgerEntry.rule_id))
        )
        async with self._database.reading() as session:
            return {row[0]: row[1] for row in await session.execute(query)}

    async def promises_due(self, user_id: UUID, first: date, last: date) -> list[Commitment]:
        """Promises due on these days, both included."""
        due = col(Commitment.due_day).between(first, last)
        query = select(Commitment).where(col(Commitment.user_id) == user_id, due)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(col(Commitment.due_day), col(Commitment.created_at))))

    async def append(self, entries: Iterable[LedgerEntry], now: datetime) -> list[LedgerEntry]:
        """Add the entries that are not there yet, all of them or none; gives those that were added.

        An entry whose key is there, or that takes back what is taken back already, is there.
        """
        async with self._database.writing() as session:
            return await _append(session, entries, now)

    async def tell(self, entry_ids: Iterable[UUID], now: datetime) -> None:
        """The person knows of these entries: the day begins in which they may contest them."""
        async with self._database.writing() as session:
            await _tell(session, entry_ids, now)


def checked_rule(rule: StakeRule) -> StakeRule:
    """A validated copy. Raises `InvalidInputError`."""
    rule = checked(rule)
    steps = rule.steps
    if not 1 <= len(steps) <= MOST_STEPS or any(type(step) is not int for step in steps):
        raise InvalidInputError(f"A stake has 1 to {MOST_STEPS} steps, not {len(steps)}.")
    if steps != sorted(steps) or steps[0] < 1 or steps[-1] > MOST_PARTS:
        raise InvalidInputError("The steps of a stake rise from something, as in 1,2,4; the last is the most it costs.")
    if rule.form is not StakeForm.POINTS:
        rule.unit = one_line(rule.unit, "The chore" if rule.form is StakeForm.CHORES else "The currency", 40)
    if rule.form is StakeForm.PLEDGE:
        rule.beneficiary = one_line(rule.beneficiary, "Whom the pledge is for")
    return rule


async def keep_said(session: AsyncSession, said: StakesSaid, now: datetime) -> None:
    """Write what a person said about their stakes in a call, inside a writing session; repeatable."""
    for rule_id, agreed in said.rules.items():
        rule = await must_get(session, StakeRule, rule_id)
        if agreed and rule.ended_at is None:
            _agree(session, rule, now)
        elif not agreed and rule.agreed_at is None:
            await _end(session, rule, now)
    if said.told:
        await _tell(session, said.told, now)
    if said.entries:
        await _append(session, said.entries, now)


def _standing(user_id: UUID) -> Any:
    return select(StakeRule).where(col(StakeRule.user_id) == user_id, col(StakeRule.ended_at).is_(None))


def _agree(session: AsyncSession, rule: StakeRule, now: datetime) -> None:
    if rule.agreed_at is not None:
        return
    rule.agreed_at = now
    session.add(
        Consent(
            user_id=rule.user_id,
            kind=ConsentKind.PENALTIES,
            wording=rule.wording,
            subject=str(rule.id),
            granted_at=now,
        )
    )


async def _end(session: AsyncSession, rule: StakeRule, now: datetime) -> None:
    if rule.ended_at is not None:
        return
    rule.ended_at = now
    given = update(Consent).where(col(Consent.user_id) == rule.user_id, col(Consent.subject) == str(rule.id))
    await session.execute(given.where(col(Consent.withdrawn_at).is_(None)).values(withdrawn_at=now))


async def _append(session: AsyncSession, entries: Iterable[LedgerEntry], now: datetime) -> list[LedgerEntry]:
    added: list[LedgerEntry] = []
    for draft in entries:
        mine = col(LedgerEntry.user_id) == draft.user_id
        same = col(LedgerEntry.key) == draft.key
        if draft.reverses_id is not None:
            same |= col(LedgerEntry.reverses_id) == draft.reverses_id
        if await session.scalar(select(col(LedgerEntry.id)).where(mine, same)) is None:
            last = await session.scalar(select(func.max(col(LedgerEntry.position))).where(mine))
            draft.position, draft.created_at = (last or 0) + 1, now
            row = checked(draft)
            session.add(row)
            await session.flush()
            added.append(row)
    return added


async def _tell(session: AsyncSession, entry_ids: Iterable[UUID], now: datetime) -> None:
    untold = update(LedgerEntry).where(col(LedgerEntry.id).in_(list(entry_ids)), col(LedgerEntry.told_at).is_(None))
    await session.execute(untold.values(told_at=now))
