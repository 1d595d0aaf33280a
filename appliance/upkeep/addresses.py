"""Under which names and addresses this machine is reached in its home."""

from __future__ import annotations

import ipaddress
import re
import socket

import ifaddr

from appliance.settings import Settings, listed

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104
"""Listening there is listening at every address of the machine."""


def own_name() -> str:
    """This machine's name, without a domain; empty where it has none that could be written in an address."""
    name = socket.gethostname().partition(".")[0].lower()
    return name if LABEL.fullmatch(name) and name != "localhost" else ""


def home_addresses() -> list[str]:
    """The private addresses of this machine's network cards, IPv4 first: what other machines of the home reach."""
    found = set()
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            address = ipaddress.ip_address(each.ip if isinstance(each.ip, str) else each.ip[0])
            if address.is_private and not (address.is_loopback or address.is_link_local or address.is_unspecified):
                found.add(address)
    return [str(each) for each in sorted(found, key=lambda each: (each.version, int(each)))]


def is_loopback(host: str) -> bool:
    """Whether what listens there is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def addresses_of(settings: Settings) -> list[str]:
    """Where the page of these settings is, for this machine first; as `PAGE_URLS` says, where that is set."""
    given = [each.rstrip("/") for each in listed(settings.page_urls)]
    host, port = settings.appliance_host, settings.appliance_port
    return given or page_addresses(host, port, tls=settings.appliance_tls, base_path=settings.base_path)


def page_addresses(host: str, port: int, *, tls: bool = False, base_path: str = "") -> list[str]:
    """Where the page is, as one types it: for this machine first, then for others, the easiest to type first."""
    if is_loopback(host):
        names = ["localhost"]
    elif host in EVERYWHERE:
        name = own_name()
        names = ["localhost", *([f"{name}.local"] if name else []), *home_addresses()]
    else:
        names = [host]
    return [f"{_before(each, port, tls)}{base_path}" for each in names]


def _before(name: str, port: int, tls: bool) -> str:
    scheme, usual = ("https", 443) if tls else ("http", 80)
    shown = f"[{name}]" if ":" in name else name
    return f"{scheme}://{shown}" if port == usual else f"{scheme}://{shown}:{port}"
