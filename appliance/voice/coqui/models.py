"""What a folder of a Coqui voice holds, found out without loading it: its files, languages, phonemes and licence."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

from appliance.errors import EngineUnavailableError

CONFIG = "config.json"
LICENCE = "licence-accepted.json"
"""Who accepted which licence and when: {"licence": …, "by": …, "at": …}. Written when a person says so, never here."""

ARCHITECTURES = ("vits", "xtts")
"""Those that make sound themselves. Coqui's others make spectrograms, which a second model has to turn into sound."""

MODEL_FILES = ("model.pth", "best_model.pth", "model_file.pth", "model_file.pth.tar")
"""Names that Coqui's trainer and its published voices give the weights, preferred first."""

BESIDE_THE_MODEL = ("speaker", "language_ids", "d_vector", "model_se")
"""What names of further *.pth files in a folder begin with: they are not the weights."""

XTTS_FILES = ("model.pth", "vocab.json", "speakers_xtts.pth")

USUAL_NAMES = {
    "speakers_file": ("speaker_ids.json", "speaker_ids.pth", "speakers.pth", "speakers.json"),
    "d_vector_file": ("speakers.json", "speakers.pth"),
    "language_ids_file": ("language_ids.json", "language_ids.pth"),
}
"""What published voices call the files that a config names by the path they had where the voice was trained."""

WITHOUT_ENCODER: dict[str, str | bool] = {
    "speaker_encoder_model_path": "",
    "speaker_encoder_config_path": "",
    "use_speaker_encoder_as_loss": False,
}
"""`model_args` for speaking: the speaker encoder is for training and for copying voices."""

ZIP_BEGINS = b"PK"
PICKLE_BEGINS = b"\x80"
"""First byte of a file that torch before 1.6 saved."""


@dataclass(frozen=True, slots=True)
class CoquiVoice:
    """A complete model folder."""

    folder: Path
    architecture: str
    """One of `ARCHITECTURES`."""
    model_file: Path
    rate: int
    """Hertz, of the sound it makes."""
    languages: tuple[str, ...] = ()
    """Two- or three-letter codes; empty where the config does not say."""
    phonemizer: str = ""
    """`espeak`, `gruut`, …; empty for a voice that reads letters."""
    arguments: Mapping[str, str | bool] = field(default_factory=dict)
    """What replaces `model_args` of the config: files by the path they have here."""


def accepted_licence(folder: Path) -> str | None:
    """The licence that a person has accepted for the model in this folder; None where no whole record says so."""
    try:
        record = json.loads((folder / LICENCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict):
        return None
    said = [record.get(key) for key in ("licence", "by", "at")]
    return str(said[0]) if all(isinstance(value, str) and value.strip() for value in said) else None


def coqui_folders(tts: Path) -> list[str]:
    """Names of the folders in `tts` that hold a Coqui voice, whole or not."""
    if not tts.is_dir():
        return []
    return sorted(folder.name for folder in tts.iterdir() if folder.is_dir() and _looks_like_one(folder))


def look_into(folder: Path) -> CoquiVoice:
    """The voice in a folder. Raises `EngineUnavailableError` that names what is missing or damaged."""
    if not folder.is_dir():
        raise _incomplete(folder, "there is no such folder")
    settings = _read_config(folder)
    architecture = _architecture(settings)
    if architecture not in ARCHITECTURES:
        raise EngineUnavailableError(
            f"{folder}: its {CONFIG} is of a {architecture or 'nameless'} model, which makes no sound of its own",
            remedy=f"Take a voice of one of the kinds {' and '.join(ARCHITECTURES)}.",
        )
    look = _xtts if architecture == "xtts" else _vits
    try:
        return look(folder, settings)
    except (AttributeError, TypeError, ValueError) as error:
        raise _incomplete(folder, f"its {CONFIG} is damaged ({error})") from error


def _vits(folder: Path, settings: dict[str, Any]) -> CoquiVoice:
    arguments = {**settings, **(settings.get("model_args") or {})}
    _check_classes(folder, settings)
    files: dict[str, Path] = {}
    if arguments.get("use_speaker_embedding") and not settings.get("speakers"):
        files["speakers_file"] = _named(
            folder, "speakers_file", arguments.get("speaker_file") or arguments.get("speakers_file")
        )
    elif arguments.get("use_d_vector_file"):
        files["d_vector_file"] = _named(folder, "d_vector_file", arguments.get("d_vector_file"))
    if arguments.get("use_language_embedding") and arguments.get("language_ids_file"):
        files["language_ids_file"] = _named(folder, "language_ids_file", arguments["language_ids_file"])
    return CoquiVoice(
        folder,
        "vits",
        _checked(_model_file(folder)),
        int(settings["audio"]["sample_rate"]) if "audio" in settings else 22_050,
        _languages(settings, files.get("language_ids_file")),
        str(settings.get("phonemizer") or "espeak") if settings.get("use_phonemes") else "",
        WITHOUT_ENCODER | {key: str(path) for key, path in files.items()},
    )


def _xtts(folder: Path, settings: dict[str, Any]) -> CoquiVoice:
    for name in XTTS_FILES:
        if not (folder / name).is_file():
            raise _incomplete(folder, f"it lacks {name}")
    _checked(folder / "speakers_xtts.pth")
    rate = int((settings.get("audio") or {}).get("output_sample_rate") or 24_000)
    return CoquiVoice(folder, "xtts", _checked(folder / "model.pth"), rate, _codes(settings.get("languages") or ()))


def _looks_like_one(folder: Path) -> bool:
    if any(folder.glob("*.pth")):
        return True
    try:
        return _architecture(_read_config(folder)) in ARCHITECTURES
    except EngineUnavailableError:
        return False


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / CONFIG
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _incomplete(folder, f"it lacks {CONFIG}") from error
    except (OSError, ValueError) as error:
        raise _incomplete(folder, f"its {CONFIG} is damaged ({error})") from error
    if not isinstance(settings, dict):
        raise _incomplete(folder, f"its {CONFIG} is damaged (it holds no settings)")
    return settings


def _architecture(settings: dict[str, Any]) -> str:
    return str(settings.get("base_model") or settings.get("model") or "").lower()


def _check_classes(folder: Path, settings: dict[str, Any]) -> None:
    """A config names a Python class by its path, and Coqui imports whatever stands there."""
    wanted = str((settings.get("characters") or {}).get("characters_class") or "TTS.")
    if not wanted.startswith("TTS."):
        raise EngineUnavailableError(
            f"{folder}: its {CONFIG} wants to run {wanted}, which is not part of Coqui",
            remedy="Take the voice from a place that you trust, or remove characters_class.",
        )


def _named(folder: Path, setting: str, written: object) -> Path:
    """The file that a setting means: by its name as written (whatever its path was), else by its usual names."""
    first = written[0] if isinstance(written, list) and written else written
    name = PureWindowsPath(str(first or "")).name
    for candidate in filter(None, (name, *USUAL_NAMES[setting])):
        if (folder / candidate).is_file():
            return folder / candidate
    raise _incomplete(folder, f"it lacks {name or USUAL_NAMES[setting][0]}, which its {CONFIG} names as {setting}")


def _model_file(folder: Path) -> Path:
    for name in MODEL_FILES:
        if (folder / name).is_file():
            return folder / name
    others = [path for path in folder.glob("*.pth") if not path.name.startswith(BESIDE_THE_MODEL)]
    if not others:
        raise _incomplete(folder, f"it lacks the model itself ({MODEL_FILES[0]})")
    return max(others, key=lambda path: path.stat().st_mtime)


def _checked(path: Path) -> Path:
    """The same path. Raises where its content cannot be a model: cut off, or a web page or a pointer in its place."""
    with path.open("rb") as file:
        begins = file.read(2)
    if begins == ZIP_BEGINS and zipfile.is_zipfile(path):
        return path
    if begins[:1] == PICKLE_BEGINS:
        return path
    what = "is cut off" if begins == ZIP_BEGINS else "is no PyTorch file" if begins else "is empty"
    raise _incomplete(path.parent, f"its {path.name} {what}")


def _languages(settings: dict[str, Any], ids: Path | None) -> tuple[str, ...]:
    """As far as the config says. Coqui itself takes English where it does not; that would be a guess."""
    if ids is not None and ids.suffix == ".json":
        return _codes(json.loads(ids.read_text(encoding="utf-8")))
    trained_on = [data.get("language") for data in settings.get("datasets") or ()]
    read_as = [settings.get("phoneme_language")] if settings.get("use_phonemes") else []
    return _codes(settings.get("languages") or ()) or _codes(trained_on) or _codes(read_as)


def _codes(names: object) -> tuple[str, ...]:
    """`en` of `en-us`, `zh` of `zh-cn`; names that are no codes are left out."""
    listed = names if isinstance(names, list | tuple | dict) else ()
    codes = (str(name or "").lower().replace("_", "-").partition("-")[0] for name in listed)
    return tuple(dict.fromkeys(code for code in codes if 2 <= len(code) <= 3 and code.isalpha()))


def _incomplete(folder: Path, why: str) -> EngineUnavailableError:
    return EngineUnavailableError(
        f"{folder} is no whole Coqui voice: {why}", remedy=f"Get it again: appliance models pull coqui:{folder.name}"
    )
