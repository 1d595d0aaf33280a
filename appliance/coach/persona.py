"""Personality modes as data: how a persona sounds and what it says. Read from `personas/*.toml`, checked at load."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from appliance.errors import InvalidInputError, NotFoundError
from appliance.ports import VoiceStyle

FOLDER = Path(__file__).parent / "personas"


def _fields(template: str) -> Iterator[str]:
    for _, field, spec, conversion in string.Formatter().parse(template):
        if field is not None:
            if spec or conversion:
                raise ValueError(f"the field {{{field}}} takes no format")
            yield field


def _checker(allowed: frozenset[str]) -> AfterValidator:
    def check(variants: tuple[str, ...]) -> tuple[str, ...]:
        for template in variants:
            if not template.strip():
                raise ValueError("a wording is empty")
            unknown = sorted(set(_fields(template)) - allowed)
            if unknown:
                known = ", ".join(f"{{{field}}}" for field in sorted(allowed)) or "none"
                raise ValueError(f"unknown field {{{unknown[0]}}} in {template!r}; it may use: {known}")
        return variants

    return AfterValidator(check)


_Some = Annotated[tuple[str, ...], Field(min_length=1)]
# Which fields a wording may name: the person, the thing asked about, a day, a value in words, its unit, a scale's ends.
Plain = Annotated[_Some, _checker(frozenset())]
Named = Annotated[_Some, _checker(frozenset({"name"}))]
Asked = Annotated[_Some, _checker(frozenset({"name", "label"}))]
Measured = Annotated[_Some, _checker(frozenset({"name", "label", "unit"}))]
Scaled = Annotated[_Some, _checker(frozenset({"name", "label", "low", "high"}))]
Due = Annotated[_Some, _checker(frozenset({"name", "when"}))]
Promised = Annotated[_Some, _checker(frozenset({"name", "label", "when"}))]
Told = Annotated[_Some, _checker(frozenset({"name", "label"}))]
Wanted = Annotated[_Some, _checker(frozenset({"name", "what"}))]
Denied = Annotated[_Some, _checker(frozenset({"name", "why"}))]
Left = Annotated[_Some, _checker(frozenset({"name", "left"}))]
Valued = Annotated[_Some, _checker(frozenset({"name", "label", "value"}))]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Voice(_Part):
    """How the persona sounds; empty and 1 are the engine's own."""

    voice: str = ""
    rate: float = Field(default=1.0, ge=0.5, le=2.0)
    pitch: float = Field(default=1.0, ge=0.5, le=2.0)


class Greetings(_Part):
    """The first sentence after the person has answered, by call type."""

    morning: Named
    midday: Named
    evening: Named
    weekly: Named
    custom: Named


class Questions(_Part):
    """How an item is asked, by the kind of its answer; the user's own question is used instead where there is one."""

    yes_no: Asked
    number: Measured
    duration: Measured
    scale: Scaled
    time: Asked
    promise: Due
    """`when` is the day the promise is for: `today`, `tomorrow`."""
    promise_ask: Plain
    """The same, asked again."""
    follow_up: Promised
    """Says the promise; `follow_up_ask` asks about it."""
    follow_up_recorded: Promised
    """Before the person's own recording of the promise is played."""
    follow_up_ask: Plain


class Acknowledgements(_Part):
    """What is said to an answer."""

    good: Asked
    half: Asked
    missed: Asked
    neutral: Asked
    unknown: Plain
    skip: Plain
    promise: Asked
    """To a promise heard well; `label` is the promise itself."""
    promise_clip: Plain
    """To a promise whose words were not heard well and which is kept as a recording."""


class Repairs(_Part):
    """What is said when an answer was not understood, not sure, or not there."""

    read_back: Valued
    read_back_share: Valued
    ask_again: Plain
    still_there: Named


class Requests(_Part):
    """Around what a person asks to have done; what it was is said by the language."""

    confirm: Wanted
    """`what` is the wish, said back as a question before it is done."""
    done: Wanted
    """Only once it is done; `what` says what will happen."""
    refused: Denied
    unclear: Plain
    """A wish that was not understood, or was denied when it was read back: nothing was changed."""


class Asides(_Part):
    """What is said outside check-ins, and around them."""

    nudge: Told
    """`label` is the promise."""
    focus_midway: Left
    focus_check: Told
    """`label` is the task, which may be empty."""
    notice: Told
    """To a contact; `label` is the name of whoever misses their calls."""
    pause_offer: Named
    wake_task: Told
    """`label` is a small sum: `7 plus 5`."""
    wake_wrong: Plain
    stopping: Plain
    """The appliance is being stopped in mid-call."""


class Closings(_Part):
    """The last words, by how the call ended. Only `completed`, `stopped` and `silent` follow a confirmed presence."""

    completed: Named
    stopped: Named
    not_me: Plain
    out: Plain
    later: Plain
    silent: Plain
    dropped: Plain


class Persona(_Part):
    """One personality mode. Every entry has at least one wording; one of them is chosen for each call and place."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    prompt: str = Field(min_length=1)
    """Who a language model is to be, in a few sentences spoken to it."""
    voice: Voice = Voice()
    openings: Named
    """Before anybody has answered: the name, and nothing private."""
    greetings: Greetings
    questions: Questions
    acknowledgements: Acknowledgements
    repairs: Repairs
    requests: Requests
    asides: Asides
    closings: Closings

    @property
    def style(self) -> VoiceStyle:
        return VoiceStyle(self.voice.voice, self.voice.rate, self.voice.pitch)


def read_persona(path: Path) -> Persona:
    """The persona of a file. Raises `InvalidInputError` naming file, key and fault."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path.name}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"{path.name}: not valid TOML: {error}") from error
    try:
        persona = Persona.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"] if not isinstance(part, int)) or "the file"
        raise InvalidInputError(f"{path.name}: {key}: {first['msg']}") from error
    if persona.name != path.stem:
        raise InvalidInputError(f"{path.name}: name: {persona.name!r} is not the name of its file")
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
