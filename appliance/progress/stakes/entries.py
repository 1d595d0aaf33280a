"""Lines of a ledger, as they are about to be added. Each has a key under which it is added once."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from appliance.records.stakes import Cause, EntryKind, LedgerEntry, StakeRule


def charge_entry(rule: StakeRule, subject: str, day: date, words: str, step: int, key: str) -> LedgerEntry:
    """Something was missed."""
    return LedgerEntry(
        user_id=rule.user_id,
        rule_id=rule.id,
        kind=EntryKind.CHARGE,
        amount=rule.steps[step],
        subject=subject,
        day=day,
        step=step,
        reason=words,
        key=key,
    )


def reversal_entry(entry: LedgerEntry, cause: Cause, reason: str = "", call_id: UUID | None = None) -> LedgerEntry:
    """Takes an entry back."""
    return LedgerEntry(
        user_id=entry.user_id,
        rule_id=entry.rule_id,
        kind=EntryKind.REVERSAL,
        amount=-entry.amount,
        subject=entry.subject,
        day=entry.day,
        step=entry.step,
        reverses_id=entry.id,
        cause=cause,
        reason=reason,
        key=f"reversal:{entry.id}",
        call_id=call_id,
    )


def settlement_entry(rule: StakeRule, amount: int, day: date, source: str, call_id: UUID | None = None) -> LedgerEntry:
    """The person paid, or did it. `source` is what it is known by: the call, or the request."""
    return LedgerEntry(
        user_id=rule.user_id,
        rule_id=rule.id,
        kind=EntryKind.SETTLEMENT,
        amount=-amount,
        day=day,
        key=f"settlement:{rule.id}:{source}",
        call_id=call_id,
    )
