"""Ogg files by hand (RFC 3533, RFC 7845), so that they may say what no encoder would."""

from __future__ import annotations

import struct
from collections.abc import Sequence

CRC = [0] * 256
for _byte in range(256):
    _value = _byte << 24
    for _ in range(8):
        _value = (_value << 1) ^ (0x04C11DB7 if _value & 0x80000000 else 0)
    CRC[_byte] = _value & 0xFFFFFFFF

QUIET_120_MS = bytes([0b00011_0_11, 0b000000_10])
"""Two frames of 60 ms with nothing in them: the decoder goes on with what it has."""

SAMPLES_120_MS = 5760
SEGMENTS = 255
HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
TAGS = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)


def page(packets: Sequence[bytes], number: int, granule: int, flags: int = 0) -> bytes:
    """One page with whole packets, each shorter than 255 bytes."""
    table = bytes(len(each) for each in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 7, number, 0) + bytes([len(table)]) + table
    whole = head + b"".join(packets)
    check = 0
    for byte in whole:
        check = ((check << 8) & 0xFFFFFFFF) ^ CRC[(check >> 24) ^ byte]
    return whole[:22] + struct.pack("<I", check) + whole[26:]


def quiet_opus(seconds: float, *, claimed_samples: int | None = None) -> bytes:
    """A file of this length, of which each 120 ms take three bytes. It may claim another length at its end."""
    packets = [QUIET_120_MS] * round(seconds / 0.12)
    pages = [page([HEAD], 0, 0, 2), page([TAGS], 1, 0)]
    for start in range(0, len(packets), SEGMENTS):
        part = packets[start : start + SEGMENTS]
        last = start + SEGMENTS >= len(packets)
        granule = (start + len(part)) * SAMPLES_120_MS
        if last and claimed_samples is not None:
            granule = claimed_samples
        pages.append(page(part, len(pages), granule, 4 if last else 0))
    return b"".join(pages)
