"""Committed changes, told to whoever listens: those that were committed, all of them, in order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.errors import ConflictError
from appliance.feed import EVERYTHING, MOST_WAITING, Committed, Feed
from appliance.records.people import User
from appliance.store import open_store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_what_is_committed_is_told_and_what_is_rolled_back_is_not(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_store(tmp_path / "data" / "appliance.db", bytes(32)) as store:
            with store.feed.listening() as changes:
                sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOON))
                with pytest.raises(ConflictError):
                    await store.people.add_user(User(name="sam", timezone="UTC", created_at=NOON))
                await store.days.mark("on duty", NOON)
                assert await anext(changes) == Committed("users", sam.id.hex)
                assert await anext(changes) == Committed("host_marks", "on duty")

    asyncio.run(run())


def test_a_slow_listener_is_told_to_look_at_everything_and_others_miss_nothing() -> None:
    async def run() -> None:
        feed = Feed()
        with feed.listening() as slow, feed.listening() as quick:
            for number in range(MOST_WAITING + 5):
                feed.publish([Committed("calls", str(number))])
                if number < 10:
                    assert await anext(quick) == Committed("calls", str(number))
            assert await anext(slow) == EVERYTHING
            assert await anext(slow) == Committed("calls", str(MOST_WAITING))
        feed.publish([Committed("calls", "nobody listens")])

    asyncio.run(run())
