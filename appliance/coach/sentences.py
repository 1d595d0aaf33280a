"""A language model's words as they come, cut into sentences fit to be spoken. Pure."""

from __future__ import annotations

import re

from appliance.language.catalogue import language
from appliance.language.rules import Language

MOST_CHARACTERS = 240
"""Of one sentence: about fifteen seconds of speech. What is longer is no short reply and is left out."""

_ASIDE = re.compile(r"\*[^*\n]{1,80}\*|\([^()\n]{0,120}\)|\[[^\[\]\n]{0,120}\]|<[^<>\n]{0,80}>")
"""Stage directions and tags: *smiles*, (laughs), [pause], <think>."""

_LABEL = re.compile(r"^\s*[A-Z][\w ]{0,24}:\s+")
"""Who speaks, as in a script."""

_QUOTES = '"“”«»` \t\n'


class SentenceStream:
    """Takes text piece by piece, gives sentences as soon as the next one has begun."""

    def __init__(self, language_code: str) -> None:
        self._rules: Language = language(language_code)
        self._rest = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences completed by this piece, tidied; those not fit to be spoken are left out."""
        self._rest += piece
        *whole, rest = self._rules.split_sentences(self._rest) or [""]
        if not whole:
            return []
        self._rest = rest + (" " if self._rest[-1:].isspace() else "")
        return [tidy for sentence in whole if (tidy := fit_to_speak(sentence))]

    def end(self) -> list[str]:
        """What is left at the end of the reply; nothing where it broke off within a sentence."""
        left, self._rest = self._rest, ""
        whole = [sentence for sentence in self._rules.split_sentences(left) if _closed(sentence)]
        return [tidy for sentence in whole if (tidy := fit_to_speak(sentence))]


def fit_to_speak(sentence: str) -> str:
    """The sentence without stage directions, speaker labels and quotation marks; empty where it should not be said.

    A question is not said: the agenda asks. Nor is what has no word in it, or is far too long.
    """
    plain = _LABEL.sub("", _ASIDE.sub(" ", sentence))
    plain = " ".join(plain.split()).strip(_QUOTES)
    if plain.rstrip(_QUOTES).endswith(("?", "？")) or len(plain) > MOST_CHARACTERS:
        return ""
    return plain if any(character.isalpha() for character in plain) else ""


def _closed(sentence: str) -> bool:
    return sentence.rstrip(_QUOTES + "*)]").endswith((".", "!", "?", "…"))
