"""Commands that carry words with them: `switch to friend`, `remember that my sister is called Ana`."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.language.english import talkforms as forms
from appliance.language.english.tokens import tokens, words
from appliance.language.forms import Forms
from appliance.language.reading.originals import Written, written
from appliance.language.reading.tokens import BREAK
from appliance.language.values import Command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

SURE = 0.95
_LONGEST_NAME = 4
"""Words of a persona's name."""

_SWITCH_LEAD = Forms(forms.SWITCH_LEAD)
_WANT_LEAD = Forms(forms.WANT_LEAD)
_PERSONAS = {name: Forms(said) for name, said in forms.PERSONAS.items()}
_REMEMBER_LEAD = Forms(forms.REMEMBER_LEAD)
_REMEMBER_BARE = Forms(forms.REMEMBER_BARE)
_FORGET_LEAD = Forms(forms.FORGET_LEAD)


def read_with_words(text: str, first: int, answer: Answer) -> Command | None:
    """The command that begins at the word `first` (not counting punctuation) and goes to the end of the utterance."""
    return _switch(words(text)[first:], answer) or _remember(text, first) or _forget(text, first)


def _switch(spoken: Sequence[str], answer: Answer) -> Command | None:
    """Another persona. One whose name is not known counts only after `switch to`, and never as the answer to an open
    question (`switch to decaf`) unless `persona` or the like is said."""
    led = _SWITCH_LEAD.end_at(spoken, 0)
    wanted = _WANT_LEAD.end_at(spoken, 0) if led is None else None
    start = led or wanted
    if start is None:
        return None
    name = list(spoken[start:])
    while name and name[0] in forms.PERSONA_ARTICLES:
        name = name[1:]
    while name and name[-1] in forms.PERSONA_CLOSING:
        name = name[:-1]
    told = bool(name) and name[-1] in forms.PERSONA_NOUNS
    bare = name[:-1] if told else name
    for persona, said in _PERSONAS.items():
        if said.is_all(name) or said.is_all(bare):
            return Command(Meaning.SWITCH, SURE, subject=persona)
    if not 0 < len(bare) <= _LONGEST_NAME or (not told and (led is None or answer is Answer.OPEN)):
        return None
    return Command(Meaning.SWITCH, SURE if told else 0.8, subject="_".join(bare))


def _remember(text: str, first: int) -> Command | None:
    said, place = _from_word(text, first)
    plain = said.tokens[place:]
    led = _REMEMBER_LEAD.end_at(plain, 0)
    if led is None:
        led = _REMEMBER_BARE.end_at(plain, 0)
        rest = plain[led or 0 :]
        if led is None or rest[:1] == [] or rest[0] not in forms.SUBJECTS or forms.SAYS.isdisjoint(rest):
            return None
    kept = said.part(place + led, len(said.tokens))
    return Command(Meaning.REMEMBER, SURE, subject=kept) if words(kept) else None


def _forget(text: str, first: int) -> Command | None:
    """`forget that my sister is called Ana`, `forget what I said about my knee`."""
    said, place = _from_word(text, first)
    led = _FORGET_LEAD.end_at(said.tokens[place:], 0)
    kept = "" if led is None else said.part(place + led, len(said.tokens))
    return Command(Meaning.FORGET, SURE, subject=kept) if words(kept) else None


def _from_word(text: str, first: int) -> tuple[Written, int]:
    """The utterance, and the token at which its word number `first` stands."""
    said = written(text, tokens)
    places = [place for place, token in enumerate(said.tokens) if token != BREAK]
    return said, places[first] if first < len(places) else len(said.tokens)
