"""Spanish words of whoever answers."""

from __future__ import annotations

from appliance.language.forms import Forms, listed
from appliance.language.reading.presence import PresenceWords, read_presence_with
from appliance.language.spanish import commandforms as forms
from appliance.language.spanish.commands import read_command
from appliance.language.spanish.durations import read_duration
from appliance.language.spanish.tokens import spoken_lines, spoken_words, words


def _pronoun(word: str, name: str) -> str:
    return "el" if word == name else word


PRESENCE = PresenceWords(
    words=words,
    hesitations=listed("eh em ah este hmm mm"),
    present=Forms((*forms.PRESENT, *forms.PRESENT_HEARD)),
    out=Forms((*forms.OUT, *forms.OUT_HEARD)),
    pronoun=_pronoun,
    not_out_after=spoken_words("yo tú"),
    not_me=Forms((*forms.NOT_ME, *forms.NOT_ME_HEARD)),
    is_other=lambda spoken, found: True,
    denies=Forms(spoken_lines("no (soy | es | está) [el | la] | ningún | ninguna | no")),
    introduces=Forms(
        spoken_lines("[yo | sí | no] soy [el | la] | [le | te] habla | aquí [habla] | es | me llamo")
    ),
    after_name=listed("habla"),
    no_names=spoken_words("""
  yo el la ella él un una su mi tu tú no sí aquí acá bien listo lista ocupado ocupada está estoy quien quién qué que
  con de
  en a al por esta este esto eso esa correcto hora tarde pronto temprano verdad para muy más mal buen mejor claro todo
    mismo misma feliz nada nadie ahora todavía cierto así usted ustedes buenas hola
    """),
    never_before_closing=spoken_words("sí yo no quién qué el ella ya le te se"),
    is_state=lambda word: word.endswith(("ando", "iendo")),
    bare_no=Forms(spoken_lines("no | no no | que no | pues no")),
    leaving=Forms(
        spoken_lines("[me] (tengo que | debo) (irme | ir | salir | colgar) [ya | ahora] | [ya] me voy [ya]")
    ),
    later=Forms((*forms.LATER_CALL, *forms.LATER_BARE, *forms.LATER_PRESENCE, *forms.LATER_HEARD)),
    not_=listed("no ya"),
    time_units=listed("minuto minutos minutito minutitos hora horas horita min"),
    read_duration=read_duration,
    minutes="minutos",
)  # fmt: skip

read_presence = read_presence_with(PRESENCE, read_command)
