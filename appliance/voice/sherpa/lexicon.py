"""Word lists of voices: sherpa-onnx leaves out what is not in them, so what they lack is found out before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

NOT_SPOKEN = re.compile(r"[^\w\s',;:.!?]")
WORD = re.compile(r"[\w']+")


def listed_words(paths: Iterable[str]) -> frozenset[str]:
    """The words of `lexicon.txt` files, a word and its phonemes a line, in small letters."""
    lines = (line for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines())
    return frozenset(line.split(maxsplit=1)[0].lower() for line in lines if line.strip() and not line.startswith("#"))


def plain(text: str) -> str:
    """A text without quotation marks, brackets and dashes, which would make unknown words of known ones."""
    return NOT_SPOKEN.sub(" ", text)


def lacking(text: str, listed: frozenset[str]) -> int:
    """How many words of a plain text are not listed; words without spaces between are looked up sign by sign."""
    words = WORD.findall(text.lower())
    return sum(word not in listed and (word.isascii() or not listed.issuperset(word)) for word in words)
