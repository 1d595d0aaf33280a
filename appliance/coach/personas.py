"""The personas there are: those that come with the appliance and the owner's own, read anew whenever a file changes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.coach.fitness import check_fit
from appliance.coach.persona import FOLDER, Persona, read_persona
from appliance.errors import InvalidInputError

log = logging.getLogger(__name__)

OWN = "personas"
"""The owner's folder, in the data folder."""


_LINE = re.compile(r"at line (\d+)")
_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")


@dataclass(frozen=True, slots=True)
class PersonaFault:
    """A file that cannot be used as it is."""

    path: Path
    fault: str
    """File, key and what is wrong: `neighbour.toml: words.en.good: unknown field {nmae} in 'Well, {nmae}.'`."""
    line: int | None = None
    """Where in the file, as far as it could be found; from 1."""
    serves: bool = False
    """The last version that was right still serves."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was read."""

    stamp: tuple[int, int]
    """Time of change in nanoseconds, and size."""
    persona: Persona | None
    fault: PersonaFault | None


class Personas(Mapping[str, Persona]):
    """By name; of several folders the later ones take precedence. Looks at the files whenever it is asked.

    A file that breaks while the appliance runs keeps serving as it was; one that was never right is left out, and
    another of its name in an earlier folder serves.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._seen: dict[Path, _Seen] = {}

    @property
    def faults(self) -> tuple[PersonaFault, ...]:
        """What is wrong with the files now, by path."""
        self._look()
        return tuple(seen.fault for _, seen in sorted(self._seen.items()) if seen.fault is not None)

    def path_of(self, name: str) -> Path:
        """The file that serves. Raises `KeyError`."""
        self._look()
        return self._serving()[name]

    def __getitem__(self, name: str) -> Persona:
        self._look()
        persona = self._seen[self._serving()[name]].persona
        assert persona is not None  # noqa: S101  # only such serve
        return persona

    def __iter__(self) -> Iterator[str]:
        self._look()
        return iter(sorted(self._serving()))

    def __len__(self) -> int:
        self._look()
        return len(self._serving())

    def _serving(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in self._folders:
            here = sorted(path for path, seen in self._seen.items() if path.parent == folder and seen.persona)
            found |= {path.stem: path for path in here}
        return found

    def _look(self) -> None:
        stamps = {path: stamp for folder in self._folders for path, stamp in _stamps(folder)}
        for gone in self._seen.keys() - stamps.keys():
            del self._seen[gone]
        for path, stamp in stamps.items():
            before = self._seen.get(path)
            if before is None or before.stamp != stamp:
                self._seen[path] = _read(path, stamp, before.persona if before is not None else None)


def open_personas(data_folder: Path) -> Personas:
    """Those that come with the appliance, and the owner's own under `data_folder`."""
    return Personas((FOLDER, data_folder / OWN))


def line_of(path: Path, fault: str) -> int | None:
    """Where in a file the fault is, as far as the words or the key it names are found there; counted from 1."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    if told := _LINE.search(fault):
        return int(told[1])
    quoted = sorted((one or other for one, other in _QUOTED.findall(fault)), key=len, reverse=True)
    key = fault.split(": ")[1].rpartition(".")[2] if fault.count(": ") > 1 else ""
    signs = [*(f'"{words}"' for words in quoted), *([f"{key} ="] if key else [])]
    return next((number for sign in signs for number, line in enumerate(lines, 1) if sign in line), None)


def _stamps(folder: Path) -> list[tuple[Path, tuple[int, int]]]:
    found = []
    try:
        for path in folder.glob("*.toml"):
            stat = path.stat()
            found.append((path, (stat.st_mtime_ns, stat.st_size)))
    except OSError as error:  # deleted meanwhile, or not to be read
        log.warning("the personas in %s cannot be looked at: %s", folder, error.strerror)
    return found


def _read(path: Path, stamp: tuple[int, int], before: Persona | None) -> _Seen:
    try:
        persona = read_persona(path)
        if path.parent != FOLDER:  # those that come along are looked at by their tests
            check_fit(persona, path.name)
        return _Seen(stamp, persona, None)
    except InvalidInputError as error:
        log.warning("a persona cannot be used: %s", error.message)
        fault = PersonaFault(path, error.message, line_of(path, error.message), serves=before is not None)
        return _Seen(stamp, before, fault)
