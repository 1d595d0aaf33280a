"""The second guard against hearing oneself: pure, on words."""

from __future__ import annotations

import re
from collections import Counter

GUARD_SECONDS = 1.0
"""Only what began this soon after the speaker fell silent can be its echo."""

SHARED_WORDS = 4
"""Fewer shared words are a confirmation ("fifteen?" - "fifteen"), and are kept."""

_WORD = re.compile(r"[\w']+")


def shared_words(heard: str, said: str) -> int:
    """How many words both have, each counted as often as both have it."""
    both = Counter(_WORD.findall(heard.casefold())) & Counter(_WORD.findall(said.casefold()))
    return both.total()


def is_echo(heard: str, said: str, began_after_seconds: float) -> bool:
    """Whether a transcript is the appliance's own voice: begun at once, and made of what was just said."""
    return began_after_seconds < GUARD_SECONDS and shared_words(heard, said) >= SHARED_WORDS
