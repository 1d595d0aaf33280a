"""Machines of the home over HTTP, at the very addresses that were checked: outgoing reach never leaves the home.

Whatever `LOCAL_ONLY` says, nothing here connects outside loopback and private addresses. A name is looked up once for
a connection, every address of it must be of the home, and the connection goes to a checked one: a name that changes its
address in between (DNS rebinding) leads nowhere else. Redirects are not followed.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from appliance.egress import EgressRefusedError, Guard
from appliance.engines.home_only import LookUp, is_numeric, look_up, pinned
from appliance.errors import OutsideHomeError, ReachError
from appliance.store.home_addresses import is_link_local, link_local

STEP_SECONDS, WHOLE_SECONDS = 5.0, 10.0
"""For one step of an exchange (connecting, the next piece of the answer), and for all of it."""

LOOK_UP_SECONDS = 5.0
MOST_BYTES = 64 * 1024
"""Of an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask a machine."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    authority: str = ""
    """Certificates in PEM that are trusted instead of this machine's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it said. `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300


class Nearby:
    """Asks machines of the home. `allow_name` is told each host before it is looked up."""

    def __init__(self, look_up: LookUp = look_up, guard: Guard | None = None) -> None:
        self.allow_name: Callable[[str], None] = lambda _: None
        self._look_up = look_up
        self._guard = guard or Guard()

    async def addresses(self, host: str) -> list[str]:
        """The numeric addresses of a host, all of the home. Raises `OutsideHomeError`, `ReachError`."""
        found = [host] if is_numeric(host) else await self._looked_up(host)
        for address in found:
            if not self._guard.allows_address(address):
                where = host if address == host else f"{host} ({address})"
                raise OutsideHomeError(
                    f"{where} is outside the home network, and is not connected to.",
                    remedy="Only machines with private addresses are reached.",
                    says="machine_outside",
                    host=where,
                )
        usable = [each for each in found if not is_link_local(each)]
        if found and not usable:
            raise link_local(host)
        return usable

    async def ask(self, asked: Asked) -> Answer:
        """Its answer, whatever the status. Raises `OutsideHomeError`, and `ReachError` where there is none."""
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await self._ask(asked)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ReachError(
                "It took too long to answer.", remedy="Is that machine on, and not busy?", says="machine_slow"
            ) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError, ValueError) as error:
            raise ReachError("Its address cannot be used.", remedy="Write it anew.", says="machine_address") from error
        except (httpx.HTTPError, OSError) as error:
            raise _unreached(error) from error

    async def _ask(self, asked: Asked) -> Answer:
        url = httpx.URL(asked.address)
        trusted = await asyncio.to_thread(trusted_by, asked.authority)
        limits = httpx.Limits(max_keepalive_connections=0)
        transport = httpx.AsyncHTTPTransport(verify=trusted, trust_env=False, limits=limits)
        client = httpx.AsyncClient(transport=transport, timeout=STEP_SECONDS, trust_env=False, follow_redirects=False)
        headers = {"Accept-Encoding": "identity", "User-Agent": "DisciplineCall", **asked.headers}
        async with client:
            addresses = await self.addresses(url.raw_host.decode())
            request = client.build_request(asked.method, url, headers=headers, content=asked.body or None)
            for number, address in enumerate(addresses, 1):
                try:
                    response = await client.send(pinned(request, address), stream=True)
                    break
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    if number == len(addresses):
                        raise
            try:
                return Answer(response.status_code, dict(response.headers), await _body(response))
            finally:
                await response.aclose()

    async def _looked_up(self, host: str) -> list[str]:
        self.allow_name(host)
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                found = await self._look_up(host)
        except EgressRefusedError as error:
            raise ReachError(
                f"{host} may not be looked up.",
                remedy="Use its number, such as 192.168.1.20.",
                says="machine_lookup",
                host=host,
            ) from error
        except (OSError, UnicodeError) as error:
            found = []
            if isinstance(error, TimeoutError):
                raise ReachError(f"Looking up {host} took too long.", says="machine_unknown", host=host) from error
        if not found:
            raise ReachError(
                f"Nobody in the network knows a host {host}.",
                remedy="Is its name right, and does the router know it? Its number (192.168.…) always works.",
                says="machine_unknown",
                host=host,
            )
        return found


def trusted_by(authority: str) -> ssl.SSLContext:
    """What certificates are checked by: these, in PEM, or else what this machine trusts. Raises `ReachError`."""
    try:
        return ssl.create_default_context(cadata=authority or None)
    except ssl.SSLError as error:
        raise ReachError(
            "Its certificate authority is no certificate.", remedy="Paste it anew, in PEM.", says="machine_authority"
        ) from error


def _unreached(error: Exception) -> ReachError:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        remedy = "Paste the certificate of who signed it."
        return ReachError("Its certificate is not trusted here.", remedy=remedy, says="machine_certificate")
    said = str(error) or type(error).__name__
    return ReachError(
        f"It cannot be reached ({said}).", remedy="Is that machine on, and its port right?", says="machine_away"
    )


async def _body(response: httpx.Response) -> bytes:
    """Undecoded, and of what is too long only the beginning."""
    pieces, size = [], 0
    async for piece in response.aiter_raw():
        pieces.append(piece)
        size += len(piece)
        if size >= MOST_BYTES:
            break
    return b"".join(pieces)[:MOST_BYTES]
