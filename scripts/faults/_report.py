"""What a run of faults found: figures, and promises that held or did not, one JSON object a line."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field

MOST_EXAMPLES = 5


@dataclass
class Report:
    """Of one kind of fault."""

    fault: str
    figures: dict[str, object] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)
    """Promises that were broken, each with what was seen."""
    kept: dict[str, int] = field(default_factory=dict)
    """How often each promise was looked at and held."""

    def figure(self, name: str, value: float, unit: str, **more: object) -> None:
        """One measured value."""
        self.figures[name] = value
        _print({"fault": self.fault, "figure": name, "value": round(value, 3), "unit": unit, **more})

    def check(self, promise: str, holds: bool, seen: str = "") -> bool:
        """Whether a promise holds this time; `seen` says what was found instead."""
        if holds:
            self.kept[promise] = self.kept.get(promise, 0) + 1
        else:
            self.broken.setdefault(promise, []).append(seen)
            print(f"{self.fault}: BROKEN: {promise}: {seen}", file=sys.stderr, flush=True)
        return holds

    def close(self) -> bool:
        """Print what was promised; whether all of it held."""
        for promise in sorted({*self.kept, *self.broken}):
            seen = self.broken.get(promise, [])
            line = {"fault": self.fault, "promise": promise, "held": self.kept.get(promise, 0), "broken": len(seen)}
            _print(line | ({"seen": seen[:MOST_EXAMPLES]} if seen else {}))
        return not self.broken


@dataclass(frozen=True, slots=True)
class Options:
    """How a fault is made."""

    seed: int
    """The same seed makes the same choices; the machine's own timing stays its own."""
    times: int
    """How often, in the unit of the fault: kills, or damaged positions."""


def _print(line: dict[str, object]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)
