"""The routes, by what they are about."""

from __future__ import annotations

from appliance.web.api.resources import calls, household, metrics, models, people, privacy, progress, promises, sessions

ROUTERS = (
    sessions.router,
    people.router,
    calls.router,
    metrics.router,
    promises.router,
    progress.router,
    household.router,
    models.router,
    privacy.router,
)

__all__ = ["ROUTERS"]
