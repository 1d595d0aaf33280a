"""A real process that is stopped over the hour, as a machine that is suspended, and goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.records.calls import FINAL_STATUSES, AttemptResult, Call, CallStatus
from appliance.records.people import CallType, CheckIn, User
from appliance.store import Store, open_store, unlock
from appliance.upkeep.counter import CLOCK_TRUSTED
from tests.calls.household import IN_MEMORY
from tests.calls.lives import Host
from tests.calls.requests_victim import host, settings_in, wall_clock

DUE = datetime(2026, 11, 30, 12, 30, tzinfo=UTC)
LONGEST_WAIT_SECONDS = 60.0


class Suspended:
    """One life of the appliance, with a check-in that is due in a moment."""

    def __init__(self, folder: Path, lives: Host) -> None:
        self.folder = folder
        self._lives = lives
        self._life = 0

    def begin(self, before: timedelta) -> None:
        """On duty, with the wall clock so long before the hour."""
        set_clock(self.folder, DUE - before)
        asyncio.run(self._move_in())
        set_clock(self.folder, DUE - before)
        self._life = self._lives.begin()
        assert self._lives.say() == "on duty"

    def stop(self) -> None:
        os.kill(self._life, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self._life, signal.SIGCONT)

    def rings(self) -> int:
        return len((self.folder / "witness").read_text().splitlines())

    def outcome(self) -> tuple[Call, list[AttemptResult | None]]:
        """The one call once it has ended, and how its attempts did."""
        found = asyncio.run(asyncio.wait_for(self._ended(), LONGEST_WAIT_SECONDS))
        self._lives.end(self._life)
        return found

    async def _move_in(self) -> None:
        async with self._store() as store:
            now = wall_clock(self.folder)
            sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=now))
            check_in = CheckIn(
                user_id=sam.id,
                call_type=CallType.EVENING,
                at=f"{DUE:%H:%M}",
                weekdays=list(range(7)),
                channels=["speaker"],
                retry_minutes=[10, 30],
                created_at=now,
            )
            await store.people.add_check_in(check_in)
            await store.days.mark(CLOCK_TRUSTED, now)

    async def _ended(self) -> tuple[Call, list[AttemptResult | None]]:
        async with self._store() as store:
            while True:
                calls = await store.calls.recent()
                if calls and calls[0].status in FINAL_STATUSES:
                    (call,) = calls
                    return call, [attempt.result for attempt in await store.calls.attempts(call.id)]
                await asyncio.sleep(0.1)

    def _store(self) -> AbstractAsyncContextManager[Store]:
        settings = settings_in(self.folder)
        return open_store(settings.database_file, unlock(settings.key_file, settings.database_file))


def set_clock(folder: Path, shown: datetime) -> None:
    """What the wall clock of the appliance shows from now on."""
    draft = folder / "offset.new"
    draft.write_text(str((shown - datetime.now(UTC)).total_seconds()))
    draft.replace(folder / "offset")  # whole, since the process may be reading it


@pytest.fixture
def sam() -> Iterator[Suspended]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as made:
        folder = Path(made)
        with host(folder) as lives:
            yield Suspended(folder, lives)


def test_eight_hours_over_the_hour_is_missed_offline(sam: Suspended) -> None:
    sam.begin(timedelta(seconds=90))
    sam.stop()
    set_clock(sam.folder, DUE + timedelta(hours=8))
    sam.go_on()
    call, attempts = sam.outcome()
    assert (call.status, attempts, sam.rings()) == (CallStatus.MISSED_OFFLINE, [], 0)


def test_a_few_minutes_over_the_hour_ring_once_and_late(sam: Suspended) -> None:
    sam.begin(timedelta(seconds=90))
    sam.stop()
    set_clock(sam.folder, DUE + timedelta(minutes=5))
    sam.go_on()
    call, attempts = sam.outcome()
    assert (call.status, attempts, sam.rings()) == (CallStatus.COMPLETED, [AttemptResult.ANSWERED], 1)


def test_a_process_that_got_no_time_at_the_hour_rings_once_and_late(sam: Suspended) -> None:
    sam.begin(timedelta(seconds=5))
    sam.stop()
    while wall_clock(sam.folder) < DUE + timedelta(seconds=1):
        signal.sigtimedwait([], 0.1)
    sam.go_on()
    call, attempts = sam.outcome()
    assert (call.status, attempts, sam.rings()) == (CallStatus.COMPLETED, [AttemptResult.ANSWERED], 1)


def test_eight_hours_in_mid_call_end_it_once(sam: Suspended) -> None:
    sam.begin(timedelta(seconds=5))
    while not sam.rings():
        signal.sigtimedwait([], 0.002)
    sam.stop()
    set_clock(sam.folder, DUE + timedelta(hours=8))
    sam.go_on()
    call, attempts = sam.outcome()
    assert (call.status, attempts, sam.rings()) == (CallStatus.COMPLETED, [AttemptResult.ANSWERED], 1)
