"""Utterances that hold no answer to an open question, and those that hang on one syllable."""

from __future__ import annotations

from appliance.language.reading.littles import hangs_on_a_syllable_with, says_little_with, speaks_of_deed_with
from appliance.language.spanish.tokens import spoken_words, words

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
speaks_of_deed = speaks_of_deed_with(words, _DEEDS)
hangs_on_a_syllable = hangs_on_a_syllable_with(_without_a_lone_no, _DEEDS, _PLAIN | {"no"})
