"""`/api/v1`: what the page and the command line do, for programs of the home."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.routing import APIRoute

from appliance import __version__
from appliance.web.api.once import Once, bounded, with_etag
from appliance.web.api.problems import Problem, answer_problems
from appliance.web.api.resources import ROUTERS
from appliance.web.parts import Parts

PREFIX = "/api/v1"

REFUSALS = {
    status: {"model": Problem, "description": what, "content": {"application/problem+json": {}}}
    for status, what in (
        (401, "Nobody is signed in"), (403, "Not allowed"), (404, "Not found"), (409, "In conflict"),
        (422, "Not usable"), (429, "Too often"),
    )
}  # fmt: skip


def build_api(parts: Parts) -> FastAPI:
    """An application of its own, to be mounted under `PREFIX`."""
    api = FastAPI(
        title="DisciplineCall",
        version=__version__,
        summary="Calls, promises, habits and progress of one household. Served by the household itself.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=REFUSALS,  # type: ignore[arg-type]
        generate_unique_id_function=_named,
    )
    api.state.parts = parts
    api.middleware("http")(with_etag)
    api.middleware("http")(Once(parts))
    api.middleware("http")(bounded)
    answer_problems(api)
    for router in ROUTERS:
        api.include_router(router)
    return api


def _named(route: APIRoute) -> str:
    """The operation's name is the function's."""
    return route.name
