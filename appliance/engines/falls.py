"""What failed while something was being done, noted where it failed and read where it is kept.

An engine does not know for whom it works, and a call does not see the ladders behind its line: the context of the
running task (`contextvars`) joins the two, through every task that is started on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_noted: ContextVar[list[str] | None] = ContextVar("falls", default=None)


@contextmanager
def noting() -> Iterator[list[str]]:
    """The failures of engines in the block, as they come; whoever keeps them takes them out."""
    falls: list[str] = []
    token = _noted.set(falls)
    try:
        yield falls
    finally:
        _noted.reset(token)


def note(words: str) -> None:
    """Add a failure, where somebody takes notes."""
    falls = _noted.get()
    if falls is not None and words not in falls:
        falls.append(words)
