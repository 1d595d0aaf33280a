"""A person's rules and ledger, and what is done to it by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from appliance.calls.occasions import today_of
from appliance.coach.stakes import amount_told, rule_told
from appliance.errors import ConflictError
from appliance.progress.stakes import (
    CONTESTED_WITHIN,
    Ledger,
    due,
    may_contest,
    replay,
    reversal_entry,
    settlement_entry,
)
from appliance.records.people import User
from appliance.records.stakes import Cause, EntryKind, LedgerEntry, StakeRule
from appliance.store import Store


@dataclass(frozen=True, slots=True)
class Books:
    """A person's rules and ledger, read at one moment."""

    rules: Mapping[UUID, StakeRule]
    """Ended ones too."""
    habits: Mapping[UUID, str]
    """Names of metrics."""
    ledger: Ledger

    def told(self, rule_id: UUID, amount: int, code: str) -> str:
        """An amount of a rule in words."""
        return amount_told(self.rules[rule_id], amount, code)

    def wording(self, rule: StakeRule, code: str) -> str:
        """What a rule says, in words."""
        name = self.habits.get(rule.metric_type_id, "") if rule.metric_type_id else ""
        return rule_told(rule, name, code)


async def books_of(store: Store, user: User) -> Books:
    """Raises `CorruptDatabaseError` for a ledger that does not add up."""
    async with store.snapshot():
        rules = await store.stakes.rules(user.id, ended=True)
        kinds = await store.progress.metric_types(user.id, archived=True)
        entries = await store.stakes.entries(user.id)
    return Books({rule.id: rule for rule in rules}, {kind.id: kind.name for kind in kinds}, replay(entries))


async def contest(store: Store, user: User, charge: LedgerEntry, reason: str, now: datetime) -> LedgerEntry:
    """Take back a charge for what came in between, which is believed. Raises `ConflictError` where it is too late."""
    ledger = (await books_of(store, user)).ledger
    if not may_contest(charge, ledger, now):
        raise _too_late(charge, ledger)
    return await _added(store, [reversal_entry(ledger.tip(charge), Cause.CONTESTED, reason)], now)


async def undo(store: Store, user: User, entry: LedgerEntry, reason: str, now: datetime) -> LedgerEntry:
    """Take back any entry that counts. Raises `ConflictError` where it does not, or where that would make a miss cost
    twice."""
    ledger = (await books_of(store, user)).ledger
    if not ledger.stands(entry):
        raise ConflictError(f"Entry {entry.position} was taken back already.", remedy="Undo what took it back.")
    again = [each for each in ledger.charges if (each.rule_id, each.subject) == (entry.rule_id, entry.subject)]
    if entry.kind is EntryKind.REVERSAL and entry.subject and again:
        raise ConflictError(
            f"What entry {entry.position} took back was charged anew.",
            remedy=f"Undo that one instead: appliance stakes undo {str(again[0].id)[:8]}",
        )
    return await _added(store, [reversal_entry(ledger.tip(entry), Cause.UNDONE, reason)], now)


async def take_back(store: Store, user: User, entry: LedgerEntry, reason: str, now: datetime) -> LedgerEntry:
    """Contest it where that may still be done, undo it where not. Raises `ConflictError` as they do."""
    ledger = (await books_of(store, user)).ledger
    by_hand = contest if may_contest(entry, ledger, now) else undo
    return await by_hand(store, user, entry, reason, now)


async def settle(store: Store, user: User, rule: StakeRule, now: datetime, source: str) -> LedgerEntry:
    """Keep that everything owed by a rule was paid or done; `source` makes it happen once. Raises `ConflictError`
    where nothing is owed."""
    books = await books_of(store, user)
    amount = due(books.ledger, now).get(rule.id, 0)
    if amount <= 0:
        raise ConflictError("Nothing is owed by this rule that can no longer be contested.")
    entry = settlement_entry(rule, amount, today_of(user, now), source)
    return await _added(store, [entry], now)


async def _added(store: Store, entries: Sequence[LedgerEntry], now: datetime) -> LedgerEntry:
    added = await store.stakes.append(entries, now)
    if not added:
        raise ConflictError("Somebody else did so at the same moment.", remedy="See: appliance stakes ledger NAME")
    return added[0]


def _too_late(charge: LedgerEntry, ledger: Ledger) -> ConflictError:
    anyway = "Any entry can be taken back by hand, with a reason: appliance stakes undo"
    if charge.kind is not EntryKind.CHARGE:
        return ConflictError(f"Entry {charge.position} is no charge.", remedy=anyway)
    if not ledger.stands(charge):
        return ConflictError(f"Entry {charge.position} was taken back already.")
    hours = CONTESTED_WITHIN.total_seconds() / 3600
    return ConflictError(f"Entry {charge.position} was told more than {hours:g} hours ago and stands.", remedy=anyway)
