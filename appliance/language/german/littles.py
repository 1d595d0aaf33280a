"""Utterances that hold no answer to an open question, and days as they are spoken of."""

from __future__ import annotations

from datetime import date

from appliance.language.forms import listed
from appliance.language.german.affirmforms import DEEDS as _PARTICIPLES
from appliance.language.german.days import WEEKDAYS
from appliance.language.german.tokens import words

_NO_CONTENT = listed("""
äh ähm öh hm hmm mh mhm ah ach oh also na ja nun so gut ok jo klar genau halt eben mal und aber der die das ein eine
ich es zu vielleicht moment warte sekunde lass mich überlegen nachdenken denken kurz bitte danke hallo hi hey du
weisst tja nein doch mei boah puh gute frage schauen sehen dann wohl eigentlich einen augenblick
""")


def says_little(text: str) -> bool:
    """Whether nothing but hesitation was said: `ähm`, `lass mich überlegen`, `ja`."""
    return all(word in _NO_CONTENT for word in words(text))


_DEEDS = _PARTICIPLES | listed("habe hatte bin war hat geschafft gemacht erledigt fertig vergessen verpasst")


def speaks_of_deed(text: str) -> bool:
    """Whether a yes or no is about the thing done (`hab ich`), not about the sentence it answers (`ja`, `stimmt`)."""
    return not _DEEDS.isdisjoint(words(text))


_PLAIN = listed("""
ja jo jep jup jap jawohl jau klar natürlich sicher genau richtig doch stimmt nein nicht nichts kein keine keinen nie
niemals kaum vergessen verpasst verschlafen
""")


def hangs_on_a_syllable(text: str) -> bool:
    """Never so in German, where `nicht` tells no from yes: only `mein` and `nein`, `kein` and `ein` sound alike."""
    spoken = words(text)
    return (
        not {"ein", "eine", "einen"}.isdisjoint(spoken) and not _DEEDS.isdisjoint(spoken) and _PLAIN.isdisjoint(spoken)
    )


def say_day(day: str, today: str) -> str:
    """An ISO date as one speaks of it: `heute`, `gestern`, `am Montag`, `letzte Woche`, `vor einiger Zeit`."""
    try:
        ago = (date.fromisoformat(today) - date.fromisoformat(day)).days
    except ValueError:
        return "beim letzten Mal"
    if ago <= 0:
        return "heute"
    if ago <= 2:
        return "gestern" if ago == 1 else "vorgestern"
    if ago < 7:
        return f"am {WEEKDAYS[date.fromisoformat(day).weekday()]}"
    return "letzte Woche" if ago < 14 else "vor einiger Zeit"


def say_due(day: str, today: str) -> str:
    """An ISO date that lies ahead, after `für`: `heute`, `morgen`, `Freitag`, `die kommende Woche`;
    `morgen` where the date is missing."""
    try:
        ahead = (date.fromisoformat(day) - date.fromisoformat(today)).days
    except ValueError:
        return "morgen"
    if ahead <= 2:
        return {1: "morgen", 2: "übermorgen"}.get(ahead, "heute")
    return WEEKDAYS[date.fromisoformat(day).weekday()] if ahead < 7 else "die kommende Woche"
