"""One dialogue as a file: who talks, what is asked, what the person says, and what must come of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from appliance.coach.scripted import Ending
from appliance.errors import InvalidInputError
from appliance.language.folders import known_languages
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.preferences import Preferences
from appliance.tomlfiles import checked

FOLDER = Path(__file__).parent / "dialogues"


def _compiled(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return patterns


def _known(code: str) -> str:
    if code not in known_languages():
        raise ValueError(f"{code!r} is no language that the appliance speaks: {', '.join(known_languages())}")
    return code


Patterns = Annotated[tuple[str, ...], AfterValidator(_compiled)]
"""Regular expressions, searched for in what the appliance says, in any case."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Utterance(_Part):
    """What the person says once, as a recogniser would write it, with its errors."""

    words: str = ""
    """Empty: silence."""
    confidence: float | None = Field(default=None, ge=0.0, le=1.0)


class Expected(_Part):
    """What must come of it."""

    values: dict[str, float] = {}
    """The settled value of an item, as in `Observation.value`."""
    nothing: tuple[str, ...] = ()
    """Items that must end without a value."""
    words: dict[str, str] = {}
    """What an open item's settled words must contain, in any case."""
    read_back: tuple[str, ...] = ()
    """Items whose value was said back before it was settled."""
    unsaid: tuple[str, ...] = ()
    """Items that must not be asked at all."""
    remembered: tuple[str, ...] = ()
    """What is noted in the end, in their words, in order."""
    persona: str = ""
    """Who talks in the end; empty: who began."""
    flagged: bool = False
    """Whether distress was heard, after which only the fixed words are said."""
    ending: Ending = Ending.COMPLETED


class Dialogue(_Part):
    """One call. Everything the person says is listed under the item that is being asked, in order."""

    title: str
    language: Annotated[str, AfterValidator(_known)] = "en"
    persona: str = "friend"
    user: str = "Sam"
    call_type: str = "evening"
    day: str = "2026-03-02"
    preferences: Preferences = Preferences()
    """Of the person: their country and safe word, for example."""
    limit_seconds: float | None = None
    talk: bool = False
    items: tuple[AgendaItem, ...] = ()
    """Without presence, which always comes first."""
    answers: dict[str, tuple[Utterance | str, ...]]
    expected: Expected = Expected()
    must_say: Patterns = ()
    never_say: Patterns = ()
    """In `must_say` and `never_say` only what the appliance says counts."""

    @property
    def agenda(self) -> Agenda:
        """The items behind the one that finds out who is there."""
        presence = AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE, label=self.user)
        return Agenda(
            call_type=self.call_type,
            day=self.day,
            items=(presence, *self.items),
            limit_seconds=self.limit_seconds,
            talk=self.talk,
        )

    def utterances(self, key: str) -> tuple[Utterance, ...]:
        """What is said to this item."""
        return tuple(Utterance(words=each) if isinstance(each, str) else each for each in self.answers.get(key, ()))


def read_dialogue(path: Path) -> Dialogue:
    """The dialogue of a TOML file. Raises `InvalidInputError` naming file, key and fault."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError(f"{path.name}: cannot be read: {error}") from error
    dialogue = checked(Dialogue, content, path.name)
    keys = {"presence", "talk", *(item.key for item in dialogue.items)}
    wanted = dialogue.expected
    named = {*dialogue.answers, *wanted.values, *wanted.nothing, *wanted.words, *wanted.read_back, *wanted.unsaid}
    if named - keys:
        raise InvalidInputError(f"{path.name}: no item has the key {sorted(named - keys)[0]!r}")
    return dialogue


def read_dialogues(folder: Path = FOLDER) -> dict[str, Dialogue]:
    """Every dialogue below a folder, by its path within it without the ending. Raises `InvalidInputError`."""
    files = sorted(folder.rglob("*.toml")) if folder.is_dir() else []
    if not files:
        raise InvalidInputError(f"There is no dialogue in {folder}.", remedy="Dialogues are files named NAME.toml.")
    return {str(path.relative_to(folder).with_suffix("")): read_dialogue(path) for path in files}
