"""What is told of people who agreed to it, as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from appliance.calls.coming import coming
from appliance.calls.occasions import today_of
from appliance.progress import scoreboard
from appliance.records.calls import CallStatus
from appliance.records.people import User
from appliance.records.reach import HomeShare
from appliance.store import Store


@dataclass(frozen=True, slots=True)
class StreakTold:
    """Of one metric that its person shares with the household."""

    metric_id: UUID
    name: str
    length: int
    unit: str
    """`day`, `week`, `month` or `round`."""


@dataclass(frozen=True, slots=True)
class Told:
    """One person. What they did not agree to is not here."""

    user_id: UUID
    name: str
    language: str
    share: HomeShare
    next_call: datetime | None = None
    """Aware, UTC."""
    ringing: bool = False
    streaks: tuple[StreakTold, ...] = ()


async def told(store: Store, now: datetime) -> list[Told]:
    """Of everybody who agreed to anything, read in one go but for the streaks."""
    shares = {user_id: share for user_id, share in (await store.home.shares()).items() if share.tells}
    if not shares:
        return []
    users = [user for user in await store.people.users() if user.id in shares]
    ahead = await coming(store, now)
    ringing = {call.user_id for call in await store.calls.unfinished() if call.status is CallStatus.RINGING}
    found = []
    for user in users:
        share = shares[user.id]
        mine = next((each.ring_at for each in ahead if each.user.id == user.id), None)
        found.append(
            Told(
                user.id,
                user.name,
                user.language,
                share,
                next_call=mine if share.next_call else None,
                ringing=share.ringing and user.id in ringing,
                streaks=await _streaks(store, user, now) if share.streaks else (),
            )
        )
    return found


async def _streaks(store: Store, user: User, now: datetime) -> tuple[StreakTold, ...]:
    board = await store.scores.worked_out(user, today_of(user, now), scoreboard)
    return tuple(
        StreakTold(score.metric.id, score.metric.name, score.streak.current, score.streak.unit)
        for score in board.scores
        if score.metric.shared and score.metric.archived_at is None
    )
