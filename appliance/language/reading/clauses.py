"""The parts of one breath that may each answer something: `slept six hours, mood seven and skipped the gym`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from appliance.language.reading.originals import written

_PUNCTUATION = re.compile(r"[,;:.!?…]+(?=\s|$)|\s[—–-]+\s|\n")

Spans = Callable[[list[str]], Iterable[tuple[int, int]]]
"""From tokens to the stretches (start, end) that belong together: `six and a half`, `two hours and ten minutes`."""


def clauses_with(
    links: frozenset[str], tokens: Callable[[str], list[str]], together: Spans
) -> Callable[[str], list[str]]:
    """A function from text to its parts, as they were written and in their order.

    Parts are separated by punctuation, and by the words in `links` (`and`, `then`) where those are inside nothing that
    belongs together.
    """

    def clauses(text: str) -> list[str]:
        return [part for piece in _PUNCTUATION.split(text) for part in _at_links(piece, links, tokens, together)]

    return clauses


def _at_links(text: str, links: frozenset[str], tokens: Callable[[str], list[str]], together: Spans) -> Iterable[str]:
    said = written(text, tokens)
    inside = {place for start, end in together(said.tokens) for place in range(start + 1, end)}
    start = 0
    for place, token in enumerate([*said.tokens, ""]):
        if (token in links and place not in inside) or not token:
            part = said.part(start, place)
            if part:
                yield part
            start = place + 1
