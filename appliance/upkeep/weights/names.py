"""Which names of models, which paths below a model's folder and which addresses may be used at all."""

from __future__ import annotations

import ipaddress
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from appliance.egress import Guard
from appliance.errors import InvalidInputError

HOME_ENDINGS = (".local", ".lan", ".home.arpa")
"""Names that only a home's own router knows (RFC 6762, RFC 8375, and what routers call it)."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}")
_MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


def is_step(text: str) -> bool:
    """Whether this can be one step of a path: nothing hidden, nothing that leads elsewhere."""
    return _NAME.fullmatch(text) is not None


def is_model_name(text: str) -> bool:
    """Whether this can name a model in the folder of models."""
    return _MODEL_NAME.fullmatch(text) is not None


def check_model_name(text: str) -> str:
    """The name. Raises `InvalidInputError`."""
    if not is_model_name(text):
        raise InvalidInputError(
            f"{text!r} cannot name a model.", remedy="Use letters, digits and . _ + - only, a letter or digit first."
        )
    return text


def check_path(path: str) -> None:
    """Raises `ValueError` unless this is a plain path below the model's folder."""
    steps = PurePosixPath(path).parts
    if not steps or path != "/".join(steps) or not all(map(is_step, steps)):
        raise ValueError(f"{path!r} is no plain path below the model's folder")


def check_address(url: str) -> None:
    """Raises `ValueError` unless it is an https address, or an http address within the home."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"{url!r} is no address: {error}") from error
    if not host or parts.username or parts.password or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError(f"{url!r} is no address to fetch from")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_home(host)):
        raise ValueError(f"{url!r} must begin with https:// (http:// only for a server at home)")


def is_home(host: str) -> bool:
    """Whether a host is this machine or of the home network, by its number or by the kind of its name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(HOME_ENDINGS)
    return Guard().allows_address(host)
