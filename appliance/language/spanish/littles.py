"""Utterances that hold no answer to an open question, and those that hang on one syllable."""

from __future__ import annotations

from appliance.language.spanish.tokens import spoken_words, words

_NO_CONTENT = spoken_words("""
eh em mmm mm hmm hm ah oh este esto pues bueno o sea así que ok vale ya sí no claro y pero el la los las un una a lo
quizá quizás espera espérate espérame déjame pensar ver momento momentito segundo segundito por favor gracias hola
buenas oye oiga mira sabes a ver aja que es de me en dame
""")
_DEEDS = spoken_words("""
hice hecho hicimos pude podido terminé terminado acabé acabado cumplí cumplido logré logrado conseguí conseguido
  olvidé
olvidó fui fue fallé falté salté faltó listo lista hecha alcancé
""")
_PLAIN = spoken_words("""
sí claro exacto correcto supuesto luego efectivamente totalmente así todo todos todas
no nada nunca ninguno ninguna tampoco jamás va
""")
_FIRST_OF_DEED = spoken_words("la lo los las")


def says_little(text: str) -> bool:
    """Whether nothing but hesitation was said: `eh`, `a ver`, `pues sí`."""
    return all(word in _NO_CONTENT for word in words(text))


def speaks_of_deed(text: str) -> bool:
    """Whether a yes or no is about the thing done (`lo hice`), not about the sentence it answers (`sí`, `correcto`)."""
    return not _DEEDS.isdisjoint(words(text))


def hangs_on_a_syllable(text: str) -> bool:
    """Whether one short `no` before the deed tells yes from no (`lo hice`, `no lo hice`) and nothing else does."""
    spoken = words(text)
    plain = [word for word in spoken if word != "no" or spoken[:1] == ["no"] == spoken[:2][1:]]
    return not _DEEDS.isdisjoint(spoken) and _PLAIN.isdisjoint(plain)
