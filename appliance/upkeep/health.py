"""Whether the appliance of this machine answers: for containers and service managers, which ask every half minute.

Only the standard library is loaded, so that asking costs next to nothing: `appliance.__main__` comes here directly.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 4.0
"""Less than the 5 s that the image's health check allows."""

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  compared, not bound


def where(environment: Mapping[str, str]) -> tuple[str, int]:
    """Host and port of the page, by the environment, then `appliance.toml`, then the defaults."""
    folder = Path(environment.get("LOCAL_DATA_PATH") or "user_data").expanduser()
    try:
        written = {
            name.lower(): value for name, value in tomllib.loads((folder / "appliance.toml").read_text("utf-8")).items()
        }
    except (OSError, ValueError):  # what is wrong with the file `appliance run` and `appliance doctor` say
        written = {}
    host = environment.get("APPLIANCE_HOST") or str(written.get("appliance_host", ""))
    port = environment.get("APPLIANCE_PORT") or str(written.get("appliance_port", ""))
    return "127.0.0.1" if host in EVERYWHERE else host, int(port) if port.isdecimal() else 8080


def ask(host: str, port: int) -> tuple[bool, str]:
    """Whether it can carry out calls, and what it says. Plain HTTP: `/healthz` is served so even where there is TLS."""
    asked = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        asked.request("GET", "/healthz")
        answer = asked.getresponse()
        said = answer.read(65536).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return False, f"no answer from http://{host}:{port}/healthz ({error}); see its log, or start it: appliance run"
    finally:
        asked.close()
    return answer.status == 200, said


def told(said: str) -> str:
    """The answer in one line."""
    try:
        health: dict[str, Any] = json.loads(said)
        if health["status"] == "stopped":
            return f"stopped: {health.get('detail', '')} {health.get('remedy', '')}".strip()
        missing = ", ".join(health.get("missing", ()))
        return f"{health['status']}{f': missing {missing}' if missing else ''}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return said.strip()


def main() -> None:
    """Print how it is; exit code 1 where it does not answer or cannot carry out calls."""
    healthy, said = ask(*where(os.environ))
    print(told(said), file=sys.stdout if healthy else sys.stderr)
    raise SystemExit(0 if healthy else 1)
