"""Machine facts: environment, then `user_data/appliance.toml` (written by the page), then defaults.

Built by `load_settings()` when a command runs, never at import.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from appliance.errors import DataFolderError, SettingsError, in_own_words

SETTINGS_FILE = "appliance.toml"

HOST = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.IGNORECASE)
"""A host name, or with `*.` all names below it."""


class DeploymentMode(StrEnum):
    LOCAL = "local"
    HYBRID = "hybrid"
    CLOUD = "cloud"


def default_key_file() -> Path:
    """Outside `user_data`, so that a copy of the data alone opens nothing."""
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(config).expanduser() / "disciplinecall" / "appliance.key"


def listed(text: str) -> list[str]:
    """The parts of a setting that is a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_out_in_the_world(host: str) -> bool:
    return ipaddress.ip_address(host).is_global if _is_address(host) else host.lower().endswith("telegram.org")


class Settings(BaseSettings):
    """Every setting, under the environment name that sets it (upper case)."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    deployment_mode: DeploymentMode = DeploymentMode.LOCAL
    local_only: bool = True
    local_data_path: Path = Path("user_data")
    local_models_path: Path = Path("models")
    local_llm_model: str = "scripted"
    """Ladder of language models, comma-separated engine strings, preferred first."""
    local_stt_model: str = "sphinx"
    local_tts_model: str = "espeak"
    penalty_system_enabled: bool = False
    multi_language_enabled: bool = False
    analytics_enabled: bool = False
    telegram_bot_token: str = Field(default="", repr=False)
    telegram_base_url: str = ""
    """A Bot API server of one's own; empty is Telegram's."""
    telegram_base_file_url: str = ""
    """Where that server gives out files, where it is not below the same address."""
    ollama_host: str = "http://127.0.0.1:11434"
    database_url: str = ""
    """Empty is `appliance.db` in the data folder."""
    key_file: Path = Field(default_factory=default_key_file)
    appliance_passphrase: str = Field(default="", repr=False)
    """Opens a key file that is wrapped by a passphrase, where nobody is there to type it."""
    backup_folder: Path | None = None
    """None is `backups` in the data folder."""
    backup_keep: int = Field(default=7, ge=1, le=10_000)
    """How many backups are kept in that folder; older ones are deleted."""
    audit_keep_days: int = Field(default=730, ge=30, le=36_500)
    """For how long the audit log is kept."""
    appliance_host: str = "127.0.0.1"
    appliance_port: int = Field(default=8080, ge=1, le=65535)
    appliance_tls: bool = False
    """Serve the page over HTTPS, by a certificate of a root of this appliance's own."""
    mdns: bool = True
    """Tell the home network where the page is, under `HOST.local`."""
    allowed_hosts: str = ""
    """Further names and addresses that the page answers to, comma-separated; `*.example.org` is all below it."""
    trusted_proxies: str = ""
    """Addresses and networks, comma-separated, whose `X-Forwarded-…` headers are believed."""
    page_urls: str = ""
    """Where the page is reached, comma-separated, where that cannot be known from within: behind a front or proxy."""
    base_path: str = ""
    """Where a proxy serves the page below: `/calls`; empty for the root."""

    @field_validator("local_data_path", "local_models_path", "key_file")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()

    @field_validator("backup_folder")
    @classmethod
    def _absolute_or_none(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().resolve()

    @model_validator(mode="after")
    def _mode_is_possible(self) -> Settings:
        if self.deployment_mode is DeploymentMode.CLOUD:
            raise ValueError(
                "DEPLOYMENT_MODE=cloud does not exist: the appliance runs at home. "
                "Set DEPLOYMENT_MODE=local, or hybrid for Telegram as a carrier."
            )
        if self.deployment_mode is DeploymentMode.HYBRID and self.local_only:
            raise ValueError(
                "DEPLOYMENT_MODE=hybrid needs the internet, LOCAL_ONLY=true forbids it. "
                "Set LOCAL_ONLY=false, or DEPLOYMENT_MODE=local."
            )
        return self

    @field_validator("appliance_host")
    @classmethod
    def _listens_on(cls, host: str) -> str:
        if not _is_address(host) and (not HOST.fullmatch(host) or host.replace(".", "").isdigit()):
            raise ValueError(f"{host!r} is no address of a machine; write 127.0.0.1, or 0.0.0.0 for the home network")
        return host

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, proxies: str) -> str:
        for each in listed(proxies):
            try:
                ipaddress.ip_network(each)
            except ValueError:
                raise ValueError(f"{each!r} is no address and no network; write 192.168.1.2 or 172.18.0.0/16") from None
        return proxies

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, hosts: str) -> str:
        for each in listed(hosts):
            if not HOST.fullmatch(each) and not _is_address(each):
                raise ValueError(f"{each!r} is no host name; write calls.example.org, without a port")
        return hosts

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _server(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#@]*)?", url):
            raise ValueError("it is the address of a Bot API server, such as http://nas:8081")
        if url.startswith("http:") and _is_out_in_the_world(urlsplit(url).hostname or ""):
            raise ValueError("the token would cross the internet in the clear; write https://")
        return url

    @field_validator("page_urls")
    @classmethod
    def _pages(cls, urls: str) -> str:
        for each in listed(urls):
            if not re.fullmatch(r"https?://[^\s/?#@,]+(/[^\s?#@,]*)?", each):
                raise ValueError(f"{each!r} is no address of a page; write https://nas.home.arpa:8443")
        return urls

    @field_validator("base_path")
    @classmethod
    def _below(cls, path: str) -> str:
        path = "/" + path.strip("/") if path.strip("/") else ""
        if not re.fullmatch(r"(/[A-Za-z0-9][A-Za-z0-9._~-]*)*", path):
            raise ValueError("it is a path of letters, digits, dots and dashes, such as /calls")
        return path

    @field_validator("database_url")
    @classmethod
    def _only_the_default(cls, url: str) -> str:
        if url:
            raise ValueError("another database is not supported yet; leave it empty for the encrypted file")
        return url

    @property
    def database_file(self) -> Path:
        return self.local_data_path / "appliance.db"

    @property
    def clips_path(self) -> Path:
        """Encrypted recordings."""
        return self.local_data_path / "clips"

    @property
    def backups_path(self) -> Path:
        """Where backups are put by themselves."""
        return self.backup_folder or self.local_data_path / "backups"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over arguments: `load_settings` passes what the file says as arguments."""
        return env_settings, init_settings


def load_settings() -> Settings:
    """Read them all. Raises `SettingsError` naming the variable, its value's fault and the remedy."""
    folder = Path(os.environ.get("LOCAL_DATA_PATH") or "user_data").expanduser()
    return checked_settings(read_settings_file(folder / SETTINGS_FILE), folder)


def usable_settings() -> Settings:
    """As far as the file and the environment can be used, for who has to say or to mend what cannot: what is wrong has
    its default. Never written anywhere. Raises `SettingsError` where the environment itself cannot be used.
    """
    folder = Path(os.environ.get("LOCAL_DATA_PATH") or "user_data").expanduser()
    try:
        return Settings(**usable_lines(folder))
    except ValidationError:  # each is fine, and together they are not
        return checked_settings({}, folder)


def usable_lines(folder: Path) -> dict[str, Any]:
    """What the file of this folder sets that a setting can be: without lines that are wrong, or without any."""
    try:
        lines = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    named = {name.lower(): value for name, value in lines.items()}
    return {name: value for name, value in named.items() if name in Settings.model_fields and _is_fine(name, value)}


def _is_fine(name: str, value: Any) -> bool:
    try:
        Settings.model_validate({name: value})
    except ValidationError as error:
        return not any(fault["loc"][:1] == (name,) for fault in error.errors())
    return True


def set_in_environment(name: str) -> bool:
    """Whether the environment has the last word on this setting."""
    return any(given.lower() == name and value for given, value in os.environ.items())


def checked_settings(written: Mapping[str, Any], folder: Path) -> Settings:
    """All settings, as they are with this in the file of `folder`. Raises `SettingsError`."""
    try:
        return Settings(**written)
    except ValidationError as error:
        lines = []
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            message = in_own_words(fault["msg"])
            lines.append(f"{name}={fault['input']!r}: {message}" if name else message)
        raise SettingsError(
            "; ".join(lines), remedy=f"Change it in the environment, or in {folder / SETTINGS_FILE}."
        ) from error


def read_settings_file(path: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none. Raises `SettingsError`, `DataFolderError`."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except PermissionError as error:  # of the file, or already of its folder
        remedy = f"Let the user that runs the appliance (uid {os.getuid()}) read and write {path.parent}."
        raise DataFolderError(f"{path} cannot be read: {error.strerror}.", remedy=remedy) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", remedy="Mend the file or delete it.") from error
    values = {name.lower(): value for name, value in content.items()}
    for name in values:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise SettingsError(f"{path}: there is no setting {name!r}.{meant}", remedy="Mend the line or delete it.")
    return values
