"""Who gets through: passphrases are tried one at a time, and the page's ever more slowly."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from appliance.errors import InvalidInputError, LockedError, WrongKeyError

LOG = logging.getLogger(__name__)

FREE_ATTEMPTS = 3
"""Wrong passphrases from the page before it has to wait: 1, 2, 4 … seconds after the third, fourth, fifth …"""

LONGEST_WAIT_SECONDS = 60.0


class Gate:
    """Holds the passphrase once somebody gave the right one. What was tried is never logged."""

    def __init__(self, check: Callable[[str], object], seconds: Callable[[], float] = time.monotonic) -> None:
        self.opened = asyncio.Event()
        self.passphrase = ""
        self._check = check
        """Blocks for a good part of a second and takes 64 MiB. Raises as `read_key` does."""
        self._seconds = seconds
        self._one_at_a_time = asyncio.Lock()
        self._wrong = 0
        self._shut_until = 0.0

    def wait_seconds(self) -> float:
        """How long the page does not take another passphrase."""
        return max(0.0, self._shut_until - self._seconds())

    async def unlock(self, passphrase: str) -> None:
        """Try it. Raises what `check` raises, `WrongKeyError` where it is wrong."""
        async with self._one_at_a_time:
            await self._try(passphrase)

    async def knock(self, passphrase: str) -> bool:
        """Try one from the page; False where it came too soon and was not tried. Raises as `unlock`."""
        async with self._one_at_a_time:
            if self.wait_seconds() > 0:
                return False
            try:
                await self._try(passphrase)
            except WrongKeyError:
                self._wrong += 1
                if self._wrong >= FREE_ATTEMPTS:
                    wait = min(LONGEST_WAIT_SECONDS, 2.0 ** min(self._wrong - FREE_ATTEMPTS, 10))
                    self._shut_until = self._seconds() + wait
                LOG.warning("a wrong passphrase was given on the page (%d so far)", self._wrong)
                raise
            return True

    async def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """A request at the control socket. It need not wait: whoever may ask there may read the key file itself."""
        if message.get("command") != "unlock":
            raise LockedError("The appliance is locked, and nothing rings.", remedy="Unlock it: appliance unlock")
        passphrase = message.get("passphrase")
        if not isinstance(passphrase, str):
            raise InvalidInputError("The request `unlock` needs a `passphrase`.")
        await self.unlock(passphrase)
        return {"status": "unlocked"}

    async def _try(self, passphrase: str) -> None:
        if any("\ud800" <= letter <= "\udfff" for letter in passphrase):
            raise WrongKeyError("The passphrase is not text.")  # half a character: no key was ever wrapped by it
        await asyncio.to_thread(self._check, passphrase)
        self.passphrase = passphrase
        self.opened.set()
