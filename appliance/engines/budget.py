"""What all engines together may take of the machine's memory: a model that does not fit is refused before it loads,
whether it is too large for the machine or for what others have left of it at present.

Otherwise the kernel decides who is killed, in the middle of a call. Figures are estimates from the sizes of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from appliance.engines.machine import MIB, available_mib
from appliance.errors import EngineError

KEPT_FREE_MIB = 256
"""Of what is available when a model loads: for the appliance and the system meanwhile."""


class Budget:
    """Memory in MiB, taken by engines while they are loaded. Whoever holds a share is known by identity.

    `available_mib` is asked what can be taken now.
    """

    def __init__(self, total_mib: int, available_mib: Callable[[], int] = available_mib) -> None:
        self.total_mib = total_mib
        self._available_mib = available_mib
        self._taken: dict[object, tuple[str, int]] = {}

    @property
    def left_mib(self) -> int:
        """What no engine has taken."""
        return self.total_mib - sum(mib for _, mib in self._taken.values())

    def take(self, holder: object, name: str, mib: int) -> None:
        """Reserve it; what the same holder had is replaced. Raises `EngineError` where it does not fit."""
        others = [taken for other, taken in self._taken.items() if other is not holder]
        if mib > self.total_mib - sum(taken for _, taken in others):
            holders = ", ".join(f"{other} {taken} MiB" for other, taken in others) or "nothing else is loaded"
            raise EngineError(
                f"{name} needs about {mib} MiB of memory, of {self.total_mib} MiB for all engines ({holders})",
                remedy="Choose a smaller model: appliance models recommend",
            )
        free = self._available_mib() - KEPT_FREE_MIB
        if mib > free:
            raise EngineError(
                f"{name} needs about {mib} MiB of memory, and {max(0, free)} MiB can be taken now",
                remedy="End what else runs on this machine, or choose a smaller model: appliance models recommend",
            )
        self._taken[holder] = (name, mib)

    @property
    def largest(self) -> tuple[object, str, int] | None:
        """Who holds most, its name and how much in MiB; None while nothing is loaded."""
        held = [(holder, name, mib) for holder, (name, mib) in self._taken.items()]
        return max(held, key=lambda each: each[2], default=None)

    def give_back(self, holder: object) -> None:
        """It is not loaded any more."""
        self._taken.pop(holder, None)


def size_mib(files: Iterable[Path]) -> int:
    """Of all the files together, rounded up."""
    return -(-sum(file.stat().st_size for file in files) // MIB)
