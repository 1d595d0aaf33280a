"""Requests: what a person wants done now. The same value from voice, command line, page and carriers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.errors import InvalidInputError, in_own_words
from appliance.records.people import CallType, Whereabouts

EARLIEST_DAY, LATEST_DAY = date(1990, 1, 1), date(2200, 1, 1)
"""Days outside are typing errors, and near the ends of the calendar arithmetic fails."""


class RequestKind(StrEnum):
    CALL = "call"
    """Ring now; a check-in of that type still to come today is rung early."""
    SNOOZE = "snooze"
    """Ring again in some minutes, or at a time."""
    MOVE = "move"
    """Ring at another time of day."""
    SKIP = "skip"
    """Not this one, with a reason; the day's call is over."""
    PAUSE = "pause"
    """Nothing rings before a day."""
    RESUME = "resume"
    """End the pauses."""
    CANCEL = "cancel"
    """Take back a call that has not rung."""
    ANSWER_LATE = "answer_late"
    """Ring a call that was missed, crediting its own day."""
    FOCUS = "focus"
    """Stay for some minutes: a word midway, a check at the end."""
    PLACE = "place"
    """Home or away from now on."""


class RequestSource(StrEnum):
    VOICE = "voice"
    CLI = "cli"
    PAGE = "page"
    TELEGRAM = "telegram"
    MQTT = "mqtt"
    WEBHOOK = "webhook"
    PRESENCE = "presence"
    """An address of the home network that says who is there."""


class Request(BaseModel):
    """One wish. `id` is its idempotency key: sent again, it gets the receipt of the first time and changes nothing.

    What it is about is `call_id`, or else the person's call under way, the next one waiting, or the next occurrence of
    their check-ins (of `call_type`, where it is given).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID = Field(default_factory=uuid4)
    kind: RequestKind
    source: RequestSource
    user_id: UUID | None = None
    """None is the whole household, for a pause and its end."""
    call_id: UUID | None = None
    attempt_id: UUID | None = None
    """The attempt in which it was said: it ends with the request instead of being hung up on."""
    call_type: CallType | None = None
    minutes: float | None = Field(default=None, gt=0, le=1e7, allow_inf_nan=False)
    at: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    """Local wall time `HH:MM`."""
    either_half: bool = False
    """`at` was said without morning or evening: `nine` is 09:00 or 21:00, whichever comes next."""
    from_day: date | None = Field(default=None, ge=EARLIEST_DAY, le=LATEST_DAY)
    until_day: date | None = Field(default=None, ge=EARLIEST_DAY, le=LATEST_DAY)
    """The day on which it rings again: a pause ends the day before. For `move`, the local date of `at`. For `place`,
    the person's day on which they are taken to be at home again."""
    talk: bool = False
    """For a call: without an agenda, just to talk."""
    channel: str | None = None
    room: str | None = None
    place: Whereabouts | None = None
    text: str = Field(default="", max_length=500)
    """A reason, or a focus session's task, in the person's words."""


def request_from(content: dict[str, Any]) -> Request:
    """A request from what somebody typed or sent. Raises `InvalidInputError` naming the first fault."""
    try:
        return Request.model_validate(content)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"]) or "it"
        raise InvalidInputError(f"That is no usable request: {where}: {in_own_words(fault['msg'])}.") from error


class Refusal(StrEnum):
    """Why a request was not done. Nothing has changed then."""

    NOTHING_THERE = "nothing_there"
    """No call that it could be about."""
    OVER = "over"
    """That call has ended."""
    UNDER_WAY = "under_way"
    """That call rings or is held already."""
    PAST = "past"
    """The time asked for is past."""
    TOO_FAR = "too_far"
    """Further ahead than a call may be put off."""
    QUIET = "quiet"
    """Quiet hours at that time."""
    PAUSED = "paused"
    """A pause covers it."""
    TOO_OFTEN = "too_often"
    """Put off as often as it may be."""
    TOO_OLD = "too_old"
    """That day is closed for good."""
    INCOMPLETE = "incomplete"
    """A time, a day or a length is missing."""
    NO_PAUSE = "no_pause"
    """There is no pause to end."""


class Receipt(BaseModel):
    """What became of a request: done and committed, or refused with the reason."""

    model_config = ConfigDict(frozen=True)

    request_id: UUID
    kind: RequestKind
    done: bool
    refusal: Refusal | None = None
    call_id: UUID | None = None
    ring_at: datetime | None = None
    """When it rings next, where the request decides that. Aware, UTC."""
    zone: str = "UTC"
    """IANA zone in which to say it."""
    day: date | None = None
    """The local date on which it was asked."""
    until_day: date | None = None
    """For a pause: the day on which calls begin again; None: not before they are asked to. For a skip: the local date
    of the call that was left out. For a place: the day on which they are home again; None: when they say so."""
    minutes: float | None = None
    place: Whereabouts | None = None
    calls: int = 0
    """Further calls that this ended (a pause ends those that wait)."""
