"""What the days add up to: the review of the week with its charts."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response

from appliance.calls.occasions import today_of
from appliance.review.reading import last_day_of, review_of
from appliance.web.site.frame import Given, Me, page

router = APIRouter(include_in_schema=False)


@router.get("/progress")
async def progress(request: Request, me: Me, parts: Given, week: str = "") -> Response:
    """Of the last seven days, or of an earlier week: `?week=2026-W47`."""
    day = today_of(me.user, parts.now())
    review = await review_of(parts.store, me.user, day, last_day_of(week, day) if week else None)
    # A year of charts takes longer than a call may be held up.
    drawn = await asyncio.to_thread(parts.drawn, me.user.id, review)
    return page(request, "progress.html", me.user.language, {"me": me.user, "review": drawn})
