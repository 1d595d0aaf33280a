"""Every row through the doors that the appliance's own rows go through, so that none comes in that breaks it later."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from appliance.errors import InvalidInputError, in_own_words
from appliance.language.messages import messages
from appliance.records.agenda import Agenda
from appliance.records.calls import Call
from appliance.records.host import RequestRecord
from appliance.records.people import CalendarEvent, CheckIn, User
from appliance.records.progress import Metric
from appliance.records.requests import Receipt, Request
from appliance.schedule.routes import checked_rules
from appliance.schedule.walltime import zone_named
from appliance.store.agendas import checked_agenda
from appliance.store.calendars import check_event, checked_calendar
from appliance.store.contacts import checked_contact
from appliance.store.memory import checked_memory
from appliance.store.ownership import Belonging, Kind, belongings
from appliance.store.people import checked_check_in, checked_user
from appliance.store.progress import checked_type
from appliance.store.silences import checked_hours, checked_pause
from appliance.store.stakes import checked_rule
from appliance.store.values import check_size
from appliance.transfer.dossier import Dossier, Row

LONGEST_RETRY = 366 * 24 * 60
"""Minutes after a call is due."""


def _metric(metric: Metric) -> Metric:
    check_size(metric.value, metric.metric_type)
    return metric


def _user(user: User) -> User:
    messages(user.language)
    user.prefers  # noqa: B018  # raises where it cannot be read
    return checked_user(user)


def _check_in(check_in: CheckIn) -> CheckIn:
    _check_retries(check_in.retry_minutes)
    return checked_check_in(check_in)


def _event(event: CalendarEvent) -> CalendarEvent:
    check_event(event)
    return event


def _call(call: Call) -> Call:
    zone_named(call.zone)
    _check_retries(call.retry_minutes)
    checked_rules(call.channel_rules, call.channels)
    if call.agenda is not None:
        Agenda.model_validate(call.agenda)
    return call


def _request(record: RequestRecord) -> RequestRecord:
    request, receipt = Request.model_validate(record.content), Receipt.model_validate(record.receipt)
    if request.user_id != record.user_id or receipt.request_id != record.id:
        raise InvalidInputError("The content and the receipt are of another person or another request.")
    return record


def _check_retries(minutes: list[int]) -> None:
    if any(not 0 < each <= LONGEST_RETRY for each in minutes):
        raise InvalidInputError(f"Retries come 1 to {LONGEST_RETRY} minutes after the due time, not {minutes}.")


DOORS: Mapping[str, Callable[[Any], Any]] = {
    "users": _user,
    "check_ins": _check_in,
    "agendas": checked_agenda,
    "pauses": lambda pause: pause if _was_ended(pause) else checked_pause(pause),
    "quiet_hours": checked_hours,
    "contacts": checked_contact,
    "calendars": checked_calendar,
    "calendar_events": _event,
    "metric_types": checked_type,
    "stake_rules": checked_rule,
    "memories": lambda memory: memory if _sums_up(memory) else checked_memory(memory),
    "calls": _call,
    "metrics": _metric,
    "requests": _request,
}
"""By table; of the others, types and references are all there is to check."""


def through_the_doors(dossier: Dossier) -> None:
    """Check every row of the tables that have a door; names and lists come out in order, as they do at the door.

    Raises `InvalidInputError` with the place of the first that is refused.
    """
    for belonging in belongings():
        door = DOORS.get(belonging.name)
        if door is None or belonging.name not in dossier.tables:
            continue
        columns = [each.name for each in belonging.attributes]
        rows = dossier.tables[belonging.name]
        for number, row in enumerate(rows):
            passed, fault, remedy = _tried(door, belonging.model, row)
            if fault:
                column = _blamed(door, belonging, row, fault)
                raise dossier.refused(belonging.name, number, column, f"cannot come in: {fault.rstrip('.')}", remedy)
            rows[number] = {column: getattr(passed, column) for column in columns}


def _tried(door: Callable[[Any], Any], model: Any, row: Row) -> tuple[Any, str, str]:
    """The row as it comes out, or what is wrong with it and the remedy."""
    try:
        return door(model(**row)), "", ""
    except InvalidInputError as error:
        return None, error.message, error.remedy
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        return None, f"{where and where + ': '}{in_own_words(fault['msg'])}", ""


def _blamed(door: Callable[[Any], Any], belonging: Belonging, row: Row, fault: str) -> str:
    """The column without whose value the row would pass; else the one that is spoken of, or that changes the fault."""
    spoken = [name for name, value in row.items() if value is not None and _speaks_of(fault, value)]
    others: list[str] = []
    for each in belonging.attributes:
        if each.is_key or each.refers_to or (each.needed and each.kind is not Kind.TEXT):
            continue
        _, said, _ = _tried(door, belonging.model, {**row, each.name: "" if each.needed else each.default})
        if not said:
            return each.name
        if said != fault:
            others.append(each.name)
    return [*spoken, *others, "id"][0]


def _speaks_of(fault: str, value: Any) -> bool:
    said = repr(value) if isinstance(value, str) else str(value)
    return re.search(rf"(?<!\w){re.escape(said)}(?!\w)", fault) is not None


def _was_ended(pause: Any) -> bool:
    """Whether somebody resumed before it had begun: it then ends before it begins, and covers no day."""
    return pause.until_day is not None and pause.until_day < pause.from_day


def _sums_up(memory: Any) -> bool:
    """Whether the appliance wrote it; its own summaries may be longer than what people tell."""
    return memory.kind in ("call", "week", "month")
