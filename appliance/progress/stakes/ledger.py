"""What a ledger's entries come to. Pure: everything is replayed from the first entry on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from appliance.errors import CorruptDatabaseError
from appliance.records.stakes import EntryKind, LedgerEntry

CONTESTED_WITHIN = timedelta(hours=24)
"""How long after they were told of it somebody may contest a charge."""


class LedgerFaultError(CorruptDatabaseError):
    """A ledger that does not add up, with the entry at which that shows."""

    def __init__(self, entry: LedgerEntry, column: str, why: str) -> None:
        super().__init__(
            f"Entry {entry.position} of the ledger is wrong: {why}.",
            remedy="Restore a backup, or see what it holds: appliance stakes ledger NAME --json",
        )
        self.entry_id, self.column, self.why = entry.id, column, why


@dataclass(slots=True)
class Ledger:
    """After some entries. `owed` is by rule, in the form's smallest parts; less than 0 where more was paid."""

    owed: defaultdict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    entries: dict[UUID, LedgerEntry] = field(default_factory=dict)
    reversed_by: dict[UUID, LedgerEntry] = field(default_factory=dict)

    @property
    def standing(self) -> list[LedgerEntry]:
        """Charges and settlements that count, in order."""
        return [each for each in self.entries.values() if each.kind is not EntryKind.REVERSAL and self.stands(each)]

    @property
    def charges(self) -> list[LedgerEntry]:
        """Charges that count, in order."""
        return [each for each in self.standing if each.kind is EntryKind.CHARGE]

    def stands(self, entry: LedgerEntry) -> bool:
        """Whether nothing takes it back; what takes it back may be taken back itself."""
        by = self.reversed_by.get(entry.id)
        return by is None or not self.stands(by)

    def tip(self, entry: LedgerEntry) -> LedgerEntry:
        """What has to be reversed to turn round whether it stands: itself, or the last that was said about it."""
        while (by := self.reversed_by.get(entry.id)) is not None:
            entry = by
        return entry


def replay(entries: Iterable[LedgerEntry]) -> Ledger:
    """From zero, in order. Raises `LedgerFaultError` for what no ledger of ours has: a gap, a reversal of nothing,
    of something twice, or of another amount."""
    ledger = Ledger()
    for number, entry in enumerate(sorted(entries, key=lambda each: each.position), start=1):
        if entry.position != number:
            raise LedgerFaultError(entry, "position", f"number {number} is missing")
        if entry.kind is EntryKind.REVERSAL:
            _reverse(ledger, entry)
        elif (entry.amount > 0) is not (entry.kind is EntryKind.CHARGE) or entry.amount == 0:
            raise LedgerFaultError(entry, "amount", f"a {entry.kind} of {entry.amount}")
        ledger.entries[entry.id] = entry
        ledger.owed[entry.rule_id] += entry.amount
    return ledger


def _reverse(ledger: Ledger, entry: LedgerEntry) -> None:
    before = ledger.entries.get(entry.reverses_id) if entry.reverses_id else None
    if before is None or before.rule_id != entry.rule_id:
        raise LedgerFaultError(entry, "reverses_id", "it takes back an entry that is not there")
    if before.id in ledger.reversed_by:
        raise LedgerFaultError(entry, "reverses_id", "the entry was taken back before")
    if before.amount != -entry.amount:
        raise LedgerFaultError(entry, "amount", f"it takes back {-entry.amount} of {before.amount}")
    ledger.reversed_by[before.id] = entry


def may_contest(entry: LedgerEntry, ledger: Ledger, now: datetime) -> bool:
    """Whether it is a charge that counts, and a day has not gone by since the person was told."""
    in_time = entry.told_at is None or now - entry.told_at < CONTESTED_WITHIN
    return entry.kind is EntryKind.CHARGE and ledger.stands(entry) and in_time


def due(ledger: Ledger, now: datetime) -> Mapping[UUID, int]:
    """What is owed by rule, without charges that may still be contested; rules that owe something only."""
    owed = dict(ledger.owed)
    for charge in ledger.charges:
        if may_contest(charge, ledger, now):
            owed[charge.rule_id] -= charge.amount
    return {rule: amount for rule, amount in owed.items() if amount > 0}
