"""A client of the owner's broker, at an address that was checked. aiomqtt is used here and in `session.py` alone."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiomqtt

from appliance.errors import ReachError
from appliance.reach.mqtt.board import OFFLINE, Topics
from appliance.reach.nearby import Nearby
from appliance.records.reach import HomeLink

TIMEOUT_SECONDS, KEEP_ALIVE_SECONDS, PROBE_SECONDS = 10.0, 30, 2.0
PORTS = {"mqtt": 1883, "mqtts": 8883}
MOST_QUEUED = 2000


class _Named(ssl.SSLContext):
    """Checks a certificate against the machine's name, though its number is connected to."""

    host: str
    made: list[ssl.SSLSocket]
    """paho leaves a socket open whose handshake failed."""

    def wrap_socket(self, sock: Any, *args: Any, **more: Any) -> ssl.SSLSocket:
        made = super().wrap_socket(sock, *args, **{**more, "server_hostname": self.host})
        self.made.append(made)
        return made


@asynccontextmanager
async def connected(link: HomeLink, nearby: Nearby, *, will: bool = True) -> AsyncIterator[aiomqtt.Client]:
    """For as long as the block lasts. Raises `ReachError`, `OutsideHomeError`, also when it breaks meanwhile.

    No session is kept there: nothing waits for us at the broker, so that an old press never rings later.
    """
    parts, topics = urlsplit(link.address), Topics.of(link)
    host, secured = parts.hostname or "", None
    try:
        port = parts.port or PORTS[parts.scheme]
        address = await _listening(await nearby.addresses(host), port)
        secured = await asyncio.to_thread(_context, host, link.authority) if parts.scheme == "mqtts" else None
        client = aiomqtt.Client(
            address,
            port,
            username=link.username or None,
            password=link.secret or None,
            will=aiomqtt.Will(topics.status, OFFLINE, qos=1, retain=True) if will else None,
            tls_context=secured,
            timeout=TIMEOUT_SECONDS,
            keepalive=KEEP_ALIVE_SECONDS,
            clean_session=True,
            max_queued_incoming_messages=MOST_QUEUED,
            logger=logging.getLogger("appliance.reach.mqtt.client"),
        )
        async with client:
            yield client
    except aiomqtt.MqttError as error:
        raise _told(error) from error
    except OSError as error:
        raise ReachError(
            f"The broker cannot be reached ({error.strerror or type(error).__name__}).",
            remedy="Is it on?",
            says="machine_away",
        ) from error
    finally:
        for each in secured.made if secured is not None else ():
            each.close()


async def _listening(addresses: list[str], port: int) -> str:
    """The first of a name's addresses at which somebody listens; the last where nobody does."""
    for address in addresses[:-1]:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                _, writer = await asyncio.open_connection(address, port)
        except OSError:  # a time-out is one
            continue
        writer.close()
        return address
    return addresses[-1]


def pass_cancellation() -> None:
    """Raises `CancelledError` where this task is being cancelled: `asyncio.wait_for`, by which aiomqtt waits, swallows
    a cancellation that comes in the same moment as what it waits for (bpo-37658, until Python 3.12)."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _context(host: str, authority: str) -> _Named:
    context = _Named(ssl.PROTOCOL_TLS_CLIENT)
    context.host, context.made = host, []
    try:
        if authority:
            context.load_verify_locations(cadata=authority)
        else:
            context.load_default_certs()
    except ssl.SSLError as error:
        raise ReachError(
            "The certificate of the broker's authority is none.",
            remedy="Paste it anew, in PEM.",
            says="machine_authority",
        ) from error
    return context


def _told(error: aiomqtt.MqttError) -> ReachError:
    """In words for the owner."""
    said = str(error)
    if any(words in said.lower() for words in ("not authorized", "not authorised", "bad user name", "bad username")):
        return ReachError(
            "The broker refused the user name or the password.",
            remedy="Set them anew on the page.",
            says="machine_password",
        )
    if "certificate" in said.lower():
        return ReachError(
            "The broker's certificate is not trusted here.",
            remedy="Paste that of who signed it.",
            says="machine_certificate",
        )
    return ReachError(
        f"The broker cannot be reached ({said}).", remedy="Is it on, and its port right?", says="machine_away"
    )
