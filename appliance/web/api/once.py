"""Idempotency keys on writes, and ETags on what is read: both around every route, so that none forgets them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import Request, Response
from starlette.responses import StreamingResponse

from appliance.errors import ApplianceError
from appliance.records.security import UNANSWERED, AnsweredOnce
from appliance.web.api.callers import SAFE, Caller, caller_of
from appliance.web.api.problems import problem
from appliance.web.parts import Parts

KEPT = timedelta(days=2)
LONGEST_KEY = 200
LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of a request; recordings and files have routes of their own."""

SHOWN_ONCE = ("/sessions", "/account", "/tokens", "/claim", "/people/me/erasure", "/invitations", "/around", "/hooks")
"""Beginnings of paths whose answers are secrets or about them: nothing of them is kept."""

Next = Callable[[Request], Awaitable[Response]]


class Once:
    """Writes with the same `Idempotency-Key` happen once, also where two are under way together."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._under_way: dict[str, asyncio.Lock] = {}

    async def __call__(self, request: Request, answer: Next) -> Response:
        """A middleware."""
        key = request.headers.get("idempotency-key", "")
        path = request.url.path.removeprefix(request.scope.get("root_path", ""))
        if request.method in SAFE or not key or path.startswith(SHOWN_ONCE):
            return await answer(request)
        if len(key) > LONGEST_KEY or not key.isprintable():
            return problem(422, f"An idempotency key has up to {LONGEST_KEY} printable characters.", "invalid_input")
        try:
            caller = await caller_of(request, self._parts)
        except ApplianceError:
            caller = None
        if caller is None:
            return await answer(request)  # nothing is kept for nobody
        async with self._one_at_a_time(f"{caller.user.id} {key}"):
            return await self._answered(request, answer, AnsweredOnce(
                user_id=caller.user.id, key=key, request_digest=await _digest(request, caller), status=0, body="",
                created_at=self._parts.now(),
            ))  # fmt: skip

    async def _answered(self, request: Request, answer: Next, row: AnsweredOnce) -> Response:
        before = await self._parts.store.accounts.answered(row.user_id, row.key)
        if before is not None and before.request_digest != row.request_digest:
            return problem(422, "That idempotency key was used for another request.", "key_reused")
        if before is not None and before.status == UNANSWERED:
            return problem(409, "That was written, and the appliance stopped before it could answer.", "answer_lost",
                           "Read how it stands; with this key nothing is done a second time.")  # fmt: skip
        if before is not None:
            headers = {"Idempotent-Replayed": "true"}
            return Response(before.body, before.status, headers=headers, media_type="application/json")
        with self._parts.store.accounts.answering(row) as work:
            response = await answer(request)
        if response.status_code >= 400 or "set-cookie" in response.headers:
            if work.kept:
                await self._parts.store.accounts.withdraw_answer(row)
            return response  # a refusal changed nothing: it may be tried again
        row.status, row.body = response.status_code, (await _body_of(response)).decode()
        await self._parts.store.accounts.keep_answer(row, self._parts.now() - KEPT)
        return Response(row.body, row.status, headers=dict(response.headers))

    @asynccontextmanager
    async def _one_at_a_time(self, name: str) -> AsyncIterator[None]:
        lock = self._under_way.setdefault(name, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._under_way.pop(name, None)


async def with_etag(request: Request, answer: Next) -> Response:
    """A middleware: what is read has an ETag, and is not sent again to whoever has it."""
    response = await answer(request)
    if request.method != "GET" or response.status_code != 200 or "etag" in response.headers:
        return response
    if not response.headers.get("content-type", "").startswith("application/json"):
        return response
    body = await _body_of(response)
    headers = {**response.headers, "ETag": etag(body), "Cache-Control": "private, no-cache"}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if etag(body) in known or "*" in known:
        headers.pop("content-length", None)
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers=headers)


async def bounded(request: Request, answer: Next) -> Response:
    """A middleware: no body is larger than `LARGEST_BODY`, whatever its headers say."""
    told = request.headers.get("content-length", "0")
    if not told.isdigit() or int(told) > LARGEST_BODY:
        return problem(413, f"A request has at most {LARGEST_BODY} bytes.", "too_large")
    if request.method not in SAFE and "transfer-encoding" in request.headers:
        return problem(411, "The length of a body is told before it: Content-Length.", "length_required")
    return await answer(request)


def etag(body: bytes) -> str:
    """Of exactly these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


async def _digest(request: Request, caller: Caller) -> str:
    """Of what is asked, and of what who asks may: an answer is given again to whoever could have had it."""
    scopes = "browser" if caller.scopes is None else " ".join(sorted(caller.scopes))
    said = (request.method.encode(), request.url.path.encode(), scopes.encode(), await request.body())
    return hashlib.sha256(b"\0".join(said)).hexdigest()


async def _body_of(response: Response) -> bytes:
    if isinstance(response, StreamingResponse) or hasattr(response, "body_iterator"):
        return b"".join(
            [part if isinstance(part, bytes) else str(part).encode() async for part in response.body_iterator]
        )
    return bytes(response.body)
