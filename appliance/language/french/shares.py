"""How much of a promise was kept: the French words around its numbers."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.french.numbers import NUMBERS
from appliance.language.french.tokens import spelled
from appliance.language.reading.shares import ShareWords, quantities, read_share_with
from appliance.language.values import Found

SHARES = ShareWords(
    numbers=NUMBERS,
    before_time=listed("a avant apres vers jusque des depuis"),
    after_time=listed("heure heures h"),
    percent=listed("pourcent"),
)
_LEFT = Forms(
    lines(
        spelled("""
(il | y | ça | ne | n') [m' | nous | me | l'] [en] (manque | manquait | reste | restait | manquent | a manqué)
""")
    )
)
_LONGEST_LEAD = 2
"""Words between it and its number: `il m'en reste (plus que) deux`."""

_read_share = read_share_with(SHARES)


def read_share(text: str, promise: str) -> Found | None:
    """0 … 1 of what was promised, from the numbers of the answer and of the promise; None where no number is said.

    Where only what is left was told (`il m'en manque deux`), it is the rest; else what was done counts.
    """
    found = _read_share(text, promise)
    spoken = NUMBERS.tokens(text)
    told, left = quantities(SHARES, spoken), _LEFT.find(spoken)
    if left and told and told[0].end <= left[0]:
        return _read_share(" ".join(spoken[: left[0]]), promise)
    if found is None or left is None or not 0 <= told[0].start - left[1] <= _LONGEST_LEAD:
        return found
    return Found(round(1 - found.value, 2), min(found.certainty, 0.6))
