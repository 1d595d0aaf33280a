"""How a connection to the home is doing, for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from appliance.errors import ApplianceError


@dataclass(slots=True)
class LinkState:
    """Changed by whoever holds the connection, read by everybody else."""

    on: bool = False
    """Somebody wants it."""
    worked_at: datetime | None = None
    """When it last was known to work."""
    error: ApplianceError | None = None
    """Why it does not; None where nothing is known to be wrong."""

    @property
    def fault(self) -> str:
        """In English; empty where nothing is wrong."""
        return "" if self.error is None else self.error.message

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return "" if self.error is None else self.error.remedy

    def anew(self) -> None:
        """Somebody wants it, or wants another one; nothing is known of it yet."""
        self.on, self.worked_at, self.error = True, None, None

    def off(self) -> None:
        """Nobody wants it."""
        self.on, self.error = False, None

    def connected(self, now: datetime) -> None:
        """It works."""
        self.on, self.worked_at, self.error = True, now, None

    def failed(self, error: ApplianceError) -> None:
        """It does not."""
        self.on, self.error = True, error
