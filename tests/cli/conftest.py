"""A command line on a household of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.cli import main


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
