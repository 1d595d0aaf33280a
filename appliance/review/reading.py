"""The review of a week: what was worked out, and the promises in their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from appliance.errors import InvalidInputError
from appliance.records.people import User
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.review.look import WEEK_DAYS, Look, look, look_back, look_back_deeper, look_deeper
from appliance.store import Store
from appliance.store.doors import EARLIEST

MOST_NEXT = 8
"""Promises to come that are told."""

_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Review:
    """All that a review tells of, of one person."""

    name: str
    language: str
    made_on: date
    look: Look
    promises: tuple[Commitment, ...]
    """Due in the week, but for those that were withdrawn, by due day."""
    coming: tuple[Commitment, ...]
    """Open ones that are due later, the next first."""

    @property
    def empty(self) -> bool:
        return self.look.empty and not self.promises

    def became(self, status: CommitmentStatus) -> tuple[Commitment, ...]:
        """The promises of the week that came to this."""
        return tuple(each for each in self.promises if each.status == status)


async def review_of(store: Store, user: User, today: date, last: date | None = None) -> Review:
    """Of the seven days up to `last`, a day that is over; without it, up to today. Nothing is worked out twice."""
    deeper = store.scores.insight
    until = today if last is None else last
    work = (look_deeper if deeper else look) if last is None else (look_back_deeper if deeper else look_back)
    async with store.snapshot():
        looked = await store.scores.worked_out(user, until, work)
        promises = await store.progress.commitments(user.id, due_from=looked.first)
    return Review(
        name=user.name,
        language=user.language,
        made_on=today,
        look=looked,
        promises=_of_the_week(promises, looked),
        coming=_coming(promises, max(until, today)),
    )


def last_day_of(week: str, today: date) -> date | None:
    """The Sunday of an ISO week (`2026-W47`); None of the one that is going on. Raises `InvalidInputError`."""
    found = _WEEK.fullmatch(week.strip())
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        monday = None
    if monday is None or not EARLIEST.year <= monday.year <= today.year + 1:
        raise InvalidInputError(
            f"{week!r} is no week.", remedy="Write year and week: 2026-W47.", says="week", text=week
        )
    last = monday + timedelta(days=WEEK_DAYS - 1)
    if monday > today:
        raise InvalidInputError(f"The week {week} is still to come.", says="week_to_come", text=week)
    return last if last < today else None


def _of_the_week(promises: Sequence[Commitment], looked: Look) -> tuple[Commitment, ...]:
    return tuple(
        each
        for each in promises
        if looked.first <= each.due_day <= looked.last and each.status != CommitmentStatus.DROPPED
    )


def _coming(promises: Sequence[Commitment], today: date) -> tuple[Commitment, ...]:
    later = [each for each in promises if each.status == CommitmentStatus.OPEN and each.due_day > today]
    return tuple(later[:MOST_NEXT])
