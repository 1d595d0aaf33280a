"""The first run, step by step: begun after the first account, left and resumed at will, closed for good at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from appliance.errors import ApplianceError, NotFoundError
from appliance.upkeep.first_run import FirstRun, Settled, Step, close, first_run, settle
from appliance.web.api.callers import Caller
from appliance.web.api.problems import status_of
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, language_of, page, to
from appliance.web.site.setup_steps import SAVED, SHOWN

router = APIRouter(include_in_schema=False)


@router.get("/setup")
async def setup(me: Me, parts: Given) -> Response:
    """To the step that is next; to today, where it was closed."""
    run = await first_run(parts.store, me.user)
    return to("/today" if run.closed else f"/setup/{run.next_step}")


@router.get("/setup/{name}")
async def show(name: str, request: Request, me: Me, parts: Given) -> Response:
    """One step."""
    run, step = await _at(name, me, parts)
    if run.closed:
        return to("/today")
    return await _page(request, me, parts, run, step, {})


@router.post("/setup/{name}")
async def save(name: str, request: Request, me: Me, parts: Given) -> Response:
    """Save a step, put it off, or close it all at the end; a step may have buttons of its own."""
    run, step = await _at(name, me, parts)
    if run.closed:
        return to("/today")
    fields = await fields_of(request)
    if step is Step.END:
        await close(parts.store, me.user, parts.now())
        return to("/today")
    if fields.get("do") == "later":
        if step not in run.settled:
            await settle(parts.store, me.user, step, Settled.LATER, parts.now())
        return to(f"/setup/{run.after(step)}")
    try:
        stay = await SAVED[step](me, parts, fields)
    except ApplianceError as error:
        return await _page(request, me, parts, run, step, fields, error)
    if stay is not None:
        return to(f"/setup/{step}{stay}")
    await settle(parts.store, me.user, step, Settled.DONE, parts.now())
    return to(f"/setup/{run.after(step)}")


async def _at(name: str, me: Caller, parts: Parts) -> tuple[FirstRun, Step]:
    run = await first_run(parts.store, me.user)
    step = next((each for each in run.steps if each == name), None)
    if step is None:
        raise NotFoundError("There is no such page.", says="no_page")
    return run, step


async def _page(
    request: Request,
    me: Caller,
    parts: Parts,
    run: FirstRun,
    step: Step,
    typed: Mapping[str, str],
    error: ApplianceError | None = None,
) -> Response:
    content: dict[str, Any] = {
        "me": me.user, "run": run, "step": step, "back": run.before(step), "error": error, "typed": typed,
        "spoken": language_of(request), **await SHOWN[step](me, parts, run, typed, request.query_params),
    }  # fmt: skip
    return page(request, f"setup_{step}.html", me.user.language, content, status_of(error) if error else 200)
