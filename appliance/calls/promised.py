"""The parts of a promise, read from its words: what, how much, on which day, by what time. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from appliance.calls.moments import nudge_time
from appliance.language.catalogue import language
from appliance.records.people import User
from appliance.records.progress import Commitment
from appliance.store.doors import check_day

FARTHEST = timedelta(days=60)
"""A day said in words counts when it lies no further ahead; past that it was more likely misheard."""

SURE_ENOUGH = 0.5
"""Below this certainty a day or time is a guess."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Columns of a `Commitment`, by their names."""

    action: str
    amount: float | None
    unit: str
    due_minutes: float | None
    due_day: date


def parts_of(words: str, language_code: str, said_on: date, usual_day: date) -> Parts:
    """What the words say; the day counted from `said_on`, or `usual_day` where they name none that can be meant."""
    found = language(language_code).read_promise(words)
    day = found.day.on(said_on) if found.day is not None and found.day.certainty >= SURE_ENOUGH else None
    named = day is not None and said_on <= day <= said_on + FARTHEST
    timed = found.time is not None and found.time.certainty >= SURE_ENOUGH
    return Parts(
        action=found.action,
        amount=found.amount,
        unit=found.unit,
        due_minutes=found.time.minutes if found.time is not None and timed else None,
        due_day=day if day is not None and named else usual_day,
    )


def promise_of(user: User, words: str, today: date, now: datetime, due: date | None = None) -> Commitment:
    """What somebody promises of their own accord: due when the words say, or on `due`, else today.

    Raises `InvalidInputError` for a day that nobody means.
    """
    if due is not None:
        check_day(due)
    parts = parts_of(words, user.language, today, today)
    parts = replace(parts, due_day=due or parts.due_day)
    return Commitment(
        **asdict(parts),
        user_id=user.id,
        text=words,
        made_on=today,
        nudge_at=nudge_time(words, parts.due_day, user.timezone, user.language, now),
        created_at=now,
    )


def reworded(promise: Commitment, user: User, words: str, due: date, today: date, now: datetime) -> Commitment:
    """The same promise in other words, or due on another day: what is read from them is read anew.

    Raises `InvalidInputError` for a day that nobody means.
    """
    check_day(due)
    text = " ".join(words.split())
    same = text == promise.text
    parts = parts_of(text, user.language, promise.made_on, due)
    nudge_at = nudge_time(text, due, user.timezone, user.language, now)
    changed = {
        **({} if same else asdict(parts)),
        "text": text,
        "due_day": due,
        "confidence": promise.confidence if same else None,
        "nudge_at": nudge_at,
        "nudged_at": promise.nudged_at if nudge_at == promise.nudge_at else None,
        "overdue_since": promise.overdue_since if due < today else None,
    }
    return promise.model_copy(update=changed)
