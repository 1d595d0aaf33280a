"""Voices by sherpa-onnx (Piper and other VITS, Kokoro, Matcha): neural speech for small machines, in a child process.

Their phonemes come from the program espeak-ng where it is installed, which knows every word; where it is not, a word
list in the model's folder serves, and a text with words outside it is for another rung.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from appliance.engines.child import ChildProcess, Patience, Share
from appliance.engines.kinds import Surroundings
from appliance.engines.machine import Seat
from appliance.engines.names import EngineName
from appliance.errors import EngineUnavailableError, EngineUnsuitedError
from appliance.ports import Audio, Sentence
from appliance.voice.sherpa.models import find_folder, require_package
from appliance.voice.sherpa.voice_models import Reads, VoiceModel, voice_model

CHILD = "appliance.voice.sherpa.voice_child"
ESPEAK = "espeak-ng"

OPTIONS = ("device", "language", "speaker")

TIMEOUT_SECONDS = 60.0
"""A long sentence of a large voice on a small busy processor."""

AT_ONCE = 2
"""Sentences given to the child at the same time: the next is there when one is done, and none waits out its time."""

OVERHEAD_MIB = 150
"""Beside the model's files: the interpreter, ONNX Runtime and what it computes in."""

SLOWEST, QUICKEST = 0.5, 2.0
"""Speeds beyond these are not understood any more."""


class SherpaVoice:
    """`TextToSpeech`. A style's voice is a speaker's number or name; pitch is not to be had.

    The option `speaker` is who speaks where the style names nobody the model has; `language` is the model's language
    where its own notes do not say it, and the espeak-ng voice that gives the phonemes.
    """

    def __init__(self, name: EngineName, model: VoiceModel, seat: Seat, program: str, share: Share) -> None:
        self.name = name.text
        self._model = model
        self._speaker = _speaker(name, model)
        espeak_voice = name.options.get("language", model.espeak_voice)
        self._language = _base(espeak_voice)
        opening = {
            "family": model.family,
            "files": dict(model.files),
            "lexicons": list(model.lexicons),
            "threads": max(1, seat.threads),
            "provider": seat.device,
            "program": program,
            "espeak_voice": espeak_voice,
            "longest": model.longest,
        }
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._child = ChildProcess(
            CHILD, self.name, patience=Patience(reply=TIMEOUT_SECONDS), opening=opening, tries=1, share=share
        )

    @property
    def child_pid(self) -> int | None:
        """Of the live child process; None while it is closed."""
        return self._child.pid

    async def warm(self) -> None:
        """Start the child and load the model. It closes itself when idle; the next use starts it again."""
        await self._child.start()

    async def aclose(self) -> None:
        await self._child.aclose()

    async def synthesize(self, sentence: Sentence) -> Audio:
        """Raises `EngineUnsuitedError` for another language than the model's, `EngineError` for words it cannot say."""
        if _base(sentence.language) != self._language:
            raise EngineUnsuitedError(
                f"{self.name} speaks {self._language}, not {sentence.language!r}", remedy="The next rung speaks it."
            )
        if not sentence.text.strip():
            return Audio(b"", self._model.rate, self.name)
        style = sentence.style
        speaker = self._model.speaker(style.voice_for("sherpa", sentence.language))
        asked = {
            "text": sentence.text,
            "speaker": self._speaker if speaker is None else speaker,
            "speed": min(QUICKEST, max(SLOWEST, style.rate)),
        }
        async with self._turns:
            said, pcm = await self._child.request(asked)
        return Audio(pcm, said["rate"], self.name)


def sherpa_voice(name: EngineName, around: Surroundings) -> SherpaVoice:
    """The voice `sherpa:NAME` of the folder `tts/NAME`. Raises `EngineUnavailableError`."""
    name.check_options(OPTIONS)
    require_package()
    model = voice_model(find_folder(around.models / "tts", name.model))
    program = shutil.which(ESPEAK) if model.reads is Reads.PHONEMES else None
    if program is None and not model.lexicons and model.reads is not Reads.LETTERS:
        raise _unspeakable(model)
    share = around.share(map(Path, model.files.values()), OVERHEAD_MIB)
    return SherpaVoice(name, model, around.seat("tts", name), program or "", share)


def _unspeakable(model: VoiceModel) -> EngineUnavailableError:
    if model.reads is Reads.PHONEMES:
        return EngineUnavailableError(
            f"{model.folder} needs the program {ESPEAK}, or a lexicon.txt, to know how words sound",
            remedy=f"Install it: sudo apt install {ESPEAK}",
        )
    return EngineUnavailableError(
        f"{model.folder} needs a lexicon.txt to know how words sound", remedy="Copy the whole folder of the model."
    )


def _speaker(name: EngineName, model: VoiceModel) -> int:
    wanted = name.options.get("speaker", "0")
    speaker = model.speaker(wanted)
    if speaker is None:
        names = f": {', '.join(model.speaker_names)}" if model.speaker_names else ""
        raise EngineUnavailableError(
            f"{name.text}: the model has no speaker {wanted!r}",
            remedy=f"It has 0 to {max(1, model.speakers) - 1}{names}.",
        )
    return speaker


def _base(language: str) -> str:
    """`en` of `en-us` and `en_GB`."""
    return language.replace("_", "-").partition("-")[0].lower()
