"""French words about the call."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.french import commandforms as forms
from appliance.language.french import talkforms
from appliance.language.french.durations import read_duration
from appliance.language.french.numberwords import below_hundred
from appliance.language.french.tokens import spelled, tokens, words
from appliance.language.reading.commands import CommandWords, PutOffWords, read_command_with
from appliance.language.reading.talk import TalkWords
from appliance.language.values import Command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

_POLITE = listed(
    spelled("""
s'il te plaît stp s'il vous plaît merci pardon désolé désolée bon ben bah alors donc enfin en fait franchement
honnêtement juste non oui ouais mais et puis ok d'accord voilà écoute tiens allez allô excuse excusez moi
euh hein vraiment là dis
maintenant c'est bon quoi du coup attends bonjour salut ah oh
""")
)
_HESITATIONS = listed("euh heu hum hmm hm mmh mm")

TALK = TalkWords(
    tokens=tokens,
    switch=Forms(talkforms.SWITCH_LEAD),
    want=Forms(talkforms.WANT_LEAD),
    personas={name: Forms(said) for name, said in talkforms.PERSONAS.items()},
    persona_nouns=talkforms.PERSONA_NOUNS,
    persona_articles=talkforms.PERSONA_ARTICLES,
    persona_closing=talkforms.PERSONA_CLOSING,
    remember=Forms(talkforms.REMEMBER_LEAD),
    remember_bare=Forms(talkforms.REMEMBER_BARE),
    subjects=talkforms.SUBJECTS,
    says=talkforms.SAYS,
    forget=Forms(talkforms.FORGET_LEAD),
)

COMMANDS = CommandWords(
    words=words,
    hesitations=_HESITATIONS,
    opening_polite=_POLITE - listed("là quoi du c est maintenant la"),
    closing_polite=_POLITE - listed("non oui ouais mais puis c est en fait attends"),
    whole={
        Meaning.REPEAT: Forms((*forms.REPEAT, *forms.REPEAT_HEARD)),
        Meaning.SLOWER: Forms((*forms.SLOWER, *forms.SLOWER_HEARD)),
        Meaning.SKIP: Forms((*forms.SKIP, *forms.SKIP_HEARD)),
        Meaning.STOP: Forms((*forms.STOP, *forms.STOP_HEARD)),
        Meaning.UNKNOWN: Forms((*forms.UNKNOWN, *forms.UNKNOWN_HEARD)),
        Meaning.LATER: Forms(forms.LATER_CALL),
        Meaning.THINK: Forms(talkforms.THINK),
        Meaning.FORGET: Forms(talkforms.FORGET),
        Meaning.TALK: Forms(talkforms.TALK),
    },
    later_bare=Forms(forms.LATER_BARE),
    forgot=Forms(forms.FORGOT),
    nothing_to_promise=Forms(forms.NOTHING_TO_PROMISE),
    put_off=PutOffWords(
        before_a_time=Forms((*forms.LATER_WITH_TIME, *forms.LATER_HEARD)),
        links=listed("dans pendant pour apres d ici"),
        without_link=listed("moi nous encore besoin faut de attends"),
        around_a_time=listed(
            "environ a peu pres ou bien un une demi et demie quart quarts d de trois petite bonne s il te plait"
        ),
        units=listed("minute minutes heure heures min mn h"),
        number_at=below_hundred,
        read_duration=read_duration,
        minutes="minutes",
        after_a_time=Forms(lines(spelled("s'il te plaît | stp | merci | s'il vous plaît | d'accord | plutôt"))),
    ),
    talk=TALK,
)

_read_command = read_command_with(COMMANDS)
_PAUSE = re.compile(r"[,;:.!?…]+(?=\s|$)")
_ELISIONS = ("qu'", "qu’", "d'", "d’")


def read_command(text: str, answer: Answer) -> Command | None:
    """The command an utterance is, all of it, or several times (`stop, j'en ai marre`)."""
    command = _read_command(text, answer) or _said_twice(text, answer)
    if command and command.meaning in (Meaning.REMEMBER, Meaning.FORGET):
        return replace(command, subject=without_elision(command.subject))
    return command


def _said_twice(text: str, answer: Answer) -> Command | None:
    """The one command that each of the parts between pauses is."""
    parts = [part for part in _PAUSE.split(text) if words(part)]
    commands = [_read_command(part, answer) for part in parts if not _POLITE.issuperset(words(part))]
    first = commands[0] if len(parts) > 1 and commands else None
    return first if first and all(command and command.meaning is first.meaning for command in commands) else None


def without_elision(said: str) -> str:
    """`elle s'appelle Ana` for `qu'elle s'appelle Ana`; `appeler` for `d'appeler`."""
    return next((said[len(led) :] for led in _ELISIONS if said.lower().startswith(led)), said)
