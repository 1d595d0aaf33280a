"""The end of a day, for whoever put something at stake."""

from __future__ import annotations

from datetime import date, datetime

from appliance.calls.occasions import today_of
from appliance.progress.stakes import (
    CRISIS_SPARES_DAYS,
    LONGEST_ROUND_DAYS,
    LOOK_BACK_DAYS,
    judge,
    missed_promises,
    missed_rounds,
    replay,
    spared_days,
)
from appliance.records.people import User
from appliance.records.stakes import LedgerEntry
from appliance.schedule.walltime import ONE_DAY
from appliance.store import Store


async def judge_day(store: Store, user: User, day: date, now: datetime) -> list[LedgerEntry]:
    """Bring the ledger in line with what is known at the end of this accounting day. May be repeated, or cut off."""
    rules = [rule for rule in await store.stakes.rules_in_force(user.id) if rule.agreed_at is not None]
    if not rules:
        return []
    first = day - (LOOK_BACK_DAYS - 1) * ONE_DAY
    history = await store.scores.history(user, day)
    promises = await store.stakes.promises_due(user.id, first, day)
    known = day - LONGEST_ROUND_DAYS * ONE_DAY
    crises = await store.calls.distress_days(user.id, known - CRISIS_SPARES_DAYS * ONE_DAY, day)
    spared = spared_days(history, crises, known, day)
    ledger = replay(await store.stakes.entries(user.id))
    added = []
    for rule in rules:
        since = today_of(user, rule.agreed_at or now) + ONE_DAY
        if rule.metric_type_id is None:
            misses = missed_promises(promises, history.calls, spared, max(first, since), day)
        else:
            misses = missed_rounds(history, rule.metric_type_id, spared, since, first, day)
        added += await store.stakes.append(judge(rule, misses, ledger, first, day), now)
    return added
