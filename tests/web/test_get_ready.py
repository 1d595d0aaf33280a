"""What the first request would hold the loop up for is done before there is one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from appliance.web.pages import get_ready
from tests.web.apihouse import ApiHouse, held

PUT_TOGETHER, COMPILED = "from_api_route", "visit_Template"
"""Functions of the framework and of the templates that the work is done by."""


@contextmanager
def called() -> Iterator[set[str]]:
    """Names of the functions that this thread calls meanwhile."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            seen.add(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("ready", [True, False], ids=["ready", "not made ready"])
def test_the_first_request_puts_nothing_together(tmp_path: Path, ready: bool) -> None:
    async def body(house: ApiHouse) -> None:
        if ready:
            await asyncio.to_thread(get_ready, house.web, {"en", "de", "xx"})
        async with house.browser() as nobody:
            with called() as seen:
                assert (await nobody.get("/sign-in")).status_code == 200
                assert (await nobody.get("/api/v1/health")).status_code in (200, 503)
                assert (await nobody.get("/nowhere")).status_code == 404
        assert (PUT_TOGETHER in seen) is not ready
        assert not (ready and COMPILED in seen)

    held(tmp_path, body)
