"""Ways to say that there was nothing, where a number is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.language.forms import Forms
from appliance.language.values import Found

_LONGEST_NOT_ANY = 8
"""Words: in a longer utterance `I didn't have any` may be about something else."""


@dataclass(frozen=True, slots=True)
class ZeroWords:
    plain: Forms
    """Whole utterances: `none at all`, `I had nothing`."""
    opening: frozenset[str]
    """First words that nearly always mean nothing: `none`, `nothing`."""
    implied: Forms
    """Whole utterances that say that it did not happen: `I didn't have any`, `not today`."""
    not_any: Forms
    """What such utterances begin with."""
    bare_no: Forms
    """`no` alone: little to go by."""
    no: frozenset[str]
    """Before a thing: `no coffee`, `no coffee today`."""
    not_things: frozenset[str]
    """No things: `no idea`, `no problem`."""
    when: frozenset[str]
    """What may follow the thing: `today`."""
    fillers: frozenset[str]


def means_zero(words: ZeroWords, spoken: list[str]) -> Found | None:
    """Zero, when the words say that there was nothing; None otherwise. A bare `no` is little to go by."""
    left = [word for word in spoken if word not in words.fillers]
    if words.plain.is_all(left):
        return Found(0, 0.9)
    if left and left[0] in words.opening:
        return Found(0, 0.7)
    if words.implied.is_all(left) or (words.not_any.end_at(left, 0) is not None and len(left) <= _LONGEST_NOT_ANY):
        return Found(0, 0.75)
    if words.bare_no.is_all(left):
        return Found(0, 0.5)
    return Found(0, 0.7) if _no_thing(words, left) else None


def _no_thing(words: ZeroWords, left: list[str]) -> bool:
    if len(left) < 2 or left[0] not in words.no or left[1] in words.not_things:
        return False
    return len(left) == 2 or left[2] in words.when
