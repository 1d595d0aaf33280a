"""Utterances that hold no answer to an open question, and days as they are spoken of."""

from __future__ import annotations

from datetime import date

from appliance.language.reading.littles import says_little_with
from appliance.language.russian.deeds import is_past
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import words

_NO_CONTENT = words_of("""
э эм мм м ммм хм гм а и ах ох ой о ну вот так же ок окей да ага неа нет угу хорошо ладно ясно понятно конечно но или
то это
что как бы типа короче значит просто может быть подожди погоди секунду секундочку минутку сейчас щас дай подумать
подумаю
думаю спасибо пожалуйста привет алло здравствуй здравствуйте слушай знаешь видишь ли в общем наверное даже не знаю я
мне
""")
_ON_WEEKDAY = ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье")


says_little = says_little_with(words, _NO_CONTENT)

_DEEDS = words_of("""
сделано готово выполнено получилось вышло удалось справился справилась успел/а смог/ла не сделаю закончено был была
было
""") - {"не"}


def speaks_of_deed(text: str) -> bool:
    """Whether a yes or no is about the thing done (`сделал`), not about the sentence it answers (`да`, `верно`)."""
    return any(word in _DEEDS or is_past(word) for word in words(text))


_PLAIN = words_of("""
да ага конечно разумеется абсолютно точно естественно безусловно обязательно верно
нет неа никогда ничего ни увы нисколько никак
""")


def hangs_on_a_syllable(text: str) -> bool:
    """Whether only `не` tells yes from no (`сделал`, `не сделал`): a recogniser may be sure of it and wrong."""
    return speaks_of_deed(text) and _PLAIN.isdisjoint(words(text))


def say_day(day: str, today: str) -> str:
    """An ISO date as one speaks of it: `сегодня`, `вчера`, `в понедельник`, `на прошлой неделе`, `не так давно`."""
    try:
        ago = (date.fromisoformat(today) - date.fromisoformat(day)).days
    except ValueError:
        return "в прошлый раз"
    if ago <= 0:
        return "сегодня"
    if ago == 1:
        return "вчера"
    if ago < 7:
        return _ON_WEEKDAY[date.fromisoformat(day).weekday()]
    return "на прошлой неделе" if ago < 14 else "не так давно"


def say_due(day: str, today: str) -> str:
    """An ISO date that lies ahead, as an adverb: `сегодня`, `завтра`, `в пятницу`, `на следующей неделе`; `завтра`
    where the date is missing."""
    try:
        ahead = (date.fromisoformat(day) - date.fromisoformat(today)).days
    except ValueError:
        return "завтра"
    if ahead <= 0:
        return "сегодня"
    if ahead == 1:
        return "завтра"
    return _ON_WEEKDAY[date.fromisoformat(day).weekday()] if ahead < 7 else "на следующей неделе"


def say_on(day: date, asked: date) -> str:
    """A day after `asked` as an adverb: `завтра`, `в пятницу`; empty for the same one and for one further off."""
    ahead = (day - asked).days
    return say_due(day.isoformat(), asked.isoformat()) if 1 <= ahead < 7 else ""
