"""A locked appliance, after a power cut: a small page that waits for the passphrase of the key file."""

from __future__ import annotations

import asyncio
import logging
import math
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.templating import Jinja2Templates
from starlette.requests import ClientDisconnect

from appliance import __version__
from appliance.errors import ApplianceError, KeyMissingError, PassphraseNeededError, WrongKeyError
from appliance.settings import Settings
from appliance.store import read_key
from appliance.store.folder import prepare_folder
from appliance.upkeep.addresses import addresses_of
from appliance.upkeep.control import control_socket
from appliance.upkeep.duty import duty_lock
from appliance.web.front import root_of, stand_before
from appliance.web.gate import Gate
from appliance.web.origin import same_origin
from appliance.web.secure import Secured
from appliance.web.server import listen
from appliance.web.shelf import add_static, static_of
from appliance.web.waiting import Waiting, bare

LOG = logging.getLogger(__name__)
HERE = Path(__file__).parent

LONGEST_FORM_BYTES = 4 * 1024
FORM_SECONDS = 10.0
"""How long a form may take to arrive."""

FORM = "application/x-www-form-urlencoded"


def is_locked(settings: Settings) -> bool:
    """Whether the key file needs a passphrase that the settings do not have. Raises as `read_key` for a damaged one."""
    try:
        if not settings.appliance_passphrase:
            read_key(settings.key_file)
    except PassphraseNeededError:
        return True
    except KeyMissingError:
        pass  # either the first start, or opening says what is missing
    return False


async def wait_for_unlock(settings: Settings, host: str, port: int, secured: Secured | None = None) -> str | None:
    """Serve the page until the right passphrase came, here or at the control socket; None when told to stop first.

    The duty lock is held meanwhile. Raises `ConflictError` where another process has it, `SetupError` where the address
    cannot be had.
    """
    folder = settings.local_data_path
    prepare_folder(folder)
    gate = Gate(partial(read_key, settings.key_file))
    shown = addresses_of(settings.model_copy(update={"appliance_host": host, "appliance_port": port}))
    said = f"The appliance is locked, and nothing rings. Unlock it: {shown[0]}, or: appliance unlock"
    server = Waiting(build(gate, host, settings), said, secured)

    async def stop_when_open() -> None:
        await gate.opened.wait()
        server.should_exit = True

    with duty_lock(folder), listen(host, port) as listening:
        async with control_socket(folder, gate.answer):
            stopping = asyncio.create_task(stop_when_open(), name="stop when unlocked")
            try:
                await server.serve(sockets=[listening])
            finally:
                stopping.cancel()
    return gate.passphrase if gate.opened.is_set() and not server.told_to_stop else None


def build(gate: Gate, host: str, settings: Settings | None = None) -> FastAPI:
    """The web application of a locked appliance, listening on `host`."""
    settings = settings or Settings()
    web = FastAPI(title="DisciplineCall", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    show = _Pages(gate).show
    bare(web, host, settings)

    @web.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "locked", "version": __version__}, status_code=503)

    @web.get("/", response_class=HTMLResponse)
    @web.get("/unlock", response_class=HTMLResponse)
    async def home(request: Request) -> Response:
        return show(request, 200)

    @web.post("/unlock", response_class=HTMLResponse)
    async def unlock(request: Request) -> Response:
        if not same_origin(request.headers):
            return show(request, 403, "That came from a page elsewhere. Type the passphrase here.")
        try:
            passphrase = await _typed(request)
            if not await gate.knock(passphrase):
                return show(request, 429, "Too many wrong passphrases.")
        except _UnusableFormError as error:
            return show(request, error.status, error.said)
        except PassphraseNeededError:
            return show(request, 400, "Type the passphrase.")
        except WrongKeyError:
            return show(request, 403, "That is not the passphrase.")
        except ApplianceError as error:
            LOG.error("the key file cannot be read: %s", error)
            return show(request, 503, "The key file cannot be read; the appliance's log says why.")
        return show(request, 200, unlocked=True)

    add_static(web)
    stand_before(web, settings)
    return web


class _Pages:
    """The one page, in each of its states."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._templates = Jinja2Templates(directory=HERE / "templates")

    def show(self, request: Request, status: int, said: str = "", unlocked: bool = False) -> Response:
        """The page, with what is said about the attempt and how long the next one has to wait."""
        wait = 0 if unlocked else math.ceil(self._gate.wait_seconds())
        if wait:
            said = f"{said} Wait {wait} second{'' if wait == 1 else 's'} before the next attempt.".lstrip()
        content: dict[str, Any] = {
            "said": said, "unlocked": unlocked, "version": __version__, "root": root_of(request),
            "static": static_of(request),
        }  # fmt: skip
        headers = {"Retry-After": str(wait)} if wait else {}
        return self._templates.TemplateResponse(request, "locked.html", content, status_code=status, headers=headers)


class _UnusableFormError(Exception):
    """A form that cannot be read, and the HTTP status and words to answer it with."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


async def _typed(request: Request) -> str:
    """The field `passphrase` of the form; empty where there is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise _UnusableFormError(415, "Send the form of this page.")
    body = bytearray()
    try:
        async with asyncio.timeout(FORM_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_FORM_BYTES:
                    raise _UnusableFormError(413, "That is too long for a passphrase.")
    except TimeoutError:
        raise _UnusableFormError(408, "The form did not arrive in time.") from None
    except ClientDisconnect:
        raise _UnusableFormError(400, "The form did not arrive.") from None
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=8)
    except ValueError:  # not UTF-8, or more fields than the form has
        raise _UnusableFormError(400, "Send the form of this page.") from None
    return fields.get("passphrase", [""])[0]
