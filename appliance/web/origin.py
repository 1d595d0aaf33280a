"""Whether a request is asked for by a page of ours, and under a name of ours."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a change is asked for by a page of ours, or by no page at all (a command line).

    Browsers name the asking page in `Origin`; `Sec-Fetch-Site` says it as well, but only to https and localhost.
    """
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def host_allowed(header: str, listening_on: str, also: Collection[str] = ()) -> bool:
    """Whether a Host header names this machine: a numeric address, `localhost`, `*.local`, what we listen on, or one of
    `also`, where `*.example.org` is every name below it."""
    name = header.rsplit(":", 1)[0] if header.count(":") == 1 or "]" in header else header
    name = name.strip("[]").lower().rstrip(".")
    if name in ("localhost", listening_on.lower()) or name.endswith((".localhost", ".local")):
        return True
    if any(name.endswith(each[1:].lower()) if each.startswith("*.") else name == each.lower() for each in also):
        return bool(name)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
