"""Words about the talk itself: time to think, another persona, what is to be remembered or forgotten."""

from __future__ import annotations

from appliance.language.spanish.tokens import spoken_lines, spoken_words

FORGET = spoken_lines("""
[por favor] [puedes | podrías] (olvida | olvídate de | olvidar | borra | borrar | elimina | eliminar | tacha | quita |
  quitar | no cuentes) (eso | esto | lo último | la última respuesta | lo anterior | [lo | eso | esto | lo último] [de]
  que [te] (dije | acabo de decir | acabo de decirte | he dicho))
(eso | lo) [último] [que [te] (dije | acabo de decir | he dicho)] (olvídalo | bórralo | táchalo | quítalo)
(olvídalo | bórralo) todo | bórralo | (no guardes | no recuerdes | no apuntes | no anotes) (eso | esto | lo que dije
  | lo que he dicho)
haz como si no hubiera dicho nada | como si no hubiera dicho nada
""")
FORGET_LEAD = spoken_lines("""
[por favor] [puedes | podrías] (olvida | olvídate de | olvidar | borra) (que | todo lo de | lo de | lo que (dije |
  te dije | sabes | te conté | he dicho | te he dicho) (de | sobre))
""")
TALK = spoken_lines("""
[podemos | podríamos | puedo | me gustaría | quiero | quisiera | necesito | tengo ganas de | vamos a | quería]
  (hablar | charlar | platicar | conversar) [contigo] [un rato | un poco | un ratito | un momento] [de algo | de otra
  cosa | de una cosa | ahora | de verdad]
(hablemos | charlemos | platiquemos | conversemos) [un rato | un poco | un ratito | de otra cosa | mejor]
(habla | charla | platica) conmigo [un rato | un poco] | tienes (tiempo | un rato) para (hablar | charlar |
  platicar)
""")

SWITCH_LEAD = spoken_lines("""
[por favor] [puedes | podrías | quiero | quisiera | me gustaría | vamos a] (cambia | cambiar | cámbiame | cambie |
  cambiamos | pasa | pásame | cambiarme | ponme) [de (persona | voz | personaje | modo)] (a | al | por | con)
[por favor] (pon | ponme) (el modo | la voz de | la voz del)
""")
"""What follows may be any persona's name, a user's own as well."""

WANT_LEAD = spoken_lines("""
(pon | ponme | trae) [a | al | con]
(quiero | quisiera | me gustaría | prefiero | necesito | dame | ponme | puedo | podría | déjame) [hablar con | tener
  | oír a | escuchar a | que me hable | hablar al] | pásame (con | al) | que (venga | me hable | hable) | (sé | sé tú
  | conviértete en)
""")
"""What follows is a persona only where its name is known, or `personaje` is said."""

PERSONAS = {
    "drill_sergeant": spoken_lines("sargento [instructor | de instrucción] | instructor [militar]"),
    "motivator": spoken_lines("(motivador | motivadora) | entrenador [motivador] | entrenadora"),
    "friend": spoken_lines("(amigo | amiga) | (amistoso | amable)"),
    "mentor": spoken_lines("(mentor | mentora) | (sabio | maestro)"),
    "abuser": spoken_lines("(sarcástico | sarcástica | cruel | duro | burlón | abusador | abusón | bruto)"),
}
"""The personas that come with the appliance, by how they are asked for."""

PERSONA_NOUNS = spoken_words("persona personaje personalidad modo voz")
PERSONA_ARTICLES = spoken_words("otro otra el la los las un una mi a al con modo voz del de personaje")
PERSONA_CLOSING = spoken_words("por favor ahora mejor hoy otra vez gracias entonces")

REMEMBER_LEAD = spoken_lines("""
[por favor] [puedes | podrías | quiero que | quisiera que | tienes que] (recuerda | recordar | recuerdes | acuérdate
  de | apunta | apuntar | apúntate | anota | anotar | ten en cuenta | toma nota de | guarda | no olvides | no te
  olvides de | acuérdate | recuérdate) [esto] que
[por favor] (recuerda | apunta | anota | guarda) esto | toma nota | [para] que (conste | lo sepas | sepas) [que]
""")
"""What follows is kept, word for word."""

REMEMBER_BARE = spoken_lines("[por favor] (recuerda | acuérdate | apunta | anota)")
"""Followed by whom it is about, and what is said of them: `recuerda mi hermana se llama Ana`."""

SUBJECTS = spoken_words("mi mis yo nuestra nuestro él ella ellos me se nos su sus")
SAYS = spoken_words("""
es son era está están fue tengo tiene tienen vive vivo viven gusta gustan encanta odio odia trabaja trabajo prefiero
prefiere puede puedo llama llamo llaman quiere quiero soy
""")
