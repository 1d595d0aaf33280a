"""Ways to say that there was nothing, where a number is asked for."""

from __future__ import annotations

from appliance.language.forms import Forms, listed
from appliance.language.reading.tokens import BREAK
from appliance.language.reading.zero import ZeroWords
from appliance.language.spanish.tokens import spoken_lines, spoken_words

_PLAIN = Forms(
    spoken_lines("""
[no | pues] [hice | tomé | bebí | fumé | comí | leí | hubo | he hecho | he tomado | he fumado] (nada | ninguno |
  ninguna | ningunos | ni uno | ni una | ni un solo | ni una sola | cero) [hoy | todavía | por ahora | de nada | en
  absoluto | ayer | en todo el día]
nada de nada | (ninguno | ninguna | nada | cero) [de ellos | de ellas] | ni (uno | una) [solo | sola] [hoy]
""")
)
_IMPLIED = Forms(
    spoken_lines("""
[no | pues] no [me | lo | la | los | las] (hice | tomé | bebí | fumé | comí | leí | corrí | caminé | dormí | pude |
  tuve | he hecho | he tomado | he bebido | he fumado | he comido | he leído | he corrido | he dormido | he podido |
  salí | fui) [nada] [hoy | todavía | ayer]
hoy no | para nada | nunca | no hubo | hoy nada
""")
)
_NOT_ANY = Forms(
    spoken_lines("""
no (hice | tomé | bebí | fumé | comí | leí | he hecho | he tomado | he bebido | he fumado | he comido | he leído |
  tuve | hubo) (ninguno | ninguna | ningún | ni un | ni una | ni uno | nada)
no (tomo | bebo | fumo | consumo) | ni (un | una) [solo | sola] | (ningún | ninguna | ninguno)
""")
)
_BARE_NO = Forms(("no", "que va"))

ZERO = ZeroWords(
    plain=_PLAIN,
    opening=listed("ninguno ninguna"),
    implied=_IMPLIED,
    not_any=_NOT_ANY,
    bare_no=_BARE_NO,
    no=listed("sin cero ningun ninguna nada"),
    not_things=spoken_words("idea problema duda falta mal especial nuevo menos más"),
    when=spoken_words("hoy ayer todavía por ahora anoche"),
    fillers=spoken_words("eh este pues bueno o sea la verdad mmm hmm ah hoy ayer") | {BREAK},
)
