"""French words of whoever answers."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.french import commandforms as forms
from appliance.language.french.commands import read_command
from appliance.language.french.durations import read_duration
from appliance.language.french.tokens import spelled, words
from appliance.language.reading.presence import PresenceWords, read_presence_with


def _pronoun(word: str, name: str) -> str:
    return "il" if word == name else word


def _words(text: str) -> list[str]:
    """The words, with `(est) à l'appareil` as one: it follows a name."""
    return " ".join(words(text)).replace("a l appareil", "appareil").replace(" est appareil", " appareil").split()


PRESENCE = PresenceWords(
    words=_words,
    hesitations=listed("euh heu hum hmm ah ben bah"),
    present=Forms(form.replace("a l appareil", "appareil") for form in (*forms.PRESENT, *forms.PRESENT_HEARD)),
    out=Forms((*forms.OUT, *forms.OUT_HEARD)),
    pronoun=_pronoun,
    not_out_after=listed("je j suis tu si"),
    not_me=Forms((*forms.NOT_ME, *forms.NOT_ME_HEARD)),
    is_other=lambda spoken, found: True,
    denies=Forms(lines(spelled("(pas | ni) [du tout] | pas (de | le | la) | plus | aucun"))),
    introduces=Forms(
        lines(spelled("c'est | ici | je suis | je m'appelle | moi c'est | (vous parlez | tu parles) à | mon nom est"))
    ),
    after_name=listed("appareil"),
    no_names=listed(
        spelled("""
moi lui elle nous eux bien bon pas le la les un une mon ma son sa ton à au en dans là ici encore toujours déjà juste
très trop vraiment occupé occupée fatigué fatiguée malade prêt prête réveillé réveillée debout sûr sûre qui quoi pour de
d l ça parti oui non parfait super noté compris fait moment tard tôt sur désolé désolée plus pris prise dehors chez avec
dispo content contente absent sorti rentré seul seule
""")
    ),
    never_before_closing=listed("oui ouais suis toujours bien encore present presente et"),
    is_state=lambda word: False,
    bare_no=Forms(lines(spelled("non | nan | non non | ben non"))),
    leaving=Forms(
        lines(
            spelled("""
(je dois | faut que je | il faut que je | je vais devoir) (y aller | filer | partir | raccrocher | file | parte |
  raccroche)
""")
        )
    ),
    later=Forms((*forms.LATER_CALL, *forms.LATER_BARE, *forms.LATER_PRESENCE, *forms.LATER_HEARD)),
    not_=listed("pas plus"),
    time_units=listed("minute minutes heure heures min h"),
    read_duration=read_duration,
    minutes="minutes",
)

read_presence = read_presence_with(PRESENCE, read_command)
