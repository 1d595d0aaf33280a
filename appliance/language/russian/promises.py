"""Russian promises: `завтра до восьми пробегу пять километров` is an action, an amount, a day and a time."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from appliance.language.forms import Forms
from appliance.language.reading.amounts import Amount, AmountWords, amount_with
from appliance.language.reading.days import chosen_day, days_in
from appliance.language.reading.deadlines import deadlines_in
from appliance.language.reading.durations import duration_in
from appliance.language.reading.promises import DaySpan, PromiseWords, promises_with
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.russian.days import DAYS
from appliance.language.russian.daywords import PARTS_OF_DAY
from appliance.language.russian.deadlines import DEADLINES
from appliance.language.russian.durations import DURATIONS
from appliance.language.russian.spelling import forms_of, words_of
from appliance.language.russian.tokens import tokens
from appliance.language.values import DaySaid, Found, Promised

_OPENINGS = Forms(
    forms_of("""
[и | я | мы | тогда | мне] (обещаю | клянусь | обязуюсь | хочу | хотел/а бы | планирую | собираюсь | намерен/а |
 постараюсь |
 попробую | должен | должна | надо | нужно | надо бы | нужно бы | думаю | могу | смогу | решил/а |
 даю слово) [тебе] [что]
 [я] [обязательно | точно | хотя бы]
(мое | моя | главное) [одно | главное | первое] (обещание | цель | дело | план) [на (сегодня | завтра)] [это]
напомни [мне] | давай | пусть будет | я [обязательно | точно | все таки | хотя бы] | обязательно
""")
)
_ALONE = words_of("час часик часок")
_TO_ONE_HOUR = words_of("часу часику часочку")
_ONE_HOUR = Found(60)
_MEASURES = {"литр": "литров", "километр": "километров"}
"""`Килограмм` is left out: with a number after it it tells about how many."""


def _days(spoken: list[str]) -> tuple[DaySaid | None, list[DaySpan]]:
    found = days_in(DAYS, spoken)
    parts = [word_at(spoken, day.end) in PARTS_OF_DAY for day in found]
    spans = [DaySpan(day.start, day.end + part) for day, part in zip(found, parts, strict=True)]
    return chosen_day(DAYS, spoken, found), spans


_read_amount = amount_with(
    AmountWords(DURATIONS, hours="часов", minutes="минут", one=words_of("один одна одну одно одного"))
)


def _amount(spoken: list[str], told: frozenset[int]) -> Amount | None:
    """The first quantity, or one of a measure said without its number: `погулять час`, `по часу`, `литр воды`."""
    free = [BREAK if place in told else word for place, word in enumerate(spoken)]
    for place, word in enumerate(free):
        before = word_at(free, place - 1)
        if (word in _ALONE and before not in ("в", "на")) or (before == "по" and word in _TO_ONE_HOUR):
            found = duration_in(DURATIONS, spoken[place:], 1.0) or _ONE_HOUR
            in_hours = found.value % 60 == 0
            alone = Amount(found.value / (60 if in_hours else 1), "часов" if in_hours else "минут", place, place + 1)
        elif word in _MEASURES:
            alone = Amount(1, _MEASURES[word], place, place + 1)
        else:
            continue
        return _read_amount(spoken[:place], told) or alone
    return _read_amount(spoken, told)


_read_promise = promises_with(
    PromiseWords(
        tokens=tokens,
        openings=_OPENINGS,
        never_after_opening=frozenset(),
        fillers=words_of("ну э эм мм хм так вот да ага ок хорошо ладно значит короче наверное может быть типа просто"),
        closing=words_of("пожалуйста тогда наверное спасибо и в к до на вот как то точно обязательно обещаю клянусь"),
        before_day=words_of("до к ко с на в во не позже"),
        parts_of_day=Forms(("утром", "днем", "вечером", "ночью", "с утра", "под вечер", "прямо с утра")),
        deadlines=partial(deadlines_in, DEADLINES),
        days=_days,
        amount=_amount,
    )
)

_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_JOINER = "\u2060"


def read_promise(text: str) -> Promised:
    """The parts of a promise. `10 000` is one word of it."""
    made = _read_promise(_THOUSANDS.sub(_JOINER, text))
    return replace(made, action=made.action.replace(_JOINER, " "))
