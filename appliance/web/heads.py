"""`HEAD` on a page is answered as `GET` would be, without the body (RFC 9110, 9.3.2)."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Asks for the page and sends its head. What would go on sending is told that nobody listens. `besides` is where
    the API is, which says for itself what methods it has."""

    def __init__(self, app: ASGIApp, besides: str) -> None:
        self._app = app
        self._besides = f"{besides}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD" and not self._is_api(scope):
            await self._head_of(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _head_of(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked, sent = False, asyncio.Event()

        async def heard() -> Message:
            nonlocal asked
            if not asked:
                asked = True
                return await receive()
            await sent.wait()
            return {"type": "http.disconnect"}

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                sent.set()

        await self._app({**scope, "method": "GET"}, heard, told)

    def _is_api(self, scope: Scope) -> bool:
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        return path.startswith(self._besides)


__all__ = ["Heads"]
