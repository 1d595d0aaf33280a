"""The routes, by what they are about."""

from __future__ import annotations

from appliance.web.api.resources import calls, household, metrics, people, progress, promises, rooms, sessions

ROUTERS = (
    sessions.router,
    people.router,
    calls.router,
    metrics.router,
    promises.router,
    progress.router,
    rooms.router,
    household.router,
)

__all__ = ["ROUTERS"]
