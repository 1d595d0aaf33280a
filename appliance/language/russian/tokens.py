"""Russian spelling."""

from __future__ import annotations

import re

from appliance.language.reading.tokens import (
    LAST_SPELLING,
    THOUSANDS_BY_POINT,
    common_spelling,
    tokens_with,
    words_with,
)

_HALVED = (
    r"часа|часика|минуты|дня|стакана|стаканчика|чашки|чашечки|кружки|литра|кило|килограмма|километра|порции|пачки|бутылки|страницы|"
    r"странички|сигареты|бокала|балла|сотни|тысячи|главы|урока|перв|втор|трет|четвер|пят|шест|седьм|восьм|девят|десят|"
    r"одиннадцат|двенадцат"
)
_NUMBERS = r"дв|тр|четыр|пят|шест|сем|вос|дев|дес|один|полтор|стo|сорок"

tokens = tokens_with(
    (
        (re.compile(r"[\u0300\u0301\u2060]"), ""),
        (re.compile(r"ё"), "е"),
        *THOUSANDS_BY_POINT,
        *common_spelling(to="до", minus="минус", percent="процентов", and_="и"),
        (re.compile(r"(?<=\d)-?(?:го|й|ый|ого|му|ти|х|е)\b"), ""),
        (re.compile(r"\b(?:у+г+у+|м?г+м|ага+|м+х+м+|угум)\b"), "ага"),
        (re.compile(r"\b(?:не\s*-?\s*а+|нее+|не+а+)\b"), "неа"),
        (re.compile(r"\bда-да(?:-да)*\b"), "да"),
        (re.compile(rf"\bпол[\s-]*(?=(?:{_HALVED})\w*\b)"), "пол "),
        (re.compile(rf"(?<=[а-я]{{3}})(?<!\bпол)-(?=(?:{_NUMBERS})[а-я]*\b)"), " до "),
        (re.compile(r"(?<=\bмежду )семью\b|(?<=\bи )семью(?=\W*$)"), "семь"),
        *LAST_SPELLING,
    )
)
"""Without `ё` and marks of stress; `полчаса` is `пол часа`, `шесть-семь` is `шесть до семь`."""

words = words_with(tokens)


def plain(text: str) -> str:
    """Text of the rules as tokens spell it: small letters, without `ё`."""
    return text.lower().replace("ё", "е")
