"""Russian words around the time that a promise names for itself."""

from __future__ import annotations

import re

from appliance.language.forms import Forms
from appliance.language.reading.deadlines import DeadlineWords, read_deadline_with
from appliance.language.russian.clock import read_clock
from appliance.language.russian.clockwords import OF_HOUR, clock_at
from appliance.language.russian.daywords import PARTS_OF_DAY, WEEKDAYS
from appliance.language.russian.numberwords import below_hundred
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import tokens
from appliance.language.russian.units import UNITS

_VERB = re.compile(r"[а-я]{2,}(?:ть|ти|чь|ться|тись|чься|ую|аю|яю|ею|лю|ню|рю|жу|шу|чу|щу|ду|гу|ку|ну|му|ву|сь)")


def _may_follow(word: str) -> bool:
    """Whether a word is a verb by its form: `в девять написать`, `до десяти позвоню`."""
    return bool(_VERB.fullmatch(word)) and UNITS.known(word) is None


DEADLINES = DeadlineWords(
    tokens=tokens,
    limits=Forms(("до | к | ко | не (позже | позднее) [чем] [в]",)),
    times=Forms(("в | во | около | после | с | ровно в", "(часов | часа | часам) [так | где то | примерно] (в | к)")),
    fillers=words_of("часов часа часам примерно где то ровно около так"),
    clock_at=clock_at,
    read_clock=read_clock,
    number_at=below_hundred,
    units=UNITS,
    clock_words=words_of(
        "часов часа час часу половине половина половины пол полдень полудня полночь полуночи без минут ноль"
    )
    | PARTS_OF_DAY
    | set(OF_HOUR),
    after_a_time=words_of("""
сегодня завтра послезавтра ровно и потом каждый каждое ежедневно перед после с до как если чтобы пожалуйста или но я
мы
максимум уже обязательно точно на у по в к дома надо нужно буду не позвонить маме начать начну лечь встать
""")
    | PARTS_OF_DAY
    | set(WEEKDAYS),
    day_words=words_of("сегодня завтра послезавтра") | PARTS_OF_DAY | set(WEEKDAYS),
    starts=frozenset({"с"}),
    relative=frozenset({"без"}),
    may_follow=_may_follow,
)

read_deadline = read_deadline_with(DEADLINES)
