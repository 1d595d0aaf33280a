"""What a file or folder is: for which engine, and what it lacks. The engines' own knowledge, asked in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.coach.llamacpp import files as llamacpp_files
from appliance.errors import EngineUnavailableError
from appliance.upkeep.weights.faults import megabytes
from appliance.upkeep.weights.gguf_length import least_bytes
from appliance.voice.coqui import models as coqui_models
from appliance.voice.sherpa.ears_models import ears_model
from appliance.voice.sherpa.voice_models import voice_model
from appliance.voice.whisper import folder as whisper_folder

MODELFILE = "modelfile"
"""What recipes for Ollama are called, in any case."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What it is, as far as its files tell."""

    kind: str
    """`llm`, `stt` or `tts`."""
    engine: str
    """The word before the colon."""
    problem: str = ""
    """What is missing or wrong; empty for a whole model."""
    note: str = ""
    """`LoRA adapter for llama`, `part of a split model`; empty for the usual."""
    is_adapter: bool = False
    """Whether it only changes another model."""


def recognise(path: Path) -> Recognised | None:
    """A GGUF file, or a folder that is a model or what is left of one; None for anything else."""
    if path.is_file():
        return _gguf(path) if path.suffix == ".gguf" else None
    names = {each.name for each in path.iterdir()} if path.is_dir() else set()
    if "model.bin" in names or names & set(whisper_folder.VOCABULARIES):
        return Recognised("stt", "whisper", whisper_folder.fault_of(path))
    if any(name.endswith(".onnx") for name in names):
        return _sherpa(path, names)
    if any(name.endswith((".pth", ".pth.tar")) for name in names):
        return Recognised("tts", "coqui", _coqui_problem(path))
    return None


def _gguf(path: Path) -> Recognised:
    try:
        head = llamacpp_files.read(path)
        needed, size = least_bytes(path), path.stat().st_size
    except EngineUnavailableError as error:
        return Recognised("llm", "llamacpp", error.message)
    except (OSError, ValueError) as error:
        return Recognised("llm", "llamacpp", f"{path.name} is damaged: {error}")
    problem = f"{path.name} is cut off: {megabytes(size)} of at least {megabytes(needed)}" if size < needed else ""
    note = ""
    if head.is_adapter:
        note = f"LoRA adapter for {head.architecture}"
    elif llamacpp_files.LATER_PART.search(path.stem):
        note = "part of a split model"
    elif not head.is_model:
        note = "belongs to a model, is none itself"
    return Recognised("llm", "llamacpp", problem, note, head.is_adapter)


def _coqui_problem(folder: Path) -> str:
    try:
        coqui_models.look_into(folder)
    except EngineUnavailableError as error:
        return _bare(error, folder)
    return ""


def _sherpa(folder: Path, names: Iterable[str]) -> Recognised:
    """Ears where the files are called so, else whichever the files' own notes make of them."""
    if any(name.startswith("encoder") for name in names):
        return Recognised("stt", "sherpa", _sherpa_problem(folder, is_voice=False))
    as_voice = _sherpa_problem(folder, is_voice=True)
    if not as_voice:
        return Recognised("tts", "sherpa")
    as_ears = _sherpa_problem(folder, is_voice=False)
    if not as_ears:
        return Recognised("stt", "sherpa")
    return Recognised("tts", "sherpa", as_voice)


def _sherpa_problem(folder: Path, *, is_voice: bool) -> str:
    try:
        if is_voice:
            voice_model(folder)
        else:
            ears_model(folder)
    except EngineUnavailableError as error:
        return _bare(error, folder)
    except (OSError, ValueError) as error:
        return str(error)
    return ""


def _bare(error: EngineUnavailableError, folder: Path) -> str:
    """What it says, without the path, which is shown beside it."""
    return error.message.replace(f"{folder}/", "").replace(f"{folder}: ", "").replace(f"{folder} ", "it ")
