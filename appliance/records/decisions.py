"""What a request is decided on, and what the decision changes: plain values between the desk and the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from appliance.records.calls import Attempt, AttemptResult, Call, Observation, Turn
from appliance.records.people import CheckIn, Pause, QuietHours, User
from appliance.records.progress import Derived
from appliance.records.requests import Receipt, Request


@dataclass(frozen=True, slots=True)
class Situation:
    """What the store holds about whoever a request is from, read in the transaction that will change it."""

    now: datetime
    users: tuple[User, ...]
    """Whom it concerns: one person, or everybody of the household."""
    calls: tuple[Call, ...]
    """Their calls that have not ended or that ended lately, by their next ring, and the one the request names."""
    attempts: Mapping[UUID, tuple[Attempt, ...]]
    """The rings of each of `calls`."""
    turns: Mapping[UUID, tuple[Turn, ...]]
    """What was said in each of `calls` so far."""
    observations: Mapping[UUID, tuple[Observation, ...]]
    """What it meant, in order."""
    check_ins: tuple[CheckIn, ...]
    """Not archived."""
    claimed: frozenset[tuple[UUID, date]]
    """(check-in, day) pairs that have a call already, of the last days and all days to come."""
    pauses: tuple[Pause, ...]
    """Of these people and of the household, but for those long over."""
    quiet_hours: tuple[QuietHours, ...]

    @property
    def user(self) -> User:
        """The person, where it concerns one."""
        return self.users[0]

    def call(self, call_id: UUID) -> Call | None:
        return next((call for call in self.calls if call.id == call_id), None)

    def open_attempt(self, call: Call) -> Attempt | None:
        """The attempt that rings or is live."""
        return next((each for each in self.attempts.get(call.id, ()) if each.result is None), None)


@dataclass(frozen=True, slots=True)
class Change:
    """New values for columns of a stored row."""

    row: SQLModel
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """An attempt that the request ends: its line is hung up, or ends by itself where the request was said on it."""

    attempt: Attempt
    result: AttemptResult
    detail: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything one request changes, in one transaction."""

    receipt: Receipt
    changes: tuple[Change, ...] = ()
    new: tuple[SQLModel, ...] = ()
    ended: tuple[EndedAttempt, ...] = ()
    derived: Mapping[UUID, Derived] = field(default_factory=dict)
    """What the answers of calls that this ends amount to, by call."""


Decide = Callable[[Request, Situation], Decision]
"""Pure: what a request does in a situation."""
