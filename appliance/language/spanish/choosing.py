"""Spanish words that tell which of several numbers is meant."""

from __future__ import annotations

from appliance.language.forms import Forms, listed
from appliance.language.reading.choosing import ChoiceWords
from appliance.language.spanish.tokens import spoken_lines, spoken_words

CHOICE = ChoiceWords(
    corrections=Forms(spoken_lines("""
no | perdón | perdona | perdone | digo | quiero decir | quise decir | quería decir | mejor dicho | más bien | espera |
  en realidad | corrijo | miento | me equivoqué | rectifico | a ver | que sean | ponle | pon | déjalo en
""")),
    ruling_out=Forms(spoken_lines("no [eran | fueron | son | es | era] [a] [las | la]")),
    range_=listed("o u a hasta quiza quizas igual incluso tal vez lo mejor puede casi tirando"),
    out_of=listed("de sobre entre los las mis un una total unos"),
    of=listed("de sobre"),
    sums=Forms(spoken_lines("más | y [luego | después] (otro | otra | otros | otras)")),
    times=listed("veces por"),
    portions=spoken_words(
        "mañana tarde noche desayuno almuerzo comida cena mediodía después luego trabajo merienda antes ida siesta"
    ),
    between=listed("entre"),
    and_=listed("y"),
    range_fillers=listed("eh este pues hora minuto horas minutos unos unas un una las la como"),
)  # fmt: skip
