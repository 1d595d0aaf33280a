"""What a tablet that is a room is told and carries: that it was paired, who is called next, and the sound of calls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack, suppress
from typing import Any

from fastapi import APIRouter, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse

from appliance.channels.browser import Announcement, Connection
from appliance.channels.tablets import Readiness
from appliance.errors import InvalidInputError, NotFoundError, RefusedError
from appliance.feed import EVERYTHING, Committed
from appliance.web.api.callers import Given
from appliance.web.cookies import Cookie, cookie_of
from appliance.web.kiosks import Tablet, next_calls, tablet_of
from appliance.web.live.calls import FirstWord, check_host, check_origin, hold, opened
from appliance.web.live.events import BEAT, BEAT_SECONDS, until_over
from appliance.web.parts import Parts

router = APIRouter(include_in_schema=False)

EVENTS, LIVE = "/kiosk/events", "/kiosk/live"

GATHER_SECONDS = 1.0
"""What changes within so long is told at once."""

PAIRING_TABLES = frozenset({"kiosks", "rooms", EVERYTHING.table})
NEXT_TABLES = PAIRING_TABLES | {"calls", "check_ins", "pauses", "users"}
"""Tables whose changes may change who is called next."""

Told = asyncio.Queue[tuple[str, Any]]


@router.get(EVENTS)
async def events(request: Request, parts: Given, sound: bool = False, microphone: bool = False) -> Response:
    """For as long as its page is open: for a tablet that waits, whether it was paired; for one that is, its calls.
    Whoever is neither is told that it is not paired, and nothing else."""
    tablet = await tablet_of(request, parts)
    if tablet is None:
        stream = _waiting(request, parts)
    else:
        stream = _paired(request, parts, tablet, Readiness(sound, microphone))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(until_over(stream, parts.ending), media_type="text/event-stream", headers=headers)


@router.websocket(LIVE)
async def live(socket: WebSocket) -> None:
    """One call, from the moment in which the tablet opens its sound to the end."""
    parts: Parts = socket.app.state.parts
    await opened(socket, _asking(socket, parts), lambda tablet, word: _serve(socket, parts, tablet, word))


async def _asking(socket: WebSocket, parts: Parts) -> Tablet:
    check_host(socket, parts)
    tablet = await tablet_of(socket, parts)
    if tablet is None:
        raise RefusedError("This tablet is not paired (any more).", remedy="Open /kiosk on it.")
    check_origin(socket)
    return tablet


async def _serve(socket: WebSocket, parts: Parts, tablet: Tablet, word: FirstWord) -> None:
    if parts.tablets is None:
        raise NotFoundError("Calls in a room are not available here.")
    if word.type != "answer" or word.attempt is None:
        raise InvalidInputError("A tablet answers a call: an attempt is missing.")
    page = Connection(word.features)
    parts.tablets.answer(word.attempt, tablet.room.id, page)
    with ExitStack() as stack:
        changes = stack.enter_context(parts.store.feed.listening())
        await hold(socket, page, _until_unpaired(socket, parts, page, changes))


async def _until_unpaired(socket: WebSocket, parts: Parts, page: Connection, changes: AsyncIterator[Committed]) -> None:
    """Returns once the tablet is paired no more; the call is over then, and its page is told so."""
    changed = asyncio.Event()
    noting = asyncio.create_task(_note(changes, PAIRING_TABLES, changed), name="kiosk: pairing")
    try:
        while True:
            changed.clear()
            if await tablet_of(socket, parts) is None:
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await changed.wait()
    finally:
        noting.cancel()
        await asyncio.gather(noting, return_exceptions=True)
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.send_json({"type": "over", "result": "unpaired"})
    page.gone("the tablet was unpaired")


async def _note(changes: AsyncIterator[Committed], tables: frozenset[str], changed: asyncio.Event) -> None:
    async for change in changes:
        if change.table in tables:
            changed.set()


async def _waiting(request: Request, parts: Parts) -> AsyncGenerator[bytes, None]:
    """Whether the code that it shows was entered."""
    waiting = parts.pairings.waiting(cookie_of(request, Cookie.KIOSK))
    yield format_sse_event(event="open", data_str="{}")
    while waiting is not None:
        remaining = (waiting.expires_at - parts.now()).total_seconds()
        if remaining <= 0:
            break
        try:
            async with asyncio.timeout(min(BEAT_SECONDS, remaining)):
                await waiting.over.wait()
        except TimeoutError:
            yield BEAT
            continue
        break
    yield format_sse_event(event="load", data_str="{}")


async def _paired(request: Request, parts: Parts, tablet: Tablet, ready: Readiness) -> AsyncGenerator[bytes, None]:
    waiting: Told = asyncio.Queue()
    tasks: list[asyncio.Task[None]] = []
    with ExitStack() as stack:
        changes, more = (stack.enter_context(parts.store.feed.listening()) for _ in range(2))
        tasks.append(asyncio.create_task(_tell_pairing(request, parts, tablet, changes, waiting)))
        tasks.append(asyncio.create_task(_tell_next(request, parts, more, waiting)))
        if parts.tablets is not None:
            page = stack.enter_context(parts.tablets.page(tablet.room.id, ready))
            tasks.append(asyncio.create_task(_tell_rings(page, waiting, parts)))
        try:
            yield format_sse_event(event="open", data_str="{}")
            while True:
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        event, content = await waiting.get()
                except TimeoutError:
                    if await tablet_of(request, parts) is None:
                        event, content = "load", {}
                    else:
                        yield BEAT
                        continue
                yield format_sse_event(event=event, data_str=json.dumps(content))
                if event == "load":
                    return
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _tell_pairing(
    request: Request, parts: Parts, tablet: Tablet, changes: AsyncIterator[Committed], waiting: Told
) -> None:
    """That it is paired no more, or that its page looks otherwise."""
    known = tablet
    async for change in changes:
        if change.table not in PAIRING_TABLES:
            continue
        fresh = await tablet_of(request, parts)
        if fresh is None:
            await waiting.put(("load", {}))
            return
        if _looks(fresh) != _looks(known):
            await waiting.put(("changed", {}))
        known = fresh


async def _tell_next(request: Request, parts: Parts, changes: AsyncIterator[Committed], waiting: Told) -> None:
    """Who is called next: now, and whenever that has changed."""
    changed, told = asyncio.Event(), None
    noting = asyncio.create_task(_note(changes, NEXT_TABLES, changed), name="kiosk: calls")
    try:
        while (tablet := await tablet_of(request, parts)) is not None:
            changed.clear()
            found = [{"name": each.name, "at": each.at.isoformat()} for each in await next_calls(parts, tablet.room)]
            if found != told:
                told = found
                await waiting.put(("next", found))
            await changed.wait()
            await asyncio.sleep(GATHER_SECONDS)
    finally:
        noting.cancel()
        await asyncio.gather(noting, return_exceptions=True)


def _looks(tablet: Tablet) -> tuple[object, ...]:
    """What its page shows of it."""
    return tablet.room.name, tablet.room.private, tablet.kiosk.language, tablet.kiosk.calls_by_name


async def _tell_rings(page: asyncio.Queue[Announcement], waiting: Told, parts: Parts) -> None:
    """Whose call it is to open its sound for, by name: no more than is called out in the room."""
    while True:
        told = await page.get()
        content = {"attempt": str(told.attempt_id)}
        if told.kind == "over":
            await waiting.put(("over", content))
            continue
        try:
            call = await parts.store.calls.call((await parts.store.calls.attempt(told.attempt_id)).call_id)
            name = (await parts.store.people.user_by_id(call.user_id)).name
        except NotFoundError:
            continue
        await waiting.put(("ring", {**content, "name": name}))
