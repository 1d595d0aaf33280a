"""Stakes as the days go by: judged when a day closes, told and contested in calls and by hand."""

from __future__ import annotations

from appliance.calls.stakes.books import Books, books_of, contest, settle, take_back, undo
from appliance.calls.stakes.items import said_of, stake_items, week_at_stake, with_entries
from appliance.calls.stakes.judging import judge_day

__all__ = [
    "Books",
    "books_of",
    "contest",
    "judge_day",
    "said_of",
    "settle",
    "stake_items",
    "take_back",
    "undo",
    "week_at_stake",
    "with_entries",
]
