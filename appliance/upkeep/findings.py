"""What was looked at on this machine, and what it was found to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RESTORE = "Restore the last backup: appliance restore. What was here is kept aside meanwhile."
"""The remedy for a damaged database."""

OPTIONAL = frozenset({"recogniser", "voice", "words", "language"})
"""First words of the findings about what need not be here, as long as something else of its kind is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True
    """Whether a call out loud needs it."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What was measured, for scripts."""

    @property
    def state(self) -> str:
        """`ok`, `missing` (no call without it), `absent` (need not be here), `faulty` (here, and needs a look)."""
        if self.ok:
            return "ok"
        if self.needed:
            return "missing"
        return "absent" if self.name.partition(" ")[0] in OPTIONAL else "faulty"
