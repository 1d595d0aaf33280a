"""French utterances that hold no answer to an open question, and days as they are spoken of."""

from __future__ import annotations

from datetime import date

from appliance.language.forms import listed
from appliance.language.french.numberwords import below_hundred
from appliance.language.french.tokens import spelled, words
from appliance.language.french.units import UNITS

_NO_CONTENT = listed(
    spelled("""
euh heu hum hmm hm mmh mm ah oh eh ben bah bon alors donc oui ouais ok d accord si mais le la les un une l je j tu me
  m
peut être attends attendez voyons voir laisse moi réfléchir quoi c est ça et y en fait du coup enfin voilà seconde
instant moment allô bonjour s il te plaît merci hein de à que qu bien sûr genre vois sais tu
""")
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def says_little(text: str) -> bool:
    """Whether nothing but hesitation was said: `euh`, `attends voir`, `ouais`."""
    return all(word in _NO_CONTENT for word in words(text))


_ONLY = listed("que qu seulement juste uniquement sur")
_DEEDS = listed(
    spelled("""
fait faits faite faites ai avais pu réussi fini terminé commencé oublié raté arrivé arrivée allé allée tenu zappé
  loupé
essayé sauté
""")
)


def speaks_of_deed(text: str) -> bool:
    """Whether a yes or no is about the thing done (`je l'ai fait`), not about the sentence it answers (`c'est ça`)."""
    spoken = words(text)
    counted = not _DEEDS.isdisjoint(spoken) or any(_counts_things(word) for word in spoken)
    return counted or any(_tells_a_part(spoken, place) for place in range(1, len(spoken)))


def _tells_a_part(spoken: list[str], place: int) -> bool:
    """`oui mais que trois`, `oui, seulement trois`: a number, and before it a word that makes it few."""
    return spoken[place - 1] in _ONLY and below_hundred(spoken, place) is not None


def _counts_things(word: str) -> bool:
    """Whether it tells how much (`oui, trois kilomètres`); `pas` is nearly always the negation."""
    unit = UNITS.known(word)
    return unit is not None and unit.dimension != "time" and word != "pas"


_PLAIN = listed(
    spelled("""
oui ouais ouaip yes absolument exactement évidemment carrément bien sûr certainement
non nan nope jamais rien aucun aucune oublié raté loupé zappé malheureusement
""")
)


def hangs_on_a_syllable(text: str) -> bool:
    """Whether only a weak `pas` or `ne` tells yes from no (`je l'ai fait`, `je l'ai pas fait`)."""
    spoken = words(text)
    return not _DEEDS.isdisjoint(spoken) and _PLAIN.isdisjoint(spoken)


def say_day(day: str, today: str) -> str:
    """An ISO date as one speaks of it: `plus tôt aujourd'hui`, `hier`, `lundi`, `la semaine dernière`."""
    try:
        ago = (date.fromisoformat(today) - date.fromisoformat(day)).days
    except ValueError:
        return "la dernière fois"
    if ago <= 0:
        return "plus tôt aujourd'hui"
    if ago == 1:
        return "hier"
    if ago < 7:
        return WEEKDAYS[date.fromisoformat(day).weekday()]
    return "la semaine dernière" if ago < 14 else "il y a quelque temps"


def say_due(day: str, today: str) -> str:
    """An ISO date that lies ahead: `aujourd'hui`, `demain`, `vendredi`, `la semaine qui vient`;
    `demain` where the date is missing."""
    try:
        ahead = (date.fromisoformat(day) - date.fromisoformat(today)).days
    except ValueError:
        return "demain"
    if ahead <= 0:
        return "aujourd'hui"
    if ahead == 1:
        return "demain"
    return WEEKDAYS[date.fromisoformat(day).weekday()] if ahead < 7 else "la semaine qui vient"
