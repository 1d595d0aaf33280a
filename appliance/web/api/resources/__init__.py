"""The routes, by what they are about."""

from __future__ import annotations

from appliance.web.api.resources import (
    around,
    backups,
    calls,
    household,
    invitations,
    memory,
    metrics,
    models,
    people,
    personas,
    privacy,
    progress,
    promises,
    recordings,
    rooms,
    schedule,
    sessions,
    telegram,
)

ROUTERS = (
    sessions.router,
    people.router,
    calls.router,
    recordings.router,
    schedule.router,
    memory.router,
    metrics.router,
    promises.router,
    progress.router,
    household.router,
    models.router,
    privacy.router,
    invitations.router,
    personas.router,
    rooms.router,
    backups.router,
    around.router,
    telegram.router,
)

__all__ = ["ROUTERS"]
