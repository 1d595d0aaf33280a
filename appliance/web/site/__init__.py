"""The pages: rendered here, changed by plain forms, each for whoever is signed in."""

from __future__ import annotations

from fastapi import FastAPI

from appliance.web.site import (
    account,
    around,
    backups,
    calls,
    check_ins,
    habit,
    habits,
    health,
    installed,
    inviting,
    kiosk,
    kiosks,
    memory,
    models,
    own_personas,
    people,
    personas,
    phone,
    privacy,
    progress,
    promises,
    rooms,
    second_factor,
    settings,
    setup,
    setup_import,
    setup_restore,
    signing,
    silences,
    stakes,
    telegram,
    today,
    tokens,
)
from appliance.web.site.frame import answer_faults

ROOMS = (
    signing,
    today,
    progress,
    habits,
    habit,
    check_ins,
    silences,
    calls,
    promises,
    memory,
    stakes,
    account,
    models,
    privacy,
    backups,
    health,
    around,
    second_factor,
    tokens,
    people,
    inviting,
    personas,
    own_personas,
    kiosk,
    kiosks,
    rooms,
    setup_import,
    setup_restore,
    setup,
    phone,
    telegram,
    settings,
    installed,
)
ROUTERS = tuple(room.router for room in ROOMS)


def add_pages(web: FastAPI) -> None:
    """Add them to the web application, whose `state.parts` they work with."""
    for room in ROUTERS:
        web.include_router(room)
    answer_faults(web)


__all__ = ["add_pages"]
