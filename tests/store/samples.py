"""Records to put into a store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from appliance.records.calls import Attempt, Call, CallType, Meaning, MessageType, Observation, Turn
from appliance.records.people import CheckIn, User
from appliance.records.progress import Commitment, Metric, MetricKind, MetricSource, MetricType
from appliance.store import Store

NOW = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)


def user(name: str = "Sam", **changes: Any) -> User:
    return User(**{"name": name, "timezone": "Europe/Berlin", "created_at": NOW, **changes})


def check_in(of: User, **changes: Any) -> CheckIn:
    usual = {
        "call_type": CallType.EVENING,
        "at": "21:30",
        "weekdays": [0, 1],
        "channels": ["speaker"],
        "created_at": NOW,
    }
    return CheckIn(**{"user_id": of.id, **usual, **changes})


def call(of: User, **changes: Any) -> Call:
    usual = {"day": TODAY, "accounting_day": TODAY, "call_type": CallType.EVENING, "zone": of.timezone}
    return Call(**{"user_id": of.id, **usual, "due_at": NOW, "scheduled_at": NOW, **changes})


def attempt(of: Call, number: int = 1, **changes: Any) -> Attempt:
    return Attempt(**{"call_id": of.id, "number": number, "channel": "speaker", "started_at": NOW, **changes})


def turn(of: Call, position: int = 0, **changes: Any) -> Turn:
    usual = {"message_type": MessageType.USER, "content": "About six and a half.", "timestamp": NOW}
    return Turn(**{"call_id": of.id, "position": position, **usual, **changes})


def observation(of: Turn, **changes: Any) -> Observation:
    usual = {"item_key": "sleep", "meaning": Meaning.VALUE, "value": 6.5, "text": of.content}
    return Observation(**{"call_id": of.call_id, "turn_id": of.id, **usual, **changes})


def metric_type(of: User, name: str = "sleep", **changes: Any) -> MetricType:
    return MetricType(**{"user_id": of.id, "name": name, "kind": MetricKind.DURATION, "created_at": NOW, **changes})


def metric(of: MetricType, value: float, **changes: Any) -> Metric:
    usual = {"date": TODAY, "source": MetricSource.MANUAL, "recorded_at": NOW, "metric_type": of.name}
    return Metric(**{"user_id": of.user_id, "metric_type_id": of.id, "value": value, **usual, **changes})


def promise(of: User, text: str = "Call the dentist before ten.", **changes: Any) -> Commitment:
    usual = {"made_on": TODAY, "due_day": TOMORROW, "created_at": NOW}
    return Commitment(**{"user_id": of.id, "text": text, **usual, **changes})


async def ringing(store: Store) -> tuple[User, Call, Attempt]:
    """A user whose call is being rung."""
    sam = await store.people.add_user(user())
    rung = await store.calls.add(call(sam))
    return sam, rung, await store.calls.begin_attempt(attempt(rung))
