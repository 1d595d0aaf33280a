"""What making a text speakable has in common in all languages: markup, addresses, characters without a sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Rewrite = Callable[[str], str]
Spell = Callable[[re.Match[str]], str]

URL = re.compile(r"\b(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/[^\s)]*)?(?<![.,!?])", re.I)

LIST_NUMBER = r"\d+[.)]"
"""`1.` and `1)` at the beginning of a line."""

_MARKS = ".,;:!?…'\"’‘“”()-–—\u0301"
"""Punctuation that a voice makes use of."""


def without_markup_with(list_number: str = LIST_NUMBER) -> Rewrite:
    """A function that reduces Markdown and tags to their words; `list_number` is how a list's items are counted."""
    reduced: tuple[tuple[re.Pattern[str], str], ...] = (
        (re.compile(r"```.*?(?:```|\Z)", re.S), " "),
        (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
        (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
        (re.compile(r"<[a-zA-Z/!][^>]*>"), " "),
        (re.compile(rf"^\s{{0,3}}(?:(?:#{{1,6}}|>|[-*+•]|{list_number})\s+)+", re.M), ""),
        (re.compile(r"^\s*(?:-{3,}|={3,}|\*{3,}|_{3,})\s*$", re.M), " "),
        (re.compile(r"\*{1,3}|_{2,}|~{2}|`+|(?<!\w)_|_(?!\w)|\|"), " "),
    )

    def without_markup(text: str) -> str:
        for pattern, replacement in reduced:
            text = pattern.sub(replacement, text)
        return text

    return without_markup


def say_sites_with(endings: frozenset[str], dot: str, url: re.Pattern[str] = URL) -> Rewrite:
    """A function that reads addresses of the web out: `example dot org`. `endings` are those of names that are told
    without `http` before them."""

    def said(match: re.Match[str]) -> str:
        if match[1].rsplit(".", 1)[-1].lower() not in endings and not match[0].startswith("http"):
            return match[0]
        return match[1].replace("-", " ").replace(".", f" {dot} ")

    return lambda text: url.sub(said, text)


def sounding_with(say_number: Callable[[float], str], marks: str = "") -> Rewrite:
    """A function that leaves letters, spaces and the punctuation a voice makes use of, `marks` beside the usual ones;
    signs that are numbers are said, everything else becomes a space."""
    kept = frozenset(_MARKS + marks)

    def letter(char: str) -> str:
        if char.isdigit() or (unicodedata.numeric(char, None) is not None and not char.isalpha()):
            return f" {say_number(unicodedata.numeric(char))} "
        if char.isalpha() or char.isspace() or char in kept:
            return char
        return char if unicodedata.category(char) == "Mn" else " "

    return lambda text: _tidy("".join(map(letter, text)))


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([.,;:!?…])", r"\1", text)
    text = re.sub(r"\(\s*\)", "", text)
    return re.sub(r"\s+(?=\))|(?<=\()\s+", "", text).strip()


def speakable_with(plainer: Rewrite) -> Rewrite:
    """A function that applies `plainer` until nothing changes any more: what it gives is left as it is.

    The text in words only. Markdown, emoji and addresses are reduced; numbers, times, dates and units spelled out.
    """

    def speakable(text: str) -> str:
        while (plain := plainer(text)) != text:
            text = plain
        return text

    return speakable
