"""What stands before the application: proxies that are believed, the path it is served below, names it answers to."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from appliance.settings import Settings, listed
from appliance.upkeep.addresses import addresses_of, is_loopback, own_name


def names_of(settings: Settings) -> tuple[str, ...]:
    """Host names that the page answers to besides the usual ones."""
    own = own_name()
    return (*([own] if own else []), *listed(settings.allowed_hosts))


def stand_before(web: FastAPI, settings: Settings) -> None:
    """Believe the owner's proxies, and serve below the owner's path."""
    if settings.base_path:
        web.add_middleware(Below, base=settings.base_path)
    if proxies := listed(settings.trusted_proxies):
        web.add_middleware(Proxied, proxies=proxies)


def root_of(request: Request) -> str:
    """What every path of ours begins with: empty, or `/calls`."""
    return str(request.scope.get("root_path", ""))


def path_of(request: Request) -> str:
    """The path of a page, without what it is served below."""
    return request.url.path.removeprefix(root_of(request)) or "/"


def reached_by_others(settings: Settings) -> list[str]:
    """Addresses of the page for other machines of the home; none where it listens to this one only."""
    if is_loopback(settings.appliance_host) and not settings.page_urls:
        return []
    found = addresses_of(settings)
    return [each for each in found if "://localhost" not in each]


def entrance(settings: Settings) -> str:
    """Where a telephone begins: without TLS at the page, with it at what tells how to trust it, which needs none."""
    found = reached_by_others(settings)
    if not found:
        return ""
    first, own_root = found[0], settings.appliance_tls and not settings.page_urls
    return f"http{first.removeprefix('https')}/trust" if own_root else f"{first}/"


class Below:
    """Serves below a path. A proxy may take the path off or leave it; where we lead to is below it all the same."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        path, base = scope["path"], self._base
        if not f"{path}/".startswith(f"{base}/"):
            path = base + path
        scope["path"], scope["root_path"] = f"{base}/" if path == base else path, base

        async def leading(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [self._below(name, value) for name, value in message.get("headers", [])]
            await send(message)

        await self._app(scope, receive, leading)

    def _below(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        base = self._base.encode()
        ours = name.lower() == b"location" and value.startswith(b"/") and not value.startswith(b"//")
        return (name, base + value) if ours and not (value + b"/").startswith(base + b"/") else (name, value)


class Proxied:
    """Believes what a proxy says of the browser: its address and scheme, and the host that it asked for."""

    def __init__(self, app: ASGIApp, proxies: list[str]) -> None:
        self._headers: Any = ProxyHeadersMiddleware(app, trusted_hosts=proxies)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and (scope.get("client") or ("",))[0] in self._headers.trusted_hosts:
            asked = [value for name, value in scope["headers"] if name == b"x-forwarded-host"]
            if asked:  # the proxy appends its own last
                host = asked[-1].rpartition(b",")[2].strip()
                scope["headers"] = [each for each in scope["headers"] if each[0] != b"host"] + [(b"host", host)]
        await self._headers(scope, receive, send)
