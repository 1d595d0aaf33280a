"""The child process that reads ICS files for `calendars.py`: `python -m appliance.reach.ics_child`.

Reading holds the interpreter lock for seconds, needs 10 KB for each event, and a file can be made that keeps it
counting for hours: none of that in the process that rings. One process reads one calendar, since `icalendar` remembers
time zones by name from one calendar to the next.
"""

from __future__ import annotations

import json
import resource
from dataclasses import asdict
from datetime import date
from zoneinfo import ZoneInfo

from appliance.engines.frames import Cancelled, Frame, Header, serve
from appliance.errors import InvalidInputError
from appliance.reach.ics import expand

MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space of the child: three times what 20,000 events were seen to need."""


def answer(header: Header, content: bytes, _cancelled: Cancelled) -> Frame:
    """The events as JSON, or in the header why the calendar cannot be used."""
    try:
        found = expand(
            content,
            header["name"],
            date.fromisoformat(header["from_day"]),
            date.fromisoformat(header["until_day"]),
            ZoneInfo(header["zone"]),
            whole_days=header["whole_days"],
        )
    except InvalidInputError as error:
        return {"refused": error.message, "remedy": error.remedy}, b""
    return {}, json.dumps([asdict(each) for each in found], default=lambda when: when.isoformat()).encode()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    serve(answer)
