"""The word lists of one language, `appliance/language/<folder>/crisis.toml`, checked and made ready to search."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from appliance.coach.safety.alarms import Kind
from appliance.coach.safety.folding import Folding, plain, words_of
from appliance.coach.safety.mending import Mending
from appliance.coach.safety.patterns import Patterns
from appliance.errors import InvalidInputError
from appliance.language.folders import base_code, file_of
from appliance.tomlfiles import checked, read_toml

FILE = "crisis.toml"

Forms = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hearing(_Part):
    """How words are compared; see `folding.py`."""

    fillers: Forms = ()
    joins_next: Forms = ()
    joins_previous: Forms = ()
    sounds: tuple[tuple[str, str], ...] = ()
    """Spellings that sound alike: a regular expression, and what it is told as."""
    ordinary: Forms = ()
    """Words that are meant, though they are one letter away from a word of the lists."""
    same: dict[str, Forms] = Field(default_factory=dict)


class Guards(_Part):
    """What takes a sign's meaning away."""

    idioms: Forms = ()
    """Cancel a sign that they overlap and that does not go on behind them."""
    denials: Forms = ()
    """Right before a sign they make it a `concern`."""
    fiction: Forms = ()
    """Anywhere, they cancel what is said of others, or of nobody."""
    first_person: Forms = ()
    """Words that say something is the person's own."""
    quoting: Forms = ()
    """Before a sign, they cancel it: words of a film, a song, a book."""
    mine: Forms = ()
    """Inside a sign of somebody else, they say that it is the person's own: "she makes me want to die"."""
    past: Forms = ()
    """Anywhere, they make a sign a `concern`, unless `present` stands there too; what is said of others they cancel."""
    present: Forms = ()
    over: Forms = ()
    """With `past`, they cancel a sign altogether: "but I'm fine now"."""


class NeverSaid(_Part):
    """What a language model's sentence must not hold."""

    always: Forms = ()
    unless_harsh: Forms = ()
    """Rough words that only a persona the person agreed to may use."""


class WordLists(_Part):
    """One `crisis.toml`."""

    code: str = Field(pattern="^[a-z]{2}$")
    safe_words: Forms = Field(min_length=1)
    answers: Forms = ()
    """Words that answer a question and say nothing else: `no` before a sign denies the question, not the sign."""
    hearing: Hearing
    words: dict[str, str] = Field(default_factory=dict)
    signs: dict[Kind, Forms]
    guards: Guards
    never_said: NeverSaid


@dataclass(frozen=True, slots=True)
class Lists:
    """A language's word lists, ready to search."""

    code: str
    folding: Folding
    writing: Folding
    """The same for words that are written: none of them is a filler, and none only sounds like another."""
    spelling: Mending
    """Mends the words that `folding` tells as others, before it does."""
    mending: Mending
    """Mends folded words to those of the forms."""
    signs: dict[Kind, Patterns]
    idioms: Patterns
    denials: Patterns
    fiction: Patterns
    first_person: Patterns
    quoting: Patterns
    mine: Patterns
    past: Patterns
    present: Patterns
    over: Patterns
    never_said: Patterns
    unless_harsh: Patterns
    safe_words: Forms
    answers: frozenset[str]

    def written(self, text: str) -> list[str]:
        """The words of what a language model wrote: all of them, as they are."""
        return self.writing.heard(text)

    def respelled(self, text: str) -> list[str]:
        """The words of a text as they are written, mended."""
        return [self.spelling.mended(word) for word in words_of(text)]

    def heard(self, text: str, *, mend: bool = True) -> list[str]:
        """The words of a text, folded and mended."""
        if not mend:
            return self.folding.heard(text)
        return [self.mending.mended(word) for word in self.folding.heard(text, self.spelling.mended)]


@cache
def lists(language: str) -> Lists:
    """The lists of an ISO 639-1 code. Raises `InvalidInputError` where a language has none, or they cannot be read."""
    return read(file_of(base_code(language), FILE, "word lists of safety"))


def read(file: Path) -> Lists:
    """Lists of a file. Raises `InvalidInputError` naming the file and what is wrong in it."""
    shown = str(file)
    try:
        return _ready(checked(WordLists, read_toml(file, shown), shown))
    except (ValueError, re.error) as error:
        raise InvalidInputError(f"{file}: {error}") from error


def _ready(written: WordLists) -> Lists:
    hearing, guards, never = written.hearing, written.guards, written.never_said
    folding = Folding(
        fillers=frozenset(map(plain, hearing.fillers)),
        joins_next=frozenset(map(plain, hearing.joins_next)),
        joins_previous=frozenset(map(plain, hearing.joins_previous)),
        same={
            tuple(plain(run).split()): tuple(plain(told).split()) for told, runs in hearing.same.items() for run in runs
        },
        sounds=tuple((re.compile(pattern), sound) for pattern, sound in hearing.sounds),
    )

    writing = replace(folding, fillers=frozenset(), sounds=())

    def patterns(forms: Forms, by: Folding = folding) -> Patterns:
        return Patterns(forms, by, written.words)

    signs = {kind: patterns(written.signs.get(kind, ())) for kind in Kind}
    guarding = {name: patterns(getattr(guards, name)) for name in Guards.model_fields}
    spelling, mending = _mendings(folding, hearing.ordinary, tuple(signs.values()), tuple(guarding.values()))
    return Lists(
        code=written.code,
        folding=folding,
        writing=writing,
        spelling=spelling,
        mending=mending,
        signs=signs,
        **guarding,
        never_said=patterns(never.always, writing),
        unless_harsh=patterns(never.unless_harsh, writing),
        safe_words=written.safe_words,
        answers=frozenset(word.casefold() for word in written.answers),
    )


def _mendings(
    folding: Folding, ordinary: Forms, signs: tuple[Patterns, ...], guards: tuple[Patterns, ...]
) -> tuple[Mending, Mending]:
    """Mends words as they are written, and words that are folded."""
    searched = (*signs, *guards)
    runs = {word for run in folding.same for word in run}
    kept = [*map(plain, ordinary), *folding.fillers]
    spelling = Mending(
        sum((each.written for each in signs), Counter()),
        {word for each in searched for word in each.written} | runs,
        {word for each in searched for word in each.written_prefixes},
        kept,
    )
    mending = Mending(
        sum((each.words for each in signs), Counter()),
        {word for each in searched for word in each.words},
        {word for each in searched for word in each.prefixes},
        map(folding.sound, kept),
    )
    return spelling, mending
