"""A reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Ends = Callable[[str, int, "re.Match[str]"], bool]
"""Whether a sentence that began at this place of the text ends with the match of the language's pattern."""

Split = Callable[[str], list[str]]


def split_sentences_with(end: re.Pattern[str], ends: Ends) -> Split:
    """A function that gives the sentences of a text, each with its closing punctuation, white space trimmed; nothing
    empty. `end` finds where a sentence may end, its group `stop` being the punctuation, and `ends` decides."""

    def split_sentences(text: str) -> list[str]:
        found: list[str] = []
        begin = 0
        for match in end.finditer(text):
            if ends(text, begin, match):
                found.append(text[begin : match.end()])
                begin = match.end()
        found.append(text[begin:])
        return [" ".join(sentence.split()) for sentence in found if any(char.isalnum() for char in sentence)]

    return split_sentences


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """What tells a full stop from the one of an abbreviation or an initial."""

    opening: str
    """Characters that may stand right before a word."""
    letter: re.Pattern[str]
    """One letter of the language: an initial, unless it is one of `letters_alone`."""
    letters_alone: frozenset[str]
    """Words of one letter."""
    abbreviations: frozenset[str]
    sometimes_last: frozenset[str]
    """Abbreviations that also end sentences: they do when a capital follows."""
    beginning: str = ""
    """Characters that begin a sentence as a capital does: `¿`."""


def ends_with(words: SentenceWords) -> Ends:
    """A function that decides; decimals, initials, abbreviations and ellipses inside a sentence do not end it."""

    def ends(text: str, begin: int, match: re.Match[str]) -> bool:
        stop = match["stop"] or match[0]
        if "\n" in stop or not stop.strip("!?"):
            return True
        following = text[match.end() :].lstrip()[:1]
        if stop in ("…", "...", "..") and following.islower():
            return False
        if stop != ".":
            return True
        before = text[begin : match.start()].split()
        word = before[-1].lower().lstrip(words.opening) if before else ""
        if word in words.sometimes_last:
            return not following or following.isupper() or following in words.beginning
        if words.letter.fullmatch(word) and word not in words.letters_alone and following:
            return False
        return word not in words.abbreviations or not following

    return ends
