"""What a folder of a sherpa-onnx voice holds: Piper and other VITS, Kokoro, or Matcha with a vocoder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from appliance.errors import EngineUnavailableError
from appliance.voice.sherpa.models import Family, Notes, needed, notes_of, only

LONGEST_PHONEMES = 400
"""Characters of IPA given to a voice at once: half a minute, and below Kokoro's 510."""

ON_PHONEMES = ("piper", "coqui", "icefall", "inflect")
"""In the notes of VITS voices, those that were trained on espeak-ng's phonemes."""

VOCODERS = frozenset({"hifigan", "vocos", "matcha-tts vocos"})
"""`model_type` of what turns a Matcha voice's spectrum into sound."""

KOKORO_STYLES = "510,1,256"
"""Of each speaker, a style for each number of phonemes: `style_dim` where it is not noted."""

FLOAT_BYTES = 4


class Reads(StrEnum):
    """What a voice makes sound of."""

    PHONEMES = "phonemes"
    """espeak-ng's, or those of a word list."""
    LISTED_WORDS = "listed words"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """A folder that is a voice."""

    folder: Path
    family: Family
    files: Mapping[str, str]
    """sherpa-onnx's name of a file to its path."""
    rate: int
    """Hertz, of its sound."""
    reads: Reads = Reads.PHONEMES
    espeak_voice: str = "en-us"
    """Of espeak-ng, whose phonemes it was trained on."""
    lexicons: tuple[str, ...] = ()
    """Paths of word lists with their pronunciation, later ones before earlier; a VITS voice takes one."""
    speakers: int = 1
    speaker_names: tuple[str, ...] = ()
    """In the order of their numbers; empty where the folder lists none."""
    longest: int = LONGEST_PHONEMES
    """Phonemes it takes at once."""

    def speaker(self, wanted: str) -> int | None:
        """The number of a speaker named by number or name; None for one it does not have."""
        if wanted in self.speaker_names:
            return self.speaker_names.index(wanted)
        return int(wanted) if wanted.isdecimal() and int(wanted) < max(1, self.speakers) else None


def voice_model(folder: Path) -> VoiceModel:
    """The voice in a folder. Raises `EngineUnavailableError` naming what is missing or cut off."""
    try:
        return _recognised(folder)
    except ValueError as error:
        raise EngineUnavailableError(
            f"the notes of {folder} cannot be understood ({error})", remedy="Copy the whole folder again."
        ) from error


def _recognised(folder: Path) -> VoiceModel:
    notes = notes_of(folder, prefer_small=False)
    tokens = needed(folder, "tokens.txt")
    vocoder = next((path for path, note in notes.items() if note.get("model_type") in VOCODERS), None)
    speaking = {path: note for path, note in notes.items() if path != vocoder}
    if vocoder is not None or any(note.get("model_type", "").startswith("matcha") for note in speaking.values()):
        return _matcha(folder, speaking, tokens, vocoder)
    path, note = only(folder, speaking, "*.onnx")
    if note.get("model_type") == "kokoro" or (folder / "voices.bin").exists():
        return _kokoro(folder, path, note, tokens)
    return _voice(folder, Family.VITS, {"model": path, "tokens": tokens}, note, names=_piper_speakers(path))


def _piper_speakers(path: Path) -> list[str]:
    """Names from the JSON that Piper keeps beside a model, in the order of their numbers."""
    beside = path.with_name(f"{path.name}.json")
    facts = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    numbers: dict[str, int] = facts.get("speaker_id_map", {})
    return sorted(numbers, key=numbers.__getitem__)


def _kokoro(folder: Path, path: Path, note: Notes, tokens: Path) -> VoiceModel:
    voices = needed(folder, "voices.bin")
    lengths, _, size = (int(part) for part in note.get("style_dim", KOKORO_STYLES).split(","))
    expected = FLOAT_BYTES * int(note.get("n_speakers", 0)) * lengths * size
    if voices.stat().st_size != expected:
        raise EngineUnavailableError(
            f"{voices} has {voices.stat().st_size} bytes, not {expected}", remedy="Copy it again, whole."
        )
    files = {"model": path, "voices": voices, "tokens": tokens}
    names = [name for name in note.get("speaker_names", "").split(",") if name]
    return _voice(folder, Family.KOKORO, files, note, names=names, longest=min(LONGEST_PHONEMES, lengths - 1))


def _matcha(folder: Path, speaking: Mapping[Path, Notes], tokens: Path, vocoder: Path | None) -> VoiceModel:
    if vocoder is None:
        raise EngineUnavailableError(
            f"{folder} has no vocoder", remedy="Put vocos-22khz-univ.onnx (or the one of the voice's rate) beside it."
        )
    path, note = only(folder, speaking, "acoustic model-*.onnx")
    return _voice(folder, Family.MATCHA, {"acoustic_model": path, "vocoder": vocoder, "tokens": tokens}, note)


def _voice(
    folder: Path,
    family: Family,
    files: Mapping[str, Path],
    note: Notes,
    *,
    names: Iterable[str] = (),
    longest: int = LONGEST_PHONEMES,
) -> VoiceModel:
    if "sample_rate" not in note or "n_speakers" not in note:
        raise EngineUnavailableError(
            f"the model in {folder} lacks the notes that sherpa-onnx needs (is it meant for Piper's own program?)",
            remedy="Take the model from sherpa-onnx's own collection.",
        )
    lexicons = tuple(str(path) for path in sorted(folder.glob("lexicon*.txt")))
    return VoiceModel(
        folder,
        family,
        {name: str(path) for name, path in files.items()},
        rate=int(note["sample_rate"]),
        reads=_vits_reads(note) if family is Family.VITS else Reads.PHONEMES,
        espeak_voice=note.get("voice") or "en-us",
        lexicons=lexicons[:1] if family is Family.VITS else lexicons,
        speakers=int(note["n_speakers"]),
        speaker_names=tuple(names),
        longest=longest,
    )


def _vits_reads(note: Notes) -> Reads:
    if note.get("frontend") == "characters":
        return Reads.LETTERS
    trained_by = note.get("comment", "")
    return Reads.PHONEMES if any(kind in trained_by for kind in ON_PHONEMES) else Reads.LISTED_WORDS
