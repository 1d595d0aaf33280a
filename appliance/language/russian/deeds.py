"""Verbs in the past tense: `медитировал`, `позвонила`. They tell a deed whatever the verb is."""

from __future__ import annotations

import re

from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import words

ANY_DEED = "делал"
"""Stands in the forms for any verb in the past tense."""

_PAST = re.compile(r"[а-я]+(?:[аеиоуыя]л(?:а|и|ся|ась|ись)?|ш(?:ел|ла))")
_IRREGULAR = words_of("""
принес отнес испек лег помог отвез привез унес вынес смогла помогла легла пошла зашла сходил
прочла учла испекла привезла отвезла принесла отнесла нес несла мог могла шел шла ел ела выросла спасла достигла
""")
_NO_VERBS = words_of("""
зал зала стол стола футбол волейбол баскетбол пол мол дела тела школа сила была был мила села зла скала игла метла
артикул ритуал журнал сериал материал идеал интервал файл канал перевал вокзал бокал металл балл стул угол узел отдел
предел мысл смысл орел козел осел ковал тыл мел вес чехол протокол сначала финал скандал портал подвал провал привал
завал потенциал капитал сигнал минерал хотел хотела кабала павел михаил даниил
кирилл
рафаэль алла людмила камилла стали или если стела скала бутыли мыли были недели цели
""")


_DONE = words_of("получилось вышло удалось сделано успел успела смог")


def is_past(word: str) -> bool:
    """Whether a word tells a deed by its form."""
    return (bool(_PAST.fullmatch(word)) and word not in _NO_VERBS) or word in _IRREGULAR


def words_with_deeds(known: frozenset[str], text: str) -> list[str]:
    """The words, with every verb in the past tense that is not `known` told as `ANY_DEED`."""
    spoken = words(text)
    for place, word in enumerate(spoken[:-1]):
        if word == "ни" and (is_past(spoken[place + 1]) or spoken[place + 1] in _DONE):
            spoken[place] = "не"  # as recognisers write it
    return [ANY_DEED if word not in known and is_past(word) else word for word in spoken]
