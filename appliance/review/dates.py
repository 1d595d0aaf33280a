"""Days as a page writes them, in the person's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from appliance.language.messages import messages
from appliance.review.wording import Wording
from appliance.schedule.walltime import zone_named


@lru_cache(maxsize=1024)
def written(day: date, wording: Wording) -> str:
    """`22 Nov 2026`."""
    month = wording.list("review", "months")[day.month - 1]
    return wording.say("review", "date", {"day": day.day, "month": month, "year": day.year})


def from_to(first: date, last: date, wording: Wording) -> str:
    """`16 Nov 2026 to 22 Nov 2026`."""
    return wording.say("review", "dates", {"first": written(first, wording), "last": written(last, wording)})


def moment(instant: datetime, zone: str, wording: Wording) -> str:
    """An aware instant in a zone: `Mon, 22 Nov 2026, 21:30`."""
    local = instant.astimezone(zone_named(zone))
    weekday = messages(wording.code).page["wd"][0].split(" ")[local.weekday()]
    return f"{weekday}, {written(local.date(), wording)}, {local:%H:%M}"
