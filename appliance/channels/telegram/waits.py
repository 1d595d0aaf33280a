"""How long to wait before another try. Time and chance are passed in."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Sleep = Callable[[float], Awaitable[None]]
"""`asyncio.sleep`, or a test's."""

Chance = Callable[[], float]
"""`random.random`: 0 … 1."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What time and chance are for the poller and the sender."""

    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    """Seconds, steady."""
    chance: Chance = random.random
    grace_seconds: float = 5.0
    """How long the end waits for a message that is on its way."""


REAL = Timing()


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from `first_seconds` to `most_seconds`; each is shorter by up to a half, by chance."""

    first_seconds: float = 1.0
    most_seconds: float = 60.0

    def after(self, failures: int, chance: float) -> float:
        """Seconds to wait after that many failures in a row, 1 or more."""
        whole = min(self.most_seconds, self.first_seconds * 2.0 ** min(failures - 1, 30))
        return whole * (1 - chance / 2)


NETWORK = Backoff(1.0, 60.0)
TAKEN = Backoff(10.0, 300.0)
"""Another poller is not fought over; ours goes on when it has gone."""

TOKEN = Backoff(60.0, 1800.0)
"""A refused token mends itself only where BotFather is asked; then the appliance need not be started again."""
