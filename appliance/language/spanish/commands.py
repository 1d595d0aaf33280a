"""Spanish words about the call."""

from __future__ import annotations

import re

from appliance.language.forms import Forms, listed
from appliance.language.reading.commands import SURE, CommandWords, PutOffWords, read_command_with
from appliance.language.reading.talk import TalkWords
from appliance.language.spanish import commandforms as forms
from appliance.language.spanish import talkforms
from appliance.language.spanish.durations import read_duration
from appliance.language.spanish.numberwords import below_hundred
from appliance.language.spanish.tokens import spoken_words, tokens, words
from appliance.language.values import Command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

_OPENING_POLITE = spoken_words("""
por favor ok ay oh pues bueno oye oiga hola gracias perdón perdona disculpa la verdad y entonces espera señor
señora hombre mujer mira a ver eh vale claro o sea este venga ya uf uy anda hoy mejor muy bien
""")
_CLOSING_POLITE = spoken_words("""
por favor ok gracias perdón perdona disculpa entonces señor señora hombre mujer vale eh anda muchas venga ya oye la
verdad pues ahora mejor lo siento
""")

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
    hesitations=spoken_words("eh em este ah hmm mm mmm hm"),
    opening_polite=_OPENING_POLITE,
    closing_polite=_CLOSING_POLITE,
    whole={
        Meaning.THINK: Forms(forms.THINK),
        Meaning.FORGET: Forms(talkforms.FORGET),
        Meaning.TALK: Forms(talkforms.TALK),
        Meaning.REPEAT: Forms((*forms.REPEAT, *forms.REPEAT_HEARD)),
        Meaning.SLOWER: Forms((*forms.SLOWER, *forms.SLOWER_HEARD)),
        Meaning.SKIP: Forms((*forms.SKIP, *forms.SKIP_HEARD)),
        Meaning.UNKNOWN: Forms((*forms.UNKNOWN, *forms.UNKNOWN_HEARD)),
        Meaning.LATER: Forms(forms.LATER_CALL),
        Meaning.STOP: Forms((*forms.STOP, *forms.STOP_HEARD)),
    },
    later_bare=Forms(forms.LATER_BARE),
    forgot=Forms(forms.FORGOT),
    nothing_to_promise=Forms(forms.NOTHING_TO_PROMISE),
    put_off=PutOffWords(
        before_a_time=Forms(forms.LATER_WITH_TIME),
        links=listed("en dentro de por unos unas otros otras durante como"),
        without_link=spoken_words("dame danos déjame necesito espera espérame quiero deme"),
        around_a_time=spoken_words(
            "como unos unas un una o y de media medio cuarto tres cuartos por favor más otros otras par casi"
        ),
        units=listed("minuto minutos minutito minutitos hora horas horita min h"),
        number_at=below_hundred,
        read_duration=read_duration,
        minutes="minutos",
    ),
    talk=TALK,
)

_read = read_command_with(COMMANDS)
_YES_OR_NO_FIRST = re.compile(r"^\W*(?:no|s[ií])\s*[,.;:!…]+\s*", re.IGNORECASE)

_LONGEST = 40
"""Words: nobody asks for this in more."""

_PAUSE = re.compile(r"[,.;:!?¿¡…]+")
_BY_URGENCY = (
    Meaning.STOP, Meaning.LATER, Meaning.SLOWER, Meaning.REPEAT, Meaning.THINK, Meaning.SKIP, Meaning.TALK,
    Meaning.UNKNOWN,
)  # fmt: skip
_ASKED_BACK = re.compile(r"¿?\s*(?:eh|hm+|mm+)\s*\?", re.IGNORECASE)
"""`¿eh?`, which is no hesitation."""


def read_command(text: str, answer: Answer) -> Command | None:
    """The command an utterance is, all of it; None where it is none, for such a question.

    `no, estoy en una reunión` begins with a no of its own, `no estoy en una reunión` does not: the pause tells.
    """
    if _ASKED_BACK.fullmatch(text.strip()):
        return Command(Meaning.REPEAT, SURE)
    rest = _YES_OR_NO_FIRST.sub("", text)
    for said in dict.fromkeys((text, rest, _time_last(text))):
        command = _read(said, answer) if said else None
        if command:
            return command
    return _most_urgent(text, answer)


def _time_last(text: str) -> str:
    """`en una hora me llamas` told as `me llamas en una hora`."""
    spoken = words(text)
    if spoken[:1] not in (["en"], ["dentro"]) or len(spoken) > _LONGEST:
        return text
    for place in range(2, len(spoken)):
        if COMMANDS.put_off.before_a_time.is_all(spoken[place:]):
            return " ".join([*spoken[place:], *spoken[:place]])
    return text


def _most_urgent(text: str, answer: Answer) -> Command | None:
    """Several commands in one breath and nothing else: `no sé, déjame pensar`, `más lento, que no te entiendo`."""
    found: list[Command] = []
    if len(words(text)) > _LONGEST:
        return None
    for part in _PAUSE.split(text):
        command = _read(part, answer) if words(part) else None
        if command:
            found.append(command)
        elif not _OPENING_POLITE.issuperset(words(part)):
            return None
    found = [command for command in found if command.meaning in _BY_URGENCY]
    return min(found, key=lambda command: _BY_URGENCY.index(command.meaning)) if len(found) > 1 else None
