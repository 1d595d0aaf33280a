"""How a connection to the home is doing, for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class LinkState:
    """Changed by whoever holds the connection, read by everybody else."""

    on: bool = False
    """Somebody wants it."""
    worked_at: datetime | None = None
    """When it last was known to work."""
    fault: str = ""
    remedy: str = ""

    def anew(self) -> None:
        """Somebody wants it, or wants another one; nothing is known of it yet."""
        self.on, self.worked_at, self.fault, self.remedy = True, None, "", ""

    def off(self) -> None:
        """Nobody wants it."""
        self.on, self.fault, self.remedy = False, "", ""

    def connected(self, now: datetime) -> None:
        """It works."""
        self.on, self.worked_at, self.fault, self.remedy = True, now, "", ""

    def failed(self, fault: str, remedy: str = "") -> None:
        """It does not."""
        self.on, self.fault, self.remedy = True, fault, remedy
