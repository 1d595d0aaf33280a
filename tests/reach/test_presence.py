"""Home or away by an address of the home: believed with care, and less than what was said by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calls.desk import Desk
from appliance.errors import InvalidInputError, ReachError
from appliance.reach.presence import Presence, Run, reading_of
from appliance.records.people import Whereabouts
from appliance.records.reach import PresenceSource
from appliance.records.requests import Request as Wish
from appliance.records.requests import RequestKind, RequestSource
from tests.reach.household import Household, household
from tests.reach.servers import Request, answer, serving

HOME, AWAY = Whereabouts.HOME, Whereabouts.AWAY


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (b"home", HOME), (b"not_home", AWAY), (b'"home"', HOME), (b" Home\n", HOME), (b"on", HOME), (b"off", AWAY),
        (b"true", HOME), (b"unknown", None), (b"unavailable", None), (b"", None), (b'{"state": "Work"}', AWAY),
        (b'{"entity_id": "person.sam", "state": "home", "attributes": {}}', HOME), (b'{"home": true}', HOME),
        (b'{"home": false}', AWAY), (b'{"presence": null}', None), (b'{"value": 1}', HOME),
    ],
)  # fmt: skip
def test_what_an_answer_means(said: bytes, meant: Whereabouts | None) -> None:
    assert reading_of(said) is meant


@pytest.mark.parametrize(
    "said", [b"{", b"\xff\xfe", b'{"a": 1}', b'{"state": [1]}', b"<html>\n" * 20, b'{"state": {}}']
)
def test_what_cannot_be_read_is_told(said: bytes) -> None:
    with pytest.raises(ReachError):
        reading_of(said)


@given(st.binary(max_size=200))
def test_whatever_is_answered_is_a_reading_or_a_fault(said: bytes) -> None:
    try:
        assert reading_of(said) in (HOME, AWAY, None)
    except ReachError:
        return


def test_one_lost_packet_sends_nobody_away() -> None:
    run = Run()
    for reading in (HOME, AWAY, AWAY, HOME, AWAY, AWAY):
        run = run.with_reading(reading)
        assert run.believed is not AWAY
    assert run.with_reading(AWAY).believed is AWAY


class Box:
    """Home Assistant's `/api/states/person.sam`, as documented, with an ETag."""

    def __init__(self) -> None:
        self.state, self.asked, self.unchanged = "home", 0, 0

    async def handle(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        etag = f'"{self.state}"'
        if request.headers.get("authorization") != "Bearer token":
            writer.write(answer("401 Unauthorized"))
        elif request.headers.get("if-none-match") == etag:
            self.unchanged += 1
            writer.write(answer("304 Not Modified", ETag=etag))
        else:
            writer.write(answer("200 OK", json.dumps({"state": self.state}).encode(), ETag=etag))


def watched(tmp_path: Path, work: Callable[[Household, Box, Presence, PresenceSource], Awaitable[None]]) -> None:
    async def main() -> None:
        box = Box()
        async with serving(box.handle) as address, household(tmp_path, at_work=False) as home:
            source = await home.store.home.put_presence(
                PresenceSource(user_id=home.sam.id, address=f"{address}/api/states/person.sam", token="token",
                               hold_minutes=60, created_at=home.now())
            )  # fmt: skip
            await work(home, box, home.around.presence, source)

    asyncio.run(main())


async def where(home: Household) -> Whereabouts:
    return (await home.store.people.user("Sam")).whereabouts


def test_who_leaves_is_away_after_three_readings_and_home_at_once(tmp_path: Path) -> None:
    async def work(home: Household, box: Box, presence: Presence, source: PresenceSource) -> None:
        await presence.ask(source)
        box.state = "not_home"
        for wanted in (HOME, HOME, AWAY, AWAY):
            home.later(minutes=1)
            await presence.ask(source)
            assert await where(home) is wanted
        assert box.unchanged == 3
        box.state = "home"
        await presence.ask(source)
        assert await where(home) is HOME
        assert [kind for kind, origin, _ in await home.requests() if origin == "presence"] == ["place", "place"]
        box.state = "unavailable"
        assert await presence.ask(source) is None
        kept = await home.store.home.presence(home.sam.id)
        assert kept is not None
        assert (kept.seen, kept.fault) == (HOME, "")

    watched(tmp_path, work)


def test_what_was_said_by_hand_holds_for_an_hour(tmp_path: Path) -> None:
    async def work(home: Household, box: Box, presence: Presence, source: PresenceSource) -> None:
        desk = Desk(home.store, home.now)
        wish = Wish(id=uuid4(), kind=RequestKind.PLACE, source=RequestSource.TELEGRAM, user_id=home.sam.id, place=AWAY)
        await desk.execute(wish)
        for _ in range(3):
            home.later(minutes=15)
            await presence.ask(source)
            assert await where(home) is AWAY, "a telephone left at home does not call them back"
        home.later(minutes=16)
        await presence.ask(source)
        assert await where(home) is HOME

    watched(tmp_path, work)


def test_a_source_that_fails_changes_nothing_and_says_why(tmp_path: Path) -> None:
    async def work(home: Household, box: Box, presence: Presence, source: PresenceSource) -> None:
        wrong = await home.store.home.put_presence(
            PresenceSource(user_id=home.sam.id, address=source.address, token="old", created_at=home.now())
        )
        for _ in range(4):
            assert await presence.ask(wrong) is None
        kept = await home.store.home.presence(home.sam.id)
        assert kept is not None
        assert kept.fault == "It refused the token."
        assert await where(home) is HOME
        with pytest.raises(InvalidInputError, match="outside the home"):
            await home.store.home.put_presence(
                PresenceSource(user_id=home.sam.id, address="http://8.8.8.8/", created_at=home.now())
            )

    watched(tmp_path, work)
