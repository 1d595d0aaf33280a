"""Which text can be shown on one line."""

from __future__ import annotations

JOINERS = "\u200c\u200d"
"""Show nothing by themselves, and belong to words all the same: Persian and Hindi are written with them, and pictures
of several people or of somebody at work are joined by them."""


def is_printable(text: str) -> bool:
    """Whether nothing in it is a control character, and something can be seen."""
    bare = text.translate(dict.fromkeys(map(ord, JOINERS)))
    return bool(bare.strip()) and bare.isprintable()
