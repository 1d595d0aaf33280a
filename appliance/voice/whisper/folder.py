"""Folders that hold a Whisper model in CTranslate2's format: found by name, and looked through before loading."""

from __future__ import annotations

from pathlib import Path

from appliance.errors import EngineUnavailableError

PREFERRED = ("base.en", "base", "small.en", "small", "tiny.en", "tiny")
"""Without a name, the first of these that is there: base answers within a second or two on a small processor."""

PREFIXES = ("", "whisper-", "faster-whisper-")
"""What people leave before a model's name when they name its folder."""

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Beside a vocabulary. Without `tokenizer.json` faster-whisper would ask a hub."""

VOCABULARIES = ("vocabulary.json", "vocabulary.txt")

KIND = b"WhisperSpec"
"""What `model.bin` says it holds, right after its version."""

HEAD_BYTES = 32


def find_folder(models: Path, model: str) -> Path:
    """The folder of a model by its name, of the preferred one without a name. Raises `EngineUnavailableError`."""
    wanted = [name for name in ((model,) if model else PREFERRED) if name == Path(name).name != ".."]
    named = [models / (prefix + name) for name in wanted for prefix in PREFIXES]
    there = sorted(file.parent for file in models.glob("*/model.bin"))
    found = [folder for folder in named if folder.is_dir()]
    if not found and not model and len(there) == 1:
        found = there
    for folder in found:
        if not fault_of(folder):
            return folder
    remedy = f"Fetch it: appliance models pull whisper:{model or PREFERRED[0]}"
    if found:
        raise EngineUnavailableError(f"the model in {found[0]} cannot be used: {fault_of(found[0])}", remedy=remedy)
    names = ", ".join(folder.name for folder in there) or "none"
    if not model and there:
        raise EngineUnavailableError(
            f"it is not said which model: {models} holds {names}", remedy=f"Say it: whisper:{there[0].name}"
        )
    asked = f"Whisper model {model!r}" if model else "Whisper model"
    raise EngineUnavailableError(f"there is no {asked} in {models}; there is {names}", remedy=remedy)


def fault_of(folder: Path) -> str:
    """What keeps a model from being loaded, by what its files look like from outside; empty where nothing does."""
    for name in NEEDED:
        if not (folder / name).is_file():
            return f"it has no {name}"
    vocabulary = next((folder / name for name in VOCABULARIES if (folder / name).is_file()), None)
    if vocabulary is None:
        return f"it has no {' or '.join(VOCABULARIES)}"
    for file in (*(folder / name for name in NEEDED), vocabulary):
        if not file.stat().st_size:
            return f"{file.name} is empty"
        if file.suffix == ".json" and not _ends_well(file):
            return f"{file.name} breaks off"
    with (folder / NEEDED[0]).open("rb") as weights:
        is_whisper = KIND in weights.read(HEAD_BYTES)
    return "" if is_whisper else f"{NEEDED[0]} is no Whisper model in CTranslate2's format"


def _ends_well(file: Path) -> bool:
    """Whether a JSON file has an end; reading all of it would take a while, and loading it does."""
    with file.open("rb") as text:
        text.seek(-min(HEAD_BYTES, file.stat().st_size), 2)
        return text.read().rstrip().endswith((b"}", b"]"))
