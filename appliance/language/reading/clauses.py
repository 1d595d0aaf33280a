"""The parts of one breath that may each answer something: `slept six hours, mood seven and skipped the gym`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from appliance.language.reading.durations import DurationWords, stretches_in
from appliance.language.reading.originals import written
from appliance.language.reading.pieces import pieces_of

_PUNCTUATION = re.compile(r"[,;:.!?…]+(?=\s|$)|\s[—–-]+\s|\n")


def clauses_with(links: frozenset[str], durations: DurationWords) -> Callable[[str], list[str]]:
    """A function from text to its parts, as they were written and in their order.

    Parts are separated by punctuation, and by the words in `links` (`and`, `then`) where those are inside no
    number and no duration (`six and a half`, `two hours and ten minutes`).
    """

    def clauses(text: str) -> list[str]:
        return [part for piece in _PUNCTUATION.split(text) for part in _at_links(piece, links, durations)]

    return clauses


def _at_links(text: str, links: frozenset[str], durations: DurationWords) -> Iterator[str]:
    said = written(text, durations.numbers.tokens)
    pieces = [*pieces_of(said.tokens, durations.numbers.piece_at)]
    pieces += [stretch.piece for stretch in stretches_in(durations, said.tokens, hours=True)]
    inside = {place for piece in pieces for place in range(piece.start + 1, piece.end)}
    start = 0
    for place, word in enumerate([*said.tokens, ""]):
        if (word in links and place not in inside) or not word:
            part = said.part(start, place)
            if part:
                yield part
            start = place + 1
