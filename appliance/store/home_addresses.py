"""Addresses of machines of the home, as they are written down. Pure: nothing is looked up."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlsplit

from appliance.egress import Guard
from appliance.errors import InvalidInputError, OutsideHomeError

HTTP = ("http", "https")
MQTT = ("mqtt", "mqtts")
MOST_LETTERS = 500


def checked_address(address: str, schemes: Collection[str] = HTTP) -> str:
    """Without spaces around it. Raises `InvalidInputError` for what is no such address, carries a password, or has a
    number outside the home; where a name leads is seen when it is connected to."""
    address = address.strip()
    usual = " or ".join(f"{each}://" for each in schemes)
    remedy = f"Write it as {next(iter(schemes))}://192.168.1.20/ or with the machine's name; {usual} will do."
    if not address.isascii() or not address.isprintable() or " " in address or len(address) > MOST_LETTERS:
        raise InvalidInputError("That is no address of a machine.", remedy=remedy)
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise InvalidInputError(f"{address!r} is no address: {error}.", remedy=remedy) from error
    if parts.scheme.lower() not in schemes or not host or port == 0:
        raise InvalidInputError(f"{address!r} is no address that can be used here.", remedy=remedy)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidInputError(
            "A user name, a password or a fragment does not belong into an address.", remedy="Passwords have a field."
        )
    check_home_number(host)
    return address


def check_home_number(host: str) -> None:
    """Raises `InvalidInputError` for the number of a machine outside the home. Names pass."""
    with suppress(ValueError):
        ipaddress.ip_address(host)
        if is_link_local(host):
            raise InvalidInputError(link_local(host).message, remedy=link_local(host).remedy, says="machine_link_local")
        if not Guard().allows_address(host):
            raise InvalidInputError(
                f"{host} is outside the home network, and only machines of the home are told anything.",
                remedy="Use a private address, such as 192.168.1.20.",
            )


def is_link_local(address: str) -> bool:
    """Whether a numeric address holds on one cable only (RFC 3927; RFC 4291, 2.5.6)."""
    numeric = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(numeric, "ipv4_mapped", None)
    return (mapped or numeric).is_link_local


def link_local(host: str) -> OutsideHomeError:
    """Why such an address is not kept or connected to: a machine gives it to itself, and another one another time;
    where a machine is rented, its provider answers there."""
    return OutsideHomeError(
        f"{host} has a link-local address, which holds on one cable only and changes.",
        remedy="Give that machine an address of the home network, such as 192.168.1.20.",
        says="machine_link_local",
    )
