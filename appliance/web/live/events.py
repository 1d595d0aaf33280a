"""Server-sent events: what rings on a page, and that something it may show has changed.

They carry names of tables and ids only: a page that wants to know more asks for it, and gets what its person may see.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack, suppress
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse

from appliance.channels.browser import Announcement
from appliance.errors import NotFoundError
from appliance.feed import Committed
from appliance.language.messages import messages
from appliance.web.api.callers import Caller, caller_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me

router = APIRouter(include_in_schema=False)

BEAT_SECONDS = 20.0
"""Between signs of life, at which it is seen whether the session still stands."""

BEAT = format_sse_event(event="beat", data_str="{}")
"""A sign of life that a page can see, as it does not see comments."""

QUIET_TABLES = frozenset({"sessions", "audit_log", "answered_once", "host_marks"})
"""Change with every request, and show on no page that has to be current."""


@router.get("/events")
async def events(request: Request, me: Me, parts: Given) -> Response:
    """For as long as the page is open."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = until_over(_stream(request, me, parts), parts.ending)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def until_over(stream: AsyncGenerator[bytes, None], ending: asyncio.Event) -> AsyncGenerator[bytes, None]:
    """The stream, to its end or until the process stops: a page that is open would hold that up."""
    over = asyncio.create_task(ending.wait(), name="events: ending")
    try:
        while True:
            following = asyncio.ensure_future(anext(stream, None))
            try:
                await asyncio.wait([following, over], return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not following.done():
                    following.cancel()
                    await asyncio.gather(following, return_exceptions=True)
            if following.cancelled() or (piece := following.result()) is None:
                return
            yield piece
    finally:
        over.cancel()
        with suppress(RuntimeError):  # whoever read it was dropped, and the interpreter is closing both at once
            await stream.aclose()


async def _stream(request: Request, me: Caller, parts: Parts) -> AsyncGenerator[bytes, None]:
    waiting: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
    tasks: list[asyncio.Task[None]] = []
    with ExitStack() as stack:
        changes = stack.enter_context(parts.store.feed.listening())
        tasks.append(asyncio.create_task(_tell_changes(changes, waiting), name="events: changes"))
        if parts.browser is not None:
            page = stack.enter_context(parts.browser.ringing.page(me.user.id))
            tasks.append(asyncio.create_task(_tell_rings(page, waiting, me, parts), name="events: rings"))
        try:
            yield format_sse_event(event="open", data_str="{}")
            while True:
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        event, content = await waiting.get()
                except TimeoutError:
                    if await caller_of(request, parts) is None:
                        return  # signed out meanwhile
                    yield BEAT
                    continue
                yield format_sse_event(event=event, data_str=json.dumps(content))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _tell_changes(changes: AsyncIterator[Committed], waiting: asyncio.Queue[tuple[str, Any]]) -> None:
    async for change in changes:
        if change.table not in QUIET_TABLES:
            await waiting.put(("changed", {"table": change.table}))


async def _tell_rings(
    page: asyncio.Queue[Announcement], waiting: asyncio.Queue[tuple[str, Any]], me: Caller, parts: Parts
) -> None:
    while True:
        told = await page.get()
        content: dict[str, Any] = {"attempt": str(told.attempt_id)}
        if told.kind == "over":
            await waiting.put(("over", {**content, "why": told.why}))
            continue
        try:
            call = await parts.store.calls.call((await parts.store.calls.attempt(told.attempt_id)).call_id)
        except NotFoundError:
            continue
        title = messages(me.user.language).page[f"ct_{call.call_type}"][0]
        await waiting.put(("ring", {**content, "about": title, "gentle": call.ring == "gentle"}))
