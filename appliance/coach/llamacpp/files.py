"""GGUF files in the models folder: what each is, by its own header, and which one an engine string means."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from appliance.errors import EngineUnavailableError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
"""Version 1 had other lengths; nothing writes it any more."""

SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""Type number of a value to its little-endian `struct` letter (GGUF specification)."""
STRING, ARRAY = 8, 9

LONGEST_TEXT_BYTES = 4 * 1024 * 1024
"""Of one text of a header; chat templates have some thousand."""

LATER_PART = re.compile(r"-(?!00001)\d{5}-of-\d{5}$")
"""The end of the stem of a split model's later files, which the first one brings along."""
FIRST_PART = re.compile(r"-00001-of-\d{5}$")

REMEDY = "See what is there: appliance models list"


@dataclass(frozen=True, slots=True)
class GgufFile:
    """One file, as its header describes it."""

    path: Path
    facts: dict[str, Any] = field(default_factory=dict)
    """Scalars and texts that stand before the vocabulary."""

    @property
    def is_model(self) -> bool:
        """False for an adapter, and for what makes a model see or hear."""
        return self.facts.get("general.type", "model") == "model" and self.architecture != "clip"

    @property
    def is_adapter(self) -> bool:
        return bool(self.facts.get("general.type") == "adapter")

    @property
    def architecture(self) -> str:
        """`llama`, `qwen2`: of the model itself, or of the model that an adapter belongs to."""
        return str(self.facts.get("general.architecture", ""))

    @property
    def trained_tokens(self) -> int | None:
        """The longest context it was trained on."""
        return self.facts.get(f"{self.architecture}.context_length")

    @property
    def size_bytes(self) -> int:
        """With all parts of a split model."""
        stem, split = FIRST_PART.subn("-*", self.path.stem)
        parts = self.path.parent.glob(f"{stem}.gguf") if split else (self.path,)
        return sum(part.stat().st_size for part in parts)


def read(path: Path) -> GgufFile:
    """What a file says about itself. Raises `EngineUnavailableError` for one that is not there or is no GGUF."""
    try:
        with path.open("rb") as file:
            return GgufFile(path, dict(_facts(file)))
    except OSError as error:
        raise EngineUnavailableError(f"{path} cannot be read: {error.strerror}", remedy=REMEDY) from error
    except (ValueError, struct.error) as error:
        raise EngineUnavailableError(f"{path} is no model in the GGUF format: {error}", remedy=REMEDY) from error


def find(folder: Path, wanted: str) -> GgufFile:
    """The model called `wanted`, with or without `.gguf`; for an empty name the only one there is.

    Raises `EngineUnavailableError`, naming the models that are there.
    """
    if wanted:
        found = read(_path(folder, wanted))
        if found.is_model:
            return found
        raise EngineUnavailableError(f"{found.path} belongs to a model and is none", remedy=_choice(folder))
    models = [file for file in listed(folder) if file.is_model]
    if len(models) == 1:
        return models[0]
    problem = "more than one language model: name one" if models else "no language model"
    raise EngineUnavailableError(f"{folder} holds {problem}", remedy=_choice(folder))


def find_adapter(folder: Path, wanted: str, model: GgufFile) -> GgufFile:
    """The LoRA adapter called `wanted`. Raises `EngineUnavailableError` for one that does not belong to the model."""
    found = read(_path(folder, wanted))
    if not found.is_adapter:
        raise EngineUnavailableError(f"{found.path} is no LoRA adapter", remedy=REMEDY)
    if found.architecture != model.architecture:
        raise EngineUnavailableError(
            f"{found.path} adapts a {found.architecture} model and {model.path.name} is {model.architecture}",
            remedy="Name an adapter that was trained for this model.",
        )
    return found


def listed(folder: Path) -> list[GgufFile]:
    """All GGUF files of a folder that can be read, by name; a split model once."""
    found = []
    for path in sorted(folder.glob("*.gguf")):
        if LATER_PART.search(path.stem):
            continue
        try:
            found.append(read(path))
        except EngineUnavailableError:
            continue
    return found


def _path(folder: Path, wanted: str) -> Path:
    """Raises `EngineUnavailableError` for what is not a plain file name, or is not there."""
    if wanted != Path(wanted).name or "\\" in wanted or wanted.startswith("."):
        raise EngineUnavailableError(
            f"{wanted!r} is not the name of a file in {folder}", remedy="Put the model there and write its name alone."
        )
    path = folder / (wanted if wanted.endswith(".gguf") else f"{wanted}.gguf")
    if not path.is_file():
        raise EngineUnavailableError(f"{path} is not there", remedy=_choice(folder))
    return path


def _choice(folder: Path) -> str:
    names = [file.path.stem for file in listed(folder) if file.is_model]
    return f"There are: {', '.join(names)}." if names else f"Put a .gguf file into {folder}. {REMEDY}"


def _facts(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """The header's facts up to the vocabulary, which is long and says nothing here. Raises `ValueError`."""
    if file.read(len(MAGIC)) != MAGIC:
        raise ValueError("it does not begin like one")
    version, _, facts = struct.unpack("<IQQ", _exactly(file, 20))
    if version not in VERSIONS:
        raise ValueError(f"its version is {version}")
    for _ in range(facts):
        key = _text(file)
        if key.startswith("tokenizer."):
            return
        value = _value(file, _number(file, "I"))
        if value is not None:
            yield key, value


def _value(file: BinaryIO, kind: int) -> Any:
    """A scalar or a text; None for a list, which is passed over."""
    if kind == STRING:
        return _text(file)
    if kind != ARRAY:
        return _number(file, _letter(kind))
    kind, length = struct.unpack("<IQ", _exactly(file, 12))
    if kind in (STRING, ARRAY):
        for _ in range(length):
            _value(file, kind)
    else:
        file.seek(length * struct.calcsize(_letter(kind)), 1)
    return None


def _letter(kind: int) -> str:
    if kind not in SCALARS:
        raise ValueError(f"a value of unknown type {kind}")
    return SCALARS[kind]


def _text(file: BinaryIO) -> str:
    length = _number(file, "Q")
    if length > LONGEST_TEXT_BYTES:
        raise ValueError(f"a text of {length} bytes in its header")
    return _exactly(file, length).decode(errors="replace")


def _number(file: BinaryIO, letter: str) -> Any:
    return struct.unpack(f"<{letter}", _exactly(file, struct.calcsize(f"<{letter}")))[0]


def _exactly(file: BinaryIO, length: int) -> bytes:
    found = file.read(length)
    if len(found) < length:
        raise ValueError("it breaks off in its header")
    return found
