"""HTTPS at the page's port, by a certificate that renews itself; who comes without it is led to it."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Coroutine
from typing import Any

from appliance.ports import Now
from appliance.settings import Settings
from appliance.upkeep.certificates import Certificates, folder_of, prepared, wanted_of

LOG = logging.getLogger(__name__)

HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1); no request of HTTP begins so."""

GREETING_SECONDS = 20.0
"""How long somebody may be connected before they say anything, and a handshake may last."""

LOOKED_AFTER_SECONDS = 3600.0
"""How often it is looked whether addresses changed, or the certificate is about to end."""

Protocols = Callable[[], asyncio.Protocol]


class Secured:
    """The page's certificate, and the context of TLS that serves it."""

    def __init__(self, settings: Settings, now: Now) -> None:
        """Raises `SetupError` where the certificates cannot be read or written."""
        self._settings, self._now = settings, now
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self.certificates = self.refresh()

    def refresh(self) -> Certificates:
        """Renew what is due; connections from here on get it. Raises `SetupError`."""
        self.certificates = prepared(folder_of(self._settings.key_file), wanted_of(self._settings), self._now())
        self.context.load_cert_chain(self.certificates.page)
        return self.certificates


class Doorway:
    """Accepts connections with and without TLS at one listening socket. Closes as an `asyncio.Server` does."""

    def __init__(self, listening: socket.socket, secured: Secured, protocols: Protocols) -> None:
        self._listening, self._secured, self._protocols = listening, secured, protocols
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        listening.setblocking(False)
        self._loop.add_reader(listening.fileno(), self._accept)
        self._keep(self._stay_fresh())

    def close(self) -> None:
        """Accept nobody any more."""
        self._loop.remove_reader(self._listening.fileno())
        for task in self._tasks:
            task.cancel()

    async def wait_closed(self) -> None:
        """Until nobody is at the door."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self) -> None:
        try:
            connection, _ = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:  # no descriptor is left: it is readable again at once
            LOG.error("a connection cannot be accepted: %s", error.strerror or error)
            self._loop.remove_reader(self._listening.fileno())
            self._loop.call_later(1, self._loop.add_reader, self._listening.fileno(), self._accept)
            return
        self._keep(self._greet(connection))

    async def _greet(self, connection: socket.socket) -> None:
        try:
            connection.setblocking(False)
            async with asyncio.timeout(GREETING_SECONDS):
                encrypted = await self._first_byte(connection) == HANDSHAKE
            await self._loop.connect_accepted_socket(
                self._protocols, connection, ssl=self._secured.context if encrypted else None,
                ssl_handshake_timeout=GREETING_SECONDS if encrypted else None,
            )  # fmt: skip
        except (TimeoutError, OSError):  # a handshake that failed is an OSError as well
            connection.close()
        except BaseException:
            connection.close()
            raise

    async def _first_byte(self, connection: socket.socket) -> bytes:
        """It stays there to be read."""
        readable = asyncio.Event()
        self._loop.add_reader(connection.fileno(), readable.set)
        try:
            await readable.wait()
        finally:
            self._loop.remove_reader(connection.fileno())
        return connection.recv(1, socket.MSG_PEEK)

    async def _stay_fresh(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_AFTER_SECONDS)
            try:
                await asyncio.to_thread(self._secured.refresh)
            except Exception as error:
                LOG.error("the certificate could not be looked after: %s", error)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work, name="door of the page")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
