"""sherpa-onnx's voices in their own process: a bad model ends the process, with a reason on its standard error.

The opening request loads a model (`family`, `files`, `lexicons`, `threads`, `provider`, and `program`, `espeak_voice`,
`longest` where phonemes are made by espeak-ng). Each further one carries `text`, `speaker` and `speed`; the reply is
its sound, 16-bit mono at `rate`. Run by `sherpa_voice.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sherpa_onnx
from numpy.typing import NDArray

from appliance.engines.frames import Cancelled, Frame, Header, UnsuitedError, serve
from appliance.voice.sherpa.hush import hushed
from appliance.voice.sherpa.lexicon import lacking, listed_words, plain
from appliance.voice.sherpa.phonemes import phonemes

GoOn = Callable[[NDArray[np.float32], float], int]
"""Asked by sherpa-onnx after each sentence, with its sound and the share that is done; 0 ends the work."""

FULL_SCALE = 32767

AUDIBLE = 0.005
"""Of full scale, -46 dB: what is quieter at either end is silence."""

LEAD_SECONDS = 0.02
TAIL_SECONDS = 0.12
"""Silence kept before and after a sentence: an answer would wait for more."""


class Voice:
    """One loaded model, after the opening request."""

    def __init__(self) -> None:
        self._tts: Any = None
        self._opened: Header = {}
        self._listed: frozenset[str] | None = None
        """The words it knows, where it works by a list of them."""

    def handle(self, header: Header, _: bytes, cancelled: Cancelled) -> Frame:
        if "family" in header:
            return self._load(header)
        rate = self._tts.sample_rate
        wanted = sherpa_onnx.GenerationConfig()
        wanted.sid = header["speaker"]
        wanted.speed = header["speed"]
        wanted.silence_scale = 1.0
        text: str = header["text"]
        if not any(character.isalnum() for character in text):
            return {"rate": rate}, b""
        say = self._say_phonemes if self._opened["program"] else self._say_words
        sound = np.asarray(say(text, wanted, lambda *_: int(not cancelled())), np.float32)
        if not len(sound) and not cancelled():
            raise UnsuitedError("the voice has no way to say this text")
        return {"rate": rate}, to_pcm(trimmed(sound, rate))

    def _load(self, header: Header) -> Frame:
        family, files = header["family"], header["files"]
        configure = {
            "vits": sherpa_onnx.OfflineTtsVitsModelConfig,
            "kokoro": sherpa_onnx.OfflineTtsKokoroModelConfig,
            "matcha": sherpa_onnx.OfflineTtsMatchaModelConfig,
        }[family]
        lexicon = "" if header["program"] else ",".join(header["lexicons"])
        model = sherpa_onnx.OfflineTtsModelConfig(
            num_threads=header["threads"], provider=header["provider"], **{family: configure(lexicon=lexicon, **files)}
        )
        self._tts = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model))
        self._opened = header
        self._listed = listed_words(lexicon.split(",")) if lexicon else None
        return {"rate": self._tts.sample_rate, "speakers": self._tts.num_speakers}, b""

    def _say_phonemes(self, text: str, wanted: Any, go_on: GoOn) -> list[float]:
        opened = self._opened
        spoken = phonemes(text, opened["program"], opened["espeak_voice"], opened["longest"])
        wanted.phoneme_codepoints = [[ord(symbol) for symbol in sentence] for sentence in spoken]
        sound: list[float] = self._tts.generate("", wanted, callback=go_on).samples
        return sound

    def _say_words(self, text: str, wanted: Any, go_on: GoOn) -> list[float]:
        """Raises `UnsuitedError` for words that are not listed: sherpa-onnx would leave them out."""
        words = plain(text)
        unknown = 0 if self._listed is None else lacking(words, self._listed)
        if unknown:
            raise UnsuitedError(f"its word list lacks {unknown} of the words of this text")
        with hushed():
            sound: list[float] = self._tts.generate(words, wanted, callback=go_on).samples
        return sound


def trimmed(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Without the silence at both ends but for `LEAD_SECONDS` and `TAIL_SECONDS`; a short end is filled up to that."""
    audible = np.flatnonzero(np.abs(sound) > AUDIBLE)
    if not len(audible):
        return sound[:0]
    start = max(0, audible[0] - round(LEAD_SECONDS * rate))
    end = audible[-1] + 1 + round(TAIL_SECONDS * rate)
    return np.pad(sound, (0, max(0, end - len(sound))))[start:end]


def to_pcm(sound: NDArray[np.float32]) -> bytes:
    """16-bit samples of sound between -1 and 1, clipped."""
    whole = np.clip(np.rint(sound * FULL_SCALE), -FULL_SCALE - 1, FULL_SCALE).astype("<i2")
    return whole.tobytes()


if __name__ == "__main__":
    serve(Voice().handle)
