"""Serves the local page with uvicorn on plain asyncio, so that every connection passes Python's audit events."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

import segno
import uvicorn
from fastapi import FastAPI

from appliance.errors import SetupError
from appliance.settings import Settings
from appliance.upkeep.addresses import addresses_of
from appliance.web.front import entrance
from appliance.web.parts import Parts
from appliance.web.secure import Doorway, Secured

LARGEST_MESSAGE = 128 * 1024
"""Bytes of one message on a WebSocket; microphone samples come in pieces of some kilobytes."""

UNFINISHED = "ASGI callable returned without completing handshake."

GRACE_SECONDS = 3


class Server(uvicorn.Server):
    """Ends when it is told to and lets its caller close up: uvicorn's own dies of the signal once it has ended.
    With `secured` it speaks TLS to whoever does; `tell` is called once it listens and heeds signals."""

    def __init__(
        self,
        config: uvicorn.Config,
        secured: Secured | None = None,
        ending: asyncio.Event | None = None,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(config)
        self._secured = secured
        self._ending = ending
        self._tell = tell

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told to stop: what streams to open pages ends first."""
        super().handle_exit(sig, frame)
        self.end()

    def end(self) -> None:
        """Stop serving."""
        if self._ending is not None:
            self._ending.set()
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        if self._secured is None or sockets is None:
            await super().startup(sockets)
        else:
            await super().startup([])
            self.servers += [Doorway(each, self._secured, self._protocol) for each in sockets]  # type: ignore[misc]
        if self.started:
            self._tell()

    def _protocol(self) -> asyncio.Protocol:
        kind: Any = self.config.http_protocol_class
        made: asyncio.Protocol = kind(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
        return made

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


async def serve(
    page: FastAPI, settings: Settings, secured: Secured | None = None, note: str = "", over: asyncio.Event | None = None
) -> None:
    """Serve until the process is told to stop, or it is `over`; `note` is said once it is on duty. Raises `SetupError`
    when the address cannot be had."""
    host, port = settings.appliance_host, settings.appliance_port
    listening = listen(host, port)
    parts: Parts | None = getattr(page.state, "parts", None)
    told = partial(_tell, settings, secured, note)
    server = Server(config_of(page), secured, None if parts is None else parts.ending, told)
    ending = asyncio.create_task(_end(server, over or asyncio.Event()), name="end serving when it is over")
    with listening:
        try:
            await server.serve(sockets=[listening])
        finally:
            ending.cancel()


def _tell(settings: Settings, secured: Secured | None, note: str) -> None:
    """Where it is, in the terminal or the log."""
    first, *others = addresses_of(settings)
    print(f"The appliance is on duty: {first}", flush=True)
    if others:
        print(f"In the home network: {' '.join(others)}", flush=True)
    if secured is not None:
        made = secured.certificates
        print(f"Its root, to be trusted on each device ({first}/trust), has the SHA-256 {made.root.fingerprint}")
        if made.left_out:
            print(f"Not in its certificate, as the root is older (docs/network.md): {' '.join(made.left_out)}")
    if note:
        print(note, flush=True)
    if (phone := entrance(settings)) and sys.stdout.isatty():
        print(f"For a telephone: {phone}")
        segno.make(phone, micro=False).terminal(compact=True)


class _Refused(logging.Filter):
    """A WebSocket that was refused with an answer of ours is no fault, though uvicorn logs one."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.getMessage() != UNFINISHED


_REFUSED = _Refused()


def config_of(page: FastAPI) -> uvicorn.Config:
    """How it is served: a page that stays open for its events does not keep the appliance from stopping."""
    logging.getLogger("uvicorn.error").addFilter(_REFUSED)
    return uvicorn.Config(
        page,
        loop="asyncio",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # sound hardly shrinks, and the loop would be held up by each piece of it
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


async def _end(server: Server, over: asyncio.Event) -> None:
    await over.wait()
    server.end()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `SetupError` when the address cannot be had.

    It names its protocol: asyncio sends at once (TCP_NODELAY) only on sockets that do. Without, the end of an answer
    waits for the browser's delayed acknowledgement, 40 ms, and so does each sound of a call.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise SetupError(
            f"The page cannot be served on {host}:{port}: {error.strerror or error}.",
            remedy="Stop what uses that port, or choose another: appliance run --port 8081",
        ) from error
    return listening
