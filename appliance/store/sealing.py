"""A stream of bytes under one key, sealed piece by piece: nothing of it is held in memory, and nothing can be changed,
left out, moved or cut off unnoticed.

Each piece is AES-256-GCM. Its nonce is its number and whether it is the last (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015), so a key seals one stream only: derive it with a salt of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.errors import DamagedBackupError

PIECE_BYTES = 64 * 1024
"""Of plain bytes; the last piece may be shorter, and empty."""

TAG_BYTES = 16
SEALED_BYTES = PIECE_BYTES + TAG_BYTES


def sealed(key: bytes, bound: bytes, plain: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed pieces of a stream. `bound` has to be given again to open them."""
    cipher, digest, number, waiting = AESGCM(key), hashlib.sha256(bound).digest(), 0, bytearray()
    for some in plain:
        waiting += some
        while len(waiting) > PIECE_BYTES:
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:PIECE_BYTES]), digest)
            del waiting[:PIECE_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), digest)


def opened(key: bytes, bound: bytes, source: IO[bytes], sealed_bytes: int) -> Iterator[bytes]:
    """The plain bytes of a sealed stream of this length. Raises `DamagedBackupError` at the first piece that is not
    as it was sealed."""
    cipher, digest, number, left = AESGCM(key), hashlib.sha256(bound).digest(), 0, sealed_bytes
    while True:
        piece = source.read(min(SEALED_BYTES, left))
        left -= len(piece)
        try:
            yield cipher.decrypt(_nonce(number, last=left == 0), piece, digest)
        except (InvalidTag, ValueError) as error:
            raise DamagedBackupError(f"Piece {number + 1} is not as it was written.") from error
        if left == 0:
            return
        number += 1


def sealed_length(plain_bytes: int) -> int:
    """How long a stream of so many bytes becomes."""
    pieces = max(1, -(-plain_bytes // PIECE_BYTES))
    return plain_bytes + pieces * TAG_BYTES


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
