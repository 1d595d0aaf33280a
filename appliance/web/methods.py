"""What may be asked of a path."""

from __future__ import annotations

from fastapi import Request
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

KNOWN = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def allowed(request: Request) -> str:
    """For the header `Allow`, by all routes that lead to this path: the framework names those of the first alone."""
    asked = [(method, {**request.scope, "method": method}) for method in KNOWN]
    return ", ".join(
        method for method, scope in asked if any(_fits(route, scope) for route in request.app.router.routes)
    )


def _fits(route: BaseRoute, scope: Scope) -> bool:
    return not isinstance(route, Mount) and route.matches(scope)[0] is Match.FULL
