"""Commands that carry words with them: `switch to friend`, `remember that my sister is called Ana`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.language.forms import Forms
from appliance.language.reading.originals import Written, written
from appliance.language.reading.tokens import BREAK, Tokens
from appliance.language.values import Command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

SURE = 0.95
_LONGEST_NAME = 4
"""Words of a persona's name."""


@dataclass(frozen=True, slots=True)
class TalkWords:
    tokens: Tokens
    switch: Forms
    """`switch to`: what follows may be any persona's name, a user's own as well."""
    want: Forms
    """`I want to talk to`: what follows is a persona only where its name is known, or `persona` is said."""
    personas: Mapping[str, Forms]
    """The personas that come with the appliance, by their names in files, each as it is asked for."""
    persona_nouns: frozenset[str]
    """`persona`, `voice`: may stand beside the name."""
    persona_articles: frozenset[str]
    persona_closing: frozenset[str]
    """Politeness after the name, and particles of a verb (`um` in `schalte auf Mentor um`)."""
    remember: Forms
    """`remember that`: what follows is kept, word for word."""
    remember_bare: Forms
    """`remember`: what follows is kept where it begins with one of `subjects` and holds one of `says` …"""
    subjects: frozenset[str]
    says: frozenset[str]
    """… so that `remember my keys` stays a promise: `is`, `likes`."""
    forget: Forms
    """`forget that`, `forget what I said about`, with words after it."""


def read_with_words(words: TalkWords, text: str, polite: frozenset[str], answer: Answer) -> Command | None:
    """The command that goes to the end of the utterance, and may begin after any of the `polite` words before it."""
    said = written(text, words.tokens).without(BREAK)
    for first in range(len(said.tokens)):
        command = _switch(words, said.tokens[first:], answer) or _remember(words, said, first)
        command = command or _forget(words, said, first)
        if command or said.tokens[first] not in polite:
            return command
    return None


def _switch(words: TalkWords, spoken: list[str], answer: Answer) -> Command | None:
    """Another persona. One whose name is not known counts only after `switch to`, and never as the answer to an open
    question (`switch to decaf`) unless `persona` or the like is said."""
    led = words.switch.end_at(spoken, 0)
    start = led or words.want.end_at(spoken, 0)
    if start is None:
        return None
    name = spoken[start:]
    while name and name[0] in words.persona_articles:
        name = name[1:]
    while name and name[-1] in words.persona_closing:
        name = name[:-1]
    bare = [word for word in name if word not in words.persona_nouns]
    told = len(bare) < len(name)
    for persona, said in words.personas.items():
        if said.is_all(name) or said.is_all(bare):
            return Command(Meaning.SWITCH, SURE, subject=persona)
    if not 0 < len(bare) <= _LONGEST_NAME or (not told and (led is None or answer is Answer.OPEN)):
        return None
    return Command(Meaning.SWITCH, SURE if told else 0.8, subject="_".join(bare))


def _remember(words: TalkWords, said: Written, first: int) -> Command | None:
    spoken = said.tokens[first:]
    led = words.remember.end_at(spoken, 0)
    if led is None:
        led = words.remember_bare.end_at(spoken, 0)
        rest = spoken[led or 0 :]
        if led is None or not rest or rest[0] not in words.subjects or words.says.isdisjoint(rest):
            return None
    kept = said.part(first + led, len(said.tokens))
    return Command(Meaning.REMEMBER, SURE, subject=kept) if kept else None


def _forget(words: TalkWords, said: Written, first: int) -> Command | None:
    """`forget that my sister is called Ana`, `forget what I said about my knee`."""
    led = words.forget.end_at(said.tokens[first:], 0)
    kept = "" if led is None else said.part(first + led, len(said.tokens))
    return Command(Meaning.FORGET, SURE, subject=kept) if kept else None
