"""A command line on a household of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.cli import main
from tests.prepared import furnish


@dataclass
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `appliance` with these words."""
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path / "user_data"))
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key" / "appliance.key"))
    monkeypatch.delenv("APPLIANCE_PASSPHRASE", raising=False)

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["appliance", *words])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def furnished(run: Run, tmp_path: Path) -> Run:
    """The same in a household whose database is there already, without a row."""
    asyncio.run(furnish(tmp_path / "user_data" / "appliance.db", tmp_path / "key" / "appliance.key"))
    return run


@pytest.fixture
def sam(furnished: Run) -> Run:
    """The same in the household of somebody."""
    assert furnished("users", "add", "Sam", "--timezone", "Europe/Berlin").code == 0
    return furnished
