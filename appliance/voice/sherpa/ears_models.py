"""What a folder of a sherpa-onnx recogniser holds, which must be a streaming one.

Known are transducers of three files (Zipformer, LSTM, Conformer, NeMo), Zipformer2 with a CTC head and NeMo with one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import EngineUnavailableError
from appliance.voice.sherpa.models import Family, Notes, needed, notes_of, only

PARTS = ("encoder", "decoder", "joiner")
"""How the names of a transducer's files begin."""

FRAME_SECONDS = 0.01
"""Of the features that all of these recognisers read."""

EMISSION_SECONDS = 0.3
"""How long after a word a streaming model may still say it."""


@dataclass(frozen=True, slots=True)
class EarsModel:
    """A folder that is a streaming recogniser."""

    folder: Path
    family: Family
    files: Mapping[str, str]
    """sherpa-onnx's name of a file to its path."""
    tail_seconds: float
    """Silence after an utterance that brings out its last word: what the model looks at, and what it is late."""
    vocabulary: str = ""
    """Path of `bpe.vocab`, by which a transducer can be told words to expect; empty without."""
    case: str = ""
    """`upper` or `lower` where its symbols have no other letters."""

    def spelled(self, word: str) -> str:
        """A word in the letters that the model has."""
        return {"upper": word.upper(), "lower": word.lower()}.get(self.case, word)


def ears_model(folder: Path) -> EarsModel:
    """The recogniser in a folder. Raises `EngineUnavailableError` naming what is missing or cut off."""
    notes = notes_of(folder, prefer_small=True)
    tokens = needed(folder, "tokens.txt")
    parts = {part: path for part in PARTS for path in notes if path.name.startswith(part)}
    missing = [part for part in PARTS if part not in parts]
    if parts and missing:
        raise EngineUnavailableError(
            f"{folder} has no {missing[0]}*.onnx", remedy="A streaming transducer has three files: copy them all."
        )
    if parts:
        return _ears(folder, Family.TRANSDUCER, {**parts, "tokens": tokens}, notes[parts["encoder"]])
    path, note = only(folder, notes, "*.onnx")
    family = Family.NEMO_CTC if "window_size" in note else Family.ZIPFORMER2_CTC
    return _ears(folder, family, {"model": path, "tokens": tokens}, note)


def _ears(folder: Path, family: Family, files: Mapping[str, Path], note: Notes) -> EarsModel:
    looked_at = note.get("T") or note.get("window_size") or ""
    if not looked_at.isdecimal() or not ("decode_chunk_len" in note or "chunk_shift" in note):
        raise EngineUnavailableError(
            f"{folder} holds no streaming model that is known here",
            remedy="Take a streaming transducer, a streaming Zipformer2 CTC or a streaming NeMo CTC model.",
        )
    vocabulary = folder / "bpe.vocab"
    symbols = files["tokens"].read_text(encoding="utf-8", errors="replace")
    letters = "".join(line for line in symbols.splitlines() if "<" not in line)
    return EarsModel(
        folder,
        family,
        {name: str(path) for name, path in files.items()},
        tail_seconds=int(looked_at) * FRAME_SECONDS + EMISSION_SECONDS,
        vocabulary=str(vocabulary) if family is Family.TRANSDUCER and vocabulary.exists() else "",
        case="upper" if letters.isupper() else "lower" if letters.islower() else "",
    )
