"""A reply as it is made: bytes of tokens become text of whole characters that ends before a stop text."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class ReplyText:
    """Feed it the bytes of each token; it gives out what is certain to belong to the reply."""

    def __init__(self, stops: Sequence[str] = ()) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        """Decoded, and perhaps the beginning of a stop text."""
        self._begun = False
        self.stopped = False

    def feed(self, data: bytes) -> str:
        """What may be given out now; empty while a character or a stop text is unfinished."""
        return self._taken(self._decoder.decode(data))

    def rest(self) -> str:
        """What was held back, when no more tokens come."""
        text = self._taken(self._decoder.decode(b"", final=True)) + ("" if self.stopped else self._held)
        self._held = ""
        return text

    def _taken(self, text: str) -> str:
        if self.stopped:
            return ""
        self._held += text if self._begun else text.lstrip()
        self._begun = self._begun or bool(self._held)
        ends = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if ends:
            self.stopped = True
            certain, self._held = self._held[: min(ends)], ""
        else:
            keep = max((_overlap(self._held, stop) for stop in self._stops), default=0)
            cut = len(self._held) - keep
            certain, self._held = self._held[:cut], self._held[cut:]
        return certain


def _overlap(text: str, stop: str) -> int:
    """How many characters at the end of the text may begin the stop text."""
    longest = min(len(text), len(stop) - 1)
    return next((size for size in range(longest, 0, -1) if stop.startswith(text[-size:])), 0)
