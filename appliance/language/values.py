"""What a language's rules hand back. The same for every language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from appliance.records.calls import Meaning


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from words."""

    value: float
    """In the unit asked for; yes is 1, no is 0, partly is between; a clock time is minutes after midnight."""
    certainty: float = 1.0
    """0 … 1: how sure the rule is that these words mean this value, whatever the recogniser thinks of the words."""

    def at_most(self, certainty: float) -> Found:
        """The same, no surer than this."""
        return replace(self, certainty=min(self.certainty, certainty))


@dataclass(frozen=True, slots=True)
class Command:
    """Words about the call rather than an answer to its question: "say again", "not now"."""

    meaning: Meaning
    certainty: float = 1.0
    minutes: float | None = None
    """For `LATER`: in how many minutes the person asked to be called."""
    subject: str = ""
    """For `SWITCH`: the persona's name (`drill_sergeant`); for `REMEMBER`: what is to be remembered; for
    `FORGET`: what is not to be kept, empty for what was said last."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time of day that a promise names for itself."""

    minutes: float
    """After midnight, local; 0 is the midnight that ends the day."""
    before: bool
    """True for a limit (`before ten`), false for a time (`at ten`)."""
    certainty: float = 1.0
    """0 … 1: low where nothing tells morning from evening."""


@dataclass(frozen=True, slots=True)
class DaySaid:
    """A day as it was said, not yet counted from any other: exactly one of the three is given."""

    days_ahead: int | None = None
    """From today: `tomorrow` is 1, `in three days` 3, `yesterday` -1."""
    weekday: int | None = None
    """0 (Monday) … 6: the next one after today; `weeks_ahead` more for `Friday next week`."""
    month_day: tuple[int | None, int] | None = None
    """Month (None: the next such day) and day: `on the fifth`, `May 3rd`."""
    weeks_ahead: int = 0
    certainty: float = 1.0

    def on(self, today: date) -> date | None:
        """The date meant, seen from `today`; None for a date that does not exist (`June 31st`)."""
        if self.days_ahead is not None:
            return today + timedelta(days=self.days_ahead)
        if self.weekday is not None:
            return today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1 + 7 * self.weeks_ahead)
        return None if self.month_day is None else _next_date(today, *self.month_day)


def _next_date(today: date, month: int | None, day: int) -> date | None:
    """The first date from today on with this day of the month, in this month where one is named."""
    for ahead in range(49):  # four years of months: a 29 February is at most eight years away, once a century
        year, zero_based = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        if month is not None and zero_based + 1 != month:
            continue
        try:
            found = date(year, zero_based + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Promised:
    """What a promise consists of, as far as its words say. The words themselves are kept beside it, verbatim."""

    action: str = ""
    """What is to be done, without when and without `I will`: `call the dentist`."""
    amount: float | None = None
    unit: str = ""
    """Singular or plural as the language's `units` know it; empty for things without one."""
    day: DaySaid | None = None
    time: Deadline | None = None
    certainty: float = 1.0
