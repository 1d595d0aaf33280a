"""What an appliance on duty looks after once a day, while nobody is in a call: whether the database is sound, and that
the audit log does not grow for ever."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.calls.closing import IN_STEP, is_in_step
from appliance.calls.faults import logged
from appliance.ports import Now
from appliance.store import Store
from appliance.upkeep.duty import somebody_in_a_call
from appliance.upkeep.findings import RESTORE, Finding

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 300.0
EACH = timedelta(hours=24)

NAME = "integrity"


@dataclass(slots=True)
class Checked:
    """What was found when the whole database was read last."""

    at: datetime
    damage: list[str]


class DailyRound:
    """One a day, the first soon after the start."""

    def __init__(self, store: Store, now: Now, audit_keep_days: int) -> None:
        self._store, self._now = store, now
        self._audit_keep = timedelta(days=audit_keep_days)
        self._one_at_a_time = asyncio.Lock()
        self.checked: Checked | None = None

    async def run(self) -> None:
        """For ever. What fails is logged and tried again."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with logged("the daily round could not be made"):
                await self.look()

    async def look(self) -> bool:
        """Make the round where it is due and nobody is in a call; whether it was made."""
        now, last = self._now(), self.checked
        if last is not None and timedelta(0) <= now - last.at < EACH:
            return False
        if await somebody_in_a_call(self._store):
            return False
        await self.check()
        if not is_in_step(await self._store.days.closed_since(now.date() - IN_STEP)):
            return True  # a clock that jumped ahead: what is old is not deleted yet
        if gone := await self._store.audit.prune(now - self._audit_keep, now):
            LOG.info("%d entries of the audit log were older than it is kept for", gone)
        return True

    async def check(self) -> Checked:
        """Read every page of the database (about 5 ms for a megabyte), one such reading at a time."""
        async with self._one_at_a_time:
            self.checked = Checked(self._now(), await self._store.check())
        for each in self.checked.damage:
            LOG.error("the database is damaged: %s", each)
        return self.checked

    def finding(self) -> Finding:
        """Whether the database was sound when it was read last."""
        last = self.checked
        if last is None:
            return Finding(NAME, True, "not read whole since the start; it is each day", needed=False)
        told = f"read whole at {last.at:%Y-%m-%d %H:%M} UTC"
        if not last.damage:
            return Finding(NAME, True, f"{told}, sound")
        return Finding(NAME, False, f"{told}: {'; '.join(last.damage[:3])}", RESTORE)
