"""The second guard against hearing oneself: pure, on words."""

from __future__ import annotations

import re
from collections import Counter

GUARD_SECONDS = 1.0
"""Only what began this soon after the speaker fell silent can be its echo."""

SHARED_WORDS = 4
"""Fewer shared words are a confirmation ("fifteen?" - "fifteen"), and are kept."""

ENDS_WITH_SECONDS = 0.25
"""An echo ends when the speaker is cut off: what ends no later than this after it may be one."""

_WORD = re.compile(r"[\w']+")


def shared_words(heard: str, said: str) -> int:
    """How many words both have, each counted as often as both have it."""
    both = Counter(_WORD.findall(heard.casefold())) & Counter(_WORD.findall(said.casefold()))
    return both.total()


def is_echo(heard: str, said: str, began_after_seconds: float) -> bool:
    """Whether a transcript is the appliance's own voice: begun at once, and made of what was just said."""
    return began_after_seconds < GUARD_SECONDS and shared_words(heard, said) >= SHARED_WORDS


def is_echo_of_cut(heard: str, said: str, ended_after_seconds: float) -> bool:
    """Whether what interrupted is the appliance's own voice: it ended when that was cut off, and has its words.

    Somebody who only called "no!" ended then as well, but says something else.
    """
    count = len(_WORD.findall(heard))
    return ended_after_seconds < ENDS_WITH_SECONDS and 2 * shared_words(heard, said) >= max(1, count)
