"""How much of a promise was kept: the English words around its numbers."""

from __future__ import annotations

from appliance.language.english.numbers import NUMBERS
from appliance.language.forms import listed
from appliance.language.reading.shares import ShareWords, read_share_with

SHARES = ShareWords(
    numbers=NUMBERS,
    before_time=listed("at by before after until till from past around"),
    after_time=listed("am pm past"),
    percent=listed("percent"),
)

read_share = read_share_with(SHARES)
