"""Where an Ollama server is, as the setting says it. Apart from the rest, since it needs no client."""

from __future__ import annotations

from urllib.parse import urlsplit

from appliance.errors import SettingsError

OLLAMA_PORT = 11_434
"""Ollama's own."""


def server_url(host: str) -> str:
    """A setting as a URL: `nas`, `nas:11434`, `http://192.168.1.20`, `[::1]:11434`, `https://nas/ollama`.

    Without a port it is Ollama's own, for https 443. Raises `SettingsError` for what is no address.
    """
    given = host.strip().rstrip("/")
    whole = given if "://" in given else f"http://{given}"
    try:
        parts = urlsplit(whole)
        name, port = parts.hostname, parts.port  # raises for a port that cannot be
    except ValueError:
        name, port = None, None
    if not name or "@" in given or parts.scheme not in ("http", "https") or parts.query:
        shown = given.rpartition("@")[2]  # before it a password may stand
        raise SettingsError(f"OLLAMA_HOST={shown} cannot be used", remedy="As in http://192.168.1.20:11434.")
    if name == "0.0.0.0":  # noqa: S104  # how a server is told to listen everywhere; here it is this machine
        name = "127.0.0.1"
    shown = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{shown}:{port or (443 if parts.scheme == 'https' else OLLAMA_PORT)}{parts.path}"
