"""What an appliance that cannot go on duty serves has in common: a server that says why it waits."""

from __future__ import annotations

import signal
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from appliance.errors import NotFoundError
from appliance.settings import Settings
from appliance.web.front import names_of
from appliance.web.pages import FORM_HEADERS, guard
from appliance.web.secure import Secured
from appliance.web.server import Server
from appliance.web.trust import offer_root

GRACE_SECONDS = 3
"""How long a connection may hold up going on duty once the wait is over."""


class Waiting(Server):
    """Says what it waits for, and remembers whether a signal ended that: it wins over whatever came at that moment."""

    def __init__(self, web: FastAPI, said: str, secured: Secured | None) -> None:
        config = uvicorn.Config(
            web, loop="asyncio", log_level="warning", access_log=False, server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS, proxy_headers=False,
        )  # fmt: skip
        super().__init__(config, secured, tell=partial(print, said, flush=True))
        self.told_to_stop = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.told_to_stop = self.told_to_stop or sig in (signal.SIGINT, signal.SIGTERM)
        super().handle_exit(sig, frame)


def bare(web: FastAPI, host: str, settings: Settings) -> None:
    """What every page of ours keeps to, with nothing of the household behind it."""
    guard(web, host, FORM_HEADERS, names_of(settings), tls=settings.appliance_tls)
    offer_root(web, settings)
    web.add_exception_handler(NotFoundError, _nothing_here)


async def _nothing_here(_request: Request, error: Any) -> Response:
    return PlainTextResponse(error.message, status_code=404)
