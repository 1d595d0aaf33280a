"""Which of several numbers in one utterance is the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appliance.language.english.numberwords import Piece, word_at
from appliance.language.english.tokens import BREAK
from appliance.language.forms import Forms

_CORRECTION = Forms((
    "no", "nope", "sorry", "i mean", "i meant", "wait", "actually", "rather", "make that", "make it", "correction",
    "scratch that", "oops", "let me see", "it was more like", "more like", "closer to", "well more",
))  # fmt: skip
_RANGE = frozenset({"or", "to", "till", "maybe", "possibly", "perhaps", "even"})
_OUT_OF = frozenset({"out", "of", "from", "the", "my"})
_OF = frozenset({"of", "from"})
_PORTION = frozenset(
    {"morning", "afternoon", "evening", "night", "breakfast", "lunch", "dinner", "noon", "later", "work"}
)
_SUM = Forms(("plus", "and another", "and then another", "then another"))


def choose(spoken: list[str], pieces: Sequence[Piece], preferred: Sequence[bool]) -> Piece | None:
    """The piece that answers; one made of two where they form a range or a sum; None where there is none.

    `preferred` marks the pieces that were said with the unit asked for: they win over the others.
    """
    kept = _not_ruled_out(spoken, pieces, preferred)
    if not kept:
        return None
    kept = _after_last_correction(spoken, kept)
    if any(liked for _, liked in kept) and not _joined(spoken, [piece for piece, _ in kept]):
        kept = [(piece, liked) for piece, liked in kept if liked]
    return _one_of(spoken, [piece for piece, _ in kept])


def _not_ruled_out(spoken: list[str], pieces: Sequence[Piece], preferred: Sequence[bool]) -> list[tuple[Piece, bool]]:
    """Without the numbers said after `not`, and without the ten of `seven out of ten`."""
    kept: list[tuple[Piece, bool]] = []
    for piece, liked in zip(pieces, preferred, strict=True):
        if word_at(spoken, piece.start - 1) == "not" or spoken[max(0, piece.start - 2) : piece.start] == ["not", "a"]:
            continue
        between = _between(spoken, kept[-1][0], piece) if kept else []
        if kept and _OF & set(between) and set(between) <= _OUT_OF:
            kept[-1] = (replace(kept[-1][0], out_of=piece.value, end=piece.end), kept[-1][1] or liked)
        else:
            kept.append((piece, liked))
    return kept


def _between(spoken: list[str], left: Piece, right: Piece) -> list[str]:
    return [word for word in spoken[left.end : right.start] if word != BREAK]


def _after_last_correction(spoken: list[str], kept: list[tuple[Piece, bool]]) -> list[tuple[Piece, bool]]:
    first = 0
    for index in range(1, len(kept)):
        if _CORRECTION.inside(_between(spoken, kept[index - 1][0], kept[index][0])):
            first = index
    return kept[first:]


def _joined(spoken: list[str], pieces: list[Piece]) -> bool:
    """Whether two numbers are one answer: `six or seven`, `twenty, twenty five`, `two times five`."""
    if len(pieces) != 2:
        return False
    between = _between(spoken, *pieces)
    told = "between" in spoken[: pieces[0].start] and "and" in between
    return told or "times" in between or _is_range(between) or _neighbours(spoken, *pieces)


def _neighbours(spoken: list[str], first: Piece, second: Piece) -> bool:
    close = 0 < second.value - first.value <= max(1.0, 0.4 * abs(first.value))
    return close and not _between(spoken, first, second)


def _is_range(between: list[str]) -> bool:
    wordy = [word for word in between if word not in ("uh", "um", "a", "an", "hour", "minute")]
    return bool(wordy) and set(wordy) <= _RANGE


def _one_of(spoken: list[str], pieces: list[Piece]) -> Piece:
    last = pieces[-1]
    if len(pieces) == 1:
        return last
    before = pieces[-2]
    between = _between(spoken, before, last)
    span = {"start": before.start, "end": last.end}
    if _SUM.inside(between) or not _PORTION.isdisjoint(between):
        return replace(last, value=before.value + last.value, certainty=0.65, **span)
    if "times" in between:
        return replace(last, value=before.value * last.value, certainty=0.65, **span)
    if before.value == last.value:
        return replace(last, certainty=min(0.85, last.certainty), **span)
    if _joined(spoken, [before, last]):
        return replace(last, value=(before.value + last.value) / 2, certainty=0.6, **span)
    return replace(last, certainty=min(0.45, last.certainty))
