"""The many French forms of yes and no. `HEARD` forms are what a recogniser may expect; the others are only read."""

from __future__ import annotations

from appliance.language.forms import lines, listed
from appliance.language.french.tokens import spelled

YES_HEARD = lines(spelled("oui | ouais | oui c'est fait | je l'ai fait | c'est fait | bien sûr | d'accord | c'est ça"))

YES_READ = lines(
    spelled("""
oui | ouais | ouai | ouaip | wai | yep | yes | yeah | oh oui | mais oui | bah oui | ben oui | affirmatif
bien sûr [que oui | que si] | bien entendu | évidemment | naturellement | absolument | tout à fait | exactement |
  exact
effectivement | en effet | parfaitement | carrément | clairement | à fond | certainement | assurément
(mais | ah | oh | si | ben | bah) si | que si | si je (l'ai | te le dis)
[bien | tout | ça | oui | déjà] c'est [bien | tout | déjà | enfin] (fait | bon | fini | terminé | réglé | plié |
  bouclé)
ça y est | tout fait | déjà fait | bien fait | enfin fait | chose faite | mission accomplie
je l'ai [bien | bel et bien | déjà | tout | enfin] (fait | fini | terminé) | je les ai [tous | toutes] (faits |
  faites)
(j'ai | on a | nous avons) [bien | déjà | tout | enfin | quand même] (réussi | terminé | fini | tenu | assuré | géré |
  cartonné) | (j'ai | on a) tout fait | je l'ai (tenu | tenue | réussi | assuré | géré)
j'y suis [bien | quand même | enfin] (arrivé | arrivée | allé | allée | parvenu) | j'y ai pensé
j'ai tenu (parole | ma promesse | bon) | tout est (fait | bon | fini) | nickel | impeccable | sans (problème | faute |
  souci)
comme (d'habitude | prévu | promis | toujours | convenu | chaque jour) | jamais je n'oublie
je confirme | c'est (ça | bien ça | exact | juste | correct | vrai | cela | tout à fait ça) | voilà | correct | c'est
  un oui
c'est oui | je dirais oui | oui oui | (je | j' | on) [ne | n'] [l' | les] (ai | a) pas (oublié | oubliée | oubliés |
  oubliées | raté | ratée | manqué | manquée | sauté | sautée | loupé | loupée | zappé | zappée)
(figure toi | je te (jure | promets | dis | assure | confirme) | je t'assure | j'avoue | je dois (dire | avouer) |
  je reconnais) que oui
je n'oublie jamais | j'oublie jamais
""")
)
YES_MILD = lines(
    spelled("""
d'accord | très bien | ça marche | ça roule | entendu | avec plaisir |
  pas de (problème | souci) | aucun problème
""")
)
"""May also be mere politeness."""

YES_ENDING = lines(
    spelled("""
si | fait | terminé | fini | toujours | super | parfait | volontiers | grave | (j'ai | on a) [bien | déjà | enfin |
  quand même] fait [ça | cela] | (je | j'y) (suis | vais) | c'est le cas |
  c'était le cas | je l'ai | je le fais | je fais ça
""")
)
"""Yes where nothing follows: `si`; not `si j'ai le temps`."""

YES_WEAK = lines(
    spelled("""
je (crois | pense | suppose | dirais | imagine) [bien] [que] (oui | si) | (disons | mettons | on va dire) [que] oui |
  je (crois | pense | suppose) [bien]
mouais | moui | sûrement | sans doute | probablement | il me semble [bien] [que oui] | on peut dire [ça | que oui]
plutôt oui | normalement [oui] | j'espère [bien] | en principe [oui] | pourquoi pas | [oui | ouais] si on veut | tous
  les jours | chaque jour | j'ai
  fini par |
  apparemment [oui] | faut croire
presque sûr [que oui] | [je | j'] [n'] ai [même] pas (craqué | cédé | rechuté | flanché |
  arrêté)
[oui | ouais] (si (on peut dire | l'on veut | tu veux) | en quelque sorte | façon de parler)
(ça | rien) [ne] (m' | l') (a | avait) [pas] empêché | je [ne] (dirais | dirai) pas non
j'ai oublié de [te | le | la | l' | vous | te le | vous le] (dire | noter | cocher | marquer | enregistrer | signaler |
  prévenir)
""")
)
NO_HEARD = lines(spelled("non | pas encore | pas aujourd'hui | pas vraiment | je ne l'ai pas fait | j'ai oublié"))
NO_READ = lines(
    spelled("""
non | nan | nope | nan nan | nenni | négatif | hélas non | malheureusement [non] | jamais | faux | que non | oh non |
  mais non
(bah | ben | ah) non | c'est (non | un non) | certainement pas | jamais de la vie | même pas | impossible | incorrect
ni aujourd'hui | bien sûr que non | je dirais non | c'est (faux | inexact) | loupé | raté | encore raté | que dalle |
  pas la peine | aucune chance
""")
)

_WHO = "[je | j' | on | nous | ça | cela | c' | il | elle | moi je | moi j']"
_OBJECT = "[me | m' | l' | le | la | les | y | en | lui]"
_AUXILIARY = """(ai | as | a | est | suis | étais | était | avais | avait | avons | sommes | fais | peux | pouvais |
 vais | veux |
 voulais | sais)"""
_NOT = "(pas | jamais | rien | même pas | plus | point | guère | aucunement)"
_ALREADY = "[encore | vraiment | du tout | trop | même | pu | eu | été | fait | réussi | arrivé | tenu | allé]"
_ADVERB = "[malheureusement | hélas | finalement | toujours | vraiment | carrément | franchement | absolument | encore]"
NO_VERBAL = lines(
    spelled(f"""
pas (vraiment | encore | aujourd'hui | du tout | trop | ce matin | ce midi | ce soir | cette fois [ci] | hier | cette
  nuit |
  pour l'instant | pour le moment | réellement | spécialement | particulièrement | fait | pu | eu le temps | le temps
  |
  envie | eu envie | possible | une seule fois | une fois | réussi | ça | correct | exactement | le courage | moi |
  cette semaine | terrible | juste | super | génial | top | fameux | brillant)
(absolument | certainement | sûrement | bien sûr que | évidemment | surtout | toujours | carrément | clairement |
  malheureusement | vraiment | hélas | non) pas
{_WHO} (ne | n') {_OBJECT} [{_AUXILIARY}] {_ADVERB} {_NOT} {_ALREADY} [le temps | l'occasion | la force | le courage
  | envie |
  ça]
{_WHO} {_OBJECT} {_AUXILIARY} {_ADVERB} (pas | jamais | rien | même pas) {_ALREADY} [le temps | l'occasion | la force
  | le
  courage | envie | ça]
je [ne] (crois | pense) pas [l'avoir fait | que je l'ai fait | l'avoir] | ça m'étonnerait | j'en doute
j'ai [complètement | totalement | encore | carrément | juste | tout simplement] (oublié | zappé | raté | loupé |
  échoué | séché |
  sauté | abandonné | manqué | craqué | repoussé | reporté | annulé | renoncé | procrastiné | glandé | merdé | foiré
  | planté | cédé) [de | d' | ça |
  le faire]
je l'ai [complètement | encore] (oublié | zappé | raté | loupé | sauté | reporté | manqué | oubliée | sautée)
j'ai laissé tomber | j'ai dû (annuler | reporter | sauter | renoncer | zapper | y renoncer) | j'ai préféré |
  [j'ai eu] un (empêchement | imprévu | contretemps) | ça m'est [complètement | totalement] sorti de la tête | pas eu
  une (minute | seconde) | je me
  suis (endormi | endormie | dégonflé | dégonflée)
(j'étais | je suis | trop | j'étais trop | je suis trop) [trop | vraiment | super | bien trop | tellement | très]
  (fatigué | fatiguée | crevé | crevée | épuisé | épuisée | malade | occupé | occupée | débordé | débordée | KO |
  naze)
(j'avais | j'ai eu | j'ai) [pas mal] la flemme | la flemme | (plus | pas) (le temps | d'énergie | de temps)
(j'aurais (dû | voulu | bien voulu | aimé | bien aimé) | je (devais | voulais) | j'allais) [le | m'y | y] [faire |
  mettre]
je dois encore [le faire] | il faut encore que | faut que je (le fasse | m'y mette)
(c'est | ce n'est | ça n'est | n'est) pas (ça | fait | bon | encore fait | juste | exact | correct | vrai | le cas |
  cela)
j'ai décidé de ne pas | (rien | j'ai rien | je n'ai rien) fait | ça va pas non
""")
)
"""No, and what is said after it stands under its negation: `je n'ai pas tout fait`."""

NO_WEAK = lines(
    spelled("""
plutôt non | (presque | quasiment | pratiquement | quasi) (rien | pas | aucun | aucune) | (moi | nous) non plus | à
  la place | au lieu de | [je | j'] [n'] ai pas (fumé | bu | grignoté | joué) |
  [j'ai | on a] fait semblant |
  je (vais | compte) (le | y | m'y) (faire | mettre
  | aller) | je (le | la) (ferai | fais) [demain | plus
  tard |
  ce soir | tout à l'heure | après] | plus tard | demain [matin | soir] | bientôt | tout à l'heure | après | je m'y
  mets
pas | rien [du tout] | aucun | aucune | zéro | néant | je [l' | le | la] (appelle | fais) demain
""")
)

_LIKE = "[que | seulement | à peu près | environ]"
PARTLY: tuple[tuple[tuple[str, ...], float], ...] = (
    (lines(spelled("""
[j'ai | on a] (tout fait | tout) sauf [la | le | les | un | une] | presque [tout | tous | toutes | fini | terminé |
  entièrement | complètement | en entier] | quasiment [tout] | quasi
  [tout]
pratiquement [tout | fini] | à un près | tout sauf un | à peu de choses près | à peu près [tout] |
  bientôt (fini | terminé)
""")), 0.9),
    (lines(spelled("""
en [très] grande partie | pour la plupart | la plupart | la (majeure | plus grande | grosse) partie | le plus gros |
  en gros [oui] | dans l'ensemble | l'essentiel | globalement [oui]
""")), 0.8),
    (lines(spelled(f"""
{_WHO} [ne | n'] {_OBJECT} [ai | a | est] pas (tout [à fait] [fait | fini | terminé] | complètement [fini | terminé] |
  entièrement [fini | terminé] | totalement | en entier | jusqu'au bout | autant [que prévu | que je voulais] | tous
  | toutes |
  complet | à cent pour cent | tout tout)
[c'est | c'était | j'ai | j'en ai] pas mal | (je suis | je ne suis) pas (allé | allée) [jusque] au bout | j'en ai
  fait pas mal | pas trop mal
""")), 0.7),
    (lines(spelled(f"""
{_LIKE} (à moitié | à demi | la moitié | moitié moitié | à mi chemin) [seulement | fait | faite]
plus ou moins | pas [encore] (fini | terminé) | oui et non | ni oui ni non | en partie | partiellement | (une | en)
  partie [seulement] | un bout |
  une petite partie | sans (finir | terminer | aller [jusqu'] au bout)
moyen [moyen] | moyennement | couci couça | comme ci comme ça | entre les deux | fifty fifty | cinquante cinquante
j'ai (essayé | tenté | commencé | entamé) | j'ai fait (ce que j'ai pu | de mon mieux | une partie) | c'est (commencé
  | entamé | en cours | en route)
je l'ai (commencé | commencée | entamé) | {_WHO} [ne | n'] {_OBJECT} (ai | est | suis) pas [encore] (fini | terminé |
  achevé)
""")), 0.5),
    (lines(spelled("""
[juste | seulement] un [tout] [petit] (peu | chouïa) | bof [bof] | vite fait | pas (beaucoup | grand chose |
  énormément) |
  à peine | très peu | même pas la moitié | trois fois rien | pas assez
""")), 0.25),
)  # fmt: skip
"""How much of it was done, for words that are neither yes nor no."""

CORRECTIONS = lines(
    spelled("""
enfin | en fait | pardon | je veux dire | je voulais dire | attends | attendez | je me trompe |
  je me suis (trompé | trompée) | au temps pour moi |
  autant pour moi | désolé | désolée | ou plutôt | en réalité | finalement
""")
)
CONTRASTS = lines(spelled("mais | sauf | par contre | quoique | cependant | même si | en revanche | pourtant"))

FILLERS = listed("euh heu hum hmm hm mmh mm ah oh eh he ben bah bon quoi coup alors donc hein genre")
NOT_DONE = listed(
    spelled("""
prévu voulu essayé décidé pensé dû failli raté oublié manqué sauté abandonné repoussé reporté annulé refusé commencé
tenté resté restée cru été eu évité songé rêvé promis arrêté loupé zappé séché craqué laissé attendu perdu
""")
)
"""Participles that do not tell that a thing was done."""
NO_PARTICIPLES = listed(
    spelled(
        "de le une la les des ce cette ne me se que je chose quelque heure minute plus tous bus puis aussi ici vite"
    )
)
"""Words with a participle's ending that are none."""

WHEN_DONE = lines(
    spelled(
        "[dès | juste] (ce (matin | midi | soir) | hier [soir | matin] | aujourd'hui | tout à l'heure | à l'instant)"
    )
)
"""After `enfin si`, nothing but when."""

UNSURE = lines(
    spelled("""
(pas | plus) [vraiment | très | trop | bien | tout à fait] (sûr | sûre | certain | certaine)
(sais | sait | dirais) [même | vraiment | plus] (pas | plus) [trop | vraiment | bien | exactement] (si | s')
""")
)
"""Nobody knows then: what else the words say is asked again."""
