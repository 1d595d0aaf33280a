"""Days and times as they are typed."""

from __future__ import annotations

from datetime import date, timedelta

from appliance.app import utc_now
from appliance.errors import InvalidInputError
from appliance.records.requests import EARLIEST_DAY, LATEST_DAY
from appliance.schedule.walltime import parse_local_time
from appliance.schedule.weekdays import NAMES


def today() -> date:
    """By this machine's own zone: whoever types a weekday means the one ahead of them."""
    return utc_now().astimezone().date()


def day(text: str) -> date:
    """`2026-12-24`, `today`, `tomorrow`, or the next day of a weekday's name. Raises `InvalidInputError`."""
    typed = text.strip().lower()
    if typed in ("today", "tomorrow"):
        return today() + timedelta(days=typed == "tomorrow")
    for number, name in enumerate(NAMES):
        if len(typed) >= 3 and typed.startswith(name):
            return today() + timedelta(days=(number - today().weekday() - 1) % 7 + 1)
    try:
        found = date.fromisoformat(typed)
        if not EARLIEST_DAY <= found <= LATEST_DAY:
            raise ValueError
        return found
    except ValueError:
        raise InvalidInputError(
            f"{text!r} is not a day", remedy="Write 2026-12-24, tomorrow, or a weekday such as monday."
        ) from None


def wall_time(text: str) -> str:
    """`21:30` as it is stored. Raises `InvalidInputError`."""
    return f"{parse_local_time(text):%H:%M}"


def hours(text: str) -> tuple[str, str]:
    """`22:00-07:00` as begin and end. Raises `InvalidInputError`."""
    begins, dash, ends = text.partition("-")
    if not dash:
        raise InvalidInputError(f"{text!r} are no hours", remedy="Write begin and end, 22:00-07:00 for example.")
    return wall_time(begins), wall_time(ends)
