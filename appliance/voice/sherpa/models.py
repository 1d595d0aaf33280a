"""Folders of sherpa-onnx models: told by their files and the notes in these, before anything is loaded.

A folder is what the project's own model archives unpack to. What is in one, `sherpa_voice_models.py` and
`sherpa_ears_models.py` say.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from appliance.errors import EngineUnavailableError
from appliance.voice.sherpa.metadata import read_metadata

LEAST_VERSION = 2
"""Of sherpa-onnx: before it, phonemes could not be given, and espeak-ng (GPL) was part of it."""

INSTALL = f"Install it: .venv/bin/pip install 'sherpa-onnx>={LEAST_VERSION}'"

Notes = Mapping[str, str]
"""What an ONNX file says of its model."""


class Family(StrEnum):
    """As sherpa-onnx's own settings and constructors are called."""

    VITS = "vits"
    KOKORO = "kokoro"
    MATCHA = "matcha"
    TRANSDUCER = "transducer"
    ZIPFORMER2_CTC = "zipformer2_ctc"
    NEMO_CTC = "nemo_ctc"


def require_package() -> None:
    """Raises `EngineUnavailableError` where sherpa-onnx is not installed, or is too old."""
    if find_spec("sherpa_onnx") is None:
        raise EngineUnavailableError("sherpa-onnx is not installed", remedy=INSTALL)
    installed = version("sherpa-onnx")
    if int(installed.partition(".")[0]) < LEAST_VERSION:
        raise EngineUnavailableError(f"sherpa-onnx {installed} is too old", remedy=INSTALL)


def find_folder(models: Path, name: str) -> Path:
    """The folder `name` of `models`; the only one for an empty name. Raises `EngineUnavailableError`."""
    if name:
        if not (models / name).is_dir():
            raise EngineUnavailableError(f"there is no folder {models / name}", remedy=f"Unpack the model to {models}.")
        return models / name
    folders = sorted(path for path in models.glob("*/") if any(path.glob("*.onnx")) and (path / "tokens.txt").exists())
    if len(folders) != 1:
        found = ", ".join(folder.name for folder in folders) or "none"
        raise EngineUnavailableError(
            f"no model is named and {models} does not hold exactly one for sherpa-onnx (it holds: {found})",
            remedy="Name one, as in sherpa:NAME.",
        )
    return folders[0]


def notes_of(folder: Path, *, prefer_small: bool) -> dict[Path, Notes]:
    """The notes of each model file; of a file that is there in full and in 8 bits, one is taken.

    8 bits are the faster for the matrices of recognisers, and often the slower for the convolutions of voices.
    """
    chosen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.onnx"), key=lambda path: (".int8" in path.name) is not prefer_small):
        chosen.setdefault(path.name.replace(".int8", ""), path)
    return {path: read_metadata(path) for path in chosen.values()}


def needed(folder: Path, name: str) -> Path:
    """The file; raises `EngineUnavailableError` where it is missing or empty."""
    path = folder / name
    if not path.exists() or not path.stat().st_size:
        raise EngineUnavailableError(f"{folder} has no {name}", remedy="Copy the whole folder of the model.")
    return path


def only(folder: Path, notes: Mapping[Path, Notes], what: str) -> tuple[Path, Notes]:
    """The one model file there is. Raises `EngineUnavailableError`."""
    if len(notes) == 1:
        return next(iter(notes.items()))
    if notes:
        several = ", ".join(path.name for path in notes)
        raise EngineUnavailableError(f"{folder} holds several models ({several})", remedy="Leave one in it.")
    raise EngineUnavailableError(f"{folder} has no {what}", remedy="Copy the whole folder of the model.")
