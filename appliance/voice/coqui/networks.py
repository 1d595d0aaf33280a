"""Coqui's networks as `child.py` uses them: loaded, made ready for speaking, one piece of text at a time."""

from __future__ import annotations

import inspect
import json
import os
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from appliance.engines.frames import Header
from appliance.voice.coqui.pieces import LONGEST_CHARACTERS, Wave

SEED = 0
"""VITS and XTTS draw the length and tone of every sound at random."""

LONGEST_SECONDS = 40.0
"""Of the sound of one piece, which is 27 s at half speed. A number with 200 digits is minutes long once it is words,
and would take gigabytes."""


class Network(Protocol):
    """What both architectures offer."""

    rate: int
    speakers: list[str]

    def longest(self, language: str) -> int:
        """Characters it takes at once."""

    def say(self, text: str, language: str, speaker: str, speed: float) -> Wave:
        """One piece; empty where the model knows none of its characters. `speaker` is one of `speakers`, or empty."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What VITS needs of a config's `audio` for speaking.

    Given all of it, Coqui prepares to read recordings: that imports librosa, scipy and numba (1 s, 100 MB), and
    unpickles the statistics that the config may name.
    """

    sample_rate: int
    """Hertz."""
    hop_length: int
    """Samples a frame."""

    def __getitem__(self, name: str) -> int:
        value: int = getattr(self, name)
        return value


class Vits:
    """One VITS model on a device."""

    def __init__(self, opening: Header) -> None:
        from TTS.tts.configs.vits_config import VitsConfig
        from TTS.tts.models.vits import Vits as Coqui

        config = VitsConfig()
        config.from_dict(_settings(opening))
        config.audio = Sizes(config.audio.sample_rate, config.audio.hop_length)
        network = Coqui(config)
        network.load_checkpoint(config, opening["model_file"], eval=True)
        network.disc = None  # half of the memory, and of use in training only
        self._network: Any = _for_speaking(network, opening["device"])
        self._length_scale: float = network.length_scale
        self.rate: int = config.audio.sample_rate
        network.max_inference_len = round(LONGEST_SECONDS * self.rate / config.audio.hop_length)
        self._by_vector = bool(network.args.use_d_vector_file) and not network.args.use_speaker_embedding
        self.speakers: list[str] = list(network.speaker_manager.name_to_id) if network.speaker_manager else []
        characters = network.tokenizer.characters
        marks = getattr(characters, "punctuations", None) or ""
        self._soundless = {characters.pad_id, characters.blank_id, characters.bos_id, characters.eos_id}
        self._soundless |= {characters.char_to_id(mark) for mark in marks}

    def longest(self, language: str) -> int:
        return LONGEST_CHARACTERS

    def say(self, text: str, language: str, speaker: str, speed: float) -> Wave:
        import torch

        network = self._network
        languages = network.language_manager
        name = _matching(language, languages.language_names)
        tokens = network.tokenizer.text_to_ids(text, language=name)
        if not set(tokens) - self._soundless:
            return np.zeros(0, np.float32)
        network.length_scale = self._length_scale / speed
        torch.manual_seed(SEED)
        how = {key: value.to(network.device) for key, value in self._conditions(speaker).items()}
        how["language_ids"] = torch.tensor([languages.name_to_id[name]], device=network.device)
        sound = network.inference(torch.tensor([tokens], device=network.device), how)["model_outputs"]
        return _wave(sound.flatten())

    def _conditions(self, speaker: str) -> dict[str, Any]:
        import torch

        manager = self._network.speaker_manager
        if not speaker:
            return {}
        if self._by_vector:
            return {"d_vectors": torch.tensor(manager.get_mean_embedding(speaker), dtype=torch.float).unsqueeze(0)}
        return {"speaker_ids": torch.tensor([manager.name_to_id[speaker]])}


class Xtts:
    """One XTTS model on a device, with the speakers that come with it."""

    def __init__(self, opening: Header) -> None:
        from TTS.tts.configs.xtts_config import XttsConfig
        from TTS.tts.models.xtts import Xtts as Coqui

        _check_transformers()
        config = XttsConfig()
        config.from_dict(_settings(opening))
        network = Coqui(config)
        _allow_published_checkpoint()
        network.load_checkpoint(config, checkpoint_dir=opening["folder"], eval=True)
        self._network: Any = _for_speaking(network, opening["device"])
        self.rate: int = config.audio.output_sample_rate
        self.speakers: list[str] = list(network.speaker_manager.speaker_names)

    def longest(self, language: str) -> int:
        limits: dict[str, int] = self._network.tokenizer.char_limits
        return min(LONGEST_CHARACTERS, limits.get(language.partition("-")[0], LONGEST_CHARACTERS))

    def say(self, text: str, language: str, speaker: str, speed: float) -> Wave:
        import torch

        name = _matching(language, self._network.config.languages)
        torch.manual_seed(SEED)
        made = self._network.synthesize(text, speaker=speaker, language=name, speed=speed)
        return _wave(torch.from_numpy(made["wav"]).flatten())


def _settings(opening: Header) -> dict[str, Any]:
    with open(os.path.join(opening["folder"], "config.json"), encoding="utf-8") as file:
        settings: dict[str, Any] = json.load(file)
    settings["model_args"] = {**(settings.get("model_args") or {}), **opening["arguments"]}
    return settings


def _check_transformers() -> None:
    """Raises `RuntimeError` for the versions whose `generate` calls the cache by a name that XTTS does not know."""
    import transformers
    from TTS.tts.layers.xtts.gpt_inference import GPT2InferenceModel

    given = inspect.signature(transformers.GenerationMixin.prepare_inputs_for_generation).parameters
    if "cache" in given and "cache" not in inspect.signature(GPT2InferenceModel.forward).parameters:
        raise RuntimeError(f"XTTS does not work with transformers {transformers.__version__}: install 5.23 or earlier")


def _allow_published_checkpoint() -> None:
    """XTTS as published holds its own settings as objects of classes that have moved since.

    Coqui would load it with these classes allowed and then write the file anew: a model folder is not written to.
    """
    import torch
    from TTS.config.shared_configs import BaseDatasetConfig
    from TTS.tts.configs.xtts_config import XttsArgs, XttsAudioConfig, XttsConfig

    moved: list[Any] = [(kind, f"TTS.tts.models.xtts.{kind.__name__}") for kind in (XttsArgs, XttsAudioConfig)]
    torch.serialization.add_safe_globals([*moved, XttsArgs, XttsAudioConfig, XttsConfig, BaseDatasetConfig])


def _matching(language: str, names: list[str]) -> str:
    """What the model calls a language; the only one it has, whatever is asked. Raises `LookupError`."""
    if len(names) == 1 or language in names:
        return names[0] if len(names) == 1 else language
    code = language.lower().partition("-")[0]
    for name in names:
        if name.lower().partition("-")[0] == code:
            return name
    raise LookupError(f"it has no language {language!r}, but {', '.join(names)}")


def _for_speaking(network: Any, device: str) -> Any:
    """On its device, every weight as one number: in training, length and direction of a filter are kept apart, and
    putting them together anew for each sentence costs up to a tenth of the time."""
    from torch.nn.utils import parametrize

    for module in list(network.modules()):
        if parametrize.is_parametrized(module, "weight"):
            parametrize.remove_parametrizations(module, "weight")
    return network.to(device)


def _wave(sound: Any) -> Wave:
    wave: Wave = sound.detach().float().cpu().numpy()
    return wave
