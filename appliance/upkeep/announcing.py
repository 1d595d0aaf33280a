"""Tells the home network where the page is: `HOST.local`, by multicast DNS (RFC 6762, 6763)."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from zeroconf import Error, IPVersion, NonUniqueNameException
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from appliance.settings import Settings
from appliance.upkeep.addresses import EVERYWHERE, home_addresses, is_loopback, own_name

LOG = logging.getLogger(__name__)

TITLE = "DisciplineCall"


@asynccontextmanager
async def announced(settings: Settings, addresses: Sequence[str] | None = None) -> AsyncIterator[None]:
    """The page is announced for as long as the context lasts, where others can reach it and `MDNS` is not off.

    `addresses` are those to be announced, this machine's where none are given. What fails is logged and holds nothing
    up: the page is reached by its address all the same.
    """
    host = settings.appliance_host
    if addresses is None:
        addresses = home_addresses() if host in EVERYWHERE else [] if is_loopback(host) else [host]
    if not (settings.mdns and addresses and own_name()):
        yield
        return
    telling = asyncio.create_task(_tell(settings, addresses), name="announce the page")
    try:
        yield
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _tell(settings: Settings, addresses: Sequence[str]) -> None:
    try:
        for each in addresses:  # one that is gone by now would leave half of what is opened next behind
            with socket.socket(_family(each), socket.SOCK_DGRAM) as tried:
                tried.bind((each, 0))
        spoken = AsyncZeroconf(interfaces=list(addresses), ip_version=_version_of(addresses))
    except (OSError, ValueError, Error) as error:
        LOG.warning("the page is not announced as %s.local: %s", own_name(), error)
        return
    try:
        await _registered(spoken, _about(settings, addresses))
        await asyncio.Event().wait()
    except (OSError, ValueError, Error) as error:
        LOG.warning("the page is not announced as %s.local: %s", own_name(), error or type(error).__name__)
    finally:
        await spoken.async_close()  # says goodbye as well


async def _registered(spoken: AsyncZeroconf, about: AsyncServiceInfo) -> None:
    try:
        await (await spoken.async_register_service(about, allow_name_change=True))
    except NonUniqueNameException:
        LOG.warning("another machine of the home is called %s too: the page is not announced", about.server)


def _about(settings: Settings, addresses: Sequence[str]) -> AsyncServiceInfo:
    kind = f"_{'https' if settings.appliance_tls else 'http'}._tcp.local."
    return AsyncServiceInfo(
        kind,
        f"{TITLE} {own_name()}.{kind}",
        port=settings.appliance_port,
        properties={"path": f"{settings.base_path}/"},
        server=f"{own_name()}.local.",
        addresses=[socket.inet_pton(_family(each), each) for each in addresses],
    )


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _version_of(addresses: Sequence[str]) -> IPVersion:
    families = {_family(each) for each in addresses}
    if len(families) > 1:
        return IPVersion.All
    return IPVersion.V6Only if socket.AF_INET6 in families else IPVersion.V4Only
