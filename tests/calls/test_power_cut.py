"""kill -9 in mid-call: nothing finished is lost, nothing rings twice, every state is legal."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.records.calls import FINAL_STATUSES, AttemptResult, CallStatus
from appliance.store import open_store, unlock
from tests.calls.lives import hosting

KILLS = 20
LONGEST_LIFE_SECONDS = 1.0
"""From the first ring of a process to its end; a call takes about a fifth of it."""


@pytest.mark.timeout(240)
def test_twenty_kills(tmp_path: Path) -> None:
    chance = random.Random()
    seed = chance.randrange(10**6)
    chance.seed(seed)
    with hosting("tests.calls.victim", tmp_path) as host:
        for _ in range(KILLS):
            life = host.begin()
            assert host.say() == "ringing", (tmp_path / "stderr").read_text()
            threading.Event().wait(chance.uniform(0.0, LONGEST_LIFE_SECONDS))
            host.end(life)
    asyncio.run(_inspect(tmp_path, seed))


async def _inspect(folder: Path, seed: int) -> None:
    lines = [line.split() for line in (folder / "witness").read_text().splitlines()]
    rings = Counter(attempt for kind, attempt, *_ in lines if kind == "ring")
    kept = {(call, int(position)) for kind, call, *rest in lines if kind == "kept" for position in rest}
    assert rings, f"no call ever rang (seed {seed})"
    assert max(rings.values()) == 1, f"an attempt rang twice (seed {seed})"
    file = folder / "user_data" / "appliance.db"
    async with open_store(file, unlock(folder / "key", file)) as store:
        await store.calls.drop_open_attempts(datetime.now(UTC))
        calls = await store.calls.recent(limit=10_000)
        stored, results = set(), Counter[AttemptResult | None]()
        for call in calls:
            turns = await store.calls.turns(call.id)
            assert [turn.position for turn in turns] == list(range(len(turns)))
            stored |= {(str(call.id), turn.position) for turn in turns}
            attempts = await store.calls.attempts(call.id)
            results.update(attempt.result for attempt in attempts)
            assert [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1))
            assert call.status in FINAL_STATUSES | {CallStatus.SCHEDULED}
            observations = await store.calls.observations(call.id)
            assert {found.turn_id for found in observations} <= {turn.id for turn in turns}
            if call.status is CallStatus.COMPLETED:
                values = {
                    each.metric_type
                    for each in await store.progress.metrics(call.user_id)
                    if each.source_id == str(call.id)
                }
                assert call.agenda is not None
                assert values == {item["label"] for item in call.agenda["items"] if item["kind"] == "metric"}
    assert kept <= stored, f"turns were lost (seed {seed}): {kept - stored}"
    assert results[AttemptResult.DROPPED] >= KILLS // 4, f"the kills hit no calls: {results}"
    assert results[None] == 0
    assert rings.total() <= results.total()
