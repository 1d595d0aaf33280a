"""Readings that are read back where something in the words leaves open what their value means."""

from __future__ import annotations

from collections.abc import Callable

from appliance.language.reading.numbers import ReadNumber
from appliance.language.values import Found

DOUBTED = 0.6
"""Read back once."""


def doubted_with(is_doubtful: Callable[[str], bool]) -> Callable[[Callable[[str, str], Found | None]], ReadNumber]:
    """A function that makes of a reading the same one, less sure of utterances that are doubtful."""

    def doubted(read: Callable[[str, str], Found | None]) -> ReadNumber:
        def read_doubting(text: str, unit: str = "") -> Found | None:
            found = read(text, unit)
            return found.at_most(DOUBTED) if found is not None and is_doubtful(text) else found

        return read_doubting

    return doubted
