"""What the status page shows: next calls, and the state of each engine and device."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from appliance import __version__
from appliance.calls.coming import Coming, Notice, coming, notices
from appliance.channels.sound_card import SoundDevices
from appliance.engines.ladder import Ladder
from appliance.errors import ApplianceError
from appliance.records.people import Room
from appliance.settings import Settings
from appliance.store import Store
from appliance.upkeep import carriers
from appliance.upkeep.clock import ClockGuard
from appliance.upkeep.doctor import examine
from appliance.upkeep.findings import Finding
from appliance.upkeep.latency import LOOKED_AT, NO_TURNS, Latencies, summarise

if TYPE_CHECKING:
    from appliance.channels.telegram.standing import Standing

LOOK_AGAIN_SECONDS = 300.0
"""A probe asks every half minute; listing sound devices that often costs more than all else while nothing rings."""


@dataclass(frozen=True, slots=True)
class Status:
    next_calls: tuple[Coming, ...]
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...] = ()
    latencies: Latencies = NO_TURNS
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
    around: Callable[[], Awaitable[Sequence[Finding]]] | None = None
    """What is wrong, or right, with machines of the home that are told something."""
    ladders: Mapping[str, Ladder[Any]] = field(default_factory=dict)
    """By what they do: `recogniser`, `voice`, `words`."""
    telegram: Callable[[], Standing | None] = lambda: None
    """How the connection to Telegram stands; None while there is none."""
    watched: Callable[[], Sequence[Finding]] = lambda: ()
    """What the appliance watches by itself: memory, the soundness of the database."""
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
            self._findings[:] = await self._examined()
            self._seen[:] = [loop_seconds]
        return {
            **Status((), tuple(self._findings), store_fault=fault).health(),
            "clock": self.clock.held() or "ok",
        }

    def look_anew(self) -> None:
        """The next probe looks at the machine again, however short the last look is ago."""
        self._seen.clear()

    async def look(self) -> Status:
        """Read it all afresh."""
        findings = tuple(await self._examined())
        try:
            now = self.clock.now()
            async with self.store.snapshot():
                told = await notices(self.store, now, self.clock.held())
                latencies = summarise(await self.store.calls.latest_timed(LOOKED_AT))
                return Status(tuple(await coming(self.store, now)), findings, tuple(told), latencies)
        except ApplianceError as error:
            return Status((), findings, store_fault=error.message)

    async def _examined(self) -> list[Finding]:
        """The machine's findings; of an engine that failed while it served, why it is down now."""
        down = {
            f"{kind} {state.name}": state
            for kind, ladder in self.ladders.items()
            for state in ladder.states
            if not state.available
        }
        now = self.clock.now()
        found = await examine(self.settings, self.devices, now, await self._rooms())
        if (standing := self.telegram()) is not None:
            unsent = await self._unsent()
            found = [
                carriers.as_it_stands(each, standing, unsent, now) if each.name == carriers.NAME else each
                for each in found
            ]
        around = [] if self.around is None else await self.around()
        return [
            replace(each, ok=False, detail=f"is down: {down[each.name].reason}", remedy=down[each.name].remedy)
            if each.ok and each.name in down
            else each
            for each in [*found, *self.watched(), *around]
        ]

    async def _rooms(self) -> list[Room]:
        try:
            return await self.store.people.rooms()
        except ApplianceError:  # the store's fault is told by itself
            return []

    async def _unsent(self) -> int:
        try:
            return await self.store.outbox.count_open()
        except ApplianceError:  # the store's fault is told by itself
            return 0
