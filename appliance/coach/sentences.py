"""A language model's words as they come, cut into sentences fit to be spoken. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from appliance.coach.tongue import is_foreign
from appliance.language.catalogue import language
from appliance.language.rules import Language

MOST_CHARACTERS = 240
"""Of one sentence: about fifteen seconds of speech. What is longer is no short reply and is left out."""

_ASIDE = re.compile(r"\*[^*\n]{1,80}\*|\([^()\n]{0,120}\)|\[[^\[\]\n]{0,120}\]|<[^<>\n]{0,80}>")
"""Stage directions and tags: *smiles*, (laughs), [pause], <think>."""

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)

_LABEL = re.compile(r"^\s*[A-Z][\w ]{0,24}:\s+")
"""Who speaks, as in a script."""

_MARKUP = (
    (re.compile(r"```\w*"), " "),
    (re.compile(r"!?\[([^\[\]\n]{1,120})\]\([^()\n]{0,300}\)"), r"\1"),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.{1,200}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"`([^`\n]{1,120})`"), r"\1"),
    (re.compile(r"^\s{0,3}(?:#{1,6}|>|[-+•]|\d{1,2}[.)])\s+", re.MULTILINE), ""),
)

_PICTURES = frozenset({"So", "Sk", "Co", "Cn", "Cs", "Cf"})
"""Unicode categories of emoji and of what joins them."""

_SPACE_BEFORE = re.compile(r"\s+([,.;!?…])")

_QUOTES = '"“”«»` \t\n'


Allowed = Callable[[str], bool]
"""Whether a model's sentence may be said at all."""


class SentenceStream:
    """Takes text piece by piece, gives sentences as soon as the next one has begun."""

    def __init__(
        self, language_code: str, *, questions: bool = False, allowed: Allowed = lambda sentence: True
    ) -> None:
        self._rules: Language = language(language_code)
        self._questions = questions
        self._allowed = allowed
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
        tidied = [fit_to_speak(sentence, questions=self._questions) for sentence in fresh]
        return [tidy for tidy in tidied if tidy and not is_foreign(tidy, self._rules.code) and self._allowed(tidy)]


def is_question(sentence: str) -> bool:
    """Whether it ends as a question."""
    return sentence.rstrip(_QUOTES + "!").endswith(("?", "？"))


def fit_to_speak(sentence: str, *, questions: bool = False) -> str:
    """The sentence without markup, stage directions, speaker labels, quotation marks, pictures and what nobody can
    read; else empty.

    A question is not said unless `questions` are wanted: the agenda asks. Nor is what has no word in it, or is far too
    long.
    """
    plain = _LABEL.sub("", _ASIDE.sub(" ", without_markup(sentence)))
    plain = " ".join("".join(character if _readable(character) else " " for character in plain).split())
    plain = _SPACE_BEFORE.sub(r"\1", plain).strip(_QUOTES)
    if (is_question(plain) and not questions) or len(plain) > MOST_CHARACTERS:
        return ""
    return plain if any(character.isalpha() for character in plain) else ""


def is_plain(text: str) -> bool:
    """Whether a text can be read out as it stands: no markup, no stage direction, nothing without a sound."""
    return without_markup(text) == text and not _ASIDE.search(text) and all(map(_readable, text))


def without_markup(text: str) -> str:
    """Markdown as it is read out: emphasis, headings, list marks, code and links are their words only."""
    for pattern, plain in _MARKUP:
        text = pattern.sub(plain, text)
    return text


def _readable(character: str) -> bool:
    if character == "\ufffd" or not character.isprintable():
        return False
    return unicodedata.category(character) not in _PICTURES


def _closed(sentence: str) -> bool:
    return sentence.rstrip(_QUOTES + "*)]").endswith((".", "!", "?", "…"))
