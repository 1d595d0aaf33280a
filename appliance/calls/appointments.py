"""Standing appointments, before they are kept: what would surprise whoever makes one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from appliance.calls.occasions import SELF_RUNG
from appliance.errors import ConflictError, InvalidInputError
from appliance.records.people import CallType, CheckIn, User
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
                says="check_in_twice",
                at=known.at,
            )
    upcoming = next_occurrence(plan_of(wanted, person.timezone), now)
    if upcoming is None:
        raise InvalidInputError(
            f"It would never be due: no {write_weekdays(wanted.weekdays)} lies between its first and its last day.",
            remedy="Look at --days, --from and --until.",
            says="never_due",
        )
    windows = windows_of(await store.silences.quiet_hours(person.id))
    if not wanted.in_quiet_hours and quiet_at(upcoming.due_at, windows, zone_named(person.timezone)):
        raise ConflictError(
            f"{wanted.at} lies in quiet hours, so it would not ring then.",
            remedy="Choose another time, or add --even-in-quiet-hours. See: appliance quiet list",
            says="in_quiet",
            at=wanted.at,
        )


def ways_to_ring(channels: Iterable[str]) -> list[str]:
    """Those that the appliance can ring by itself."""
    return [name for name in channels if name != SELF_RUNG]


async def check_ways(store: Store, wanted: CheckIn, channels: Iterable[str]) -> None:
    """That its channels and its room are there; the room gets its name as it is written.

    Raises `InvalidInputError`, `NotFoundError`.
    """
    there = ways_to_ring(channels)
    unknown = [name for name in wanted.channels if name not in there]
    if unknown or not wanted.channels:
        raise InvalidInputError(
            f"There is no channel {', '.join(unknown) or repr('')}.", remedy=f"There is: {', '.join(there)}."
        )
    wanted.room = (await store.people.room(wanted.room)).name if wanted.room else None


async def own_list(store: Store, wanted: CheckIn, name: str) -> UUID | None:
    """The list that a custom call asks, by its name; None for no name. Raises `InvalidInputError`, `NotFoundError`."""
    if not name.strip():
        return None
    if wanted.call_type is not CallType.CUSTOM:
        raise InvalidInputError("Only a custom call asks a list of its own.")
    return (await store.agendas.named(wanted.user_id, name)).id
