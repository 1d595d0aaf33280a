"""Wordings as people write them down: `(Hi|Hello) {name}[, are you there]?` stands for four sentences. Pure.

`(a|b)` is one of several, `[a]` or `[a|b]` one of them or none, all may be nested; a `{field}` is filled in when it is
said.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

MOST_EXPANSIONS = 400
"""Of one template. What needs more is several templates."""

_TOKEN = re.compile(r"\{[^{}]*\}|[()\[\]|]|[^()\[\]|{}]+|[{}]")
_CLOSING = {"(": ")", "[": "]"}
_BEFORE_PUNCTUATION = re.compile(r" +(?=[,.!?;:…])")
_UNHEARD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Choice:
    ways: tuple[tuple[_Choice | str, ...], ...]


_Sequence = tuple[_Choice | str, ...]


def expand(template: str) -> tuple[str, ...]:
    """Every sentence a template stands for, none twice, in the order written; at most `MOST_EXPANSIONS`.

    Raises `ValueError`, naming the template, for brackets that do not match, `|` outside of them, and too many.
    """
    tokens = list(_TOKEN.findall(template))
    parsed, rest = _parse(template, tokens, "")
    if rest:
        raise ValueError(f"a bracket {rest[0]!r} closes nothing in {template!r}")
    if (count := _count(parsed)) > MOST_EXPANSIONS:
        raise ValueError(f"{template!r} stands for {count} wordings; at most {MOST_EXPANSIONS}: write several")
    return tuple(dict.fromkeys(_tidy(text) for text in _texts(parsed)))


def as_heard(text: str) -> str:
    """What is left of a text for the ear: two that are equal sound the same."""
    return _UNHEARD.sub(" ", text.casefold()).strip()


def _parse(template: str, tokens: list[str], opened: str) -> tuple[_Sequence, list[str]]:
    """The parts up to the bracket that closes `opened`, and the tokens after it; after the end where none is open."""
    ways: list[list[_Choice | str]] = [[]]
    while tokens:
        part, tokens = tokens[0], tokens[1:]
        if part in _CLOSING:
            inner, tokens = _parse(template, tokens, part)
            ways[-1] += inner
        elif opened and part == _CLOSING[opened]:
            alternatives = tuple(tuple(way) for way in ways)
            return (_Choice(((), *alternatives) if opened == "[" else alternatives),), tokens
        elif part == "|":
            if not opened:
                raise ValueError(f"'|' stands outside of brackets in {template!r}")
            ways.append([])
        elif part in (")", "]"):
            return tuple(ways[0]), [part, *tokens] if not opened else _mismatch(template, opened)
        else:
            ways[-1].append(part)
    if opened:
        _mismatch(template, opened)
    return tuple(ways[0]), []


def _mismatch(template: str, opened: str) -> list[str]:
    raise ValueError(f"a bracket {opened!r} is not closed in {template!r}")


def _count(parts: _Sequence) -> int:
    return math.prod(sum(_count(way) for way in part.ways) for part in parts if isinstance(part, _Choice))


def _texts(parts: _Sequence) -> Iterator[str]:
    choices = [
        (part,) if isinstance(part, str) else tuple(text for way in part.ways for text in _texts(way)) for part in parts
    ]
    return ("".join(chosen) for chosen in product(*choices))


def _tidy(text: str) -> str:
    return _BEFORE_PUNCTUATION.sub("", " ".join(part for part in text.split(" ") if part))


def fields_of(template: str) -> Iterator[str]:
    """The names in braces. Raises `ValueError` for braces that do not match and for formats."""
    for _, field, spec, conversion in string.Formatter().parse(template):
        if field is not None:
            if spec or conversion:
                raise ValueError(f"the field {{{field}}} takes no format in {template!r}")
            yield field


def expanded(templates: Iterable[str], allowed: frozenset[str]) -> tuple[str, ...]:
    """All that the templates stand for, none twice as heard. Raises `ValueError` for unknown fields and empty texts."""
    found: dict[str, str] = {}
    for template in templates:
        unknown = sorted(set(fields_of(template)) - allowed)
        if unknown:
            known = ", ".join(f"{{{field}}}" for field in sorted(allowed)) or "none"
            raise ValueError(f"unknown field {{{unknown[0]}}} in {template!r}; it may use: {known}")
        for text in expand(template):
            if not as_heard(text):
                raise ValueError(f"a wording is empty in {template!r}")
            found.setdefault(as_heard(text), text)
    return tuple(found.values())
