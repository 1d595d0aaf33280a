"""Names of days, months and days of the month, in all their cases."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.language.reading.tokens import word_at
from appliance.language.russian.numberwords import VALUES
from appliance.language.russian.spelling import words_of

_WEEKDAYS = (
    "понедельник понедельника понедельнику понедельником понедельнике пн",
    "вторник вторника вторнику вторником вторнике вт",
    "среда среду среды среде средой ср",
    "четверг четверга четвергу четвергом четверге чт",
    "пятница пятницу пятницы пятнице пятницей пт",
    "суббота субботу субботы субботе субботой сб",
    "воскресенье воскресенья воскресенью воскресеньем вс",
)
WEEKDAYS = {form: number for number, forms in enumerate(_WEEKDAYS) for form in forms.split()}

_MONTHS = (
    "январь января янв", "февраль февраля фев", "март марта", "апрель апреля апр", "май мая", "июнь июня", "июль июля",
    "август августа авг", "сентябрь сентября сен", "октябрь октября окт", "ноябрь ноября ноя", "декабрь декабря дек",
)  # fmt: skip
MONTHS = {form: number for number, forms in enumerate(_MONTHS, 1) for form in forms.split()}

_ORDINAL_STEMS = (
    "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат",
    "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат",
)  # fmt: skip
_ENDINGS = ("ого", "ое", "ому", "ым", "ом", "ой", "ый", "ое")
_SOFT = ("ьего", "ье", "ьему", "ьим", "ий")
_ORDINALS = {
    **{f"{stem}{ending}": number for number, stem in enumerate(_ORDINAL_STEMS, 1) for ending in _ENDINGS},
    **{f"трет{ending}": 3 for ending in _SOFT},
    **{f"тридцат{ending}": 30 for ending in _ENDINGS},
}
PARTS_OF_DAY = words_of("утром днем вечером ночью утра вечера")


def ordinal_at(spoken: list[str], place: int) -> tuple[int, int] | None:
    """`третьего`, `двадцать первого`, and where it ends."""
    word = word_at(spoken, place)
    if word in _ORDINALS:
        return _ORDINALS[word], place + 1
    ones = _ORDINALS.get(word_at(spoken, place + 1), 10)
    if word in ("двадцать", "тридцать") and ones < 10:
        return VALUES[word] + ones, place + 2
    return None


def ordinals_of_month(ending: int) -> Iterator[tuple[str, int]]:
    """The days of the month as words in one of the cases (0 genitive, 2 dative), with their numbers."""
    names = {number: f"{stem}{_ENDINGS[ending]}" for number, stem in enumerate(_ORDINAL_STEMS, 1)}
    names[3] = f"трет{_SOFT[ending]}"
    names[30] = f"тридцат{_ENDINGS[ending]}"
    for number in range(1, 32):
        tens, ones = divmod(number, 10)
        yield names.get(number) or f"{'двадцать' if tens == 2 else 'тридцать'} {names[ones]}", number
