"""Small voices with the inputs, outputs and metadata that sherpa-onnx reads.

Their values are random: how long a sound lasts, who speaks and how fast are real, words are not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.parser
from numpy.typing import NDArray
from onnx import numpy_helper

PIPER_RATE, KOKORO_RATE, MATCHA_RATE = 16_000, 24_000, 22_050
"""Hertz."""

SPEAKERS = ("af_sky", "bm_george", "am_adam")
PIPER_SPEAKERS = ("amy", "ben", "cleo")
CHANNELS = 8
STYLE_LENGTHS = 60
"""Phonemes in the longest piece that the Kokoro-like model takes at once."""

PHONEMES = "_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒʔˈˌːθᵻ"
SPOKEN_IN_LEXICON = {"hello": "h ə l ˈ o ʊ", "did": "d ˈ ɪ d", "you": "j u ː", "run": "ɹ ˈ ʌ n", "today": "t ə d ˈ e ɪ"}

MELS = 80

ENGLISH = {"language": "English", "voice": "en-us", "has_espeak": 1, "version": 1}
KOKORO_METADATA = ENGLISH | {
    "model_type": "kokoro",
    "sample_rate": KOKORO_RATE,
    "n_speakers": len(SPEAKERS),
    "speaker_names": ",".join(SPEAKERS),
    "style_dim": f"{STYLE_LENGTHS},1,{CHANNELS}",
}
MATCHA_METADATA = ENGLISH | {
    "model_type": "matcha-tts",
    "n_speakers": 1,
    "sample_rate": MATCHA_RATE,
    "pad_id": 0,
    "use_eos_bos": 1,
}

Values = Mapping[str, NDArray[Any]]


def write_model(path: Path, graph: str, values: Values, metadata: Mapping[str, object]) -> None:
    """One ONNX file: a graph in ONNX's own text form, its initial values and its metadata."""
    model = onnx.parser.parse_model(f'<ir_version: 8, opset_import: ["" : 17]> {graph}')
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in values.items())
    onnx.helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def write_tokens(folder: Path, tokens: tuple[str, ...] | str) -> None:
    """`tokens.txt`: a symbol and its number a line."""
    lines = (f"{symbol} {number}\n" for number, symbol in enumerate(tokens))
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")


def write_lexicon(folder: Path, *, between: str = " || ") -> None:
    """`lexicon.txt`; bars stand between word and phonemes in lists made for espeak-ng's, a space in others."""
    lines = (f"{word}{between}{phonemes}\n" for word, phonemes in SPOKEN_IN_LEXICON.items())
    (folder / "lexicon.txt").write_text("".join(lines), encoding="utf-8")


SOUND = """
    looked = Gather(table, {tokens})
    coloured = Add(looked, colour)
    across = Transpose<perm = [0, 2, 1]>(coloured)
    per_token = Mul(samples, {slowness})
    stretch = Concat<axis = 0>(ones, per_token)
    held = Resize<mode = "nearest">(across, , stretch)
    hiss = RandomNormalLike(held)
    quiet = Mul(hiss, tenth)
    breath = Add(held, quiet)
"""
"""Every token sounds for `samples` times `slowness`, in a timbre of its own that the speaker colours."""


def _voice_values(samples: int) -> dict[str, NDArray[Any]]:
    random = np.random.default_rng(7)
    return {
        "table": random.standard_normal((len(PHONEMES), CHANNELS), np.float32),
        "kernel": random.standard_normal((1, CHANNELS, 9), np.float32) / 40,
        "samples": np.array([samples], np.float32),
        "ones": np.ones(2, np.float32),
        "tenth": np.array(0.1, np.float32),
    }


def make_piper(folder: Path, *, speakers: int = 3) -> Path:
    """A VITS voice as Piper's are exported for sherpa-onnx: `en_US-random.onnx`, `tokens.txt`, its JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = SOUND.format(tokens="input", slowness="slowness")
    graph = f"""piper (int64[1, L] input, int64[1] input_lengths, float[3] scales, int64[1] sid)
        => (float[1, 1, T] output) {{
        slowness = Slice(scales, first, second)
        colour = Gather(voices, sid)
        {sound}
        wave = Conv<pads = [4, 4]>(breath, kernel)
        output = Tanh(wave)
    }}"""
    values = _voice_values(600) | {
        "voices": np.random.default_rng(8).standard_normal((max(1, speakers), CHANNELS), np.float32),
        "first": np.array([1], np.int64),
        "second": np.array([2], np.int64),
    }
    metadata = ENGLISH | {"model_type": "vits", "comment": "piper", "n_speakers": speakers, "sample_rate": PIPER_RATE}
    write_model(folder / "en_US-random.onnx", graph, values, metadata)
    named = {name: number for number, name in enumerate(PIPER_SPEAKERS[:speakers])}
    (folder / "en_US-random.onnx.json").write_text(json.dumps({"speaker_id_map": named}))
    write_tokens(folder, PHONEMES)
    return folder


def make_listed(folder: Path) -> Path:
    """A VITS voice that knows the words of its `lexicon.txt` only."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = SOUND.format(tokens="x", slowness="length_scale")
    graph = f"""vits (int64[1, L] x, int64[1] x_length, float[1] noise_scale, float[1] length_scale,
        float[1] noise_scale_w) => (float[1, 1, T] y) {{
        colour = Mul(noise_scale, tenth)
        {sound}
        wave = Conv<pads = [4, 4]>(breath, kernel)
        y = Tanh(wave)
    }}"""
    metadata = ENGLISH | {"model_type": "vits", "comment": "ljspeech", "n_speakers": 0, "sample_rate": PIPER_RATE}
    write_model(folder / "vits-random.onnx", graph, _voice_values(1_200), metadata)
    write_tokens(folder, PHONEMES)
    write_lexicon(folder, between=" ")
    return folder


def make_kokoro(folder: Path) -> Path:
    """A Kokoro voice: `model.onnx`, `voices.bin` (a style for each speaker and length), `tokens.txt`."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = SOUND.format(tokens="tokens", slowness="slowness")
    graph = f"""kokoro (int64[1, L] tokens, float[1, {CHANNELS}] style, float[1] speed) => (float[T] audio) {{
        slowness = Reciprocal(speed)
        colour = Identity(style)
        {sound}
        wave = Conv<pads = [4, 4]>(breath, kernel)
        tamed = Tanh(wave)
        audio = Reshape(tamed, flat)
    }}"""
    values = _voice_values(1_600) | {"flat": np.array([-1], np.int64)}
    write_model(folder / "model.onnx", graph, values, KOKORO_METADATA)
    styles = np.random.default_rng(9).standard_normal((len(SPEAKERS), STYLE_LENGTHS, CHANNELS), np.float32)
    (folder / "voices.bin").write_bytes(styles.tobytes())
    write_tokens(folder, PHONEMES)
    return folder


def make_matcha(folder: Path, *, metadata: Mapping[str, object] = MATCHA_METADATA) -> Path:
    """A Matcha voice: `model-steps-3.onnx` makes a mel spectrum, `hifigan_v2.onnx` the sound."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = SOUND.format(tokens="x", slowness="length_scale")
    acoustic = f"""matcha (int64[1, L] x, int64[1] x_length, float[1] noise_scale, float[1] length_scale)
        => (float[1, {MELS}, T] mel) {{
        colour = Mul(noise_scale, tenth)
        {sound}
        mel = Conv<pads = [4, 4]>(breath, mel_kernel)
    }}"""
    random = np.random.default_rng(10)
    values = _voice_values(6) | {"mel_kernel": random.standard_normal((MELS, CHANNELS, 9), np.float32) / 8}
    write_model(folder / "model-steps-3.onnx", acoustic, values, metadata)
    vocoder = f"""vocoder (float[1, {MELS}, T] mel) => (float[1, 1, S] audio) {{
        wave = ConvTranspose<strides = [256]>(mel, kernel)
        audio = Tanh(wave)
    }}"""
    kernel = random.standard_normal((MELS, 1, 256), np.float32) / 20
    vocoder_metadata = {"model_type": "hifigan", "sample_rate": MATCHA_RATE}
    write_model(folder / "hifigan_v2.onnx", vocoder, {"kernel": kernel}, vocoder_metadata)
    write_tokens(folder, PHONEMES)
    return folder
