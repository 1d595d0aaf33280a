"""Engines on servers: with `LOCAL_ONLY` they are asked only inside the home, at the very addresses that were checked.

Every address of a host name must be of the home, and the connection goes to a checked address itself: a name that
changes its address between the check and the connection (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address
from ssl import SSLContext

import httpx

from appliance.egress import EgressRefusedError, Guard
from appliance.errors import EngineError

LookUp = Callable[[str], Awaitable[list[str]]]
"""A host name → its numeric addresses, best first. Raises `OSError` where there are none."""

LOOK_UP_SECONDS = 5.0
"""A home router answers within milliseconds; mDNS gives up after 5 s (the default of nss-mdns)."""

OUTSIDE_REMEDY = "Use a server of the home network, or set LOCAL_ONLY=false."

_ADDRESS = re.compile(r"https?://[^\s,?]+", re.IGNORECASE)


async def look_up(host: str) -> list[str]:
    """The addresses of a name as this machine knows them (hosts file, DNS, mDNS), asked in a thread."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


async def check_home(url: str, guard: Guard | None, engine_name: str, *, look_up: LookUp = look_up) -> None:
    """Raises `EngineError` unless every address of the URL's host is of the home. No guard allows all."""
    if guard is not None:
        await home_addresses(host_of(url, engine_name), guard, engine_name, look_up=look_up)


async def must_listen(url: str, guard: Guard | None, engine_name: str) -> None:
    """Raises `EngineError` unless somebody accepts connections at the URL's host and port."""
    await check_home(url, guard, engine_name)
    parts = httpx.URL(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            _, writer = await asyncio.open_connection(parts.host, port)
    except OSError as error:  # a time-out is one
        raise EngineError(
            f"{engine_name}: nobody answers at {parts.host} port {port}", remedy="Is the server on, and its port right?"
        ) from error
    writer.close()
    await writer.wait_closed()


async def home_addresses(host: str, guard: Guard, engine_name: str, *, look_up: LookUp = look_up) -> list[str]:
    """The numeric addresses of a host, all of them of the home. Raises `EngineError` where one is not."""
    addresses = [host] if is_numeric(host) else await _looked_up(host, engine_name, look_up)
    for address in addresses:
        if not guard.allows_address(address):
            guard.refusals.note(host)
            raise EngineError(f"{engine_name}: {outside(host, address)}", remedy=OUTSIDE_REMEDY)
    return addresses


def outside(host: str, address: str) -> str:
    """What to say of a host that is not of the home."""
    where = host if address == host else f"{host} ({address})"
    return f"{where} is outside the home, and LOCAL_ONLY=true keeps the appliance inside"


def is_numeric(host: str) -> bool:
    """Whether a host is an address and no name; only notations that nobody reads differently count."""
    with suppress(ValueError):
        ip_address(host)
        return True
    return False


def host_of(url: str, engine_name: str) -> str:
    """The host of a URL as it is looked up: lower case, in ASCII. `host:port` will do. Raises `EngineError`."""
    try:
        host = httpx.URL(url if "://" in url else f"http://{url}").raw_host.decode()
    except httpx.InvalidURL as error:
        raise EngineError(f"{engine_name}: {url} is no address: {error}") from error
    if not host:
        raise EngineError(f"{engine_name}: {url} names no host", remedy="As in http://192.168.1.20:8080/v1.")
    return host


def engine_hosts(*settings: str) -> list[str]:
    """The hosts of all servers in ladders (`openai:MODEL@http://nas.local:8080/v1`) and in plain addresses.

    `Guard.allow_name` is told them, so that they may be looked up. What is no address is passed over here: building the
    engine complains of it.
    """
    hosts = []
    for part in ",".join(settings).split(","):
        if found := _ADDRESS.search(part):
            with suppress(EngineError):
                hosts.append(host_of(found.group(), part))
    return list(dict.fromkeys(hosts))


class HomeTransport(httpx.AsyncBaseTransport):
    """Connections of an httpx client to one server of the home, for `AsyncClient(transport=...)`.

    Certificates are checked against the host's name as ever, and the `Host` header keeps it. Without a guard it goes
    anywhere. `EngineError` comes out of the client as it is.
    """

    def __init__(
        self, guard: Guard | None, engine_name: str, trusted: SSLContext, *, look_up: LookUp = look_up
    ) -> None:
        self._guard = guard
        self._engine_name = engine_name
        self._look_up = look_up
        # No connection is kept: the next request is checked anew, and none meets one that the server just closed.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(verify=trusted, trust_env=False, limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._guard is None:
            return await self._inner.handle_async_request(request)
        host = request.url.raw_host.decode()
        addresses = await home_addresses(host, self._guard, self._engine_name, look_up=self._look_up)
        for address in addresses[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._inner.handle_async_request(pinned(request, address))
        return await self._inner.handle_async_request(pinned(request, addresses[-1]))

    async def aclose(self) -> None:
        await self._inner.aclose()


def pinned(request: httpx.Request, address: str) -> httpx.Request:
    """The same request, to that address."""
    host = request.url.raw_host.decode()
    extensions = request.extensions if is_numeric(host) else {**request.extensions, "sni_hostname": host}
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions=extensions,
    )


async def _looked_up(host: str, engine_name: str, look_up: LookUp) -> list[str]:
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            addresses = await look_up(host)
    except EgressRefusedError as error:
        raise EngineError(
            f"{engine_name}: {host} was not among the names that may be looked up with LOCAL_ONLY=true",
            remedy="Start the appliance again: it reads the names in the settings when it starts.",
        ) from error
    except (OSError, UnicodeError) as error:  # a time-out is an OSError too
        raise EngineError(
            f"{engine_name}: nobody in the network knows a host {host}",
            remedy="Is its name right, and does the router know it? Its number (192.168.…) always works.",
        ) from error
    if not addresses:
        raise EngineError(f"{engine_name}: the host {host} has no address", remedy="Write its number (192.168.…).")
    return addresses
