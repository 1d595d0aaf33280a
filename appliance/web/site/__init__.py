"""The pages: rendered here, changed by plain forms, each for whoever is signed in."""

from __future__ import annotations

from fastapi import FastAPI

from appliance.web.site import account, check_ins, habits, installed, phone, progress, settings, signing, stakes, today
from appliance.web.site.frame import answer_faults

ROUTERS = tuple(
    room.router for room in (signing, today, progress, habits, check_ins, stakes, account, phone, settings, installed)
)


def add_pages(web: FastAPI) -> None:
    """Add them to the web application, whose `state.parts` they work with."""
    for room in ROUTERS:
        web.include_router(room)
    answer_faults(web)


__all__ = ["add_pages"]
