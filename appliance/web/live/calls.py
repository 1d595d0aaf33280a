"""A call in a page, or in a program with a token, over a WebSocket: sound both ways, captions, typed answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict

from appliance.accounts.roles import Scope
from appliance.channels.browser import Connection, Features, message_of
from appliance.errors import ApplianceError, ForbiddenError, InvalidInputError, NotFoundError, RefusedError
from appliance.web.api.callers import Caller, caller_of
from appliance.web.api.problems import problem, status_of
from appliance.web.front import names_of
from appliance.web.origin import host_allowed, same_origin
from appliance.web.parts import Parts

router = APIRouter()

Asker = TypeVar("Asker")

PATH = "/api/v1/live"

FIRST_WORD_SECONDS = 15.0
"""A socket that says nothing for this long is closed."""

LOOK_SECONDS = 20.0
"""Between looks whether the session or token still stands."""

MOST_FAULTS = 20
"""Messages that cannot be read, until a page is taken to be broken."""

LARGEST_TEXT = 8 * 1024


class FirstWord(BaseModel):
    """What a socket is opened for."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["answer", "decline", "listen"]
    attempt: UUID | None = None
    features: Features = Features()


@router.websocket(PATH)
async def live(socket: WebSocket) -> None:
    """One call, from its answer to its end; or, for `listen`, events until it is closed."""
    parts: Parts = socket.app.state.parts
    await opened(socket, _caller(socket, parts), lambda caller, word: _serve(socket, parts, caller, word))


async def opened(
    socket: WebSocket, asking: Awaitable[Asker], serve: Callable[[Asker, FirstWord], Awaitable[None]]
) -> None:
    """Let in whoever may (`asking` raises for the others), take the first word, and serve until it is over."""
    try:
        asker = await asking
    except ApplianceError as error:
        await socket.send_denial_response(problem(status_of(error), error.message, error.code))
        return
    await socket.accept()
    try:
        async with asyncio.timeout(FIRST_WORD_SECONDS):
            word = message_of(read_text(await socket.receive_text()), FirstWord)
        await serve(asker, word)
    except TimeoutError:
        await close(socket, "Nothing was asked for.")
    except ApplianceError as error:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.send_json({"type": "fault", "code": error.code, "message": error.message})
        await close(socket, error.message)
    except (WebSocketDisconnect, KeyError):
        return


def check_host(socket: WebSocket, parts: Parts) -> None:
    """Raises `ForbiddenError` for a name of somebody else: middlewares for requests do not see sockets."""
    if not host_allowed(socket.headers.get("host", ""), socket.app.state.host, names_of(parts.settings)):
        raise ForbiddenError("This appliance does not answer to that host name.")


def check_origin(socket: WebSocket) -> None:
    """Raises `ForbiddenError` unless a page of ours opens it."""
    if "origin" not in socket.headers or not same_origin(socket.headers):
        raise ForbiddenError("A page of another site asked for this.")


async def _caller(socket: WebSocket, parts: Parts) -> Caller:
    """Who opens it. Raises `RefusedError`, `ForbiddenError`."""
    check_host(socket, parts)
    caller = await caller_of(socket, parts)
    if caller is None:
        raise RefusedError("Nobody is signed in.")
    if caller.session is not None:
        check_origin(socket)
    if caller.scopes is not None and Scope.CALL not in caller.scopes:
        raise ForbiddenError(f"This needs a token with the scope `{Scope.CALL}`.")
    if parts.browser is None:
        raise NotFoundError("Calls in a browser are not available here.")
    return caller


async def _serve(socket: WebSocket, parts: Parts, caller: Caller, word: FirstWord) -> None:
    assert parts.browser is not None  # noqa: S101  # seen to by `_caller`
    if word.type == "listen":
        await _listen(socket, parts, caller)
        return
    if word.attempt is None:
        raise InvalidInputError("That is no message: attempt: it is missing.")
    if word.type == "decline":
        parts.browser.ringing.decline(word.attempt, caller.user.id)
        await close(socket)
        return
    page = Connection(word.features)
    parts.browser.ringing.answer(word.attempt, caller.user.id, page)
    await hold(socket, page, _signed_out(socket, parts))


async def hold(socket: WebSocket, page: Connection, refused: Coroutine[Any, Any, None]) -> None:
    """Carry the call until it is over, the page is gone, or `refused` returns as it may be here no more."""
    tasks = [
        asyncio.create_task(_take(socket, page), name="page: take"),
        asyncio.create_task(_send(socket, page), name="page: send"),
        asyncio.create_task(refused, name="page: whether it may"),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        page.gone()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await close(socket)


async def _take(socket: WebSocket, page: Connection) -> None:
    faults = 0
    while faults < MOST_FAULTS:
        try:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if message.get("bytes") is not None:
                page.hear(message["bytes"])
            else:
                page.take(read_text(message.get("text") or ""))
        except InvalidInputError as error:
            faults += 1
            page.outgoing.put_nowait({"type": "fault", "code": error.code, "message": error.message})


async def _send(socket: WebSocket, page: Connection) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while (message := await page.outgoing.get()) is not None:
            if isinstance(message, bytes):
                await socket.send_bytes(message)
            else:
                await socket.send_json(message)


async def _signed_out(socket: WebSocket, parts: Parts) -> None:
    """Returns once the session or token does not stand any more."""
    with suppress(RefusedError):
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await caller_of(socket, parts) is None:
                return


async def _listen(socket: WebSocket, parts: Parts, caller: Caller) -> None:
    """Events for programs: what rings for this person, and which tables changed."""
    assert parts.browser is not None  # noqa: S101  # seen to by `_caller`
    with parts.store.feed.listening() as changes, parts.browser.ringing.page(caller.user.id) as page:

        async def tell_changes() -> None:
            async for change in changes:
                await socket.send_json({"type": "changed", "table": change.table})

        async def tell_rings() -> None:
            while True:
                told = await page.get()
                await socket.send_json({"type": told.kind, "attempt": str(told.attempt_id), "why": told.why})

        async def until_closed() -> None:
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass

        work = (tell_changes(), tell_rings(), until_closed(), _signed_out(socket, parts))
        tasks = [asyncio.create_task(each) for each in work]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    await close(socket)


def read_text(text: str) -> Any:
    """A message, whatever is in it. Raises `InvalidInputError` for what is none."""
    if len(text) > LARGEST_TEXT:
        raise InvalidInputError("That message is too large.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInputError("That is no message: it is not JSON.") from None


async def close(socket: WebSocket, reason: str = "") -> None:
    """End it, with a reason for people where something is wrong. Nothing where it is closed."""
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(1000 if not reason else 1008, reason[:100])
