"""kill -9 while days are closed: every miss is charged once, and the ledger adds up."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.calls.stakes import books_of, judge_day
from appliance.records.progress import CommitmentStatus
from appliance.records.stakes import EntryKind
from appliance.store import open_store, unlock
from tests.calls.lives import hosting

KILLS = 16
LONGEST_LIFE_SECONDS = 0.6


def test_killed_while_days_are_closed(tmp_path: Path) -> None:
    chance = random.Random()
    seed = chance.randrange(10**6)
    chance.seed(seed)
    with hosting("tests.calls.stakes_victim", tmp_path) as host:
        for _ in range(KILLS):
            life = host.begin()
            assert host.say() == "closing", (tmp_path / "stderr").read_text()
            threading.Event().wait(chance.uniform(0.0, LONGEST_LIFE_SECONDS))
            host.end(life)
    asyncio.run(_inspect(tmp_path, seed))


async def _inspect(folder: Path, seed: int) -> None:
    file = folder / "user_data" / "appliance.db"
    async with open_store(file, unlock(folder / "key", file), stakes=True) as store:
        (sam,) = await store.people.users()
        last = (await store.days.last_closed())[sam.id]
        await judge_day(store, sam, last, datetime.combine(last, datetime.min.time(), UTC) + timedelta(days=1))
        books = await books_of(store, sam)
        entries = list(books.ledger.entries.values())
        assert await store.stakes.sums(sam.id) == dict(books.ledger.owed), f"seed {seed}"
        standing = Counter(each.subject for each in books.ledger.charges)
        assert max(standing.values()) == 1, f"a miss was charged twice (seed {seed})"
        broken = await store.progress.commitments(sam.id, status=CommitmentStatus.BROKEN, due_by=last)
        charged = {each.subject for each in entries if each.kind is EntryKind.CHARGE}
        assert charged == {f"promise:{each.id}" for each in broken}, f"seed {seed}"
        assert {each.kind for each in entries} >= {EntryKind.CHARGE, EntryKind.REVERSAL}
        assert len({each.key for each in entries}) == len(entries)
