"""Utterances that hold no answer to an open question, and those that hang on one syllable."""

from __future__ import annotations

from appliance.language.reading.littles import hangs_on_a_syllable_with, says_little_with, speaks_of_deed_with
from appliance.language.reading.tokens import word_at
from appliance.language.spanish.numberwords import ARTICLES, below_hundred
from appliance.language.spanish.tokens import spoken_words, words
from appliance.language.spanish.units import UNITS

_NO_CONTENT = spoken_words("""
eh em mmm mm hmm hm ah oh este esto pues bueno o sea así que ok vale ya sí no claro y pero el la los las un una a lo
quizá quizás espera espérate espérame déjame pensar ver momento momentito segundo segundito por favor gracias hola
buenas oye oiga mira sabes aja es de me en dame
""")
_DEEDS = spoken_words("""
hice hecho hicimos pude podido terminé terminado acabé acabado cumplí cumplido logré logrado conseguí conseguido olvidé
olvidó fui fue fallé falté salté faltó listo lista hecha alcancé
""")
_PLAIN = spoken_words("""
sí claro exacto correcto supuesto luego efectivamente totalmente así todo todos todas nada nunca ninguno ninguna tampoco
jamás va ya
""")


def _without_a_lone_no(text: str) -> list[str]:
    """The words, where a no is only kept beside another one: before a deed it may be misheard."""
    spoken = words(text)
    return spoken if spoken.count("no") > 1 else [word for word in spoken if word != "no"]


says_little = says_little_with(words, _NO_CONTENT)
_ONLY = spoken_words("solo solamente únicamente apenas pero fueron")
_told_deed = speaks_of_deed_with(words, _DEEDS)


def speaks_of_deed(text: str) -> bool:
    """Whether a yes or no is about the thing done (`lo hice`, `sí pero tres`), not about the sentence it answers."""
    spoken = words(text)
    return _told_deed(text) or any(_tells_a_part(spoken, place) for place in range(1, len(spoken)))


def _tells_a_part(spoken: list[str], place: int) -> bool:
    """A number after a word that makes it few, after a yes and nothing else, or before what it counts: `sí, solo tres`,
    `sí, tres`, `sí, tres kilómetros`; not the `diez minutos` of `sí, en diez minutos`."""
    number = below_hundred(spoken, place)
    if number is None or spoken[place] in ARTICLES:
        return False
    unit = UNITS.known(word_at(spoken, number[1]))
    counted = unit is not None and unit.dimension != "time"
    bare = spoken[:place] == ["si"] and number[1] == len(spoken)
    return bare or counted or (unit is None and spoken[place - 1] in _ONLY)


hangs_on_a_syllable = hangs_on_a_syllable_with(_without_a_lone_no, _DEEDS, _PLAIN | {"no"})
