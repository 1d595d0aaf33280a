"""How much of a promise was kept, where the answer is a number: `drei` of the five promised, `drei von fünf`."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german.clock import clocks_of
from appliance.language.german.numbers import pieces_of, read_number
from appliance.language.german.numberwords import Piece, word_at
from appliance.language.german.tokens import tokens, words
from appliance.language.german.units import known_unit
from appliance.language.values import Found

_BEFORE_A_TIME = listed("um vor bis nach ab gegen seit")
_OUT_OF = listed("von aus den meinen der geplanten vorgenommenen versprochenen")


def read_share(text: str, promise: str) -> Found | None:
    """0 … 1 of what was promised, from the numbers of the answer and of the promise; None where no number is said.

    Always unsure enough to be read back: `drei` may be three of five kilometres or three o'clock.
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
    if word_at(spoken, said.end) == "prozent":
        return _of(said.value, 100)
    promised = quantities(tokens(promise))
    found = read_number(text, _unit_of_promise(promise))
    if len(promised) != 1 or found is None or found.certainty < 0.4 or promised[0].value <= 0:
        return None
    return _of(found.value, promised[0].value)


def quantities(spoken: list[str]) -> list[Piece]:
    """The numbers that are not times of day: `vor zehn` and `zehn Uhr` are no quantities, `einmal` none either."""
    times = {
        place
        for clock in clocks_of(spoken)
        if "uhr" in spoken[clock.start : clock.end] or word_at(spoken, clock.start) in ("halb", "dreiviertel")
        for place in range(clock.start, clock.end)
    }
    return [
        piece
        for piece in pieces_of(spoken)
        if piece.start not in times
        and word_at(spoken, piece.start - 1) not in _BEFORE_A_TIME
        and spoken[piece.start] not in ("einmal", "beide", "beides")
    ]


def _is_out_of(between: list[str]) -> bool:
    return bool({"von", "aus"} & set(between)) and set(between) <= _OUT_OF


def _unit_of_promise(promise: str) -> str:
    return next((word for word in words(promise) if known_unit(word) and not word.isdigit()), "")


def _of(done: float, promised: float) -> Found | None:
    if promised <= 0 or done < 0:
        return None
    share = min(1.0, done / promised)
    return Found(round(share, 2), 0.7 if share in (0.0, 1.0) else 0.6)
