"""Which server an engine string means: `openai:MODEL@http://192.168.1.20:8080/v1?key_file=/path`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from appliance.egress import Guard
from appliance.engines.home_only import OUTSIDE_REMEDY, is_numeric, outside
from appliance.engines.kinds import Surroundings
from appliance.engines.names import EngineName
from appliance.errors import EngineUnavailableError, SettingsError

EXAMPLE = "As in openai:qwen2.5@http://192.168.1.20:8080/v1"

_MODEL_AT_URL = re.compile(r"(?P<model>.*?)@(?P<url>[a-z]+://.*)", re.IGNORECASE | re.DOTALL)
"""A model's name may hold slashes, colons and an @ of its own."""


@dataclass(frozen=True, slots=True)
class Server:
    """A model on a server."""

    name: str
    """The engine string."""
    model: str
    url: str
    """Without a slash at its end."""
    guard: Guard | None
    key: str = field(default="", repr=False)


def server_of(name: EngineName, around: Surroundings) -> Server:
    """The server of an engine string. Raises `SettingsError` for a bad address.

    Raises `EngineUnavailableError` where the key cannot be read, or the address is a number outside the home.
    """
    parts = _MODEL_AT_URL.fullmatch(name.model)
    if parts is None:
        raise SettingsError(f"{name.text}: it names no address with http:// or https://", remedy=EXAMPLE)
    host = _checked(name.text, parts["model"], parts["url"])
    if around.guard is not None and is_numeric(host) and not around.guard.allows_address(host):
        raise EngineUnavailableError(outside(host, host), remedy=OUTSIDE_REMEDY)
    key_file = name.options.get("key_file", "")
    return Server(
        name.text, parts["model"], parts["url"].rstrip("/"), around.guard, _key(Path(key_file)) if key_file else ""
    )


def _checked(name: str, model: str, url: str) -> str:
    """The URL's host. Raises `SettingsError`."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise SettingsError(f"{name}: its address is none: {error}", remedy=EXAMPLE) from error
    if parts.userinfo:  # the engine string is not shown: it holds a password
        raise SettingsError(
            f"openai:{model}: its address may hold no user and no password", remedy="Name a file: ?key_file=/path"
        )
    faults = {
        "its model is not named": not model or "://" in model,
        "its address must begin with http:// or https://": parts.scheme not in ("http", "https"),
        "its address names no host": not parts.host,
        "its port is not one of 1 … 65535": parts.port is not None and not 1 <= parts.port <= 65535,
        "its address may hold no #": "#" in url,
    }
    for fault, is_so in faults.items():
        if is_so:
            raise SettingsError(f"{name}: {fault}", remedy=EXAMPLE)
    return parts.raw_host.decode()


def _key(path: Path) -> str:
    remedy = "Put the server's key into it, and nothing else."
    try:
        key = path.expanduser().read_text(encoding="ascii").strip()
    except OSError as error:
        raise EngineUnavailableError(f"the key file {path} cannot be read: {error.strerror}", remedy=remedy) from error
    except UnicodeDecodeError:  # not chained: it carries the bytes of the key
        raise EngineUnavailableError(f"the key file {path} is not plain text", remedy=remedy) from None
    if not key or not key.isprintable() or " " in key:
        raise EngineUnavailableError(f"the key file {path} holds no key", remedy=remedy)
    return key


def whole_number(name: EngineName, option: str, default: int, least: int, most: int) -> int:
    """An option that is a number. Raises `SettingsError` for anything else."""
    written = name.options.get(option, str(default))
    if not (written.isascii() and written.isdigit() and least <= int(written[:12]) <= most):
        raise SettingsError(
            f"{name.text}: {option}={written} is no number from {least} to {most}", remedy=f"As in {option}={default}."
        )
    return int(written)
