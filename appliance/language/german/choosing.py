"""Which of several numbers in one utterance is the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.german.numberwords import Piece, word_at
from appliance.language.german.tokens import BREAK

_CORRECTION = Forms(
    lines("""
nein | ne | quatsch | entschuldigung | sorry | ich meine | ich meinte | ich wollte sagen | moment | warte | halt |
  stopp | falsch | stimmt nicht | doch nicht | eher | besser gesagt | beziehungsweise | korrektur | mein fehler |
  tschuldigung | pardon | vertan | versprochen | äh nein | ach nein | doch eher | sagen wir | sondern | vielmehr |
  genauer gesagt
""")
)
_RANGE = listed("oder bis vielleicht eventuell eher auch maximal höchstens")
_BETWEEN_WORDS = listed("äh ähm hm so ein eine einen na ja halt stunden stunde minuten")
_OUT_OF = listed("von aus den der")
_SUM = Forms(lines("plus | und dann noch | und noch | und nochmal | und dann nochmal | dann noch | nochmal | noch mal"))
_PORTIONS = listed("""
morgens mittags abends nachmittags vormittags früh nachts später frühstück mittagessen abendessen mittag abend
""")


def choose(spoken: list[str], pieces: Sequence[Piece], preferred: Sequence[bool]) -> Piece | None:
    """The piece that answers; one made of two where they form a range or a sum; None where there is none.

    `preferred` marks the pieces that were said with the unit asked for: they win over the others.
    """
    kept = _after_last_correction(spoken, _not_ruled_out(spoken, pieces, preferred))
    if not kept:
        return None
    if any(liked for _, liked in kept) and not _joined(spoken, [piece for piece, _ in kept]):
        kept = [(piece, liked) for piece, liked in kept if liked]
    return _one_of(spoken, [piece for piece, _ in kept])


def _not_ruled_out(spoken: list[str], pieces: Sequence[Piece], preferred: Sequence[bool]) -> list[tuple[Piece, bool]]:
    """Without the numbers said after `nicht`, and without the ten of `sieben von zehn`."""
    kept: list[tuple[Piece, bool]] = []
    for piece, liked in zip(pieces, preferred, strict=True):
        before = [word for word in spoken[max(0, piece.start - 2) : piece.start] if word not in ("die", "der", "etwa")]
        if before[-1:] in (["nicht"], ["statt"], ["anstatt"]):
            continue
        between = _between(spoken, kept[-1][0], piece) if kept else []
        if kept and {"von", "aus"} & set(between) and set(between) <= _OUT_OF:
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
    """Whether two numbers are one answer: `sechs oder sieben`, `zwanzig, fünfundzwanzig`, `zwei mal fünf`."""
    if len(pieces) != 2:
        return False
    between = _between(spoken, *pieces)
    told = "zwischen" in spoken[: pieces[0].start] and "und" in between
    return told or "mal" in between or _is_range(between) or _neighbours(spoken, *pieces)


def _neighbours(spoken: list[str], first: Piece, second: Piece) -> bool:
    close = 0 < second.value - first.value <= max(1.0, 0.4 * abs(first.value))
    return close and not [word for word in _between(spoken, first, second) if word not in _BETWEEN_WORDS]


def _is_range(between: list[str]) -> bool:
    wordy = [word for word in between if word not in _BETWEEN_WORDS]
    return bool(wordy) and set(wordy) <= _RANGE and wordy != ["eher"]


def _one_of(spoken: list[str], pieces: list[Piece]) -> Piece:
    last = pieces[-1]
    if len(pieces) == 1:
        return last
    before = pieces[-2]
    between = _between(spoken, before, last)
    span = {"start": before.start, "end": last.end}
    if _SUM.inside(between) or _are_portions(spoken, before, last):
        total = sum(piece.value for piece in pieces)
        return replace(last, value=total, certainty=0.65, **span)
    if between == ["mal"]:
        return replace(last, value=before.value * last.value, certainty=0.65, **span)
    if before.value == last.value:
        return replace(last, certainty=min(0.85, last.certainty), **span)
    if _joined(spoken, [before, last]):
        return replace(last, value=(before.value + last.value) / 2, certainty=0.6, **span)
    return replace(last, certainty=min(0.45, last.certainty))


def _are_portions(spoken: list[str], before: Piece, last: Piece) -> bool:
    """`zwei morgens und drei abends`, `morgens zwei, abends drei`."""
    around = [*spoken[max(0, before.start - 2) : before.start], *_between(spoken, before, last)]
    return len([word for word in [*around, *spoken[last.end : last.end + 3]] if word in _PORTIONS]) >= 2 or bool(
        _PORTIONS & set(_between(spoken, before, last))
    )


def after_not(spoken: list[str], place: int) -> bool:
    """Whether what begins there is ruled out: `nicht fünfzig`."""
    return word_at(spoken, place - 1) == "nicht"
