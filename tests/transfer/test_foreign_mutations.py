"""Exports of other trackers with bytes changed are read or refused, and nothing else."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from appliance.errors import InvalidInputError
from appliance.transfer.files_in import BeaverExport, LoopExport, recognise
from appliance.transfer.habits_in import read_foreign
from tests.transfer.test_beaver import EXPORT
from tests.transfer.test_loop import NEW, OLD, packed
from tests.transfer.test_refused_documents import mutated


def read(file: Path) -> str:
    """Why it was refused; empty where it was read."""
    try:
        found = recognise(file)
        assert isinstance(found, LoopExport | BeaverExport)
        habits, _ = read_foreign(found)
    except InvalidInputError as error:
        return error.message
    assert all(habit.name and len(habit.name) <= 80 for habit in habits)
    return ""


@pytest.mark.parametrize("members", [NEW, OLD])
def test_loop(tmp_path: Path, members: dict[str, str]) -> None:
    chance, told = random.Random(4), []
    for _ in range(120):
        name = chance.choice([name for name in members if "Scores" not in name])
        content = mutated(members[name].encode(), chance)
        told.append(read(packed(tmp_path / "loop.zip", {**members, name: content})))
    assert all(message == "" or message.startswith("loop.zip: ") for message in told)
    assert 10 < told.count("") < 110


def test_beaver(tmp_path: Path) -> None:
    chance, told = random.Random(4), []
    content, file = json.dumps(EXPORT, indent=1).encode(), tmp_path / "beaver.json"
    for _ in range(250):
        file.write_bytes(mutated(content, chance))
        told.append(read(file))
    assert all(message == "" or message.startswith("beaver.json, line ") for message in told)
    assert 10 < told.count("") < 240
