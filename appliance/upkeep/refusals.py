"""Writes into the audit log what `LOCAL_ONLY` refused: each address or name once an hour, with how often."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from appliance.egress import MOST_TARGETS, OTHERS, Refusals
from appliance.errors import ApplianceError
from appliance.ports import Now
from appliance.store.audit import Audit

LOOK_SECONDS = 2.0
AGAIN_AFTER = timedelta(hours=1)
ACTION = "refuse connection"

log = logging.getLogger(__name__)


class RefusalLog:
    """While the appliance is on duty. Whatever is tried, an hour has `MOST_TARGETS` entries and one for the rest."""

    def __init__(self, audit: Audit, refusals: Refusals, now: Now) -> None:
        self._audit = audit
        self._refusals = refusals
        self._now = now
        self._counts: dict[str, int] = {}
        """Not written yet."""
        self._written: dict[str, datetime] = {}

    async def run(self) -> None:
        """Until it is cancelled; writes the rest then."""
        try:
            while True:
                await self.write()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await self.write(everything=True)

    async def write(self, *, everything: bool = False) -> None:
        """Write what is new, or `everything` that was refused again since it was written last."""
        now = self._now()
        self._written = {each: at for each, at in self._written.items() if timedelta(0) <= now - at < AGAIN_AFTER}
        for target, times in self._refusals.take().items():
            known = target in self._counts or target in self._written
            name = target if known or len(self._counts | self._written) < MOST_TARGETS else OTHERS
            self._counts[name] = self._counts.get(name, 0) + times
        for target in [each for each in self._counts if everything or each not in self._written]:
            times = self._counts[target]
            try:
                await self._audit.append(now, "appliance", ACTION, target if times == 1 else f"{target}, {times} times")
            except ApplianceError as error:  # the store's: it is tried again
                log.warning("a refused connection could not be written down: %s", error.code)
                return
            del self._counts[target]
            self._written[target] = now


__all__ = ["RefusalLog"]
