"""Personas of the owner's own, as files: read, checked before they are kept, removed.

Each is `NAME.toml` in one folder; no other name reaches a file. Checking takes seconds for a long one: call it off the
event loop.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.coach.fitness import check_fit
from appliance.coach.persona import PERSONA_NAME, Persona, read_persona
from appliance.coach.personas import OWN, line_of
from appliance.errors import ConflictError, InvalidInputError, NotFoundError

MOST_BYTES = 96 * 1024
"""Three times the longest that comes with the appliance."""

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file in the owner's folder."""

    name: str
    removable: bool
    """Its name is one that a persona can have."""


def own_folder(data_folder: Path) -> Path:
    """Where they are; it need not exist yet."""
    return data_folder / OWN


def own_files(data_folder: Path) -> list[OwnFile]:
    """Those there are, usable or not, by name."""
    stems = sorted(path.stem for path in own_folder(data_folder).glob("*.toml"))
    return [OwnFile(stem, _is_name(stem)) for stem in stems]


def checked_name(name: str) -> str:
    """Raises `InvalidInputError` for what is no name of a persona."""
    if not _is_name(name):
        raise InvalidInputError(
            f"{name[:LONGEST_NAME]!r} is no name for a persona.",
            remedy="Small letters, digits and underscores.",
            says="persona_name",
            name=name[:LONGEST_NAME],
        )
    return name


def own_text(data_folder: Path, name: str) -> str:
    """What stands in the file. Raises `NotFoundError`, `InvalidInputError` for one that is no text or too long."""
    path = _existing(data_folder, name)
    try:
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
        text = found.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path.name}: cannot be read.", remedy="Write it anew, or remove it.") from error
    _encoded(text)
    return text


def copy_of(text: str, persona: Persona, name: str, title: str = "") -> str:
    """The file of a persona under another name, to be changed."""
    titled = json.dumps(title or name.replace("_", " ").capitalize(), ensure_ascii=False)
    copied = text.replace(f'name = "{persona.name}"', f'name = "{name}"', 1)
    return copied.replace(f'title = "{persona.title}"', f"title = {titled}", 1)


def check_text(name: str, text: str) -> Persona:
    """The persona it would be. Raises `InvalidInputError` naming key, fault and, where it is found, the line."""
    body = _encoded(text)
    with TemporaryDirectory(prefix="persona-") as folder:
        path = Path(folder) / f"{checked_name(name)}.toml"
        path.write_bytes(body)
        try:
            persona = read_persona(path)
            check_fit(persona, path.name)
        except InvalidInputError as error:
            line = line_of(path, error.message)
            said = error.message + (f" (line {line})" if line else "")
            raise InvalidInputError(said, remedy=error.remedy) from error
        except RecursionError:
            raise InvalidInputError(f"{path.name}: brackets in brackets without end.") from None
    return persona


def save_own(data_folder: Path, name: str, text: str, known: Collection[str], *, replace: bool = False) -> Persona:
    """Check it and keep it as the persona `name`; it can call at once.

    Raises `InvalidInputError` as `check_text` does, and `ConflictError` where there is one of this name (of the owner's
    own or one in `known`) and it is not to be replaced.
    """
    text = text.replace("\r\n", "\n")
    persona = check_text(name, text)
    path = own_folder(data_folder) / f"{name}.toml"
    if not replace and (name in known or path.exists()):
        raise ConflictError(
            f"There is a persona {name!r} already.", remedy="Take another name, or replace it.", says="taken", name=name
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(_encoded(text))
    os.replace(unfinished, path)
    return persona


def remove_own(data_folder: Path, name: str) -> None:
    """Delete its file. One that comes with the appliance and has the name serves again. Raises `NotFoundError`."""
    _existing(data_folder, name).unlink(missing_ok=True)


def _existing(data_folder: Path, name: str) -> Path:
    path = own_folder(data_folder) / f"{checked_name(name)}.toml"
    if not path.is_file():
        raise NotFoundError(f"There is no persona {name!r} of your own.", says="no_persona", name=name)
    return path


def _encoded(text: str) -> bytes:
    try:
        body = text.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidInputError("A persona's file is text.") from None
    if not body.strip():
        raise InvalidInputError(
            "A persona's file is not empty.", remedy="Begin with a copy of one that there is.", says="persona_empty"
        )
    if len(body) > MOST_BYTES:
        raise InvalidInputError(
            f"A persona's file has at most {MOST_BYTES // 1024} KiB.", says="persona_large", most=MOST_BYTES // 1024
        )
    return body


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and re.fullmatch(PERSONA_NAME, name, re.ASCII) is not None
