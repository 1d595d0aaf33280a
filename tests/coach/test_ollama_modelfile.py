"""Modelfiles are taken apart as Ollama's own command does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.coach.ollama.modelfile import read_modelfile
from appliance.coach.ollama.models import Recipe
from appliance.errors import InvalidInputError

WHOLE = '''# A coach of the house
FROM ./weights/coach.gguf
adapter lora.gguf
PARAMETER temperature 0.4
PARAMETER num_ctx 4096
PARAMETER penalize_newline false
PARAMETER stop "<|eot_id|>"
PARAMETER stop User:
TEMPLATE """{{ .System }}
# {{ .Prompt }}"""
SYSTEM "You speak briefly."
LICENSE """
Ours.
"""
MESSAGE user Did I run?
MESSAGE assistant Three kilometres.
'''


def written(folder: Path, text: str) -> Path:
    path = folder / "Modelfile"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_a_modelfile_says(tmp_path: Path) -> None:
    assert read_modelfile(written(tmp_path, WHOLE)) == Recipe(
        file=tmp_path / "weights" / "coach.gguf",
        adapter=tmp_path / "lora.gguf",
        template="{{ .System }}\n# {{ .Prompt }}",
        system="You speak briefly.",
        license="\nOurs.\n",
        parameters={
            "temperature": 0.4,
            "num_ctx": 4096,
            "penalize_newline": False,
            "stop": ["<|eot_id|>", "User:"],
        },
        messages=(("user", "Did I run?"), ("assistant", "Three kilometres.")),
    )


def test_a_name_is_a_model_of_the_server_unless_such_a_file_is_there(tmp_path: Path) -> None:
    path = written(tmp_path, "FROM coach\n")
    assert read_modelfile(path) == Recipe(base="coach")
    (tmp_path / "coach").write_bytes(b"GGUF")
    assert read_modelfile(path) == Recipe(file=tmp_path / "coach")
    assert read_modelfile(written(tmp_path, "FROM llama3.2:3b")).base == "llama3.2:3b"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("SYSTEM hello", "does not say what the model is made from"),
        ("FROM x\n\nUSE y", "line 3: there is no command USE"),
        ('FROM x\nSYSTEM """never\nclosed', "line 2: the text is not closed"),
        ("FROM x\nPARAMETER stop", "line 2: the parameter stop has no value"),
        ("FROM x\nMESSAGE robot hello", "line 2: robot is no role"),
    ],
)
def test_what_cannot_be_understood_is_named_by_its_line(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InvalidInputError, match=fault):
        read_modelfile(written(tmp_path, text))


def test_a_modelfile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_modelfile(tmp_path / "Modelfile")
