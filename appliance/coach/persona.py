"""Personality modes as data: how a persona sounds and what it says. Read from `personas/*.toml`, checked at load.

A persona's own words lie over what the appliance says itself in that language (`language/messages.py`): what it leaves
out, whole languages too, is said in everybody's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr

from appliance.errors import InvalidInputError, NotFoundError
from appliance.language.messages import (
    OVERRIDABLE,
    Messages,
    Part,
    keys_only,
    laid_over,
    message_codes,
    messages,
    raw_messages,
)
from appliance.ports import VoiceStyle
from appliance.tomlfiles import Place, checked, read_toml

PERSONA_NAME = "[a-z][a-z0-9_]*"
"""A regular expression."""

FOLDER = Path(__file__).parent / "personas"

TITLE, OVERRIDES = "title", "messages"
"""Keys of `[words.xx]` beside those of `Words`: what the persona is called in the language, and its own messages."""

EVERY = "voice"
"""Key of `[voice.engines.…]` that stands for every language; the others are languages' codes."""

Note = Annotated[float, Field(ge=100.0, le=4000.0)]


class Voice(Part):
    """How the persona sounds; empty and 1 are the engine's own."""

    voice: str = ""
    rate: float = Field(default=1.0, ge=0.5, le=2.0)
    pitch: float = Field(default=1.0, ge=0.5, le=2.0)
    pause_seconds: float = Field(default=0.0, ge=0.0, le=2.0)
    """Silence between two sentences."""
    engines: dict[str, dict[str, str]] = Field(default_factory=dict)
    """The voice by engine name and language code; the code `voice` stands for every language."""


class Persona(Part):
    """One personality mode. Every place has at least one wording; one of them is chosen for each call and place."""

    name: str = Field(pattern=f"^{PERSONA_NAME}$")
    title: str = Field(min_length=1)
    harsh: bool = False
    """Needs a consent and a private room, and never talks to minors."""
    prompt: str = Field(min_length=1)
    """Who a language model is to be, in a few sentences spoken to it, in English."""
    chime: tuple[Note, ...] = Field(default=(), max_length=4)
    """Hertz, the notes before a call; none are the appliance's own."""
    voice: Voice = Voice()
    words: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """As written, by language: `messages()` has them expanded and complete."""

    _spoken: dict[str, Messages] = PrivateAttr(default_factory=dict)

    @property
    def style(self) -> VoiceStyle:
        voices = tuple(
            (engine, "" if code == EVERY else code, voice)
            for engine, by_language in sorted(self.voice.engines.items())
            for code, voice in sorted(by_language.items())
        )
        return VoiceStyle(self.voice.voice, self.voice.rate, self.voice.pitch, self.voice.pause_seconds, voices)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that it has words of its own in."""
        return tuple(sorted(self.words))

    def title_in(self, code: str) -> str:
        """What it is called in a language."""
        return str(self.words.get(code, {}).get(TITLE, self.title))

    def messages(self, code: str) -> Messages:
        """All that is said in a language, in its own words where it has some. Raises `InvalidInputError`."""
        own = messages(code).code
        if own not in self._spoken:
            self._spoken[own] = _overlaid(own, self.words.get(own, {}), f"{self.name}.toml")
        return self._spoken[own]


def _overlaid(code: str, words: Mapping[str, Any], shown: str) -> Messages:
    if not words:
        return messages(code)
    base = raw_messages(code)
    own = {key: value for key, value in words.items() if key not in (TITLE, OVERRIDES)}
    over = words.get(OVERRIDES, {})
    if strange := sorted(set(over) - set(OVERRIDABLE)):
        raise InvalidInputError(
            f"{shown}: words.{code}.messages.{strange[0]}: a persona has no words of its own for that",
            remedy=f"It may have some for: {', '.join(OVERRIDABLE)}.",
        )

    def written(place: Place) -> Place:
        keys = keys_only(place)
        return ["words", code, *(keys[1:] if keys[0] == "words" else [OVERRIDES, *keys])]

    return checked(Messages, laid_over(base, {"words": own, **over}), shown, written=written)


def read_persona(path: Path) -> Persona:
    """The persona of a file. Raises `InvalidInputError` naming file, key and fault."""
    try:
        stat = path.stat()
    except OSError as error:
        raise InvalidInputError(f"{path.name}: cannot be read: {error}") from error
    return _read_persona(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)  # reading and expanding one takes some tens of milliseconds
def _read_persona(path: Path, changed_ns: int, size_bytes: int) -> Persona:
    persona = checked(Persona, read_toml(path, path.name), path.name, written=keys_only)
    if persona.name != path.stem:
        raise InvalidInputError(f"{path.name}: name: {persona.name!r} is not the name of its file")
    for code in persona.words:
        if code not in message_codes():
            known = ", ".join(message_codes())
            raise InvalidInputError(f"{path.name}: words.{code}: no such language here; there is: {known}")
        persona.messages(code)
    return persona


def persona_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The names of all personas of a folder, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load_persona(name: str, folder: Path = FOLDER) -> Persona:
    """The persona of this name. Raises `NotFoundError` or `InvalidInputError`."""
    if name not in persona_names(folder):
        known = ", ".join(persona_names(folder)) or "none"
        raise NotFoundError(f"no persona named {name!r}", remedy=f"Known personas: {known}.")
    return read_persona(folder / f"{name}.toml")


def load_personas(folder: Path = FOLDER) -> dict[str, Persona]:
    """All personas of a folder by name. Raises `InvalidInputError` for the first broken file."""
    return {name: read_persona(folder / f"{name}.toml") for name in persona_names(folder)}
