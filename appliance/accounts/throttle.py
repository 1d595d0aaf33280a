"""How often somebody may try to sign in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

PER_ACCOUNT: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(5), RateLimitItemPerHour(30))
PER_ADDRESS: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(20), RateLimitItemPerHour(120))
"""Failures. A family behind one address forgets more passwords than one person does."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts failures by account and by address; a restart forgets them."""

    _limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def wait_seconds(self, name: str, address: str) -> float:
        """How long nothing is tried for this name, or from this address; 0 where it may be tried now."""
        now = time.time()
        waits = [0.0]
        for item, keys in _counted(name, address):
            window = self._limiter.get_window_stats(item, *keys)
            if window.remaining <= 0:
                waits.append(max(1.0, window.reset_time - now))
        return max(waits)

    def failed(self, name: str, address: str) -> None:
        """One more."""
        for item, keys in _counted(name, address):
            self._limiter.hit(item, *keys)

    def succeeded(self, name: str) -> None:
        """The person knows the password after all: their failures are forgotten, the address's are not."""
        for item in PER_ACCOUNT:
            self._limiter.clear(item, "account", name.casefold())


def _counted(name: str, address: str) -> list[tuple[RateLimitItem, tuple[str, str]]]:
    account = [(item, ("account", name.casefold())) for item in PER_ACCOUNT]
    return account + [(item, ("address", address)) for item in PER_ADDRESS]
