"""What people ask to have done, in French. `HEARD` forms are what a recogniser may expect; the others are only read.

A word in angle brackets is a slot: `<when>` begins with a time of day (`neuf heures du soir demain`), `<then>` with
what leads to one (`à neuf heures`, `demain à neuf heures`), `<day>` is a day without a time, `<days>` a number of
days, `<length>` a length of time.
"""

from __future__ import annotations

from appliance.language.forms import lines, listed
from appliance.language.french.tokens import spelled

_ONE = """([le | la | l' | cet | mon | notre | ton | le prochain] (appel | rendez vous | point | coup de fil)
 [d'aujourd'hui | de ce soir | de ce matin | de ce midi | du soir | du matin | du jour])"""
_CALL = f"(ça | cela | celui ci | tout ça | le | la | {_ONE})"
_MOVE = """(déplace | déplacer | reporte | reporter | repousse | repousser | décale | décaler | remets | remettre |
 bouge | bouger | avance | avancer)"""
_CALLS = "([tous] [les | mes | tes] appels | tout | tout ça | l'appel | ça)"
_TODAY = "([pour] (aujourd'hui | ce soir | ce matin | ce midi | cet après midi))"
_UNTIL = "(jusque [à | au] | avant | avant le)"

MOVE_HEARD = lines(spelled("déplace cet appel à <when> | rappelle moi à <when>"))
MOVE = lines(
    spelled(f"""
{_MOVE} {_CALL} [plutôt] [à | pour | vers | jusque [à]] (<when> | <then>) [plutôt]
{_MOVE} [plutôt] [à | pour | vers | jusque [à]] (<when> | <then>) [plutôt]
(rappelle | appelle | rappeler | appeler | téléphone | téléphoner | rappelles | appelles) (moi | me) [plutôt |
  encore] [à |
  vers | après | pour] (<when> | <then>) [plutôt]
(me | m') (rappeler | appeler | téléphoner | rappelles | appelles) [plutôt] [à | vers | après] (<when> | <then>)
(mets | mettre | change | changer) {_CALL} (à | pour | vers) (<when> | <then>)
""")
)
MOVE_LOOSE = lines(
    spelled(f"""
(rappelle | rappeler | réessaie | réessayer | retente) [à | vers | après] (<then> | <when>)
(on se | on s') (parle | rappelle | reparle | appelle) [plutôt] (<then> | <when>)
(appelle | appelles | téléphone) plutôt [à | vers | après] (<then> | <when>)
on (fait | refait | fera) {_CALL} [plutôt] (<then> | <when>)
{_MOVE} [{_CALL}] [plutôt] [à | pour | au | vers | jusque [à | au]] <day> [plutôt]
(rappelle | appelle | téléphone) moi [plutôt] [à | pour] <day> | (me | m') (rappeler | appeler) [plutôt] <day>
(on se | on s') (parle | rappelle | reparle | appelle) [plutôt] <day> | on (fait | fera) {_CALL} [plutôt] <day>
""")
)
MOVE_TOLD = lines(
    spelled("""
(mettons | disons) [ça] [plutôt] (<when> | <then>) | change [l'heure] (à | pour) (<when> | <then>)
""")
)
"""As well a correction of an answer, so never with a bare number: `disons neuf`."""

MOVE_BARE = lines(
    spelled(f"""
{_MOVE} {_CALL} [à (plus tard | un autre moment | un autre jour | une autre heure | une autre fois)]
(reporte | repousse | reporter | repousser | décaler | décale) [à (plus tard | un autre moment | un autre jour)]
(change | changer) l'heure [de {_ONE}] | {_MOVE} {_CALL} [à] (ce soir | cet après midi | demain matin)
""")
)
"""A time is missing."""

SNOOZE_HEARD = lines(spelled("repousse de <length>"))
_SILENCE = f"""
(([ne] (me | m') (appelle | rappelle | téléphone | dérange | appelez) (pas | plus)) | (laisse | laissez | fiche) moi
  (tranquille | la paix | en paix) | (arrête | cesse) de m'appeler | (plus | pas) d'appel | (plus | pas) d'appels |
  (suspends | suspendre | coupe | arrête | mets en pause | mettre en pause) [{_CALLS}] | (mets | mettre) [{_CALLS}]
  en pause |
  (fais | faire | fais une | faire une) pause | (pause | silence))
"""
SNOOZE = lines(
    spelled(f"""
{_MOVE} [{_CALL}] (de | d') <length> | pas avant (<when> | <then>)
{_SILENCE.strip()} (pendant | pour | durant) [encore] <length>
[ne] (me | m') (appelle | rappelle | dérange) pas avant (<when> | <then>)
""")
)

SKIP_HEARD = lines(spelled("saute cet appel | saute aujourd'hui"))
SKIP = lines(
    spelled(f"""
[on | je] (saute | sauter | zappe | zapper) {_TODAY} | [on | je] (saute | sauter | zappe | zapper) {_ONE} [{_TODAY}]
[on | je] (saute | sauter | zappe | zapper | laisse tomber | laisser tomber) (ça | cela | le) {_TODAY}
(laisse | on laisse | laisser) tomber {_TODAY} | sans moi {_TODAY} | (fais | on fait) l'impasse {_TODAY}
(annule | annuler | on annule) {_TODAY} | (annule | annuler | on annule) l'appel (d'aujourd'hui | de ce soir | de ce
  matin)
[je] passe mon tour {_TODAY}
""")
)
SKIP_LOOSE = lines(
    spelled(f"""
(pas | plus) (d'appel | d'appels) {_TODAY} | [ne] (me | m') (appelle | rappelle | dérange) (pas | plus) {_TODAY}
laisse moi tranquille {_TODAY} | on oublie (pour | ça pour) (aujourd'hui | ce soir)
""")
)
SKIP_WITH_REASON = lines(spelled("pas (aujourd'hui | ce soir | ce matin | cet après midi)"))
"""Alone it is a no."""

PAUSE_HEARD = lines(spelled("pause jusqu'à <day> | pause pendant <days>"))
PAUSE = lines(
    spelled(f"""
{_SILENCE.strip()} {_UNTIL} <day> | {_SILENCE.strip()} [pendant | pour | durant | de | d'] [encore] <days>
{_SILENCE.strip()} {_UNTIL} (<when> | <then>)
""")
)
PAUSE_BARE = lines(
    spelled(f"""
(suspends | suspendre) [{_CALLS}] [pour l'instant | un moment | un temps | quelque temps]
((mets | mettre) [{_CALLS}] en pause | pause | fais une pause) [pour l'instant | un moment | un temps | quelque temps]
{_SILENCE.strip()} jusqu'à (nouvel ordre | ce que je (revienne | rentre | te le dise | te dise))
""")
)
"""A day is missing."""
RESUME = lines(
    spelled(f"""
(reprends | reprendre | relance | relancer | réactive | réactiver) {_CALLS}
(fin | arrête | arrêter | enlève | enlever | termine) [de] la pause | je suis (rentré | rentrée | de retour) tu peux
  (me
  rappeler | m'appeler)
tu peux (me rappeler | m'appeler) de nouveau | recommence à m'appeler
""")
)

FOCUS_HEARD = lines(spelled("reste avec moi pendant <length>"))
_SESSION = "[une | la | une autre] (session | séance) [de (concentration | focus | travail)]"
_FOCUS_SESSION = "[une | la | une autre] (session | séance) de (concentration | focus)"
"""`une séance de vingt minutes` is an answer as well."""

FOCUS = lines(
    spelled(f"""
(reste | rester | restes) avec (moi | nous) [pendant | pour | durant] [encore] <length>
(tiens | tenir) (moi | me) compagnie [pendant | pour | durant] [encore] <length> | me tenir compagnie [pendant]
  <length>
(lance | lancer | démarre | démarrer | commence | commencer | fais | faire | ouvre) {_SESSION} [de | d' | pendant |
  pour] <length>
""")
)
FOCUS_LOOSE = lines(
    spelled(f"""
(concentration | focus | {_FOCUS_SESSION}) [de | d' | pendant | pour] <length>
(travaille | bosse | reste en ligne) [avec moi] (pendant | pour | durant) [encore] <length> | <length> de
  (concentration | focus)
""")
)
FOCUS_BARE = lines(
    spelled(f"""
reste avec (moi | nous) [un peu | un moment] | tiens moi compagnie [un peu | un moment]
(lance | lancer | démarre | démarrer | commence | ouvre) {_SESSION}
""")
)
"""A length is missing."""

ASKS = lines(
    spelled("""
(tu peux | peux tu | tu pourrais | pourrais tu | est ce que tu (peux | pourrais) | on peut | est ce qu'on peut | peut
  on |
  on pourrait) [s'il te plaît | juste | plutôt] | s'il te plaît | stp | (je veux | je voudrais | j'aimerais [bien] |
  il faut | il faudrait | faut) que tu | tu veux bien | merci de | il (faudrait | vaudrait mieux) | vaut mieux |
  mieux vaut
""")
)
OWN_ASKS = lines(
    spelled("""
(je veux | je voudrais | j'aimerais [bien] | je préfère | je préférerais | je dois | j'ai besoin de | je peux |
  est ce que je peux | puis je | je vais devoir | il faut que je)
""")
)
"""Before a wish that cannot be a promise of one's own."""

OPENING = listed(
    spelled("""
bon ben bah alors donc euh écoute écoutez non oui ouais ok d'accord merci pardon désolé désolée bonjour salut allô
  coucou
bonsoir en fait et mais là dis tiens attends s'il te plaît enfin hein voilà plutôt finalement
""")
)
CLOSING = listed(
    spelled("s'il te plaît stp merci pardon désolé désolée alors plutôt maintenant d'accord hein voilà bye salut")
)
CLOSING_PHRASES = lines(
    spelled("""
si (tu peux | tu veux | possible | c'est possible | ça te va | ça va | tu veux bien | ça ne te dérange pas) | s'il te
  plaît |
  tu peux | tu veux bien | pour moi | au revoir | d'accord
""")
)

_STATE = """(malade | fatigué | fatiguée | crevé | crevée | épuisé | épuisée | occupé | occupée | débordé | débordée |
 souffrant | souffrante | absent | absente | en voyage | en déplacement | en vacances | en congé | à l'étranger | au
  travail |
 au boulot | au lit | à l'hôpital | au volant | en réunion | en voiture | dans le train | dans le bus | au téléphone |
 à table | avec des amis | avec ma famille | en famille | blessé | blessée | dehors | sorti | sortie | pris | prise)"""
STATES = lines(
    spelled(f"""
(je suis | je me sens | on est | j'suis) [vraiment | très | trop | un peu | encore | assez | complètement | là]
  {_STATE}
  [aujourd'hui | ce soir | là | maintenant | en ce moment | cette semaine]
j'ai (de la fièvre | un rhume | la grippe | mal à la tête | une réunion | un rendez vous | la migraine | une migraine
  |
  du monde | des invités | un appel) [aujourd'hui | ce soir | là | maintenant]
""")
)
"""Reasons that may lead without a pause between them and the wish."""

CLAUSES = lines(
    spelled("""
je (suis | ne | n' | vais | pars | me | peux | serai | rentre | travaille | voyage | sors | dors | bosse | garde) |
  j' (ai |
  avais | étais | attends | arrive | accompagne) | on (a | est | va | part) | nous (sommes | avons | partons) | il y
  a |
  c'est | ce n'est | trop (malade | occupé | fatigué | fatiguée | occupée)
""")
)
"""How a reason begins that nothing introduces."""

PAST = listed(spelled("étais avais était avait eu oublié pu fait"))
"""A reason with one of these tells of a deed left undone, not of a call to leave out."""

BECAUSE = lines(
    spelled("parce (que | qu') | car | vu que | puisque | étant donné que | à cause (de | d' | du | des) | comme")
)
AND_SO = listed("comme car et mais vu puisque")
"""What may stand before a clause that follows a wish."""

TASK = lines(spelled("pendant que (je | j') | pour que je | le temps (de | d' | que je | que j') | pour"))
"""What introduces a focus session's task."""
