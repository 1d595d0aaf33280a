"""German words about the call."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import listed
from appliance.language.german import commandforms as forms
from appliance.language.german import talkforms
from appliance.language.german.durations import read_duration
from appliance.language.german.numberwords import below_hundred
from appliance.language.german.tokens import spelt, tokens, words
from appliance.language.reading.commands import CommandWords, PutOffWords, read_command_with
from appliance.language.reading.talk import TalkWords
from appliance.language.values import Command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

_OPENING = listed("""
bitte ok oh also hey hallo hi servus moin danke sorry entschuldigung einfach ehrlich gesagt eigentlich nein ja
aber und jetzt dann mal sir mann mein gott hör zu na gut doch ach mensch du komm los moment tja naja
""")
_CLOSING = listed("""
bitte ok danke sorry jetzt mal dann mann mensch doch einfach ehrlich gesagt gerade du kurz schnell leider schön
""")

TALK = TalkWords(
    tokens=tokens,
    switch=spelt(talkforms.SWITCH_LEAD),
    want=spelt(talkforms.WANT_LEAD),
    personas={name: spelt(said) for name, said in talkforms.PERSONAS.items()},
    persona_nouns=talkforms.PERSONA_NOUNS,
    persona_articles=talkforms.PERSONA_ARTICLES,
    persona_closing=talkforms.PERSONA_CLOSING,
    remember=spelt(talkforms.REMEMBER_LEAD),
    remember_bare=spelt(talkforms.REMEMBER_BARE),
    subjects=talkforms.SUBJECTS,
    says=talkforms.SAYS,
    forget=spelt(talkforms.FORGET_LEAD),
)

COMMANDS = CommandWords(
    words=words,
    hesitations=listed("äh ähm öh hm hmm mh halt eben puh boah uff"),
    opening_polite=_OPENING,
    closing_polite=_CLOSING,
    whole={
        Meaning.REPEAT: spelt(forms.REPEAT),
        Meaning.SLOWER: spelt(forms.SLOWER),
        Meaning.SKIP: spelt(forms.SKIP),
        Meaning.STOP: spelt(forms.STOP),
        Meaning.UNKNOWN: spelt(forms.UNKNOWN),
        Meaning.LATER: spelt(forms.LATER_CALL),
        Meaning.THINK: spelt(talkforms.THINK),
        Meaning.FORGET: spelt(talkforms.FORGET),
        Meaning.TALK: spelt(talkforms.TALK),
    },
    later_bare=spelt(forms.LATER_BARE),
    forgot=spelt(forms.FORGOT),
    nothing_to_promise=spelt(forms.NOTHING_TO_PROMISE),
    put_off=PutOffWords(
        before_a_time=spelt(forms.LATER_WITH_TIME),
        links=listed("in nach für so etwa ungefähr"),
        without_link=listed("mir noch brauche warte snooze schlummern"),
        around_a_time=listed("""
so etwa ungefähr oder eine einer einem ein halbe halben halber viertel und bitte noch paar gute guten circa
nochmal anderthalb eineinhalb
"""),
        units=listed("minute minuten stunde stunden viertelstunde dreiviertelstunde"),
        number_at=below_hundred,
        read_duration=read_duration,
        minutes="Minuten",
        after_a_time=spelt(forms.AFTER_A_TIME),
    ),
    talk=TALK,
)

_read = read_command_with(COMMANDS)
_VERBS_LAST = re.compile(r"\s+(?:gesagt|erzählt|weißt|weiß|gespeichert)(?:\s+(?:habe|hab|hast))?$", re.IGNORECASE)
"""`vergiss, was ich über mein Knie gesagt habe`: German puts the verb after what it is about."""

_ONCE_MORE = re.compile(
    r"^\W*(?:bitte |lieber )?in\b.+\b(?:nochmal|noch ?mal|noch einmal|wieder|anrufen|zurückrufen|melden)\b",
    re.IGNORECASE,
)
"""`in zehn Minuten nochmal`: a wish to be called again that leaves the calling out."""


def read_command(text: str, answer: Answer) -> Command | None:
    """The command an utterance is, all of it; None where it is none, for a question of this kind."""
    command = _read(text, answer)
    if command is None and _ONCE_MORE.search(text):
        again = _read(f"ruf mich {text}", answer)
        return again if again is not None and again.meaning is Meaning.LATER else None
    if command is None or command.meaning is not Meaning.FORGET:
        return command
    return replace(command, subject=_VERBS_LAST.sub("", command.subject))
