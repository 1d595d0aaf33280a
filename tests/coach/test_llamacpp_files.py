"""GGUF files: which one an engine string means, and what is said of files that are none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from appliance.coach.llamacpp.files import find, find_adapter, listed
from appliance.errors import EngineUnavailableError


def gguf(path: Path, **facts: str) -> Path:
    """A file of nothing but a header of texts."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    pairs = (text(key.replace("_", ".", 1)) + struct.pack("<I", 8) + text(value) for key, value in facts.items())
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(facts)) + b"".join(pairs))
    return path


def test_the_only_model_needs_no_name(tmp_path: Path) -> None:
    gguf(tmp_path / "qwen.gguf", general_architecture="qwen2")
    gguf(tmp_path / "tone.gguf", general_architecture="qwen2", general_type="adapter")
    gguf(tmp_path / "eyes.gguf", general_architecture="clip")
    (tmp_path / "half.gguf").write_bytes(b"GG")
    assert find(tmp_path, "").path == find(tmp_path, "qwen").path == find(tmp_path, "qwen.gguf").path
    assert [file.path.stem for file in listed(tmp_path)] == ["eyes", "qwen", "tone"]


def test_among_several_models_one_is_named(tmp_path: Path) -> None:
    for name in ("a", "b"):
        gguf(tmp_path / f"{name}.gguf", general_architecture="llama")
    for wanted, words in (("", "more than one language model"), ("c", r"c\.gguf is not there")):
        with pytest.raises(EngineUnavailableError, match=words) as caught:
            find(tmp_path, wanted)
        assert caught.value.remedy == "There are: a, b."


def test_a_split_model_is_one(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        gguf(tmp_path / f"big-0000{number}-of-00003.gguf", general_architecture="llama")
    found = find(tmp_path, "")
    assert found.path.stem == "big-00001-of-00003"
    assert found.size_bytes == 3 * found.path.stat().st_size


@pytest.mark.parametrize("wanted", ["../secret", "/etc/passwd", "a/b", "..", ".hidden", "a\\b"])
def test_a_name_never_leaves_the_folder(tmp_path: Path, wanted: str) -> None:
    (tmp_path / "llm").mkdir()
    gguf(tmp_path / "secret.gguf", general_architecture="llama")
    with pytest.raises(EngineUnavailableError, match="not the name of a file"):
        find(tmp_path / "llm", wanted)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin like one"),
        (b"<html>not found</html>", "does not begin like one"),
        (b"GGUF\x03\x00", "breaks off"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version is 1"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 60), "a text of"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"x" + struct.pack("<I", 99), "unknown type"),
    ],
)
def test_what_is_no_gguf_is_named_with_what_to_do(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "odd.gguf").write_bytes(data)
    with pytest.raises(EngineUnavailableError, match=rf"odd\.gguf is no model in the GGUF format: .*{words}") as caught:
        find(tmp_path, "odd")
    assert "appliance models list" in caught.value.remedy


def test_a_folder_without_models_says_where_they_go(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="holds no language model") as caught:
        find(tmp_path / "llm", "")
    assert f"into {tmp_path / 'llm'}" in caught.value.remedy


def test_an_adapter_is_no_model_and_a_model_no_adapter(tmp_path: Path) -> None:
    gguf(tmp_path / "tone.gguf", general_architecture="llama", general_type="adapter")
    gguf(tmp_path / "qwen.gguf", general_architecture="qwen2")
    with pytest.raises(EngineUnavailableError, match="belongs to a model"):
        find(tmp_path, "tone")
    model = find(tmp_path, "qwen")
    with pytest.raises(EngineUnavailableError, match="is no LoRA adapter"):
        find_adapter(tmp_path, "qwen", model)
    with pytest.raises(EngineUnavailableError, match=r"adapts a llama model and qwen\.gguf is qwen2"):
        find_adapter(tmp_path, "tone", model)
