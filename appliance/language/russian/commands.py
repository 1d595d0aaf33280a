"""Russian words about the call."""

from __future__ import annotations

from appliance.language.forms import Forms
from appliance.language.reading.commands import CommandWords, PutOffWords, read_command_with
from appliance.language.reading.talk import TalkWords
from appliance.language.reading.tokens import BREAK
from appliance.language.russian import commandforms as forms
from appliance.language.russian import talkforms
from appliance.language.russian.durations import read_duration
from appliance.language.russian.numberwords import below_hundred
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import tokens
from appliance.language.russian.turning import turned_tokens
from appliance.records.calls import Meaning

_POLITE = words_of("""
пожалуйста ок окей ой ну так слушай спасибо извини прости просто честно вообще нет да ага но и а вот тогда подожди
послушай
ладно хорошо блин эй же лучше уже ты мне алло привет здравствуй здравствуйте
""")
_HESITATIONS = words_of("э эм мм м хм короче значит типа")


def turned_words(text: str) -> list[str]:
    """The words with units after their numbers: `минут через двадцать` is `через двадцать минут`."""
    return [token for token in turned_tokens(text) if token != BREAK]


TALK = TalkWords(
    tokens=tokens,
    switch=Forms(talkforms.SWITCH_LEAD),
    want=Forms(talkforms.WANT_LEAD),
    personas={name: Forms(said) for name, said in talkforms.PERSONAS.items()},
    persona_nouns=talkforms.PERSONA_NOUNS,
    persona_articles=talkforms.PERSONA_ARTICLES,
    persona_closing=talkforms.PERSONA_CLOSING,
    remember=Forms(talkforms.REMEMBER_LEAD),
    remember_bare=Forms(talkforms.REMEMBER_BARE),
    subjects=talkforms.SUBJECTS,
    says=talkforms.SAYS,
    forget=Forms(talkforms.FORGET_LEAD),
)

COMMANDS = CommandWords(
    words=turned_words,
    hesitations=_HESITATIONS,
    opening_polite=_POLITE - {"ты", "мне", "уже", "ага"},
    closing_polite=_POLITE - {"нет", "да", "ага", "но", "и", "послушай", "слушай"},
    whole={
        Meaning.REPEAT: Forms(forms.REPEAT),
        Meaning.SLOWER: Forms(forms.SLOWER),
        Meaning.SKIP: Forms(forms.SKIP),
        Meaning.STOP: Forms(forms.STOP),
        Meaning.UNKNOWN: Forms(forms.UNKNOWN),
        Meaning.LATER: Forms(forms.LATER_CALL),
        Meaning.THINK: Forms(talkforms.THINK),
        Meaning.FORGET: Forms(talkforms.FORGET),
        Meaning.TALK: Forms(talkforms.TALK),
    },
    later_bare=Forms(forms.LATER_BARE),
    forgot=Forms(forms.FORGOT),
    nothing_to_promise=Forms(forms.NOTHING_TO_PROMISE),
    put_off=PutOffWords(
        before_a_time=Forms(forms.LATER_WITH_TIME),
        links=words_of("через на спустя"),
        without_link=words_of("мне еще"),
        around_a_time=words_of("примерно около где то пол с половиной и пожалуйста еще полтора полторы четверть пару"),
        units=words_of("минута минуты минут минуту минуточек минуток час часа часов часик часика часиков часок"),
        number_at=below_hundred,
        read_duration=read_duration,
        minutes="минут",
        after_a_time=Forms((*forms.LATER_CALL, "спасибо", "хорошо", "ладно", "если можно")),
    ),
    talk=TALK,
)

read_command = read_command_with(COMMANDS)
