"""What is live: events that keep pages current, and calls held in a page."""

from __future__ import annotations

from fastapi import FastAPI

from appliance.web.live import calls, events


def add_live(web: FastAPI) -> None:
    """Add them to the web application, before anything is mounted under the same paths."""
    web.include_router(events.router)
    web.include_router(calls.router)


__all__ = ["add_live"]
