"""The routes, by what they are about."""

from __future__ import annotations

from appliance.web.api.resources import calls, household, metrics, models, people, progress, promises, sessions

ROUTERS = (
    sessions.router,
    people.router,
    calls.router,
    metrics.router,
    promises.router,
    progress.router,
    household.router,
    models.router,
)

__all__ = ["ROUTERS"]
