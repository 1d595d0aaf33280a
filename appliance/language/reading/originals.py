"""The way back from tokens to the words as they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from appliance.language.reading.tokens import BREAK

_LAST_PART = re.compile(r"['’-]")
_EDGES = ' ,;:.!?…—–-"“”„«»'


@dataclass(frozen=True, slots=True)
class Written:
    """An utterance as tokens, and beside each the word of the text it came from."""

    text: str
    tokens: list[str]
    sources: list[int]
    """Index into the text's words (split at white space), one for each token."""

    def kept(self, dropped: Collection[int]) -> str:
        """The text without the words that the dropped tokens came from, without punctuation at its ends.

        A word goes with its own tokens, not with the punctuation behind it, and stays while one of them does.
        """
        told = [(place, source) for place, source in enumerate(self.sources) if self.tokens[place] != BREAK]
        stays = {source for place, source in told if place not in dropped}
        gone = {source for place, source in told if place in dropped} - stays
        gone |= {self.sources[place] for place in dropped} - {source for _, source in told}
        left = [word for index, word in enumerate(self.text.split()) if index not in gone]
        return " ".join(left).strip(_EDGES)

    def part(self, start: int, end: int) -> str:
        """The text of the tokens `start` … `end` (not included), as it was written."""
        if start >= end:
            return ""
        words = self.text.split()[self.sources[start] : self.sources[end - 1] + 1]
        if start and self.sources[start - 1] == self.sources[start]:  # begins inside a word: `elle` of `qu'elle`
            words[0] = _LAST_PART.split(words[0])[-1]
        return " ".join(words).strip(_EDGES)

    def without(self, token: str) -> Written:
        """Without every such token."""
        left = [(told, source) for told, source in zip(self.tokens, self.sources, strict=True) if told != token]
        return Written(self.text, [told for told, _ in left], [source for _, source in left])


def written(text: str, tokens: Callable[[str], list[str]]) -> Written:
    """The utterance with its tokens; `tokens` is the language's own."""
    found: list[str] = []
    sources: list[int] = []
    for index, word in enumerate(text.split()):
        told = tokens(word)
        found += told
        sources += [index] * len(told)
    return Written(text, found, sources)


def in_their_words(spoken: list[str], text: str, tokens: Callable[[str], list[str]]) -> str:
    """The part of the text that these words are, as it was written; the words themselves where it is not found.

    Where a language's tokens spell short forms out (`hab` is `habe`), the part is found by its tokens.
    """
    pattern = r"\W+".join(re.escape(_unaccented(word)).replace("'", "['’‘ʼ`´]") for word in spoken)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", _unaccented(text), re.IGNORECASE)
    if found:
        return " ".join(text[found.start() : found.end()].split())
    said = written(text, tokens).without(BREAK)
    length = len(spoken)
    places = (start for start in range(len(said.tokens)) if said.tokens[start : start + length] == spoken)
    start = next(places, None)
    return " ".join(spoken) if start is None else said.part(start, start + length)


def _unaccented(text: str) -> str:
    """The text without accents, each character in its place: some languages' tokens have none (`ё` is `е`)."""
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text)
