"""Serves the local page with uvicorn on plain asyncio, so that every connection passes Python's audit events."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from appliance.errors import SetupError

ANYWHERE = ("127.0.0.1", "0.0.0.0", "::")  # noqa: S104
"""Addresses at which this machine reaches itself as localhost."""

LARGEST_MESSAGE = 128 * 1024
"""Bytes of one message on a WebSocket; microphone samples come in pieces of some kilobytes."""

GRACE_SECONDS = 3


class Server(uvicorn.Server):
    """Ends when it is told to and lets its caller close up: uvicorn's own dies of the signal once it has ended."""

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


async def serve(page: FastAPI, host: str, port: int, note: str = "") -> None:
    """Serve until the process is told to stop; `note` is said once it is. Raises `SetupError` when the address cannot
    be had."""
    listening = listen(host, port)
    shown = "localhost" if host in ANYWHERE else host
    print(f"The appliance is on duty: http://{shown}:{port}", flush=True)
    if note:
        print(note, flush=True)
    with listening:
        await Server(config_of(page)).serve(sockets=[listening])


def config_of(page: FastAPI) -> uvicorn.Config:
    """How it is served: a page that stays open for its events does not keep the appliance from stopping."""
    return uvicorn.Config(
        page,
        loop="asyncio",
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `SetupError` when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
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
