"""Which wording is said when: none returns while others were not said for longer. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from appliance.language.wordings import as_heard

UNSAID_FOR = timedelta(days=3)
"""How long a line stays away after it was said, as long as there are others."""

NEVER = datetime.min.replace(tzinfo=UTC)

_DIGITS = 16


@lru_cache(maxsize=16_384)
def wording_digest(wording: str) -> str:
    """Stands for a wording in the record of a call; the same for all that sounds the same, fields unfilled."""
    return sha256(as_heard(wording).encode()).hexdigest()[:_DIGITS]


class Variety:
    """Hands out wordings for one call.

    A slot is a place in the call (`opening`, `metric:…:good`): it has the same wording whenever it is asked for, and no
    two slots share one while there are enough. What was said recently, in other calls or in earlier attempts of this
    one, comes last, the longest unsaid first. The order in which slots are asked for first matters, so a call has them
    all handed out before it begins.
    """

    def __init__(self, seed: str, recent: Mapping[str, datetime]) -> None:
        """`recent` is when lines were said last, by their digests."""
        self._seed = seed
        self._recent = recent
        self._given: dict[str, str] = {}
        self._used: set[str] = set()

    def choose(self, slot: str, wordings: Sequence[str], *, short: bool = False) -> str:
        """The slot's wording; with `short`, one of the shorter third where one of them is free."""
        if slot not in self._given:
            longest = sorted(map(len, wordings))[len(wordings) // 3] if short else 0
            chosen = min(wordings, key=lambda wording: self._cost(slot, wording, longest))
            self._given[slot] = chosen
            self._used.add(wording_digest(chosen))
        return self._given[slot]

    def _cost(self, slot: str, wording: str, longest: int) -> tuple[bool, bool, bool, datetime, bytes]:
        digest = wording_digest(wording)
        chance = sha256(f"{self._seed}\0{slot}\0{digest}".encode()).digest()
        too_long = longest > 0 and len(wording) > longest
        return digest in self._used, digest in self._recent, too_long, self._recent.get(digest, NEVER), chance
