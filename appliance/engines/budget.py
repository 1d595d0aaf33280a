"""What all engines together may take of the machine's memory: a model that does not fit is refused before it loads.

Otherwise the kernel decides who is killed, in the middle of a call. Figures are estimates from the sizes of files.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from appliance.errors import EngineError

MIB = 1024 * 1024


class Budget:
    """Memory in MiB, taken by engines by their names while they are loaded."""

    def __init__(self, total_mib: int) -> None:
        self.total_mib = total_mib
        self._taken: dict[str, int] = {}

    @property
    def left_mib(self) -> int:
        """What no engine has taken."""
        return self.total_mib - sum(self._taken.values())

    def take(self, name: str, mib: int) -> None:
        """Reserve it; what the same name had is replaced. Raises `EngineError` where it does not fit."""
        others = {other: taken for other, taken in self._taken.items() if other != name}
        if mib > self.total_mib - sum(others.values()):
            holders = ", ".join(f"{other} {taken} MiB" for other, taken in others.items()) or "nothing else is loaded"
            raise EngineError(
                f"{name} needs about {mib} MiB of memory, of {self.total_mib} MiB for all engines ({holders})",
                remedy="Choose a smaller model: appliance models recommend",
            )
        self._taken[name] = mib

    def give_back(self, name: str) -> None:
        """It is not loaded any more."""
        self._taken.pop(name, None)


def size_mib(files: Iterable[Path]) -> int:
    """Of all the files together, rounded up."""
    return -(-sum(file.stat().st_size for file in files) // MIB)
