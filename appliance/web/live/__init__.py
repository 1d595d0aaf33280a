"""What is live: events that keep pages current, and calls held in a page or at a tablet."""

from __future__ import annotations

from fastapi import FastAPI

from appliance.web.live import calls, events, kiosk


def add_live(web: FastAPI) -> None:
    """Add them to the web application, before anything is mounted under the same paths."""
    web.include_router(events.router)
    web.include_router(calls.router)
    web.include_router(kiosk.router)


__all__ = ["add_live"]
