"""Russian ways to say that there was nothing, where a number is asked for."""

from __future__ import annotations

from appliance.language.forms import Forms
from appliance.language.reading.tokens import BREAK
from appliance.language.reading.zero import ZeroWords
from appliance.language.russian.spelling import forms_of, words_of
from appliance.language.russian.units import NOUNS

_WHEN = "[сегодня | пока | вчера | еще | за день | за сегодня | вообще | совсем]"
_DID = """(пил/а | ел/а | курил/а | читал/а | бегал/а | ходил/а | спал/а | работал/а | выкурил/а | выпил/а |
 прочитал/а | прошел | прошла | пробежал/а | сделал/а | делал/а | съел/а | прочел | прочла | осилил/а | тронул/а |
 открыл/а | открывал/а | написал/а | тренировался | тренировалась | занимался |
 занималась | медитировал/а)"""

_THINGS = " | ".join(sorted({word for noun in NOUNS for word in (noun.few, *noun.aliases) if word.isalpha()}))
_NOTHING = f"""одного | одной | одну | единого | единой | разу | раза | разочка | капли | капельки | грамма | минутки |
 шагу |
 строки | строчки | глотка | глоточка | крошки | кусочка | куска | ложки | ложечки | затяжки | штуки | штучки |
 секундочки | копейки | {_THINGS}"""

ZERO = ZeroWords(
    plain=Forms(forms_of(f"""
[нет | неа] [вообще | совсем | абсолютно] (ничего | нисколько | нуль | ноль | нету | ничегошеньки) {_WHEN} [не было]
[нет | неа] {_WHEN} ни ({_NOTHING}) [{_DID.strip()}] {_WHEN}
[нет | неа] {_WHEN} [я] (ничего | нисколько | ни ({_NOTHING})) {_WHEN} не ({_DID.strip()} | было | получилось) {_WHEN}
""")),
    opening=words_of("ничего нисколько"),
    implied=Forms(forms_of(f"""
[нет | неа] [я] {_WHEN} [вообще | совсем] не ({_DID.strip()} | было | получилось | удалось | вышло) [вообще | совсем |
  ничего] {_WHEN}
не в этот раз | не сегодня | сегодня нет | сегодня без этого | обошлось без этого | никогда | вообще никак
""")),
    not_any=Forms(forms_of(f"""
[сегодня | вчера] без
[нет | неа] [сегодня | вчера] ни (одного | одной | одну | разу | единого | единой)
[я] [сегодня | вчера | вообще] не {_DID.strip()} (ничего | ни)
""")),
    bare_no=Forms(("нет", "неа", "совсем нет", "вообще нет", "пока нет", "еще нет")),
    no=frozenset(),
    not_things=frozenset(),
    when=frozenset(),
    fillers=words_of("э эм мм м хм ну вот а ой типа значит короче честно") | {BREAK},
)  # fmt: skip
