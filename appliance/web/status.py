"""What the status page shows: next calls, and the state of each engine and device."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from appliance import __version__
from appliance.channels.sound_card import SoundDevices
from appliance.errors import ApplianceError
from appliance.ports import Now
from appliance.records.calls import CallStatus
from appliance.schedule.occurrences import next_occurrence, parse_local_time, zone_named
from appliance.settings import Settings
from appliance.store import Store
from appliance.upkeep.doctor import Finding, examine

LOOK_AGAIN_SECONDS = 300.0
"""A probe asks every half minute; listing sound devices that often costs more than all else while nothing rings."""


@dataclass(frozen=True, slots=True)
class NextCall:
    """One call to come, in the person's own time."""

    person: str
    call_type: str
    when: str
    due_at: datetime
    channels: str


@dataclass(frozen=True, slots=True)
class Status:
    next_calls: tuple[NextCall, ...]
    findings: tuple[Finding, ...]
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
    now: Now
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
        return Status((), tuple(self._findings), fault).health()

    async def look(self) -> Status:
        """Read it all afresh."""
        findings = tuple(await examine(self.settings, self.devices))
        try:
            return Status(await self._next_calls(), findings)
        except ApplianceError as error:
            return Status((), findings, error.message)

    async def _next_calls(self) -> tuple[NextCall, ...]:
        people = {user.id: user for user in await self.store.people.users()}
        coming = []
        for check_in in await self.store.people.check_ins():
            user = people[check_in.user_id]
            zone = zone_named(user.timezone)
            due = next_occurrence(parse_local_time(check_in.at), check_in.weekdays, zone, self.now())
            if due is not None:
                coming.append((due.due_at, user.name, check_in.call_type, zone, check_in.channels))
        for call in await self.store.calls.unfinished():
            if call.next_ring_at is not None and (call.check_in_id is None or call.status is CallStatus.SNOOZED):
                zone = zone_named(call.zone)
                coming.append((call.next_ring_at, people[call.user_id].name, call.call_type, zone, call.channels))
        return tuple(
            NextCall(name, call_type, f"{due_at.astimezone(zone):%A %d %B, %H:%M}", due_at, ", ".join(channels))
            for due_at, name, call_type, zone, channels in sorted(coming, key=lambda each: each[0])
        )
