"""Memory that runs short: the largest engine is ended, and its ladder comes down, before the kernel ends the appliance.

An engine loads again only when the memory for it is there (`Budget.take`), so nothing is loaded and ended in turns.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from appliance.calls.faults import logged
from appliance.engines.budget import Budget
from appliance.engines.machine import available_mib
from appliance.upkeep.findings import Finding

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 5.0

LOW_MIB = 128
"""With less the kernel may soon end something. Chosen, not measured: about what the appliance takes without engines."""

TO_DO = "End what else runs on this machine, give it more memory, or choose smaller models: appliance models recommend"


@runtime_checkable
class Ended(Protocol):
    """What gives its memory back when it is ended, and starts again when it is asked something."""

    async def aclose(self) -> None: ...


class Shortage:
    """Watches the memory of an appliance on duty. `available` tells how many MiB can be taken now."""

    def __init__(self, budget: Budget, available: Callable[[], int] = available_mib) -> None:
        self._budget, self._available = budget, available
        self._ended: list[str] = []

    async def run(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with logged("the memory could not be looked after"):
                await self.look()

    async def look(self) -> str:
        """End the largest engine where memory is short; its name, empty where none was ended."""
        left = self._available()
        if left >= LOW_MIB:
            return ""
        largest = self._budget.largest
        if largest is None:
            return ""
        holder, name, mib = largest
        if not isinstance(holder, Ended):
            return ""
        LOG.warning("%d MiB of memory are left: %s is ended, which gives about %d MiB back", left, name, mib)
        await holder.aclose()
        self._ended = [*(each for each in self._ended if each != name), name]
        return name

    def finding(self) -> Finding:
        """How much is left, and what was ended since the start."""
        left = self._available()
        ended = f"; ended since the start, as it ran short: {', '.join(self._ended)}" if self._ended else ""
        fine = left >= LOW_MIB and not ended
        return Finding("memory", fine, f"{left} MiB can be taken{ended}", TO_DO, needed=False, figures={"mib": left})
