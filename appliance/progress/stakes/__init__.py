"""Stakes: what a miss costs by the rules a person agreed to, and what the ledger comes to. Pure.

spared_days(history, …)      on which nothing is charged
missed_promises, missed_rounds   what was missed under a rule
judge(rule, misses, …)       entries that are missing
replay(entries)              sums, from zero
"""

from __future__ import annotations

from appliance.progress.stakes.entries import reversal_entry, settlement_entry
from appliance.progress.stakes.judging import judge
from appliance.progress.stakes.ledger import CONTESTED_WITHIN, Ledger, LedgerFaultError, due, may_contest, replay
from appliance.progress.stakes.misses import (
    CRISIS_SPARES_DAYS,
    LONGEST_ROUND_DAYS,
    LOOK_BACK_DAYS,
    Miss,
    missed_promises,
    missed_rounds,
    spared_days,
)
from appliance.progress.stakes.steps import EASES_AFTER_DAYS, step_on

__all__ = [
    "CONTESTED_WITHIN",
    "CRISIS_SPARES_DAYS",
    "EASES_AFTER_DAYS",
    "LONGEST_ROUND_DAYS",
    "LOOK_BACK_DAYS",
    "Ledger",
    "LedgerFaultError",
    "Miss",
    "due",
    "judge",
    "may_contest",
    "missed_promises",
    "missed_rounds",
    "replay",
    "reversal_entry",
    "settlement_entry",
    "spared_days",
    "step_on",
]
