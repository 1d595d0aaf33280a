"""All insights of one history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np

from appliance.progress.insight import insights
from appliance.records.history import Entry, History
from appliance.records.progress import MetricKind, MetricSource, MetricType
from tests.progress.lives import MONDAY

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
DAYS = 364


def test_what_is_true_of_a_life_is_found_and_nothing_else() -> None:
    chance = np.random.default_rng(11)
    sleep = chance.normal(7, 1, DAYS)
    gym = chance.random(DAYS) < np.where(np.arange(DAYS) % 7 == 0, 0.25, 0.9)
    energy = np.concatenate([[5.0], 5 + 1.5 * (sleep[:-1] - 7) + chance.normal(0, 1, DAYS - 1)])
    told = {"sleep": sleep, "gym": gym, "energy": energy, "new": chance.random(10)}
    kinds = {
        name: MetricType(
            user_id=uuid4(), name=name, kind=MetricKind.HABIT if name == "gym" else MetricKind.NUMBER, created_at=NOON
        )
        for name in told
    }
    entries = tuple(
        Entry(kinds[name].id, MONDAY + timedelta(days=day), float(value), MetricSource.CALL, NOON, "call")
        for name, values in told.items()
        for day, value in enumerate(values)
    )
    history = History(tuple(kinds.values()), {kind.id: MONDAY for kind in kinds.values()}, entries)
    found = insights(history, MONDAY + timedelta(days=DAYS - 1))
    assert [(link.earlier, link.later, link.lag) for link in found.links] == [("sleep", "energy", 1)]
    assert [(each.name, each.worst) for each in found.weekdays] == [("gym", 0)]
    assert found.trends == ()
    assert found.slip is not None
    assert (found.slip.name, found.slip.reason) == ("gym", "weekday")
    assert found.too_little == ("new",)


def test_nobody_who_tracks_nothing_is_told_anything() -> None:
    found = insights(History(), MONDAY)
    assert (found.trends, found.weekdays, found.links, found.slip, found.too_little) == ((), (), (), None, ())
