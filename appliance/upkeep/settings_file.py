"""Writes settings to `user_data/appliance.toml`: what is set is replaced line by line, all else stays as it is."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from appliance.errors import SettingsError
from appliance.settings import SETTINGS_FILE, Settings, checked_settings, read_settings_file, set_in_environment

Value = bool | int | str

CHANGED_ON_THE_PAGE = (
    "deployment_mode", "local_only", "telegram_bot_token", "telegram_base_url",
    "telegram_base_file_url", "penalty_system_enabled", "analytics_enabled", "multi_language_enabled",
)  # fmt: skip
"""What the page changes. Where data and key lie and the page listens is left to whoever starts the appliance."""


def fixed() -> frozenset[str]:
    """Settings of the page that the environment has the last word on."""
    return frozenset(name for name in CHANGED_ON_THE_PAGE if set_in_environment(name))


def stored(folder: Path) -> Settings:
    """The settings as they would be after a restart. Raises `SettingsError`."""
    return checked_settings(read_settings_file(folder / SETTINGS_FILE), folder)


def save(folder: Path, changes: Mapping[str, Value]) -> Settings:
    """Write these and return all settings as they are after a restart. What the environment sets is left out.

    Raises `SettingsError`, and nothing is written, where the appliance would not start with them.
    """
    file = folder / SETTINGS_FILE
    changes = {name: value for name, value in changes.items() if not set_in_environment(name)}
    before = read_settings_file(file)
    after = checked_settings({**before, **changes}, folder)
    text = _changed(file.read_text(encoding="utf-8") if file.exists() else "", changes)
    try:
        written = {name.lower(): value for name, value in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError:
        written = {}
    if written != {**before, **changes}:
        raise SettingsError(
            f"{file} is written in a way that cannot be changed from here.", remedy="Change it by hand."
        )
    try:
        _replace(file, text)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror or error}.") from error
    return after


def lines_of(changes: Mapping[str, Value]) -> list[str]:
    """As they stand in the file."""
    return [f"{name} = {_toml(value)}" for name, value in changes.items()]


def _changed(text: str, changes: Mapping[str, Value]) -> str:
    """Each change in the line that has it, or in a new one at the end."""
    lines, left = text.splitlines(), dict(changes)
    for place, line in enumerate(lines):
        found = re.match(r"\s*([A-Za-z_]+)\s*=", line)
        name = found[1].lower() if found else ""
        if name in left:
            lines[place] = lines_of({name: left.pop(name)})[0]
    return "".join(f"{line}\n" for line in [*lines, *lines_of(left)])


def _toml(value: Value) -> str:
    """JSON's true, numbers and strings are TOML's, once nothing above the basic plane is written as two halves."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace(file: Path, text: str) -> None:
    """All of it or nothing; 0600, as a token may be in it."""
    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(draft, file)
