"""What the ledger owes the facts, as of the end of a day. Pure, and nothing is left to do when it was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from appliance.progress.stakes.entries import charge_entry, reversal_entry
from appliance.progress.stakes.ledger import Ledger
from appliance.progress.stakes.misses import Miss
from appliance.progress.stakes.steps import step_on
from appliance.records.stakes import Cause, EntryKind, LedgerEntry, StakeRule


def judge(rule: StakeRule, misses: Iterable[Miss], ledger: Ledger, first: date, last: date) -> list[LedgerEntry]:
    """Entries of one rule that are missing, given all that was missed under it on these days.

    What was missed and never charged is charged; a charge for what was no miss after all is taken back; one whose
    step was raised by a charge that does not count any more is charged anew at its own. Nothing that was ever
    charged, and taken back, is charged again, and nothing gets dearer in hindsight.
    """
    missed = {miss.subject: miss for miss in misses if first <= miss.day <= last}
    charged = [each for each in ledger.charges if each.rule_id == rule.id]
    known = {each.subject for each in ledger.entries.values() if _charges(each, rule)}
    gone = [each for each in charged if first <= each.day <= last and each.subject not in missed]
    standing = [each for each in charged if each not in gone]
    new = sorted((miss for miss in missed.values() if miss.subject not in known), key=lambda miss: miss.day)
    days = {each.day for each in standing} | {miss.day for miss in new}
    entries: list[LedgerEntry] = [reversal_entry(ledger.tip(each), Cause.MADE_GOOD) for each in gone]
    entries += _corrections(rule, ledger, [each for each in standing if first <= each.day], days)
    return entries + [_charge(rule, miss, days, f"charge:{rule.id}:{miss.subject}") for miss in new]


def _corrections(rule: StakeRule, ledger: Ledger, charges: Sequence[LedgerEntry], days: set[date]) -> list[LedgerEntry]:
    entries: list[LedgerEntry] = []
    for each in charges:
        again = _charge(rule, Miss(each.subject, each.day, each.reason), days, f"charge:{each.id}:again")
        if again.amount < each.amount:
            entries += [reversal_entry(ledger.tip(each), Cause.CORRECTED), again]
    return entries


def _charge(rule: StakeRule, miss: Miss, days: Iterable[date], key: str) -> LedgerEntry:
    return charge_entry(rule, miss.subject, miss.day, miss.words, step_on(miss.day, days, len(rule.steps)), key)


def _charges(entry: LedgerEntry, rule: StakeRule) -> bool:
    return entry.kind is EntryKind.CHARGE and entry.rule_id == rule.id
