"""Folders of Whisper models: which one a name means, what is missing in one, and what an engine string may say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.engines.kinds import Surroundings
from appliance.engines.machine import Seat
from appliance.engines.names import parse
from appliance.errors import EngineUnavailableError, SettingsError
from appliance.voice import catalogue
from appliance.voice.whisper.engine import LONGEST_HINT, Manner, manner_of, short
from appliance.voice.whisper.folder import PREFERRED, find_folder

FILES = {
    "model.bin": b"\x06\0\0\0\x0c\0WhisperSpec\0\x03\0\0\0",
    "config.json": b"{}\n",
    "tokenizer.json": b'{"version": "1.0"}',
    "vocabulary.txt": b"!\n",
}
"""What the files of a whole folder look like from outside."""


def lay(folder: Path, *, without: str = "", instead: dict[str, bytes] | None = None) -> Path:
    """A folder of a model, but for what is told."""
    folder.mkdir(parents=True)
    for name, content in {**FILES, **(instead or {})}.items():
        if name != without:
            (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("prefix", ["", "whisper-", "faster-whisper-"])
def test_a_model_is_found_by_its_name(tmp_path: Path, prefix: str) -> None:
    folder = lay(tmp_path / f"{prefix}medium.en")
    lay(tmp_path / "base.en")
    assert find_folder(tmp_path, "medium.en") == folder


def test_without_a_name_the_preferred_one_that_is_there_is_taken(tmp_path: Path) -> None:
    lay(tmp_path / "large-v3")
    for name in reversed(PREFERRED):
        folder = lay(tmp_path / name)
        assert find_folder(tmp_path, "") == folder


def test_a_preferred_one_that_is_damaged_gives_way(tmp_path: Path) -> None:
    lay(tmp_path / PREFERRED[0], without="model.bin")
    lay(tmp_path / PREFERRED[1], instead={"tokenizer.json": b'{"version": '})
    whole = lay(tmp_path / PREFERRED[2])
    assert find_folder(tmp_path, "") == whole


def test_without_a_name_the_only_one_is_taken_and_of_several_one_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "zipformer").mkdir()
    only = lay(tmp_path / "kitchen-finnish")
    assert find_folder(tmp_path, "") == only
    lay(tmp_path / "large-v3")
    with pytest.raises(EngineUnavailableError, match="kitchen-finnish, large-v3") as caught:
        find_folder(tmp_path, "")
    assert "whisper:kitchen-finnish" in caught.value.remedy


@pytest.mark.parametrize(("model", "pulled"), [("", "base.en"), ("small", "small")])
def test_a_model_that_is_not_there_says_what_is_and_how_to_get_it(tmp_path: Path, model: str, pulled: str) -> None:
    with pytest.raises(EngineUnavailableError, match="there is none") as caught:
        find_folder(tmp_path / "stt", model)
    assert caught.value.remedy == f"Fetch it: appliance models pull whisper:{pulled}"


def test_a_model_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    lay(tmp_path / "tiny")
    with pytest.raises(EngineUnavailableError, match=r"no Whisper model 'small'.*there is tiny"):
        find_folder(tmp_path, "small")


@pytest.mark.parametrize("name", ["../elsewhere", "..", ".", "base/../../elsewhere", "/etc"])
def test_a_name_does_not_lead_out_of_the_folder_of_models(tmp_path: Path, name: str) -> None:
    lay(tmp_path / "elsewhere")
    (tmp_path / "stt" / "base").mkdir(parents=True)
    with pytest.raises(EngineUnavailableError, match="there is no Whisper model"):
        find_folder(tmp_path / "stt", name)


@pytest.mark.parametrize("missing", FILES)
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    lay(tmp_path / "base", without=missing)
    with pytest.raises(EngineUnavailableError, match=missing) as caught:
        find_folder(tmp_path, "base")
    assert caught.value.remedy == "Fetch it: appliance models pull whisper:base"


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ({"model.bin": b""}, "model.bin is empty"),
        ({"config.json": b""}, "config.json is empty"),
        ({"tokenizer.json": b'{"version": "1.0", "trunc'}, "tokenizer.json breaks off"),
        ({"model.bin": b"version https://git-lfs.github.com/spec/v1\n"}, "model.bin is no Whisper model"),
    ],
)
def test_what_is_damaged_is_named(tmp_path: Path, instead: dict[str, bytes], words: str) -> None:
    lay(tmp_path / "base", instead=instead)
    with pytest.raises(EngineUnavailableError, match=words):
        find_folder(tmp_path, "base")


def test_a_ladder_shows_why_a_rung_cannot_serve(tmp_path: Path) -> None:
    pytest.importorskip("faster_whisper", reason="faster-whisper is not installed: make engines")
    lay(tmp_path / "stt" / "base.en", without="tokenizer.json")
    state, _ = asyncio.run(catalogue.RECOGNISERS.states("whisper:base.en,sphinx", Surroundings(tmp_path)))
    assert not state.available
    assert "tokenizer.json" in state.reason
    assert state.remedy == "Fetch it: appliance models pull whisper:base.en"


@pytest.mark.parametrize(
    ("text", "seat", "manner"),
    [
        ("whisper", Seat("cpu", 2), Manner((("cpu", "int8"),), 2, False, 1)),
        ("whisper", Seat("cuda", 4), Manner((("cuda", "float16"), ("cpu", "int8")), 4, False, 1)),
        ("whisper?device=cuda", Seat("cuda", 4), Manner((("cuda", "float16"),), 4, False, 1)),
        (
            "whisper?compute=int8_float16",
            Seat("cuda", 4),
            Manner((("cuda", "int8_float16"), ("cpu", "int8")), 4, False, 1),
        ),
        ("whisper:base?beam=5&language=auto", Seat("cpu", 1), Manner((("cpu", "int8"),), 1, True, 5)),
    ],
)
def test_the_options_of_an_engine_string(text: str, seat: Seat, manner: Manner) -> None:
    assert manner_of(parse(text), seat) == manner


@pytest.mark.parametrize("option", ["device=tpu", "compute=int4", "language=pl", "beam=0", "beam=many"])
def test_an_option_with_a_value_it_cannot_have_says_which_it_can(option: str) -> None:
    with pytest.raises(SettingsError, match=option) as caught:
        manner_of(parse(f"whisper:base?{option}"), Seat())
    assert "It can be " in caught.value.remedy


@pytest.fixture
def building(tmp_path: Path) -> Callable[[str], object]:
    return lambda text: catalogue.RECOGNISERS.builders["whisper"](parse(text), Surroundings(tmp_path))


def test_an_option_that_whisper_lacks_is_refused(building: Callable[[str], object]) -> None:
    with pytest.raises(SettingsError, match="no option 'temperature'"):
        building("whisper:base?temperature=1")


def test_a_hint_stays_short() -> None:
    names = ("Sam", "run", "kilometres")
    assert short(names) == names
    kept = short([f"word{number}" for number in range(100)])
    assert 0 < sum(map(len, kept)) <= LONGEST_HINT
    assert short(["x" * (LONGEST_HINT + 1)]) == ()
