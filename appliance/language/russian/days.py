"""Russian days: `завтра`, `через три дня`, `в пятницу`, `пятого числа`, `третьего мая`."""

from __future__ import annotations

from appliance.language.forms import Forms, lines
from appliance.language.reading.days import DayWords, chosen_day, days_in
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.russian.daywords import MONTHS, WEEKDAYS, ordinal_at, ordinals_of_month
from appliance.language.russian.numbers import CHOICE
from appliance.language.russian.numberwords import below_hundred
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import tokens
from appliance.language.values import DaySaid

_PARTS = ("", " утром", " днем", " вечером", " ночью", " с утра")
_NAMED = {
    "сегодня": 0, "сейчас": 0, "прямо сейчас": 0, "до конца дня": 0, "к концу дня": 0, "сегодняшний день": 0,
    "завтра": 1, "послезавтра": 2, "вчера": -1, "позавчера": -2, "через неделю": 7, "через недельку": 7,
    "неделю назад": -7, "через неделю после завтра": 8, "к завтра": 1, "завтрашний день": 1, "до завтра": 1,
}  # fmt: skip
_LOOSE = {
    "через день": DaySaid(days_ahead=2, certainty=0.6), "через пару дней": DaySaid(days_ahead=2, certainty=0.7),
    "на днях": DaySaid(days_ahead=2, certainty=0.5), "через несколько дней": DaySaid(days_ahead=3, certainty=0.5),
    "через месяц": DaySaid(days_ahead=30, certainty=0.5),
    "на следующей неделе": DaySaid(weekday=0, certainty=0.7), "на этой неделе": DaySaid(weekday=6, certainty=0.6),
    "в конце недели": DaySaid(weekday=6, certainty=0.7), "до конца недели": DaySaid(weekday=6, certainty=0.7),
    "к концу недели": DaySaid(weekday=6, certainty=0.7),
}  # fmt: skip
_WEEKEND = {
    f"{lead} {form}": DaySaid(weekday=5)
    for lead, form in (("на", "выходных"), ("в", "выходные"), ("на", "выходные"), ("к", "выходным"), ("до", "выходных"),
                       ("за", "выходные"),
                       ("в эти", "выходные"), ("на этих", "выходных"), ("в ближайшие", "выходные"))
}  # fmt: skip
_TURNED = {
    **{f"дня через {word}": count for word, count in (("два", 2), ("три", 3), ("четыре", 4))},
    **{f"дней через {word}": count for word, count in (("пять", 5), ("шесть", 6), ("семь", 7), ("десять", 10))},
    **{f"недели через {word}": 7 * count for word, count in (("две", 2), ("три", 3), ("четыре", 4))},
}
"""`недели через две`: about two weeks from now."""

_OF_MONTH = {
    **{f"{word} числа": number for word, number in ordinals_of_month(0)},
    **{f"до {word} числа": number for word, number in ordinals_of_month(0)},
    **{f"к {word} числу": number for word, number in ordinals_of_month(2)},
    **{f"{number} числа": number for number in range(1, 32)},
    **{word: number for word, number in ordinals_of_month(0) if number > 12},
    **{f"до {word}": number for word, number in ordinals_of_month(0) if number > 3},
    **{f"к {word}": number for word, number in ordinals_of_month(2) if number > 3},
}
"""Days of the month without one, where nothing else could be counted: `до второго` may be a floor or a coffee, and
up to `двенадцатого` it may be an hour."""

_NOT_AHEAD = words_of("не прошлый прошлую прошлое прошлого прошлой минувший минувшую минувшее")
_AROUND = words_of("ну э эм где то примерно наверное давай") | {BREAK}

DAYS = DayWords(
    named={
        **{f"{phrase}{part}": DaySaid(days_ahead=days) for phrase, days in _NAMED.items() for part in _PARTS},
        **{phrase: DaySaid(days_ahead=days) for phrase, days in _TURNED.items()},
        **{phrase: DaySaid(month_day=(None, day)) for phrase, day in _OF_MONTH.items()},
        **_LOOSE,
        **_WEEKEND,
    },
    weekdays=WEEKDAYS,
    number_at=below_hundred,
    units={"день": 1, "дня": 1, "дней": 1, "сутки": 1, "суток": 1, "неделю": 7, "недели": 7, "недель": 7},
    before_weekday=words_of("в во эту этот это ближайший ближайшую ближайшее к ко до с"),
    next_week=Forms(
        lines("""
[в | во | на | к | ко | до] (следующий | следующую | следующее | следующей | следующему)
через | [в | на] следующей неделе [в | во] | через неделю [в | во]
""")
    ),
    ahead=Forms(("через [примерно | где то]", "спустя")),
    ago=Forms(("назад", "тому назад")),
    loose={"пару": 2, "несколько": 3},
    months=MONTHS,
    ordinal_at=ordinal_at,
    before_ordinal=Forms(("до | к | ко | с | на | не позже | не позднее",)),
    before_month=words_of("до к ко с на"),
    after_ordinal=words_of("в к и потом или но пожалуйста числа я мы утром вечером днем до") | {BREAK},
    corrections=CHOICE.corrections,
)


def read_day(text: str) -> DaySaid | None:
    """The day an utterance tells, not yet counted from any other; None where it tells none."""
    spoken = tokens(text)
    found = [day for day in days_in(DAYS, spoken) if word_at(spoken, day.start - 1) not in _NOT_AHEAD]
    return chosen_day(DAYS, spoken, found) or _day_alone(spoken)


def _day_alone(spoken: list[str]) -> DaySaid | None:
    """`двадцатого`, and nothing else."""
    left = [word for word in spoken if word not in _AROUND]
    day = ordinal_at(left, 0) if left else None
    return DaySaid(month_day=(None, day[0])) if day and day[1] == len(left) and day[0] <= 31 else None
