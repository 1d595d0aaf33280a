"""Claims what is due: each occurrence of a check-in becomes one call, and the check-in steps on to the next."""

from __future__ import annotations

from datetime import datetime, timedelta

from appliance.calls.briefing import MANY_MISSED, missed_in_a_row
from appliance.calls.faults import logged
from appliance.calls.occasions import of_check_in
from appliance.records.calls import Call, CallStatus
from appliance.records.people import CheckIn, HolidayRule, User
from appliance.schedule.days import pause_on
from appliance.schedule.occurrences import Occurrence, next_occurrence, occurrences, plan_of
from appliance.store import Store

LOOK_BACK = timedelta(days=31)
"""How far back occurrences are recorded that nobody claimed while the appliance was off."""

_INSTANT = timedelta(microseconds=1)


class Claims:
    """Keeps `CheckIn.next_due_at`, so that a look costs what is due and not what exists."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim_due(self, now: datetime, until: datetime) -> None:
        """Claim every occurrence due by `until` that nobody has claimed. One faulty check-in holds up no other."""
        seen: set[object] = set()
        while True:
            due = [pair for pair in await self._store.timetable.due(until) if pair[0].id not in seen]
            for check_in, user in due:
                seen.add(check_in.id)
                with logged(f"check-in {check_in.id} could not be claimed"):
                    await self._claim(check_in, user, now, until)
            if not due:
                return

    async def plan_anew(self, now: datetime) -> None:
        """Work out afresh when everything is due next: after a start, or when the clock was set.

        Occurrences that nobody claimed while the appliance was off stay due; those of a clock that ran ahead do not
        keep a check-in silent.
        """
        users = {user.id: user for user in await self._store.people.users()}
        planned: list[tuple[CheckIn, datetime | None]] = []
        for check_in in await self._store.people.check_ins():
            with logged(f"check-in {check_in.id} could not be planned"):
                after = _unclaimed_from(check_in, now)
                found = next_occurrence(
                    plan_of(check_in, users[check_in.user_id].timezone), max(after, check_in.created_at)
                )
                planned.append((check_in, found.due_at if found else None))
        await self._store.timetable.plan_anew(planned)

    async def _claim(self, check_in: CheckIn, user: User, now: datetime, until: datetime) -> None:
        plan = plan_of(check_in, user.timezone)
        after = max(check_in.created_at, _unclaimed_from(check_in, now), now - LOOK_BACK)
        found = list(occurrences(plan, after, until))
        calls = await self._calls(check_in, user, found, now) if found else []
        following = next_occurrence(plan, max(until, after))
        await self._store.timetable.claim(check_in, calls, following.due_at if following else None)

    async def _calls(self, check_in: CheckIn, user: User, found: list[Occurrence], now: datetime) -> list[Call]:
        ring_less = len(await missed_in_a_row(self._store, user.id)) == MANY_MISSED
        pauses = await self._store.silences.pauses(user.id, since=found[0].day - timedelta(days=1))
        holidays = {}
        if check_in.on_holidays is HolidayRule.SKIP:
            holidays = await self._store.calendars.holidays_on(user.id, found[0].day, found[-1].day)
        calls = []
        for occurrence in found:
            call = of_check_in(check_in, user, occurrence, now, ring_less=ring_less)
            pause = pause_on(call.accounting_day, pauses)
            if pause is not None:
                _end(call, CallStatus.PAUSED, pause.reason or "paused", now)
            elif occurrence.day in holidays:
                _end(call, CallStatus.SKIPPED, f"holiday: {holidays[occurrence.day]}", now)
            calls.append(call)
        return calls


def _end(call: Call, status: CallStatus, reason: str, now: datetime) -> None:
    call.status, call.reason, call.completed_at, call.next_ring_at = status, reason, now, None


def _unclaimed_from(check_in: CheckIn, now: datetime) -> datetime:
    """Just before the earliest occurrence that may be unclaimed; a check-in of an older version does not say."""
    return now - LOOK_BACK if check_in.next_due_at is None else min(check_in.next_due_at - _INSTANT, now)
