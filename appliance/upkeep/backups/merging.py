"""Settings that come with a backup: what the household chose comes along, what this machine is stays."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from appliance.errors import SettingsError
from appliance.settings import SETTINGS_FILE, Settings, checked_settings, read_settings_file, usable_lines

OF_THE_MACHINE = frozenset(
    {
        "local_data_path", "local_models_path", "key_file", "appliance_passphrase", "appliance_host", "appliance_port",
        "appliance_tls", "mdns", "allowed_hosts", "trusted_proxies", "base_path", "page_urls", "backup_folder",
        "ollama_host",
    }
)  # fmt: skip
"""Where things lie, where the page listens and who stands before it: true of a machine, and of no other."""


def merge_settings(brought: Path, folder: Path) -> str:
    """Rewrite the settings file that a backup brought for this machine, whose data folder is given; returns what to
    tell people where it could not be used, and was dropped in favour of this machine's."""
    here = usable_lines(folder)
    own = {name: value for name, value in here.items() if name in OF_THE_MACHINE}
    note = ""
    try:
        old = read_settings_file(brought) if brought.exists() else {}
        chosen = {name: value for name, value in old.items() if name not in OF_THE_MACHINE}
        checked_settings({**chosen, **own}, folder)
    except SettingsError as error:
        note = f"The settings of the backup cannot be used here ({error.message}); those of this machine stay."
        chosen = {name: value for name, value in here.items() if name not in OF_THE_MACHINE}
    wanted = {**chosen, **own}
    if not wanted:
        brought.unlink(missing_ok=True)
    elif not brought.exists() or note or _read(brought) != wanted:
        brought.write_text("".join(f"{name} = {_toml(value)}\n" for name, value in wanted.items()), encoding="utf-8")
        brought.chmod(0o600)
    return note


def reread(settings: Settings) -> Settings:
    """As they are after the files were exchanged. Raises `SettingsError`."""
    folder = settings.local_data_path
    return checked_settings(read_settings_file(folder / SETTINGS_FILE), folder)


def _read(file: Path) -> dict[str, Any]:
    return {name.lower(): value for name, value in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def _toml(value: Any) -> str:
    """JSON's numbers, strings, true and false are TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
