"""How much of a promise was kept: the German words around its numbers."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.german.numbers import NUMBERS
from appliance.language.reading.shares import ShareWords, quantities, read_share_with
from appliance.language.values import Found

SHARES = ShareWords(
    numbers=NUMBERS,
    before_time=listed("um vor bis gegen halb dreiviertel"),
    after_time=listed("uhr"),
    percent=listed("prozent"),
)

_LEFT_UNDONE = Forms(
    lines("""
fehlen | fehlt | fehlten | fehlte | übrig | offen | ausgelassen | geschwänzt | verpasst | verschlafen | vergessen |
  ausgefallen | gefehlt | weggelassen | nicht (geschafft | geklappt | gemacht | mehr geschafft | hinbekommen |
  gelesen | gelaufen | erledigt | da)
""")
)
"""After the only number of an answer it tells what was not done: `zwei Seiten fehlen noch`."""

_read = read_share_with(SHARES)


def read_share(text: str, promise: str) -> Found | None:
    """How much of a promise was kept, 0 … 1; None where no number is said."""
    found = _read(text, promise)
    spoken = NUMBERS.tokens(text)
    if found is None or not 0 < found.value < 1 or not _tells_the_rest(spoken):
        return found
    return replace(found, value=round(1 - found.value, 2))


def _tells_the_rest(spoken: list[str]) -> bool:
    told = [place for place, word in enumerate(spoken) if word in SHARES.numbers.choice.of]
    pieces = quantities(SHARES, spoken)
    return (len(pieces) == 1 or (len(pieces) == 2 and bool(told))) and _LEFT_UNDONE.inside(spoken)
