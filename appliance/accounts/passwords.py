"""Passwords: hashed by Argon2id, one at a time, since each takes 64 MiB."""

from __future__ import annotations

import asyncio
import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from appliance.errors import InvalidInputError

LEAST, MOST = 10, 256
"""Characters. Length is what counts (NIST SP 800-63B, 5.1.1.2): nothing is asked of their kind."""

ITERATIONS, LANES, MEMORY_KIB, SALT_BYTES, KEY_BYTES = 3, 4, 64 * 1024, 16, 32
"""RFC 9106, section 4: the second recommended option, for machines with little memory."""

_PREFIX = f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p={LANES}$"


class Passwords:
    """Hashes and checks off the event loop."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._decoy = ""

    async def hashed(self, password: str) -> str:
        """In PHC form. Raises `InvalidInputError` for one that is too short or too long."""
        check_password(password)
        async with self._one_at_a_time:
            return await asyncio.to_thread(_hash, password)

    async def right(self, password: str, stored: str | None) -> bool:
        """Whether it is the one. Takes as long where there is no account (`stored` is None), and is wrong then."""
        async with self._one_at_a_time:
            if stored is None and not self._decoy:
                self._decoy = await asyncio.to_thread(_hash, os.urandom(16).hex())
            matches = await asyncio.to_thread(_verify, password[:MOST], stored or self._decoy)
            return matches and stored is not None


def check_password(password: str, name: str = "") -> None:
    """Raises `InvalidInputError` for one that is too short, too long, or the person's own name."""
    if not LEAST <= len(password) <= MOST:
        raise InvalidInputError(
            f"A password has {LEAST} to {MOST} characters.",
            remedy="Three or four words that do not belong together.",
            says="password_length",
            least=LEAST,
            most=MOST,
        )
    if any("\ud800" <= letter <= "\udfff" for letter in password):
        raise InvalidInputError("The password is not text.", says="password_text")
    if len(set(password)) < 4 or (name and password.casefold().strip() == name.casefold()):
        raise InvalidInputError(
            "That password is guessed at once.", remedy="Three or four words make a good one.", says="password_guessed"
        )


def outdated(stored: str) -> bool:
    """Whether it was hashed with other parameters than are used now."""
    return not stored.startswith(_PREFIX)


def _hash(password: str) -> str:
    return _kdf(os.urandom(SALT_BYTES)).derive_phc_encoded(password.encode())


def _verify(password: str, stored: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8", "replace"), stored)
    except InvalidKey:
        return False
    return True


def _kdf(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
