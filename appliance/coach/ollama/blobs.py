"""Files for an Ollama server, which it keeps by their digest: read, and sent where the server does not have them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx
from ollama import ResponseError

from appliance.errors import InvalidInputError

PIECE_BYTES = 1 << 20
"""Of a file that is sent."""

GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class Blob:
    """A file as the server knows it."""

    path: Path
    size_bytes: int
    digest: str
    """`sha256:` and the hash in hexadecimal."""


def read_blob(path: Path) -> Blob:
    """Reads the whole file: not for the event loop. Raises `InvalidInputError` for what is no GGUF file."""
    try:
        with path.open("rb") as file:
            if file.read(len(GGUF_MAGIC)) != GGUF_MAGIC:
                raise InvalidInputError(f"{path} is no GGUF file", remedy="Convert it with llama.cpp's tools first.")
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Blob(path, file.tell(), f"sha256:{digest}")
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be read: {error.strerror}") from error


async def send_blob(http: httpx.AsyncClient, blob: Blob) -> AsyncGenerator[int, None]:
    """How many bytes the server has, while the file is sent; all at once where it had it before.

    Raises what the clients raise.
    """
    address = f"/api/blobs/{blob.digest}"
    if (await http.head(address)).is_success:
        yield blob.size_bytes
        return
    sent: asyncio.Queue[int | None] = asyncio.Queue()
    with blob.path.open("rb") as file:
        sending = asyncio.create_task(http.post(address, content=_pieces(file, sent)), name="send a file")
        sending.add_done_callback(lambda _: sent.put_nowait(None))
        try:
            while (sent_bytes := await sent.get()) is not None:
                yield sent_bytes
            response = await sending
            if response.is_error:
                raise ResponseError(response.text, response.status_code)
        finally:
            sending.cancel()
            await asyncio.wait([sending])


async def _pieces(file: BinaryIO, sent: asyncio.Queue[int | None]) -> AsyncGenerator[bytes, None]:
    sent_bytes = 0
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        yield piece
        sent_bytes += len(piece)
        sent.put_nowait(sent_bytes)
