"""Fetches a file of Telegram's into memory, and no more of it than was agreed to."""

from __future__ import annotations

from http import HTTPStatus

import httpx

from appliance.channels.telegram.faults import FloodError, RejectedError, ServerError, UnclearError, UnsentError
from appliance.channels.telegram.notes import NoteError, NoteFault
from appliance.channels.telegram.request import FLOOD_SECONDS, NOTHING_LEFT


async def download(client: httpx.AsyncClient, address: str, *, told_bytes: int | None, most_bytes: int) -> bytes:
    """The whole file. `told_bytes` is how long it should be.

    Raises `UnsentError`, `UnclearError` (it broke off), `ServerError` and `FloodError`: it may be tried again;
    `RejectedError` for a file that is not there, `NoteError` for one that is larger than `most_bytes`.
    """
    content = bytearray()
    try:
        async with client.stream("GET", address) as answer:
            _check(answer)
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > most_bytes:
                    raise NoteError(NoteFault.TOO_BIG)
    except NOTHING_LEFT as error:
        raise UnsentError("Telegram's files cannot be reached.") from error
    except httpx.HTTPError as error:
        raise UnclearError("The download broke off.") from error
    if told_bytes is not None and len(content) < told_bytes:
        raise UnclearError("The download broke off.")
    return bytes(content)


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        told = answer.headers.get("retry-after", "")
        raise FloodError(float(told) if told.isdigit() else FLOOD_SECONDS)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServerError(f"Telegram's files are not given out now ({status}).")
    if status != HTTPStatus.OK:
        raise RejectedError(f"Telegram does not give this file ({status}).")
