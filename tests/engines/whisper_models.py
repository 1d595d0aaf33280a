"""Whisper models of true architecture and size with random values, in CTranslate2's format, made without any hub.

Loading, speed and memory are then real; the words are not. Written through CTranslate2's own `WhisperSpec`, which its
converter from `transformers` fills as well: the same files, without loading `transformers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

Weights = NDArray[np.float32]

MEL_BANDS = 80
SOUND_POSITIONS = 1500
TEXT_POSITIONS = 448
TIMESTAMPS = 1501
"""0.00 … 30.00 s in steps of 0.02 s."""

# fmt: off
LANGUAGES = [
    "en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt", "tr", "pl", "ca", "nl", "ar", "sv", "it", "id", "hi", "fi",
    "vi", "he", "uk", "el", "ms", "cs", "ro", "da", "hu", "ta", "no", "th", "ur", "hr", "bg", "lt", "la", "mi", "ml",
    "cy", "sk", "te", "fa", "lv", "bn", "sr", "az", "sl", "kn", "et", "mk", "br", "eu", "is", "hy", "ne", "mn", "bs",
    "kk", "sq", "sw", "gl", "mr", "pa", "si", "km", "sn", "yo", "so", "af", "oc", "ka", "be", "tg", "sd", "gu", "am",
    "yi", "lo", "uz", "fo", "ht", "ps", "tk", "nn", "mt", "sa", "lb", "my", "bo", "tl", "mg", "as", "tt", "haw", "ln",
    "ha", "ba", "jw", "su",
]
# fmt: on
"""In the order of their tokens."""

RANDOM_SCALE = 0.02
"""Standard deviation of weights, as Whisper is initialised before training."""

PEAK_LOGIT_SCALE = 24.0
"""Standard deviation of a peaked model's logits: of 50,000 words one gets most of the probability."""

PEAKED_WORDS = 16
"""A peaked model ends its sentence where its position is a multiple of it."""


@dataclass(frozen=True, slots=True)
class Size:
    """Published dimensions."""

    width: int
    layers: int
    """Of the encoder, and as many of the decoder."""
    heads: int


SIZES = {
    "tiny_test": Size(64, 2, 2),
    "tiny": Size(384, 4, 6),
    "base": Size(512, 6, 8),
    "small": Size(768, 12, 12),
}
"""`tiny_test` is none of Whisper's: for tests that only need one to load and to answer quickly."""


def make_whisper(folder: Path, size: str, *, peaked: bool = False, ends: bool = True, seed: int = 0) -> Path:
    """Write `model.bin` (int8), `config.json`, `vocabulary.json` and `tokenizer.json` into `folder`; returns it.

    `size` is one of `SIZES`, or one with `.en` behind it, which knows English only. The words of a model with plain
    random values are all equally unlikely; a `peaked` one is sure of its gibberish, and `ends` after a few words.
    """
    name, _, english = size.partition(".")
    tokenizer, vocabulary = _vocabulary(multilingual=not english)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    spec = _Maker(SIZES[name], vocabulary, peaked, ends, np.random.default_rng(seed)).spec()
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    return folder


@dataclass(frozen=True)
class _Maker:
    size: Size
    vocabulary: list[str]
    peaked: bool
    ends: bool
    random: np.random.Generator

    @property
    def hearing_scale(self) -> float:
        """Of the decoder's attention to the sound: a peaked model's words depend on it."""
        return 2 / self.size.width**0.5 if self.peaked else RANDOM_SCALE

    def spec(self) -> Any:
        size, word_end = self.size, self.vocabulary.index("<|endoftext|>")
        spec = ctranslate2.specs.WhisperSpec(size.layers, size.heads, size.layers, size.heads)
        self._encoder(spec.encoder)
        self._decoder(spec.decoder, word_end)
        spec.config.suppress_ids = []
        spec.config.suppress_ids_begin = [self.vocabulary.index("Ġ"), word_end]
        spec.config.lang_ids = list(range(word_end + 2, word_end + 2 + len(LANGUAGES)))
        half = range(size.layers // 2, size.layers)
        spec.config.alignment_heads = list(product(half, range(size.heads)))
        return spec

    def _encoder(self, encoder: Any) -> None:
        width = self.size.width
        for convolution, inputs in ((encoder.conv1, MEL_BANDS), (encoder.conv2, width)):
            convolution.weight, convolution.bias = self._values(width, inputs, 3, scale=0.1), _zeros(width)
        encoder.position_encodings.encodings = _waves(SOUND_POSITIONS, width)
        _level(encoder.layer_norm, width)
        for layer in encoder.layer:
            self._attention(layer.self_attention, (3,))
            self._feed_forward(layer.ffn)

    def _decoder(self, decoder: Any, word_end: int) -> None:
        width, words = self.size.width, len(self.vocabulary)
        embeddings = self._values(words, width)
        positions = self._values(TEXT_POSITIONS, width)
        final = np.ones(width, np.float32)
        if self.peaked:  # position and sound decide the word, else each would call for itself again
            embeddings[word_end + 1] = 0
            embeddings[word_end + 2 + len(LANGUAGES) :] = 0
            positions *= 1 / RANDOM_SCALE
            if self.ends:
                positions[::PEAKED_WORDS] = 8 * embeddings[word_end] / RANDOM_SCALE
            else:
                embeddings[word_end] = 0
            final *= PEAK_LOGIT_SCALE / (RANDOM_SCALE * np.sqrt(width))
        decoder.embeddings.weight = decoder.projection.weight = embeddings
        decoder.position_encodings.encodings = positions
        _level(decoder.layer_norm, width)
        decoder.layer_norm.gamma = final
        for layer in decoder.layer:
            self._attention(layer.self_attention, (3,))
            self._attention(layer.attention, (1, 2), scale=self.hearing_scale)
            self._feed_forward(layer.ffn)

    def _attention(self, attention: Any, parts: tuple[int, ...], scale: float = RANDOM_SCALE) -> None:
        """Queries, keys and values, joined as CTranslate2 wants them, and what joins the heads again."""
        width = self.size.width
        _level(attention.layer_norm, width)
        for linear, times in zip(attention.linear, (*parts, 1), strict=True):
            self._linear(linear, times * width, width, scale)

    def _feed_forward(self, ffn: Any) -> None:
        width = self.size.width
        _level(ffn.layer_norm, width)
        self._linear(ffn.linear_0, 4 * width, width)
        self._linear(ffn.linear_1, width, 4 * width)

    def _linear(self, linear: Any, outputs: int, inputs: int, scale: float = RANDOM_SCALE) -> None:
        linear.weight, linear.bias = self._values(outputs, inputs, scale=scale), _zeros(outputs)

    def _values(self, *shape: int, scale: float = RANDOM_SCALE) -> Weights:
        return self.random.standard_normal(shape, np.float32) * np.float32(scale)


def _level(norm: Any, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, np.float32), _zeros(width)


def _zeros(width: int) -> Weights:
    return np.zeros(width, np.float32)


def _waves(positions: int, width: int) -> Weights:
    """Whisper's fixed encoding of positions in the sound: sines, then cosines."""
    steps = np.exp(-np.log(10_000) / (width // 2 - 1) * np.arange(width // 2))
    angles = np.arange(positions)[:, None] * steps[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def _vocabulary(*, multilingual: bool) -> tuple[Tokenizer, list[str]]:
    """A byte-level tokenizer of Whisper's size (51,865, for English alone 51,864) with all its special tokens."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = list(islice(_merges(), 50_000))
    words = letters + [first + second for first, second in merges] + [""] * multilingual
    base = Tokenizer(models.BPE({word: number for number, word in enumerate(words)}, merges))
    base.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    base.decoder = decoders.ByteLevel()
    tasks = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")
    special = [f"<|{name}|>" for name in ("endoftext", "startoftranscript", *LANGUAGES, *tasks)]
    base.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    times = [f"<|{number * 0.02:.2f}|>" for number in range(TIMESTAMPS)]
    base.add_tokens([AddedToken(token, normalized=False) for token in times])
    return base, words + special + times


def _merges() -> Iterable[tuple[str, str]]:
    """Pairs that make up invented words of two, three and four letters, those with a space before them first."""
    starts = ["Ġ", *ascii_lowercase]
    for length in (1, 2, 3):
        for first, *rest in product(starts, *[ascii_lowercase] * length):
            *middle, last = rest
            yield first + "".join(middle), last
