"""The routes, by what they are about."""

from __future__ import annotations

from appliance.web.api.resources import (
    calls,
    household,
    invitations,
    metrics,
    people,
    personas,
    progress,
    promises,
    sessions,
)

ROUTERS = (
    sessions.router,
    invitations.router,
    people.router,
    personas.router,
    calls.router,
    metrics.router,
    promises.router,
    progress.router,
    household.router,
)

__all__ = ["ROUTERS"]
