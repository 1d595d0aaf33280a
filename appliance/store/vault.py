"""What other rooms may have of the data key: derived keys, and a name by which keys are told apart."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from appliance.store.keys import derive

NAME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Vault:
    """Of one data key, which it shows nobody."""

    _key: bytes = field(repr=False)

    @property
    def key_name(self) -> str:
        """16 hexadecimal digits: the same for the same key. They tell nothing else about it."""
        return derive(self._key, "name of the key", NAME_BYTES).hex()

    def archive_key(self, salt: bytes) -> bytes:
        """The key of one archive, which has a salt of its own."""
        return derive(derive(self._key, "archives"), f"archive {salt.hex()}")

    def sign(self, purpose: str, text: str) -> str:
        """HMAC-SHA256 in hexadecimal, by a key for this purpose (RFC 2104)."""
        return hmac.new(derive(self._key, purpose), text.encode(), hashlib.sha256).hexdigest()
