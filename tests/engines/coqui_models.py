"""Coqui voices of true architecture and random weights, made through Coqui's own classes: real speed, no real words."""

from __future__ import annotations

import json
import string
import warnings
from pathlib import Path
from typing import Any

PUNCTUATION = "!'(),-.:;? "
PHONEMES = "abdefhijklmnoprstuvwxzæðŋɐɑɒɔəɚɛɜɡɪɫɹɾʃʊʌʒʔʲˈˌːθᵻ"
"""What espeak-ng writes English in."""

SMALL_VITS: dict[str, Any] = {
    "hidden_channels": 32,
    "hidden_channels_ffn_text_encoder": 64,
    "num_layers_text_encoder": 2,
    "num_layers_posterior_encoder": 2,
    "upsample_initial_channel_decoder": 32,
    "resblock_kernel_sizes_decoder": [3],
    "resblock_dilation_sizes_decoder": [[1, 3, 5]],
    "speaker_embedding_channels": 16,
    "init_discriminator": False,
}
"""`VitsArgs` of a voice with 1.6 million parameters; the published voices have Coqui's defaults (83 million)."""

SMALL_XTTS: dict[str, Any] = {
    "gpt_layers": 2,
    "gpt_n_model_channels": 64,
    "gpt_n_heads": 2,
    "gpt_max_audio_tokens": 20,
    "gpt_max_text_tokens": 402,
    "gpt_num_audio_tokens": 66,
    "gpt_start_audio_token": 64,
    "gpt_stop_audio_token": 65,
    "gpt_use_perceiver_resampler": True,
    "decoder_input_dim": 64,
    "d_vector_dim": 32,
}
"""`XttsArgs` of a voice with 28 million parameters: decoder and speaker encoder have one size only."""


def make_vits(
    folder: Path, size: str = "test", speakers: int = 0, seed: int = 0, *, rate: int = 22_050, phonemes: bool = False
) -> Path:
    """A VITS voice in `folder`: config.json, model.pth and, with `speakers`, speaker_ids.json (p0, p1, …).

    `size` is `test` or `full`. With `phonemes` it reads what espeak-ng makes of the text, otherwise letters.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arguments = dict(SMALL_VITS) if size == "test" else {}
    if speakers:
        listed = folder / "speaker_ids.json"
        listed.write_text(json.dumps({f"p{number}": number for number in range(speakers)}))
        arguments |= {"use_speaker_embedding": True, "speakers_file": str(listed)}
    _write_vits(folder, arguments, seed, rate, phonemes)
    return folder


def make_xtts(folder: Path, speakers: int = 2, seed: int = 0) -> Path:
    """An XTTS voice in `folder`: config.json, model.pth, vocab.json, speakers_xtts.pth (Speaker 0, Speaker 1, …).

    model.pth holds its config as an object of Coqui's class, like the published one. A sentence is 0.7 s of sound.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
        from TTS.tts.layers.xtts.tokenizer import VoiceBpeTokenizer
        from TTS.tts.models.xtts import Xtts

        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(seed)
        config = XttsConfig(model_args=XttsArgs(**SMALL_XTTS))
        _vocabulary(folder / "vocab.json", config.languages)
        model = Xtts(config)
        model.tokenizer = VoiceBpeTokenizer(str(folder / "vocab.json"))
        model.init_models()
        config.save_json(str(folder / "config.json"))
        _save_as_published({"config": config, "model": model.state_dict()}, folder / "model.pth")
        width = SMALL_XTTS["gpt_n_model_channels"]
        voices = {
            f"Speaker {number}": {
                "gpt_cond_latents": torch.randn(1, 32, width),
                "speaker_embedding": torch.randn(1, SMALL_XTTS["d_vector_dim"], 1),
            }
            for number in range(speakers)
        }
        torch.save(voices, folder / "speakers_xtts.pth")
    return folder


def _save_as_published(checkpoint: dict[str, Any], path: Path) -> None:
    """XTTS was published when two classes of its config stood in another module, where Coqui still finds them."""
    import torch
    from TTS.tts.configs.xtts_config import XttsArgs, XttsAudioConfig

    now = XttsArgs.__module__
    for kind in (XttsArgs, XttsAudioConfig):
        kind.__module__ = "TTS.tts.models.xtts"
    try:
        torch.save(checkpoint, path)
    finally:
        for kind in (XttsArgs, XttsAudioConfig):
            kind.__module__ = now


def _vocabulary(path: Path, languages: list[str]) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", *(f"[{language}]" for language in languages)]
    listed = [*special, *string.ascii_lowercase, *string.digits, *PUNCTUATION.strip()]
    tokenizer = Tokenizer(models.BPE({token: number for number, token in enumerate(listed)}, [], unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(path))


def make_your_tts(folder: Path) -> Path:
    """A VITS voice of the kind of YourTTS: vectors for speakers (Ada, Ben), two languages, an encoder only named."""
    folder.mkdir(parents=True, exist_ok=True)
    clips = {
        f"{name}{number}.wav": {"name": name, "embedding": [0.1 * number, weight] * 8}
        for name, weight in (("Ada", 1.0), ("Ben", -1.0))
        for number in range(2)
    }
    (folder / "speakers.json").write_text(json.dumps(clips))
    (folder / "language_ids.json").write_text(json.dumps({"en": 0, "fr-fr": 1}))
    arguments = {
        **SMALL_VITS,
        "use_d_vector_file": True,
        "d_vector_file": [str(folder / "speakers.json")],
        "d_vector_dim": 16,
        "use_language_embedding": True,
        "language_ids_file": str(folder / "language_ids.json"),
    }
    _write_vits(folder, arguments)
    config = json.loads((folder / "config.json").read_text())
    config["model_args"]["speaker_encoder_model_path"] = "/run/model_se.pth"
    config["model_args"]["speaker_encoder_config_path"] = "/run/config_se.json"
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def _write_vits(
    folder: Path, arguments: dict[str, Any], seed: int = 0, rate: int = 22_050, phonemes: bool = False
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from TTS.tts.configs.vits_config import VitsArgs, VitsConfig
        from TTS.tts.models.vits import Vits

        torch.manual_seed(seed)
        config = VitsConfig(model_args=VitsArgs(**arguments), **_text(phonemes))
        config.audio.sample_rate = rate
        model = Vits(config)
        config.save_json(str(folder / "config.json"))
        torch.save({"config": config.to_dict(), "model": model.state_dict(), "step": 0}, folder / "model.pth")


def _text(phonemes: bool) -> dict[str, Any]:
    from TTS.tts.configs.shared_configs import CharactersConfig

    characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        pad="_",
        characters=string.ascii_letters,
        punctuations=PUNCTUATION,
        phonemes=PHONEMES,
    )
    reading = {"use_phonemes": True, "phonemizer": "espeak", "phoneme_language": "en-us"} if phonemes else {}
    return {"characters": characters, "text_cleaner": "english_cleaners" if phonemes else "basic_cleaners", **reading}
