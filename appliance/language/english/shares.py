"""How much of a promise was kept, where the answer is a number: "I did three" of the five promised."""

from __future__ import annotations

from appliance.language.english.numbers import pieces_of, read_number
from appliance.language.english.numberwords import Piece, word_at
from appliance.language.english.tokens import tokens, words
from appliance.language.english.units import known_unit
from appliance.language.values import Found

_BEFORE_A_TIME = frozenset({"at", "by", "before", "after", "until", "till", "from", "past", "around"})


def read_share(text: str, promise: str) -> Found | None:
    """0 … 1 of what was promised, from the numbers of the answer and of the promise; None where no number is said.

    Always unsure enough to be read back: "three" may be three of five kilometres or three o'clock.
    """
    spoken = tokens(text)
    pieces = quantities(spoken)
    if not pieces:
        return None
    if 0 < pieces[0].value < 1:
        return Found(round(pieces[0].value, 2), 0.6)
    said = pieces[-1]
    if said.out_of is None and len(pieces) == 2 and _is_out_of(spoken[pieces[0].end : said.start]):
        return _of(pieces[0].value, said.value)
    if said.out_of:
        return _of(said.value, said.out_of)
    if spoken[said.end : said.end + 1] == ["percent"]:
        return _of(said.value, 100)
    promised = quantities(tokens(promise))
    unit = _unit_of_promise(promise)
    found = read_number(text, unit)
    if len(promised) != 1 or found is None or found.certainty < 0.4 or promised[0].value <= 0:
        return None
    return _of(found.value, promised[0].value)


def quantities(spoken: list[str]) -> list[Piece]:
    """The numbers that are not times of day: `before ten` is no quantity."""
    return [
        piece
        for piece in pieces_of(spoken)
        if word_at(spoken, piece.start - 1) not in _BEFORE_A_TIME and word_at(spoken, piece.end) not in ("am", "pm")
    ]


def _is_out_of(between: list[str]) -> bool:
    return bool({"of", "from"} & set(between)) and set(between) <= {"out", "of", "from", "the", "my"}


def _unit_of_promise(promise: str) -> str:
    return next((word for word in words(promise) if known_unit(word) and not word.isdigit()), "")


def _of(done: float, promised: float) -> Found | None:
    if promised <= 0 or done < 0:
        return None
    share = min(1.0, done / promised)
    return Found(round(share, 2), 0.7 if share in (0.0, 1.0) else 0.6)
