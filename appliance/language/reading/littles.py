"""Utterances that hold no answer to an open question, and what a yes or no hangs on."""

from __future__ import annotations

from collections.abc import Callable

from appliance.language.reading.tokens import Tokens


def says_little_with(words: Tokens, no_content: frozenset[str]) -> Callable[[str], bool]:
    """A function that tells whether nothing but hesitation was said: `um`, `let me think`, `yeah`."""
    return lambda text: all(word in no_content for word in words(text))


def speaks_of_deed_with(words: Tokens, deeds: frozenset[str]) -> Callable[[str], bool]:
    """A function that tells whether a yes or no is about the thing done (`I did`), not about the sentence it answers
    (`yes`, `right`): whether one of `deeds` is said (`did`, `didn't`, `finished`)."""
    return lambda text: not deeds.isdisjoint(words(text))


def hangs_on_a_syllable_with(words: Tokens, deeds: frozenset[str], plain: frozenset[str]) -> Callable[[str], bool]:
    """A function that tells whether a recogniser may be sure of a yes or no and wrong, since only a syllable tells
    them apart (`I did`, `I didn't`): one of `deeds` is said, and none of the plain words (`yes`, `no`)."""

    def hangs_on_a_syllable(text: str) -> bool:
        spoken = words(text)
        return not deeds.isdisjoint(spoken) and plain.isdisjoint(spoken)

    return hangs_on_a_syllable
