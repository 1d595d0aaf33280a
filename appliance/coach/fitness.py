"""Whether a persona that somebody wrote may talk: it says nothing that is never said, and the friend is not harsh."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pydantic import BaseModel

from appliance.coach.persona import Persona
from appliance.coach.safety import screen_output
from appliance.coach.safety.permission import FRIEND
from appliance.errors import InvalidInputError

MOST_KNOWN = 256

_FIT: set[str] = set()
"""Digests of personas that may talk, so that a file is looked at in a thread once and not again by whoever calls."""


def check_fit(persona: Persona, shown: str) -> None:
    """Raises `InvalidInputError` naming the file (as `shown`), the key and the line that is in the way.

    Looks at everything the persona says in its own words: some seconds for a long file, once.
    """
    if persona.harsh and persona.name == FRIEND:
        raise InvalidInputError(
            f"{shown}: harsh: the friend takes over where a harsh persona may not talk, and is none itself",
            remedy="Give it another name.",
        )
    seen = hashlib.sha256(persona.model_dump_json().encode()).hexdigest()
    if seen in _FIT:
        return
    for code in persona.languages:
        for key, line in _lines(persona.messages(code)):
            if not screen_output(line.replace("{name}", "Sam"), code, persona.harsh):
                raise InvalidInputError(
                    f"{shown}: words.{code}.{key}: this is never said to anybody: {line!r}",
                    remedy="docs/safety.md tells what; rough words want harsh = true.",
                )
    if len(_FIT) >= MOST_KNOWN:
        _FIT.clear()
    _FIT.add(seen)


def _lines(said: BaseModel, under: str = "") -> Iterator[tuple[str, str]]:
    for name, value in said:
        key = f"{under}{name}".removeprefix("words.")
        if isinstance(value, BaseModel):
            yield from _lines(value, f"{key}.")
        elif isinstance(value, tuple):
            yield from ((key, line) for line in value if isinstance(line, str))
