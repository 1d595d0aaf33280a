"""Somebody interrupts a call in a real Chromium: milliseconds from their first sample to the silence of the speaker."""

from __future__ import annotations

from collections.abc import Sequence


async def interruptions(url: str, names: Sequence[str]) -> list[float]:
    return []
