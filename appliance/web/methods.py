"""What may be asked of a path."""

from __future__ import annotations

from fastapi import Request
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

from appliance.web.heads import Heads

KNOWN = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def allowed(request: Request) -> str:
    """For the header `Allow`, by all routes that lead to this path: the framework names those of the first alone.

    Every page that can be got has a `HEAD` (`heads.py`); the API names what it has.
    """
    routes = request.app.router.routes
    asked = [(method, {**request.scope, "method": method}) for method in KNOWN]
    found = [method for method, scope in asked if any(_fits(route, scope) for route in routes)]
    is_page = any(each.cls is Heads for each in request.app.user_middleware)
    if is_page and "GET" in found and "HEAD" not in found:
        found.insert(found.index("GET") + 1, "HEAD")
    return ", ".join(found)


def _fits(route: BaseRoute, scope: Scope) -> bool:
    return not isinstance(route, Mount) and route.matches(scope)[0] is Match.FULL
