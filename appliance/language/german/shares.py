"""How much of a promise was kept: the German words around its numbers."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german.numbers import NUMBERS
from appliance.language.reading.shares import ShareWords, read_share_with

SHARES = ShareWords(
    numbers=NUMBERS,
    before_time=listed("um vor bis gegen halb dreiviertel"),
    after_time=listed("uhr"),
    percent=listed("prozent"),
)

read_share = read_share_with(SHARES)
