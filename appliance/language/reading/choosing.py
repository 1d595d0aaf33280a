"""Which of several numbers in one utterance is the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from appliance.language.forms import Forms
from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import BREAK

_LONGEST_RULING_OUT = 4
"""Words."""


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """The words between and before numbers that tell how they belong together."""

    corrections: Forms
    """Between two numbers the second replaces the first: `no`, `sorry`, `I mean`."""
    ruling_out: Forms
    """Right before a number that is not the answer: `not`, `not a`."""
    range_: frozenset[str]
    """Between the ends of a range: `or`, `to`."""
    out_of: frozenset[str]
    """All the words that may stand between seven and ten in `seven out of ten` …"""
    of: frozenset[str]
    """… and those of which one must."""
    sums: Forms
    """Between numbers that add up: `plus`, `and another`."""
    times: frozenset[str]
    """Between numbers that multiply: `times`."""
    portions: frozenset[str] = frozenset()
    """Between numbers that add up, since they tell of two occasions: `morning`, `lunch`."""
    between: frozenset[str] = frozenset()
    """Before `and` makes a range: `between`."""
    and_: frozenset[str] = frozenset()
    range_fillers: frozenset[str] = frozenset()
    """May stand beside the words of a range: `uh`, `hour`."""


def choose(words: ChoiceWords, spoken: list[str], pieces: Sequence[Piece], preferred: Sequence[bool]) -> Piece | None:
    """The piece that answers; one made of two where they form a range or a sum; None where there is none.

    `preferred` marks the pieces that were said with the unit asked for: they win over the others.
    """
    kept = _not_ruled_out(words, spoken, pieces, preferred)
    if not kept:
        return None
    kept = _after_last_correction(words, spoken, kept)
    if any(liked for _, liked in kept) and not _joined(words, spoken, [piece for piece, _ in kept]):
        kept = [(piece, liked) for piece, liked in kept if liked]
    return _one_of(words, spoken, [piece for piece, _ in kept])


def _not_ruled_out(
    words: ChoiceWords, spoken: list[str], pieces: Sequence[Piece], preferred: Sequence[bool]
) -> list[tuple[Piece, bool]]:
    """Without the numbers said after `not`, and without the ten of `seven out of ten`."""
    kept: list[tuple[Piece, bool]] = []
    for piece, liked in zip(pieces, preferred, strict=True):
        if _is_ruled_out(words, spoken, piece):
            continue
        between = _between(spoken, kept[-1][0], piece) if kept else []
        if kept and words.of & set(between) and set(between) <= words.out_of:
            kept[-1] = (replace(kept[-1][0], out_of=piece.value, end=piece.end), kept[-1][1] or liked)
        else:
            kept.append((piece, liked))
    if not kept and len(pieces) > 1:  # `no fifteen not fifty`, where both words are one: it is heard without pauses
        return [(replace(pieces[0], certainty=min(pieces[0].certainty, 0.6)), preferred[0])]
    return kept


def _is_ruled_out(words: ChoiceWords, spoken: list[str], piece: Piece) -> bool:
    starts = range(max(0, piece.start - _LONGEST_RULING_OUT), piece.start)
    return any(words.ruling_out.is_all(spoken[start : piece.start]) for start in starts)


def _between(spoken: list[str], left: Piece, right: Piece) -> list[str]:
    return [word for word in spoken[left.end : right.start] if word != BREAK]


def _after_last_correction(
    words: ChoiceWords, spoken: list[str], kept: list[tuple[Piece, bool]]
) -> list[tuple[Piece, bool]]:
    first = 0
    for index in range(1, len(kept)):
        if words.corrections.inside(_between(spoken, kept[index - 1][0], kept[index][0])):
            first = index
    return kept[first:]


def _joined(words: ChoiceWords, spoken: list[str], pieces: list[Piece]) -> bool:
    """Whether two numbers are one answer: `six or seven`, `twenty, twenty five`, `two times five`."""
    if len(pieces) != 2:
        return False
    between = _between(spoken, *pieces)
    told = not words.between.isdisjoint(spoken[: pieces[0].start]) and not words.and_.isdisjoint(between)
    multiplied = not words.times.isdisjoint(between)
    added = words.sums.inside(between)
    return told or multiplied or added or _is_range(words, between) or _neighbours(spoken, *pieces)


def _neighbours(spoken: list[str], first: Piece, second: Piece) -> bool:
    close = 0 < second.value - first.value <= max(1.0, 0.5 * abs(first.value))
    return close and not _between(spoken, first, second)


def _is_range(words: ChoiceWords, between: list[str]) -> bool:
    wordy = [word for word in between if word not in words.range_fillers]
    return bool(wordy) and set(wordy) <= words.range_


def _one_of(words: ChoiceWords, spoken: list[str], pieces: list[Piece]) -> Piece:
    last = pieces[-1]
    if len(pieces) == 1:
        return last
    before = pieces[-2]
    between = _between(spoken, before, last)
    span = {"start": before.start, "end": last.end}
    if words.sums.inside(between) or not words.portions.isdisjoint(between):
        return replace(last, value=before.value + last.value, certainty=0.65, **span)
    if not words.times.isdisjoint(between):
        return replace(last, value=before.value * last.value, certainty=0.65, **span)
    if before.value == last.value:
        return replace(last, certainty=min(0.85, last.certainty), **span)
    if _joined(words, spoken, [before, last]):
        return replace(last, value=(before.value + last.value) / 2, certainty=0.6, **span)
    return replace(last, certainty=min(0.45, last.certainty))
