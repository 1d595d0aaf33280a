"""Standing appointments, before they are kept: what would surprise whoever makes one."""

from __future__ import annotations

from datetime import datetime

from appliance.errors import ConflictError, InvalidInputError
from appliance.records.people import CheckIn, User
from appliance.schedule.occurrences import next_occurrence, plan_of
from appliance.schedule.quiet import quiet_at, windows_of
from appliance.schedule.walltime import zone_named
from appliance.schedule.weekdays import write_weekdays
from appliance.store import Store


async def check_appointment(store: Store, wanted: CheckIn, person: User, now: datetime) -> None:
    """What would surprise: ringing twice at the same time, or never, since it is always quiet then.

    Raises `ConflictError`, `InvalidInputError`.
    """
    for known in await store.people.check_ins(person.id):
        same = (known.call_type, known.at) == (wanted.call_type, wanted.at) and known.id != wanted.id
        if same and set(known.weekdays) & set(wanted.weekdays) and known.every_weeks == wanted.every_weeks == 1:
            raise ConflictError(
                f"{person.name} has this {known.call_type} check-in at {known.at} already ({str(known.id)[:8]}).",
                remedy="Two would call twice. See: appliance check-ins list",
            )
    upcoming = next_occurrence(plan_of(wanted, person.timezone), now)
    if upcoming is None:
        raise InvalidInputError(
            f"It would never be due: no {write_weekdays(wanted.weekdays)} lies between its first and its last day.",
            remedy="Look at --days, --from and --until.",
        )
    windows = windows_of(await store.silences.quiet_hours(person.id))
    if not wanted.in_quiet_hours and quiet_at(upcoming.due_at, windows, zone_named(person.timezone)):
        raise ConflictError(
            f"{wanted.at} lies in quiet hours, so it would not ring then.",
            remedy="Choose another time, or add --even-in-quiet-hours. See: appliance quiet list",
        )
