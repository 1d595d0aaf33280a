"""French words about the talk itself: time to think, another persona, what is to be remembered or forgotten."""

from __future__ import annotations

from appliance.language.forms import lines, listed
from appliance.language.french.tokens import spelled

_CAN_YOU = "[s'il te plaît | tu peux | peux tu | tu pourrais | pourrais tu | est ce que tu peux]"

THINK = lines(
    spelled("""
[attends | attendez | euh] (laisse | laissez | donne) moi [juste | encore] [le temps de] (réfléchir | voir | y penser
  |
  le temps | chercher | y réfléchir | réfléchir un peu | une seconde | deux secondes | une minute | deux minutes |
  un instant | un moment | un petit moment | du temps | un peu de temps) [de réflexion | pour réfléchir]
(attends | attendez | patiente) [un peu | voir | une seconde | deux secondes | une minute | deux minutes | un instant
  |
  un moment | je réfléchis | que je réfléchisse | je cherche | je regarde | je vérifie]
[juste] (une | deux) (seconde | secondes) | [juste] un (instant | moment | petit moment)
[là | attends | minute] je (réfléchis | cherche | regarde | vérifie) | je suis en train de réfléchir
[il] faut que (je réfléchisse | j'y réfléchisse | j'y pense | je regarde) | que je réfléchisse | je vais [y] réfléchir
j'ai besoin de (réfléchir | temps | un moment) [pour réfléchir] | (bonne | vaste) question | voyons [voir]
""")
)
FORGET = lines(
    spelled(f"""
{_CAN_YOU} (oublie | oublier | efface | effacer | supprime | oubliez) [donc] (ça | cela | tout ça | ce que je viens de
  dire | ce que j'ai dit | ce que je t'ai dit | ce que je viens de te dire | ma dernière réponse | la dernière
  réponse |
  ma réponse | cette réponse | ma dernière phrase)
[ne | n'] (retiens | garde | note | enregistre) pas (ça | cela | ce que je viens de dire | ce que j'ai dit)
""")
)
FORGET_LEAD = lines(
    spelled(f"""
{_CAN_YOU} (oublie | oublier | efface) (que | qu' | ce que je t'ai dit (sur | de) | ce que j'ai dit (sur | de) |
  tout (sur | ce que tu sais sur) | ce que tu sais (sur | de))
""")
)
_A_BIT = """[un peu | avec toi | à toi | ensemble | deux minutes | cinq minutes | un moment | d'autre chose |
 de quelque chose | d'un truc | librement | maintenant | de tout et de rien]"""
TALK = lines(
    spelled(f"""
[est ce qu' | est ce que] (on | je | nous) (peut | peux | pourrait | pourrais | pouvons) [juste] [te] (parler |
  discuter | causer | bavarder | papoter) {_A_BIT}
(peut on | pouvons nous | puis je) [te] (parler | discuter) {_A_BIT}
(je veux | j'ai envie de | j'ai juste envie de | j'aimerais [bien] | je voudrais | j'ai besoin de | je veux juste)
  [te] (parler | discuter | causer | bavarder | papoter) {_A_BIT}
(parle | cause | discute) [un peu] avec moi | parle moi [un peu] | parlons [un peu | ensemble] | discutons [un peu] |
  [tu as | t'as] (le temps de | deux minutes pour | une minute pour) (parler | discuter)
""")
)

SWITCH_LEAD = lines(
    spelled(f"""
{_CAN_YOU} [je veux | je voudrais | on peut | on] (passe | passer | bascule | basculer | change | changer | reviens |
  revenir | repasse | repasser | switch) [moi | en mode | de personnage | de voix | de persona] (à | au | aux | sur |
  pour | vers | en mode | avec)
""")
)
"""What follows may be any persona's name, a user's own as well."""

WANT_LEAD = lines(
    spelled("""
(je veux | je voudrais | j'aimerais | je préfère | donne | rends | mets | passe) [moi] [parler | discuter | entendre
  | avoir]
  [à | au | avec | aux]
[je veux que tu | tu peux] (sois | fais | joue | devenir | être | faire)
""")
)
"""What follows is a persona only where its name is known, or `personnage` is said."""

_OF = "[de | du | d' | de (la | l')]"
"""`la voix du sergent`."""

PERSONAS = {
    "drill_sergeant": lines(
        spelled(f"{_OF} (sergent [instructeur] | adjudant | instructeur | militaire | drill sergeant)")
    ),
    "motivator": lines(
        spelled(f"{_OF} (motivateur | motivatrice | motivant | coach motivant | motivation | motivator)")
    ),
    "friend": lines(spelled(f"{_OF} (ami | amie | copain | copine | pote | friend)")),
    "mentor": lines(spelled(f"{_OF} (mentor | mentore | sage | vieux sage)")),
    "abuser": lines(spelled(f"{_OF} (sarcastique | moqueur | moqueuse | méchant | méchante | abuser | vache)")),
}
"""The personas that come with the appliance, by how they are asked for."""

PERSONA_NOUNS = listed("persona personnage personnalite mode voix coach role")
PERSONA_ARTICLES = listed("le la l les un une mon ma ton ta de du")
PERSONA_CLOSING = listed("maintenant plutot aujourdhui merci alors s il te plait stp la")

_HAVE_IN_MIND = """(retiens | note | souviens toi | rappelle toi | n'oublie pas | oublie pas | mémorise |
 garde en tête | garde en mémoire | sache | enregistre | tu dois savoir | [il] faut que tu saches |
 (tu peux | peux tu | tu pourrais | pourrais tu | est ce que tu peux) (retenir | noter | te souvenir | te rappeler |
 mémoriser | garder en tête))"""
REMEMBER_LEAD = lines(
    spelled(f"""
[s'il te plaît] [je veux que tu] {_HAVE_IN_MIND} [bien] [aussi] (que | qu' | ceci | bien ceci)
(pour information | pour info | à retenir | pour mémoire)
""")
)
"""What follows is kept, word for word."""

REMEMBER_BARE = lines(spelled(f"[s'il te plaît] {_HAVE_IN_MIND}"))
"""Followed by whom it is about, and what is said of them: `retiens, ma sœur s'appelle Ana`."""

SUBJECTS = listed("mon ma mes je j nous notre nos il elle ils elles on c son sa leur")
SAYS = listed(
    spelled("""
est sont étais suis ai a as ont avons aime aimes aiment adore déteste habite habitent vis vit travaille travaillent
préfère veut veux peut peux appelle appellent fait fais va vais s'appelle
""")
)
