"""What calls say about stakes, and what the answers amount to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from appliance.calls.stakes.books import Books, books_of
from appliance.coach.stakes import charges_told, owed_told, week_told
from appliance.progress.stakes import CRISIS_SPARES_DAYS, due, may_contest, reversal_entry, settlement_entry
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Call, Meaning, Observation
from appliance.records.people import CallType, User
from appliance.records.progress import Derived
from appliance.records.stakes import Cause, StakesSaid
from appliance.schedule.walltime import ONE_DAY
from appliance.store import Store

AGREED_FROM = 0.99
"""A stake is agreed to, and a debt settled, by a clear yes only."""

CAME_BETWEEN = 0.5
"""Whoever says that half of it was their own doing is believed the other half."""


async def stake_items(store: Store, call: Call, user: User) -> tuple[AgendaItem, ...]:
    """What a call has to say about stakes: proposed rules, what is new in the ledger, and weekly what is owed.

    Nothing in the days after a crisis, and nothing where stakes are switched off.
    """
    if not await store.stakes.rules_in_force(user.id):
        return ()
    day, now, code = call.accounting_day, call.due_at, user.language
    if await store.calls.distress_days(user.id, day - CRISIS_SPARES_DAYS * ONE_DAY, day):
        return ()
    books = await books_of(store, user)
    items = [*_proposals(books, code), *_charges(books, now, day, code)]
    if call.call_type is CallType.WEEKLY:
        items += _settlements(books, now, day, code)
    return tuple(items)


def _proposals(books: Books, code: str) -> list[AgendaItem]:
    return [
        AgendaItem(
            key=f"stake:{rule.id}",
            kind=ItemKind.STAKE,
            answer=Answer.YES_NO,
            subject_id=rule.id,
            statement=books.wording(rule, code),
        )
        for rule in books.rules.values()
        if rule.agreed_at is None and rule.ended_at is None
    ]


def _charges(books: Books, now: datetime, day: date, code: str) -> list[AgendaItem]:
    """Those the person was not told of yet."""
    new = [each for each in books.ledger.charges if each.told_at is None and may_contest(each, books.ledger, now)]
    if not new:
        return []
    told = charges_told([(each.reason, books.told(each.rule_id, each.amount, code)) for each in new], code)
    return [
        AgendaItem(
            key=f"charges:{day}",
            kind=ItemKind.CHARGES,
            answer=Answer.YES_NO,
            entry_ids=tuple(each.id for each in new),
            statement=told,
        )
    ]


def _settlements(books: Books, now: datetime, day: date, code: str) -> list[AgendaItem]:
    """Of what can be settled: points only add up."""
    return [
        AgendaItem(
            key=f"settlement:{rule_id}:{day}",
            kind=ItemKind.SETTLEMENT,
            answer=Answer.YES_NO,
            subject_id=rule_id,
            amount=amount,
            statement=owed_told(books.told(rule_id, amount, code), code),
        )
        for rule_id, amount in due(books.ledger, now).items()
        if books.rules[rule_id].settles
    ]


async def week_at_stake(store: Store, user: User, day: date) -> str:
    """The week's ledger as it is told aloud; empty where nothing came to it."""
    if not store.stakes.in_force:
        return ""
    books, code = await books_of(store, user), user.language
    week = [each for each in books.ledger.charges if timedelta() <= day - each.day < timedelta(days=7)]
    added: dict[UUID, int] = {}
    for each in week:
        added[each.rule_id] = added.get(each.rule_id, 0) + each.amount
    amounts = [books.told(rule_id, amount, code) for rule_id, amount in added.items()]
    return week_told(amounts, [books.told(rule_id, books.ledger.owed[rule_id], code) for rule_id in added], code)


def said_of(agenda: Agenda, final: Mapping[str, Observation]) -> StakesSaid:
    """What the settled answers of a call say about stakes. Pure."""
    rules: dict[UUID, bool] = {}
    told: list[UUID] = []
    contested: dict[UUID, str] = {}
    settled: dict[UUID, int] = {}
    for item in agenda.items:
        found = final.get(item.key)
        if found is None or item.kind not in (ItemKind.STAKE, ItemKind.CHARGES, ItemKind.SETTLEMENT):
            continue
        value = found.value if found.meaning is Meaning.VALUE else None
        if item.kind is ItemKind.CHARGES:
            told += item.entry_ids
            if value is not None and value >= CAME_BETWEEN:
                contested |= dict.fromkeys(item.entry_ids, found.text)
        elif item.subject_id is not None and value is not None:
            if item.kind is ItemKind.STAKE and (value >= AGREED_FROM or value <= 0):
                rules[item.subject_id] = value >= AGREED_FROM
            elif item.kind is ItemKind.SETTLEMENT and value >= AGREED_FROM:
                settled[item.subject_id] = item.amount
    return StakesSaid(rules, tuple(told), contested, settled)


async def with_entries(store: Store, call: Call, derived: Derived) -> Derived:
    """With the ledger's lines that what was said amounts to."""
    said = derived.stakes
    if not said.contested and not said.settled:
        return derived
    books = await books_of(store, await store.people.user_by_id(call.user_id))
    entries = []
    for entry_id, reason in said.contested.items():
        charge = books.ledger.entries.get(entry_id)
        if charge is not None and books.ledger.stands(charge):
            entries.append(reversal_entry(books.ledger.tip(charge), Cause.CONTESTED, reason, call.id))
    for rule_id, amount in said.settled.items():
        if (rule := books.rules.get(rule_id)) is not None:
            entries.append(settlement_entry(rule, amount, call.accounting_day, str(call.id), call.id))
    return replace(derived, stakes=replace(said, entries=tuple(entries)))
