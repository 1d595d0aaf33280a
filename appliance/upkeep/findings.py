"""What was looked at on this machine, and what it was found to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RESTORE = "Restore the last backup: appliance restore. What was here is kept aside meanwhile."
"""The remedy for a damaged database."""


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
