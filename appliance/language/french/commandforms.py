"""French words about the call itself. `HEARD` forms are what a recogniser may expect; the others are only read."""

from __future__ import annotations

from appliance.language.forms import lines
from appliance.language.french.tokens import spelled

_CAN_YOU = """[(tu peux | tu pourrais | peux tu | pourrais tu | vous pouvez | pouvez vous | est ce que tu peux |
 tu veux bien)]"""
_PLEASE = "[s'il te plaît | stp | s'il vous plaît]"

REPEAT_HEARD = lines(spelled("répète | pardon | comment | tu peux répéter | j'ai pas compris"))
REPEAT = lines(
    spelled(f"""
{_CAN_YOU} [me | m'] [la] (répète | répéter | redire | redis | reposer | repose | reformuler | reformule | répétez |
  redites)
  [moi] [le | la | ça | la question | ta question | cela | ce que tu as dit | ce que tu viens de dire]
  [encore]
  [une fois] {_PLEASE}
répète (voir | encore)
(pardon | comment | hein | quoi | plaît il | excuse moi | désolé | comment ça | de quoi) | qu'est ce que tu (dis | as
  dit |
  demandes | me demandes | veux) | tu (dis | disais | as dit | demandes) [quoi] | t'as dit [quoi] | tu as dit quoi
c'(est | était) quoi [déjà] [la question | ta question] | quelle [est | était] [la | ta] question | la question
  [c'était quoi] |
  c'était quoi [déjà]
(encore | encore une fois | une fois de plus | rebelote)
(j' | je n' | je t' | je ne t' | n' | je vous) ai (pas | rien | mal | pas bien | pas trop) (compris | entendu | saisi
  | capté | suivi | pigé)
  [la question | ce que tu as dit | ce que tu dis | du tout | grand chose] | pas (compris | entendu | saisi | capté)
je [ne | n'] [t' | te] (comprends | entends | capte | suis | saisis) (pas | rien | mal) [bien | très bien | du tout |
  la question]
[parle | parlez] plus fort | [un peu] plus fort | qui (est ce | est là | est à l'appareil | parle | êtes vous | es tu
  | t'es)
c'est qui [ça | à l'appareil] | t'es qui | tu es qui | vous êtes qui | qui c'est | c'est pour quoi | tu disais
""")
)
SLOWER_HEARD = lines(spelled("moins vite | plus lentement"))
SLOWER = lines(
    spelled(f"""
{_CAN_YOU} [parle | parler | parlez | dis le | répète | vas y | va | aller] [un peu | beaucoup | bien] (moins (vite |
  rapidement) |
  plus (lentement | doucement | posément)) {_PLEASE}
[tu (parles | vas) | vous parlez | ça va | c'est | c'était | là tu parles] [bien | beaucoup | un peu] trop (vite |
  rapide)
{_CAN_YOU} (ralentis | ralentir | ralentissez) [un peu] {_PLEASE} | doucement | lentement | pas si vite | tout doux
""")
)
SKIP_HEARD = lines(spelled("passe | question suivante"))
SKIP = lines(
    spelled(f"""
{_CAN_YOU} [on | je | tu] [peux | peut | préfère | veux | vais] [la | le | ça] (passe | passer | passez | saute |
  sauter | zappe |
  zapper | laisse tomber) [ça | celle ci | celle là | cette question | la question | à la suite | à la suivante |
  à la question suivante | à autre chose | mon tour] {_PLEASE}
[la | question] (suivante | question suivante) | suivant | la suite | (on | je) (avance | continue | passe) |
  passons | joker |
  next
je [ne] (préfère | préférerais | préfèrerais) (ne pas | pas) [te | y] [le | la] [en] (répondre | dire | parler) | pas
  de réponse
je [ne] (veux | souhaite | voudrais | vais) pas [te | y] [le | en] (répondre | dire | parler) [à ça | de ça | à cette
  question]
((c'est | ce n'est) pas (tes (oignons | affaires) | ton (problème | affaire)) | (mêle | occupe) toi de tes (affaires
  | oignons) |
  c'est privé | c'est personnel | ça [ne] te regarde pas | sans commentaire | laisse tomber | peu importe | tant pis)
(ne me | me) (demande | demandez) pas [ça | cela]
""")
)
STOP_HEARD = lines(spelled("stop | arrête | au revoir | ça suffit | laisse-moi tranquille | raccroche"))
STOP = lines(
    spelled(f"""
stop [stop | ça | là | maintenant] | {_CAN_YOU} [on | je veux | j'] (arrête | arrêter | arrêtez) [ça | là | tout |
  tout de suite |
  maintenant | l'appel | de parler | de m'appeler | de me déranger | d'appeler | la conversation] {_PLEASE} | on
  s'arrête là
(arrête | arrêtez | cesse) (de m'appeler | d'appeler | de me déranger | de me parler | tes questions | les questions)
{_CAN_YOU} (raccroche | raccrocher | raccrochez) [le téléphone | maintenant | stp] | je (vais raccrocher | raccroche)
  |
  (tais toi | la ferme | ferme la | silence | chut | tu m'embêtes | tu me saoules | tu me soûles)
(au revoir | salut à plus | ciao | tchao | bye [bye] | à bientôt | à plus | à plus tard au revoir | bonne (soirée |
  nuit | journée) |
  à demain | adieu | allez salut) [à bientôt | à demain | bonne soirée]
(laisse | laissez | fiche | foutez | fous | lâche) moi [tranquille | en paix | la paix] | va t'en | dégage | fiche le
  camp | casse toi |
  va te faire (voir | foutre)
(ça | cela) (suffit | ira | ira pour aujourd'hui | suffit pour aujourd'hui) | j'en ai (assez | marre) | c'est bon
  [là] j'en ai (assez | marre) |
  (fini | terminé | c'est tout) pour (aujourd'hui | ce soir | cette fois | moi) | on a (fini | terminé)
(termine | finis | coupe | annule) l'appel | (termine | finis | coupe | annule) (tout | la conversation) | (annule |
  quitter | quitte | fin)
(je dois | il faut que je | faut que je | je vais devoir | je suis obligé de) [te] (y aller | filer | partir |
  raccrocher | laisser | file |
  parte | raccroche | te laisse | m'en aller | y aille) [là | maintenant] | je (file | me sauve | te laisse)
[ne] (m'appelle | m'appelez | me rappelle | me téléphone) (plus | plus jamais) | je [ne] veux (plus | pas) [te |
  vous] parler [avec toi | à toi] | je vais te laisser | je [n'] ai (plus | pas) envie de [te] parler [avec toi | à toi]
""")
)
UNKNOWN_HEARD = lines(spelled("je sais pas | aucune idée | je ne sais plus"))
UNKNOWN = lines(
    spelled("""
(je | j'en | moi je | j') [ne | n'] [en | le] (sais | sais vraiment | sais honnêtement | sais franchement) [vraiment]
  (pas | plus | rien | trop) [trop |
  vraiment | encore | bien | du tout | exactement | moi] | chais pas | ché pas | sais pas | sais plus | j'sais pas
aucune idée [du tout] | pas la moindre idée | pas d'idée | (j'ai | je n'ai | j'en ai | je n'en ai) (aucune | pas la
  moindre) idée | je n'ai pas d'idée |
  j'ai pas d'idée | j'en sais (rien | trop rien) | je n'en sais (rien | trop rien)
[je | j'] [ne | n'] (me | m'en | m' | me le) (souviens | rappelle) (pas | plus) [trop | bien | du tout] [de ça]
(difficile | dur | compliqué) à dire | c'est (difficile | dur) à dire | qui sait | mystère [et boule de gomme] | va
  savoir | comment savoir
[je | j'] [ne | n'] (ai | l'ai | les ai) pas (compté | noté | mesuré | regardé | vérifié | fait attention | suivi |
  pesé | chronométré) | pas compté |
  j'ai (arrêté de | pas fini de) compter | j'ai perdu le (compte | fil) | je me suis pas (pesé | pesée) | je ne me
  suis pas (pesé | pesée)
je [ne] (suis | serais) pas [vraiment | très | trop | bien] (sûr | sûre | certain | certaine) [du tout] | pas (sûr |
  sûre | certain | certaine)
je [ne] saurais pas [te] [le] dire | je [ne] peux pas [te] [le] dire | je sèche | ça [ne] me revient (pas | plus)
""")
)
FORGOT = lines(spelled("j'ai oublié [combien | le chiffre | le nombre | ça] | je l'ai oublié"))
"""For a number it is not knowing; for yes and no it is a no."""

LATER_HEARD = lines(spelled("plus tard | pas maintenant | rappelle plus tard | rappelle-moi plus tard"))
_WHEN_LATER = """[plus tard | demain | une autre fois | tout à l'heure | ce soir | cet après midi | un autre jour |
  après | bientôt |
 dans un moment | dans un instant | un peu plus tard | dans la soirée | d'ici peu | à un autre moment]"""
LATER_CALL = lines(
    spelled(f"""
{_CAN_YOU} [il faut que tu | faudrait que tu] [me] (rappelle | rappeler | rappelles | rappelez) [moi] {_WHEN_LATER}
  {_PLEASE}
{_CAN_YOU} (appelle | appeler | appelez | réessaie | réessayer | retente) [moi | me] (plus tard | demain | une autre
  fois |
  tout à l'heure | ce soir | un autre jour | un peu plus tard)
(on | nous) (se rappelle | se parle | s'appelle | en parle | en reparle | se reparle | fait ça | voit ça | verra)
  (plus tard | demain |
  une autre fois | tout à l'heure | après | un autre jour)
[ce | c'] [n'] [est] (pas | vraiment pas | pas vraiment) (le [bon] moment | un bon moment | le jour | maintenant) [là
  | maintenant]
[c'est | tu tombes | là c'est | ça tombe] [vraiment | un peu | très] (mal | un mauvais moment | le mauvais moment |
  au mauvais moment) [là]
[je suis | désolé je suis | là je suis] [là] [un peu | très | vraiment | super | trop | assez | en train d'être]
  (occupé | occupée | débordé | débordée | pris | prise |
  coincé | coincée) [là | maintenant | pour l'instant | en ce moment | tout de suite]
je suis [encore | là | justement | déjà] (en réunion | au téléphone | en ligne | en voiture | au volant | au travail
  | au boulot | en cours | à table | sous la
  douche | aux toilettes | dans le train | dans le bus | dans le métro | en route | dehors | chez des amis | avec
  quelqu'un | avec des gens |
  avec du monde | au lit | au restaurant | au resto | en rendez vous | en train de (manger | conduire | cuisiner |
  travailler | dîner | déjeuner | bosser)) [là | maintenant |
  en ce moment]
(en réunion | je conduis | je mange | je cuisine | je travaille | je bosse) [là | maintenant]
je [ne] peux pas [te | vous] [parler | répondre] [là | maintenant | tout de suite | pour l'instant | là maintenant] |
  je [n'] ai pas [trop] le temps [là | maintenant |
  tout de suite | pour l'instant] | pas le temps (là | maintenant) | je te rappelle [plus tard]
""")
)
LATER_BARE = lines(
    spelled("""
[un peu | peut être | bien] plus tard | pas (maintenant | tout de suite | là | là maintenant | pour l'instant) | (une
  autre fois | un autre jour | un autre moment) |
  tout à l'heure | dans un (moment | instant) | après
""")
)
"""Putting off, with a question asked: an answer to "did you?", a wish to be called again otherwise."""

LATER_PRESENCE = lines(
    spelled("""
pas (aujourd'hui | ce soir | ce matin | cette fois) | demain | bientôt | (donne | laisse | laissez | donnez) moi (une
  minute | un moment | un instant |
  deux minutes | cinq minutes | un peu de temps | une seconde) | (deux | cinq | une) (minutes | minute | secondes)
je (dors | dormais | suis couché | suis couchée | suis fatigué | suis fatiguée | suis crevé | suis crevée | suis
  malade) | (laisse | laissez) moi dormir |
  occupé | occupée
""")
)
LATER_WITH_TIME = lines(
    spelled(f"""
{_CAN_YOU} [me] (rappelle | rappeler | rappelles | appelle | réessaie | rappelez) [moi]
(donne | laisse | laissez) (moi | nous) [encore] | attends | j'ai besoin [de] | encore | il me faut | reporte [de] |
  repousse [de] | pause [de]
[je suis | là je suis] [très | trop] (occupé | occupée) | pas maintenant | plus tard | tu tombes mal | c'est pas le
  moment | pas tout de suite
""")
)
"""What may stand before `dans dix minutes`."""

NOTHING_TO_PROMISE = lines(
    spelled("""
non | nan | rien | non rien | rien (du tout | aujourd'hui | pour l'instant | pour
  (demain | aujourd'hui | ce soir) | ne me vient | en particulier) |
  rien de (spécial | particulier | prévu | précis | neuf) [[pour] (aujourd'hui | demain | ce soir | l'instant)] |
  pas vraiment | pas aujourd'hui | pas cette fois | rien ne me vient [à l'esprit] | (je n'ai | j'ai) (rien | pas
  d'idée) [de prévu] |
  (pas | aucune) (de promesse | promesse) [aujourd'hui | ce soir | cette fois] | non merci | pas de promesse | je ne
  promets rien | je promets rien
""")
)

PRESENT_HEARD = lines(spelled("oui | oui c'est moi | allô | je suis là | c'est moi | oui je t'écoute | bonjour"))
PRESENT = lines(
    spelled("""
oui | ouais | ouaip | yes | yep | d'accord | présent | présente | bien sûr | tout à fait | absolument | lui même |
  elle même | en personne | affirmatif
allô | bonjour | bonsoir | salut | coucou | hello | hey | hé
(je suis | j'suis | chuis) [bien | toujours | encore | déjà] (là | ici | présent | présente | prêt | prête | réveillé
  | réveillée | debout | à l'appareil | dispo | disponible | à la maison |
  tout ouïe | levé | levée | rentré | rentrée)
(c'est | c'était) [bien] (moi | moi même | lui même | elle même | lui | elle) | moi même | [je | j'] (t'écoute | vous
  écoute | écoute | t'entends | vous entends) | à l'appareil |
  me voilà | me voici | toujours là | prêt | prête
vas y | allez y | allons y | on y va | c'est parti | dis moi | dites moi | raconte | quoi de neuf | qu'est ce qu'il y
  a | j'ai (une minute | un moment | le temps)
""")
)

NOT_ME_HEARD = lines(spelled("c'est pas moi | mauvais numéro | ce n'est pas moi"))
_KIN = """(mari | femme | copain | copine | conjoint | conjointe | compagnon | compagne | mère | père | maman |
  papa | fils | fille | frère | soeur | ami | amie |
 colocataire | coloc | voisin | voisine | collègue | cousin | cousine | oncle | tante | grand mère | grand père |
  baby sitter | nounou | petit frère | petite soeur | grand frère |
 grande soeur | épouse | époux)"""
NOT_ME = lines(
    spelled(f"""
(c'est | ce n'est | c'était | ce n'était | c'est vraiment) pas (moi | lui | elle | la bonne personne | le bon numéro
  | ici) | pas moi
(mauvais numéro | mauvaise personne | faux numéro | erreur de numéro | vous faites erreur | tu fais erreur | vous
  avez fait erreur)
(tu te trompes | vous [vous] trompez | tu t'es trompé | vous [vous] êtes trompé | vous êtes trompé) [de (numéro |
  personne)]
(je ne suis pas | je suis pas) (lui | elle | la personne | celui que | celle que) | c'est (quelqu'un d'autre | une
  autre personne) | quelqu'un d'autre
[ici | c'est | je suis | là c'est] (son | sa | leur) [petit | petite | grand | grande | nouvelle | nouveau] {_KIN} |
  (c'est | je suis | ici) (la | le | l') {_KIN} (de | d')
(il | elle) [n'] habite (plus | pas) [ici | là | à cette adresse]
(il [n'] y a | y a) (personne | pas de | pas d') [ici] (de ce nom | qui s'appelle comme ça | à ce nom | ici qui | de
  ce nom ici) | (connais | connaît) pas | inconnu [au bataillon | ici]
""")
)

OUT_HEARD = lines(spelled("il est pas là | elle est pas là | pas là | il est sorti"))
_ELSEWHERE = """(sorti | sortie | parti | partie | absent | absente | au travail | au boulot | au lit | couché |
  couchée | endormi | endormie | en réunion | au téléphone |
 sous la douche | dans son bain | en voyage | en vacances | en déplacement | occupé | occupée | à l'école | au sport
  | à la salle | au bureau | en cours | dehors |
 dans le jardin | au magasin | en train de (dormir | manger | travailler | conduire) | à l'hôpital | aux toilettes
  | chez (le médecin | des amis | un ami | une amie | le dentiste | sa mère))"""
_HERE = """(là | ici | à la maison | chez lui | chez elle | rentré | rentrée | levé | levée | disponible | dispo |
  réveillé | réveillée | debout)"""
OUT = lines(
    spelled(f"""
(il | elle) est [encore | déjà | toujours | actuellement | justement | juste] {_ELSEWHERE}
(il | elle | on) (n'est | est | n'était) [toujours | encore] pas [encore | toujours] {_HERE}
(il | elle) [vient de] (dort | sortir | partir | travaille | conduit | mange | rentre plus tard | revient plus tard |
  rentrera | reviendra | n'est plus là | est plus là | a raccroché |
  se douche | prend sa douche | se repose | peut pas répondre | ne peut pas répondre | est pas dispo)
(il n'y a | y a | il y a) personne (ici | à la maison | d'autre | pour l'instant) | pas là [pour l'instant | en ce
  moment | aujourd'hui |
  maintenant]
""")
)
"""Said about somebody else; `est` follows a name."""
