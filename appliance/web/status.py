"""What the status page shows: next calls, and the state of each engine and device."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from appliance import __version__
from appliance.calls.coming import Coming, Notice, coming, notices
from appliance.channels.sound_card import SoundDevices
from appliance.errors import ApplianceError
from appliance.settings import Settings
from appliance.store import Store
from appliance.upkeep.clock import ClockGuard
from appliance.upkeep.doctor import Finding, examine

LOOK_AGAIN_SECONDS = 300.0
"""A probe asks every half minute; listing sound devices that often costs more than all else while nothing rings."""


@dataclass(frozen=True, slots=True)
class Status:
    next_calls: tuple[Coming, ...]
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...] = ()
    store_fault: str = ""

    @property
    def ready(self) -> bool:
        """Whether calls can be carried out at all: the store answers. A missing device does not make it unready."""
        return not self.store_fault

    def health(self) -> dict[str, Any]:
        """For probes: no names, no times."""
        missing = [finding.name for finding in self.findings if finding.needed and not finding.ok]
        return {
            "status": "ok" if self.ready and not missing else "degraded" if self.ready else "failing",
            "version": __version__,
            "store": self.store_fault or "ok",
            "missing": missing,
        }


@dataclass(frozen=True, slots=True)
class Observatory:
    """Looks at the running appliance."""

    settings: Settings
    store: Store
    devices: SoundDevices
    clock: ClockGuard
    _seen: list[float] = field(default_factory=list)
    """Loop seconds of the latest look at the machine."""
    _findings: list[Finding] = field(default_factory=list)

    async def health(self) -> dict[str, Any]:
        """For probes, which come often: the store is asked, the machine is looked at once in `LOOK_AGAIN_SECONDS`."""
        fault = ""
        try:
            await self.store.calls.data_version()
        except ApplianceError as error:
            fault = error.code
        loop_seconds = asyncio.get_running_loop().time()
        if not self._seen or loop_seconds - self._seen[0] > LOOK_AGAIN_SECONDS:
            self._seen[:] = [loop_seconds]
            self._findings[:] = await examine(self.settings, self.devices)
        return {
            **Status((), tuple(self._findings), store_fault=fault).health(),
            "clock": self.clock.held() or "ok",
        }

    async def look(self) -> Status:
        """Read it all afresh."""
        findings = tuple(await examine(self.settings, self.devices))
        try:
            now = self.clock.now()
            told = await notices(self.store, now, self.clock.held())
            return Status(tuple(await coming(self.store, now)), findings, tuple(told))
        except ApplianceError as error:
            return Status((), findings, store_fault=error.message)
