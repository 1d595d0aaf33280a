"""Settings are written line by line, and never such that the appliance would not start."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import SettingsError
from appliance.settings import SETTINGS_FILE, DeploymentMode, load_settings
from appliance.upkeep.settings_file import CHANGED_ON_THE_PAGE, Value, fixed, lines_of, save, stored


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in CHANGED_ON_THE_PAGE:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path))
    return tmp_path


def test_other_lines_stay_as_they_are(folder: Path) -> None:
    file = folder / SETTINGS_FILE
    file.write_text("# by hand\n\nAPPLIANCE_PORT = 9000  # moved\nLOCAL_ONLY = true\n  analytics_enabled=false\n")
    after = save(folder, {"local_only": False, "deployment_mode": "hybrid", "analytics_enabled": True})
    assert file.read_text() == (
        "# by hand\n\nAPPLIANCE_PORT = 9000  # moved\nlocal_only = false\nanalytics_enabled = true\n"
        'deployment_mode = "hybrid"\n'
    )
    assert after.deployment_mode is DeploymentMode.HYBRID
    assert load_settings() == after == stored(folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == [SETTINGS_FILE], "no draft is left"


def test_what_could_not_start_is_not_written(folder: Path) -> None:
    with pytest.raises(SettingsError, match="LOCAL_ONLY=true forbids it"):
        save(folder, {"deployment_mode": "hybrid", "local_only": True})
    assert not (folder / SETTINGS_FILE).exists()


def test_the_environment_has_the_last_word(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("local_only", "true")
    assert fixed() == {"local_only"}
    after = save(folder, {"local_only": False, "analytics_enabled": True})
    assert after.local_only
    assert (folder / SETTINGS_FILE).read_text() == "analytics_enabled = true\n"
    with pytest.raises(SettingsError, match="LOCAL_ONLY"):
        save(folder, {"local_only": False, "deployment_mode": "hybrid"})
    monkeypatch.setenv("local_only", "")
    assert fixed() == frozenset(), "an empty variable is not set"


@pytest.mark.parametrize(
    "text", ['telegram_bot_token = """\nlocal_only = true\n"""\n', "appliance_port = = 3\n", "no_such_setting = 1\n"]
)
def test_a_file_that_is_not_understood_is_left_alone(folder: Path, text: str) -> None:
    (folder / SETTINGS_FILE).write_text(text)
    with pytest.raises(SettingsError):
        save(folder, {"local_only": False})
    assert (folder / SETTINGS_FILE).read_text() == text


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        save(folder / "gone", {"analytics_enabled": True})


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.booleans() | st.integers(-(2**60), 2**60))
def test_every_value_is_read_back(value: Value) -> None:
    (line,) = lines_of({"telegram_bot_token": value})
    assert tomllib.loads(line) == {"telegram_bot_token": value}
