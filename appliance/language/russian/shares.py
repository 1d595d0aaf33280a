"""How much of a promise was kept: the Russian words around its numbers."""

from __future__ import annotations

from appliance.language.reading.shares import ShareWords, read_share_with
from appliance.language.russian.numbers import NUMBERS
from appliance.language.russian.spelling import words_of

SHARES = ShareWords(
    numbers=NUMBERS,
    before_time=words_of("в к до после около без часам"),
    after_time=words_of("утра вечера ночи час часов часу"),
    percent=words_of("процентов процента процент"),
)

read_share = read_share_with(SHARES)
