"""What is in the folder of models: whole, damaged or on its way, and which ladder names it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.engines.names import parse
from appliance.errors import NotFoundError, SettingsError
from appliance.settings import Settings
from appliance.upkeep.weights.hashing import digest_of
from appliance.upkeep.weights.job import PARTS, Progress, Tell
from appliance.upkeep.weights.place import INCOMING, KINDS, Place
from appliance.upkeep.weights.recognise import Recognised, recognise
from appliance.upkeep.weights.record import ACCEPTED, RECORD, Record, read_record, write_record

LADDERS = {"llm": "local_llm_model", "stt": "local_stt_model", "tts": "local_tts_model"}
"""Kind of a model to the setting whose ladder may name it."""


@dataclass(frozen=True, slots=True)
class Installed:
    """One model that is in its place."""

    place: Place
    what: Recognised | None
    """None where nobody knows what it is."""
    record: Record | None
    """None for what somebody put there by hand."""

    @property
    def engine(self) -> str:
        """The string that names it in a ladder."""
        return f"{self.what.engine if self.what else '?'}:{self.place.name}"

    @property
    def problem(self) -> str:
        """What is missing or wrong, as far as a look tells; empty for a whole model."""
        if self.what is None:
            return "nobody knows what this is"
        return self.what.problem or self._lacks()

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.stat().st_size for file in files_of(self.place))

    def _lacks(self) -> str:
        """Files of the record that are not there or have another size."""
        folder = self.place.path.parent if self.place.is_file else self.place.path
        wrong = [
            file.path
            for file in (self.record.files if self.record else ())
            if not (folder / file.path).is_file() or (folder / file.path).stat().st_size != file.size
        ]
        return f"missing or of another size: {', '.join(wrong)}" if wrong else ""


@dataclass(frozen=True, slots=True)
class Half:
    """A model of which something has been fetched."""

    kind: str
    name: str
    done_bytes: int


def installed(models: Path) -> list[Installed]:
    """Every model in its place, by kind and name."""
    return [
        Installed(place, recognise(place.path), read_record(place.record_file))
        for kind in KINDS
        for place in _places(models, kind)
    ]


def find_installed(models: Path, engine: str) -> Installed:
    """By its engine string, or by its name alone where one model has it. Raises `NotFoundError` with what there is."""
    there = installed(models)
    found = [each for each in there if engine in (each.engine, each.place.name)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.engine for each in found or there) or "none"
    problem = f"Several models are called {engine!r}." if found else f"There is no model {engine!r} here."
    raise NotFoundError(problem, remedy=f"There are: {names}.")


def half_fetched(models: Path) -> list[Half]:
    """What was begun and not finished."""
    found = []
    for folder in sorted((models / INCOMING).glob("*-*/")):
        kind, _, name = folder.name.partition("-")
        files = [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".")]
        done = sum(file.stat().st_size for file in files if file.suffix != ".json" or PARTS not in file.parts)
        if done:
            found.append(Half(kind, name, done))
    return found


def find_half(models: Path, name: str) -> Half | None:
    """What was begun of a model, by its name or engine string."""
    bare = name.partition(":")[2] or name
    return next((half for half in half_fetched(models) if half.name == bare), None)


def uses(settings: Settings, kind: str, engine: str, *, only_one: bool = False) -> str:
    """The setting whose ladder names a model, upper case; empty where none does.

    `only_one` says that no other model of that engine is there: then a rung that names the engine alone means it.
    """
    setting = LADDERS[kind]
    wanted, _, model = engine.partition(":")
    for text in str(getattr(settings, setting)).split(","):
        try:
            rung = parse(text)
        except SettingsError:
            continue
        names_it = rung.model.removesuffix(".gguf") == model or model in rung.options.values()
        if rung.kind == wanted and (names_it or (only_one and not rung.model)):
            return setting.upper()
    return ""


def used_by(settings: Settings, there: Sequence[Installed]) -> dict[str, str]:
    """Engine string of each model to the setting whose ladder names it, or to nothing."""
    engines = Counter((each.place.kind, each.engine.partition(":")[0]) for each in there)
    return {
        each.engine: uses(
            settings,
            each.place.kind,
            each.engine,
            only_one=engines[each.place.kind, each.engine.partition(":")[0]] == 1,
        )
        for each in there
    }


def files_of(place: Place) -> list[Path]:
    """The files of a model, without what this appliance itself writes beside them."""
    if place.is_file:
        return [place.path]
    own = (RECORD, ACCEPTED, f".{RECORD}.new")
    return sorted(
        each for each in place.path.rglob("*") if each.is_file() and str(each.relative_to(place.path)) not in own
    )


def verify(model: Installed, at: str, tell: Tell) -> list[str]:
    """Hash every file anew; returns what is not as the record says, and notes the time where all is.

    A model without a record has nothing to be compared with: the answer says so.
    """
    if model.record is None:
        return ["has no record: it was put there by hand, nobody knows what it should be"]
    folder = model.place.path.parent if model.place.is_file else model.place.path
    wrong, done, total = [], 0, model.record.size

    def told(piece: int) -> None:
        nonlocal done
        done += piece
        tell(Progress(f"checking {model.engine}", done, total))

    for file in model.record.files:
        try:
            digest = digest_of(folder / file.path, told)
        except OSError as error:
            wrong.append(f"{file.path}: {os.strerror(error.errno or 0)}")
            continue
        if digest.sha256 != file.sha256:
            wrong.append(f"{file.path}: changed (its hash is {digest.sha256[:12]}…, not {file.sha256[:12]}…)")
    if not wrong:
        write_record(model.place.record_file, model.record.verified(at))
    return wrong


def _places(models: Path, kind: str) -> Iterator[Place]:
    folder = models / kind
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = path.stem if kind == "llm" else path.name
        fits = path.suffix == ".gguf" and path.is_file() if kind == "llm" else path.is_dir()
        if fits and not name.startswith("."):
            yield Place(models, kind, name)
