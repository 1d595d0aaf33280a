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


class _Server(uvicorn.Server):
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


async def serve(page: FastAPI, host: str, port: int) -> None:
    """Serve until the process is told to stop. Raises `SetupError` when the address cannot be had."""
    listening = _listen(host, port)
    config = uvicorn.Config(page, loop="asyncio", log_level="warning", access_log=False, server_header=False)
    print(f"The appliance is on duty: http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}")  # noqa: S104
    with listening:
        await _Server(config).serve(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
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
