"""A language model's words as they come, cut into sentences fit to be spoken. Pure."""

from __future__ import annotations

import re

from appliance.language.catalogue import language
from appliance.language.rules import Language

MOST_CHARACTERS = 240
"""Of one sentence: about fifteen seconds of speech. What is longer is no short reply and is left out."""

_ASIDE = re.compile(r"\*[^*\n]{1,80}\*|\([^()\n]{0,120}\)|\[[^\[\]\n]{0,120}\]|<[^<>\n]{0,80}>")
"""Stage directions and tags: *smiles*, (laughs), [pause], <think>."""

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)

_LABEL = re.compile(r"^\s*[A-Z][\w ]{0,24}:\s+")
"""Who speaks, as in a script."""

_QUOTES = '"“”«»` \t\n'


class SentenceStream:
    """Takes text piece by piece, gives sentences as soon as the next one has begun."""

    def __init__(self, language_code: str) -> None:
        self._rules: Language = language(language_code)
        self._text = ""
        self._given = 0
        """Sentences of the text that were given out, or found unfit."""

    def feed(self, piece: str) -> list[str]:
        """The sentences completed by this piece, tidied; those not fit to be spoken are left out."""
        self._text = _THOUGHT.sub("", self._text + piece)
        if "<think>" in self._text:  # it has not finished thinking
            return []
        return self._give(self._rules.split_sentences(self._text)[:-1])

    def end(self) -> list[str]:
        """What is left at the end of the reply; nothing where it broke off within a sentence."""
        whole = self._rules.split_sentences(self._text.partition("<think>")[0])
        return self._give(whole if whole and _closed(whole[-1]) else whole[:-1])

    def _give(self, whole: list[str]) -> list[str]:
        fresh, self._given = whole[self._given :], max(self._given, len(whole))
        return [tidy for sentence in fresh if (tidy := fit_to_speak(sentence))]


def fit_to_speak(sentence: str) -> str:
    """The sentence without stage directions, speaker labels, quotation marks and what nobody can read; else empty.

    A question is not said: the agenda asks. Nor is what has no word in it, or is far too long.
    """
    readable = "".join(
        character if character.isprintable() and character != "\ufffd" else " " for character in sentence
    )
    plain = _LABEL.sub("", _ASIDE.sub(" ", readable))
    plain = " ".join(plain.split()).strip(_QUOTES)
    if plain.rstrip(_QUOTES + "!").endswith(("?", "？")) or len(plain) > MOST_CHARACTERS:
        return ""
    return plain if any(character.isalpha() for character in plain) else ""


def _closed(sentence: str) -> bool:
    return sentence.rstrip(_QUOTES + "*)]").endswith((".", "!", "?", "…"))
