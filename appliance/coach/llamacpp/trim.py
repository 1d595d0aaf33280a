"""Which messages of a long conversation a model still sees. Pure: sizes are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

Turn = dict[str, str]
"""`role` (`system`, `user`, `assistant`) and `content`."""


def trim(
    turns: Sequence[Turn], lengths: Sequence[int], step: int, fits: Callable[[Sequence[Turn]], bool]
) -> list[Turn] | None:
    """The turns without the oldest that are not `system`, as few left out as the steps allow; `fits` decides.

    What is left out grows by `step` tokens at a time (`lengths` are of each turn): then the beginning of the prompt
    stays the same for many turns, and its evaluation is kept. The last turn is always kept. None where even that does
    not fit beside the `system` turns.
    """
    spoken = [length for turn, length in zip(turns, lengths, strict=True) if not _fixed(turn)]
    for left_out in _cuts(spoken, step):
        kept = _without(turns, left_out)
        if fits(kept):
            return kept
    return None


def _cuts(lengths: Sequence[int], step: int) -> list[int]:
    """How many turns may be left out, ascending: none, then what reaches each further step, at last all but one.

    A turn that is added later moves none of the cuts before it.
    """
    cuts = [0]
    for count, total in enumerate(accumulate(lengths[:-1]), 1):
        if total // step > (total - lengths[count - 1]) // step:
            cuts.append(count)
    if len(lengths) > 1 and cuts[-1] != len(lengths) - 1:
        cuts.append(len(lengths) - 1)
    return cuts


def _without(turns: Sequence[Turn], left_out: int) -> list[Turn]:
    kept = []
    for turn in turns:
        if _fixed(turn) or left_out <= 0:
            kept.append(turn)
        else:
            left_out -= 1
    return kept


def _fixed(turn: Turn) -> bool:
    return turn["role"] == "system"
