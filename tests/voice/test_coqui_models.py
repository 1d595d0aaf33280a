"""Folders of Coqui voices, whole or not, found out without loading; licences; engine strings."""

from __future__ import annotations

import json
import os
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.errors import EngineUnavailableError, SettingsError
from appliance.voice.coqui.engine import Coqui, coqui
from appliance.voice.coqui.models import accepted_licence, coqui_folders, look_into

installed = pytest.mark.skipif(find_spec("TTS") is None, reason="coqui-tts is not installed")


def engine(text: str, models: Path) -> Coqui:
    return coqui(parse(text), Surroundings(models))


def write(folder: Path, settings: object, *files: str) -> Path:
    """A folder with a config and files; those of models are whole as far as one can see from outside."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(settings))
    for name in files:
        if name.endswith(".pth"):
            with zipfile.ZipFile(folder / name, "w") as archive:
                archive.writestr("archive/data.pkl", b"")
        else:
            (folder / name).write_text("{}")
    return folder


def accept(folder: Path) -> None:
    record = {"licence": "CPML", "by": "Ada", "at": "2026-01-02T10:00:00Z"}
    (folder / "licence-accepted.json").write_text(json.dumps(record))


VITS: dict[str, Any] = {"model": "vits", "audio": {"sample_rate": 16_000}}
SPEAKERS = {
    **VITS,
    "model_args": {"use_speaker_embedding": True, "speakers_file": "/training/run/speaker_ids.json"},
}
VECTORS = {**VITS, "model_args": {"use_d_vector_file": True, "d_vector_file": ["C:\\run\\speakers.json"]}}
TONGUES = {**VITS, "model_args": {"use_language_embedding": True, "language_ids_file": "/run/language_ids.json"}}
XTTS = {"model": "xtts", "audio": {"output_sample_rate": 24_000}, "languages": ["en", "zh-cn"]}


def test_files_are_found_by_name_wherever_the_voice_was_trained(tmp_path: Path) -> None:
    voice = look_into(write(tmp_path / "a", SPEAKERS, "best_model.pth", "speaker_ids.json"))
    assert (voice.architecture, voice.rate, voice.model_file.name) == ("vits", 16_000, "best_model.pth")
    assert voice.arguments["speakers_file"] == str(tmp_path / "a" / "speaker_ids.json")
    assert look_into(write(tmp_path / "b", VECTORS, "model.pth", "speakers.json")).arguments["d_vector_file"]


def test_without_a_usual_name_the_newest_model_counts(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", VITS, "checkpoint_2.pth", "checkpoint_10.pth", "speakers.pth")
    for age, name in enumerate(("speakers.pth", "checkpoint_10.pth", "checkpoint_2.pth")):
        os.utime(folder / name, (1e9 - age, 1e9 - age))
    assert look_into(folder).model_file.name == "checkpoint_10.pth"


@pytest.mark.parametrize(
    ("settings", "files", "words"),
    [
        (VITS, (), "lacks the model itself"),
        (VITS, ("speakers.pth",), "lacks the model itself"),
        (SPEAKERS, ("model.pth",), "lacks speaker_ids.json"),
        (VECTORS, ("model.pth",), "lacks speakers.json"),
        (TONGUES, ("model.pth",), "lacks language_ids.json"),
        (XTTS, ("model.pth", "vocab.json"), "lacks speakers_xtts.pth"),
        (XTTS, ("model.pth", "speakers_xtts.pth"), "lacks vocab.json"),
        (XTTS, ("vocab.json", "speakers_xtts.pth"), "lacks model.pth"),
        ([], ("model.pth",), "config.json is damaged"),
        ({**VITS, "audio": {"sample_rate": "fast"}}, ("model.pth",), "config.json is damaged"),
        ({**VITS, "audio": 5}, ("model.pth",), "config.json is damaged"),
        ({"model": "tacotron2"}, ("model.pth",), "tacotron2 model, which makes no sound"),
        ({"data": {}}, ("model.pth",), "nameless model"),
        ({**VITS, "characters": {"characters_class": "os.system"}}, ("model.pth",), "wants to run os.system"),
    ],
)
def test_a_folder_that_is_not_whole_says_what_is_missing(
    tmp_path: Path, settings: object, files: tuple[str, ...], words: str
) -> None:
    with pytest.raises(EngineUnavailableError, match=words) as caught:
        look_into(write(tmp_path / "voice", settings, *files))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"PK\x03\x04 and the rest is missing", "is cut off"), (b"<html>", "is no PyTorch file")],
)
def test_a_model_file_that_cannot_be_one_is_found_out_before_it_is_loaded(
    tmp_path: Path, content: bytes, words: str
) -> None:
    folder = write(tmp_path / "voice", VITS)
    (folder / "model.pth").write_bytes(content)
    with pytest.raises(EngineUnavailableError, match=f"model.pth {words}"):
        look_into(folder)


def test_a_config_cut_off_or_not_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "voice", VITS, "model.pth")
    (folder / "config.json").write_text('{"model": "vi')
    with pytest.raises(EngineUnavailableError, match=r"config\.json is damaged"):
        look_into(folder)
    (folder / "config.json").unlink()
    with pytest.raises(EngineUnavailableError, match=r"lacks config\.json"):
        look_into(folder)
    with pytest.raises(EngineUnavailableError, match="no such folder"):
        look_into(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("settings", "languages"),
    [
        ({}, ()),
        ({"languages": ["en", "fr-fr", "pt_BR", "english", None]}, ("en", "fr", "pt")),
        ({"datasets": [{"language": ""}, {"language": "de"}]}, ("de",)),
        ({"use_phonemes": True, "phoneme_language": "en-us"}, ("en",)),
        ({"use_phonemes": False, "phoneme_language": "en-us"}, ()),
    ],
)
def test_languages_as_far_as_the_config_says(
    tmp_path: Path, settings: dict[str, Any], languages: tuple[str, ...]
) -> None:
    assert look_into(write(tmp_path / "voice", {**VITS, **settings}, "model.pth")).languages == languages


def test_languages_of_a_model_with_several(tmp_path: Path) -> None:
    folder = write(tmp_path / "voice", TONGUES, "model.pth")
    (folder / "language_ids.json").write_text('{"en": 0, "fr-fr": 1}')
    assert look_into(folder).languages == ("en", "fr")
    assert look_into(write(tmp_path / "x", XTTS, "model.pth", "vocab.json", "speakers_xtts.pth")).languages == (
        "en",
        "zh",
    )


@pytest.mark.parametrize(
    "record", ["", "[]", '{"licence": "CPML"}', '{"licence": "CPML", "by": " ", "at": "now"}', '{"licence": 1}']
)
def test_half_a_record_accepts_nothing(tmp_path: Path, record: str) -> None:
    assert accepted_licence(tmp_path) is None
    (tmp_path / "licence-accepted.json").write_text(record)
    assert accepted_licence(tmp_path) is None
    accept(tmp_path)
    assert accepted_licence(tmp_path) == "CPML"


@installed
def test_without_a_name_it_is_the_only_voice_there(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="no Coqui voice") as none:
        engine("coqui", tmp_path)
    assert "appliance models pull coqui:" in none.value.remedy
    write(tmp_path / "tts" / "ljspeech", VITS, "model.pth")
    write(tmp_path / "tts" / "piper", {"audio": {}}, "model.onnx")
    assert coqui_folders(tmp_path / "tts") == ["ljspeech"]
    assert engine("coqui", tmp_path).name == "coqui"
    write(tmp_path / "tts" / "vctk", VITS, "model.pth")
    with pytest.raises(EngineUnavailableError, match="more than one") as several:
        engine("coqui", tmp_path)
    assert "coqui:ljspeech, coqui:vctk" in several.value.remedy


@installed
@pytest.mark.parametrize("name", ["nobody", "../tts/ljspeech", "ljspeech/", ".."])
def test_a_name_is_that_of_a_folder_there(tmp_path: Path, name: str) -> None:
    write(tmp_path / "tts" / "ljspeech", VITS, "model.pth")
    with pytest.raises(EngineUnavailableError, match="there is no voice") as caught:
        engine(f"coqui:{name}", tmp_path)
    assert "coqui:ljspeech" in caught.value.remedy


@installed
def test_xtts_is_refused_until_a_person_has_accepted_its_licence(tmp_path: Path) -> None:
    folder = write(tmp_path / "tts" / "xtts", XTTS, "model.pth", "vocab.json", "speakers_xtts.pth")
    with pytest.raises(EngineUnavailableError, match="no commercial use") as caught:
        engine("coqui:xtts", tmp_path)
    assert "appliance models accept coqui:xtts" in caught.value.remedy
    accept(folder)
    assert engine("coqui:xtts", tmp_path).child_pid is None


@installed
def test_a_voice_that_needs_espeak_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "tts" / "reads", {**VITS, "use_phonemes": True, "phonemizer": "espeak"}, "model.pth")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineUnavailableError, match="espeak-ng is not installed"):
        engine("coqui", tmp_path)


@installed
def test_an_option_that_it_has_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no option 'pitch'"):
        coqui(parse("coqui?pitch=2"), Surroundings(tmp_path))
