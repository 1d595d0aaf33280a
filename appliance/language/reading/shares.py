"""How much of a promise was kept, where the answer is a number: "I did three" of the five promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.language.reading.numbers import NumberWords, number_in
from appliance.language.reading.pieces import Piece, pieces_of
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import Found


@dataclass(frozen=True, slots=True)
class ShareWords:
    numbers: NumberWords
    before_time: frozenset[str]
    """Before a number that is a time of day, not a quantity: `before ten`."""
    after_time: frozenset[str]
    """After one: `am`."""
    percent: frozenset[str]


def read_share_with(words: ShareWords) -> Callable[[str, str], Found | None]:
    """A function that gives 0 … 1 of what was promised, from the numbers of the answer and of the promise; None where
    no number is said.

    Always unsure enough to be read back: "three" may be three of five kilometres or three o'clock.
    """

    def read_share(text: str, promise: str) -> Found | None:
        spoken = words.numbers.tokens(text)
        return _without_promise(words, spoken) or _of_promise(words, spoken, words.numbers.tokens(promise))

    return read_share


def _without_promise(words: ShareWords, spoken: list[str]) -> Found | None:
    """`half`, `three out of five`, `eighty percent`: the answer tells by itself how much."""
    pieces = quantities(words, spoken)
    if not pieces:
        return None
    if 0 < pieces[0].value < 1:
        return Found(round(pieces[0].value, 2), 0.6)
    said = pieces[-1]
    between = set(spoken[pieces[0].end : said.start])
    choice = words.numbers.choice
    if said.out_of is None and len(pieces) == 2 and choice.of & between and between <= choice.out_of:
        return _of(pieces[0].value, said.value)
    if said.out_of:
        return _of(said.value, said.out_of)
    return _of(said.value, 100) if word_at(spoken, said.end) in words.percent else None


def _of_promise(words: ShareWords, spoken: list[str], promise: list[str]) -> Found | None:
    promised = quantities(words, promise)
    if not quantities(words, spoken) or len(promised) != 1 or promised[0].value <= 0:
        return None
    units = words.numbers.units
    named = [units.known(word) for word in promise if word != BREAK and not word.isdigit()]
    unit = next((known for known in named if known is not None), None)
    found = number_in(words.numbers, spoken, unit)
    return None if found is None or found.certainty < 0.4 else _of(found.value, promised[0].value)


def quantities(words: ShareWords, spoken: list[str]) -> list[Piece]:
    """The numbers that are not times of day: `before ten` is no quantity."""
    return [
        piece
        for piece in pieces_of(spoken, words.numbers.piece_at)
        if word_at(spoken, piece.start - 1) not in words.before_time
        and word_at(spoken, piece.end) not in words.after_time
    ]


def _of(done: float, promised: float) -> Found | None:
    if promised <= 0 or done < 0:
        return None
    share = min(1.0, done / promised)
    return Found(round(share, 2), 0.7 if share in (0.0, 1.0) else 0.6)
