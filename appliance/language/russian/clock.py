"""Russian times of day in an utterance: `половина десятого`, `без пятнадцати восемь`, `часов в одиннадцать`."""

from __future__ import annotations

import re

from appliance.language.reading.clock import ClockWords, read_clock_with, read_half_of_day_with
from appliance.language.russian.clockwords import clock_at
from appliance.language.russian.numbers import CHOICE
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import tokens
from appliance.language.values import Found

_BED = words_of("""
отбой отбоя сон сна сном спать лечь лег легла ложиться ложишься лягу засыпать заснуть заснул заснула уснуть уснул
уснула
кровать кровати постель постели ночь ночью ночи засыпаешь
""")
_WAKE = words_of("""
подъем подъема встать встал встала встаю встану вставать встаешь проснуться проснулся проснулась просыпаться
просыпаешься
проснусь будильник завтрак завтрака завтраком завтракать утро утром утра утренний утренняя разбудить пробуждение
""")
_NOON = words_of("обед обеда обедом обедать полдень полдня")
_EVENING = words_of("ужин ужина ужином ужинать вечер вечером вечера вечерний вечерняя домой")

CLOCK = ClockWords(
    tokens=tokens,
    clock_at=clock_at,
    choice=CHOICE,
    windows=((_BED, 18 * 60), (_WAKE, 3 * 60), (_NOON, 9 * 60), (_EVENING, 14 * 60)),
    am=words_of("утра утром утро"),
    pm=words_of("вечера вечером вечер дня днем"),
)
_HYPHENED = re.compile(r"(?<![\d-])(\d{1,2})-([0-5][05])(?![\d-])")
"""`21-30`, as times are often written."""

_read_clock = read_clock_with(CLOCK)
read_half_of_day = read_half_of_day_with(CLOCK)


def read_clock(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Found | None:
    """The time of day of an utterance, in minutes after midnight; None where there is none."""
    return _read_clock(_HYPHENED.sub(r"\1:\2", text), about, low, high)
