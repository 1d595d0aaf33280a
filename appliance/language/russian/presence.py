"""Russian words of whoever answers."""

from __future__ import annotations

from appliance.language.forms import Forms
from appliance.language.reading.presence import PresenceWords, read_presence_with
from appliance.language.russian import commandforms as forms
from appliance.language.russian.commands import read_command, turned_words
from appliance.language.russian.durations import read_duration
from appliance.language.russian.spelling import forms_of, words_of

_NAMES = words_of("павел михаил даниил кирилл алла людмила камилла рафаил гавриил самуил")
_STATES = ("ю", "у", "юсь", "усь", "ал", "ала", "ил", "ила", "лся", "лась", "ая", "ый")


def _pronoun(word: str, name: str) -> str:
    """`Ваня (спит)` is `он`, `Вани (нет)` is `его`."""
    if not name or word == name:
        return "он" if word == name else word
    declined = len(name) > 2 and word.startswith(name[:-1]) and len(word) - len(name) in (0, 1, 2)
    return "его" if declined else word


def _is_state(word: str) -> bool:
    """`я (слушаю)`, `я (занят)`: by its form no name."""
    return word.endswith(_STATES) and word not in _NAMES


PRESENCE = PresenceWords(
    words=turned_words,
    hesitations=words_of("э эм мм м ну"),
    present=Forms(forms.PRESENT),
    out=Forms(forms.OUT),
    pronoun=_pronoun,
    not_out_after=words_of("я если ты"),
    not_me=Forms(forms.NOT_ME),
    is_other=lambda spoken, found: True,
    denies=Forms(("[я | это] не",)),
    introduces=Forms(forms_of("это | я | меня зовут")),
    after_name=words_of("слушает говорит"),
    no_names=words_of("""
это я не он она мы вы ты здесь тут там дома сейчас уже еще занят занята да нет кто что и а в на за с у самый самая
все тот та
только просто вот готов готова рад рада жду на не так правильно верно наверное хорошо мой моя твой твоя его ее их
точно
вас тебя алло привет снова опять очень немного весь вся сам сама один одна там свободен свободна болен больна пьян
ок окей
"""),
    never_before_closing=words_of("да я ага"),
    is_state=_is_state,
    bare_no=Forms(("нет", "неа", "не")),
    leaving=Forms(forms_of("""
[мне | я] (надо | нужно | пора | должен | должна) (идти | бежать | уходить | ехать | выходить) | я (убегаю |
 ухожу | уезжаю |
 выхожу)
""")),
    later=Forms((*forms.LATER_CALL, *forms.LATER_BARE, *forms.LATER_PRESENCE)),
    not_=frozenset({"не"}),
    time_units=words_of("минута минуты минут минуту минутку минуток час часа часов часик"),
    read_duration=read_duration,
    minutes="минут",
)  # fmt: skip

read_presence = read_presence_with(PRESENCE, read_command)
