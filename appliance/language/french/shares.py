"""How much of a promise was kept: the French words around its numbers."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.french.numbers import NUMBERS
from appliance.language.reading.shares import ShareWords, read_share_with

SHARES = ShareWords(
    numbers=NUMBERS,
    before_time=listed("a avant apres vers jusque des depuis"),
    after_time=listed("heure heures h"),
    percent=listed("pourcent"),
)

read_share = read_share_with(SHARES)
