"""Calls in a room that is a tablet, over real sockets: rung by name, discreet until it is answered, ended politely."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from appliance.channels.browser.wire import HEADER
from appliance.records.calls import Attempt, AttemptResult, Call
from appliance.records.people import Room, User
from appliance.records.progress import MetricKind, MetricType
from appliance.records.requests import RequestKind, RequestSource, request_from
from tests.web.apihouse import ApiHouse
from tests.web.served import Served, served
from tests.web.wall import WAIT_SECONDS, browser, events, pair, socket_of, until

QUESTION = "How many hours did you sleep?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("wall"), duty=True) as page:
        yield page


def person(home: Served, name: str) -> None:
    """Somebody who is asked for two numbers."""

    async def add(house: ApiHouse) -> None:
        now = house.appliance.now()
        user = await house.appliance.store.people.add_user(User(name=name, timezone="UTC", created_at=now))
        for metric, question in (("sleep", QUESTION), ("water", "How many glasses of water?")):
            kind = MetricType(
                user_id=user.id, name=metric, ask_in=["custom"], kind=MetricKind.NUMBER, question=question,
                created_at=now,
            )  # fmt: skip
            await house.appliance.store.progress.add_metric_type(kind)

    home.run(add)


async def user_of(house: ApiHouse, name: str) -> User:
    return await house.parts.store.people.user(name)


def call(home: Served, name: str, room: str) -> UUID:
    """Have somebody called in a room now."""

    async def ask(house: ApiHouse) -> UUID:
        wanted = {
            "kind": RequestKind.CALL, "source": RequestSource.PAGE, "user_id": (await user_of(house, name)).id,
            "call_type": "custom", "channel": "speaker", "room": room,
        }  # fmt: skip
        receipt = await house.parts.desk.execute(request_from(wanted))
        assert receipt.done
        assert receipt.call_id is not None
        return receipt.call_id

    return home.run(ask)


def attempt_of(home: Served, call_id: UUID) -> tuple[Call, Attempt]:
    """Once its first attempt is over."""

    async def look(house: ApiHouse) -> tuple[Call, Attempt]:
        store = house.parts.store
        with store.feed.listening() as changes:
            async with asyncio.timeout(WAIT_SECONDS):
                while True:
                    attempts = await store.calls.attempts(call_id)
                    if attempts and attempts[0].result is not None:
                        return await store.calls.call(call_id), attempts[0]
                    await anext(changes)

    return home.run(look)


def take_back(home: Served, call_id: UUID) -> None:
    async def skip(house: ApiHouse) -> None:
        found = await house.parts.store.calls.call(call_id)
        wanted = {"kind": "skip", "source": "page", "user_id": found.user_id, "call_id": call_id}
        await house.parts.desk.execute(request_from(wanted))

    home.run(skip)


class Wall:
    """A tablet in a call: plays what it is sent, keeps what it was told."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire
        self.told: list[dict[str, Any]] = []
        self.sounds = 0

    def say(self, **message: Any) -> None:
        self.wire.send(json.dumps(message))

    def until(self, kind: str) -> dict[str, Any]:
        while True:
            message = self.wire.recv(timeout=WAIT_SECONDS)
            if isinstance(message, bytes):
                number, _ = HEADER.unpack_from(message)
                self.sounds += 1
                self.say(type="played", number=number)
                continue
            self.told.append(json.loads(message))
            if self.told[-1]["type"] == kind:
                return self.told[-1]

    def texts(self) -> list[str]:
        return [each["text"] for each in self.told if each.get("text")]

    def ended(self) -> None:
        with suppress(ConnectionClosed):
            while self.until("nothing"):
                pass


@contextmanager
def answering(home: Served, tablet: httpx.Client, name: str, room: str) -> Iterator[tuple[Wall, UUID]]:
    """It is called, and the tablet opens its sound, without a microphone."""
    with events(home, tablet, sound="true") as told:
        call_id = call(home, name, room)
        ring = until(told, "ring")
        assert ring["name"] == name
        assert set(ring) == {"name", "attempt"}, "no more than is called out in the room"
        with socket_of(home, tablet) as wire:
            wall = Wall(wire)
            wall.say(type="answer", attempt=ring["attempt"], features={"microphone": False})
            yield wall, call_id


def test_a_shared_rooms_tablet_writes_nothing_before_the_person_has_answered(home: Served) -> None:
    person(home, "Kim")
    with browser(home) as tablet:
        pair(home, tablet, "Kitchen")
        with answering(home, tablet, "Kim", "Kitchen") as (wall, call_id):
            assert wall.until("listen")["answer"] == "presence"
            assert wall.sounds >= 2, "the chime, and a name"
            assert wall.texts() == []
            wall.say(type="typed", text="yes")
            assert wall.until("heard")["text"] == ""
            assert wall.until("listen")["answer"] == "number"
            assert any(QUESTION in text for text in wall.texts()), "they are there: what was said is shown now"
            wall.say(type="typed", text="seven")
            assert wall.until("heard")["text"] == "seven"
            wall.until("listen")
            wall.say(type="typed", text="eight")
            wall.until("over")
        _, attempt = attempt_of(home, call_id)
        assert (attempt.channel, attempt.room, attempt.result) == ("speaker", "Kitchen", AttemptResult.ANSWERED)

        async def values(house: ApiHouse) -> list[float]:
            return [each.value for each in await house.parts.store.progress.metrics((await user_of(house, "Kim")).id)]

        assert sorted(home.run(values)) == [7.0, 8.0]


def test_a_private_rooms_tablet_shows_what_is_said_and_not_now_declines(home: Served) -> None:
    with browser(home) as tablet:
        pair(home, tablet, "Bedroom", private="on")
        with answering(home, tablet, "Max", "Bedroom") as (wall, call_id):
            wall.until("listen")
            assert any("Max" in text for text in wall.texts())
            wall.say(type="hang_up")
            wall.ended()
        assert attempt_of(home, call_id)[1].result is AttemptResult.DECLINED
        take_back(home, call_id)


@pytest.mark.parametrize("how", ["unpaired", "removed"])
def test_a_tablet_that_is_no_room_any_more_ends_its_call_and_says_so(home: Served, how: str) -> None:
    name = f"Room {how}"
    person(home, f"Ann {how}")
    with browser(home) as tablet, browser(home, "Olga") as owner:
        room = pair(home, tablet, name)
        with answering(home, tablet, f"Ann {how}", name) as (wall, call_id):
            wall.until("listen")
            wall.say(type="typed", text="yes")
            wall.until("heard")
            wall.until("listen")
            wall.say(type="typed", text="six")
            wall.until("listen")
            path = f"/rooms/{room}/{'unpair' if how == 'unpaired' else 'remove'}"
            assert owner.post(path, data={"do": "it"}).status_code == 303
            assert wall.until("over")["result"] == "unpaired"
            wall.ended()
        found, attempt = attempt_of(home, call_id)
        assert attempt.result is AttemptResult.DROPPED
        assert "unpaired" in attempt.detail

        async def answers(house: ApiHouse) -> list[str]:
            return [each.text for each in await house.parts.store.calls.observations(found.id)]

        assert "six" in home.run(answers), "what was answered is kept"
        take_back(home, call_id)


@pytest.mark.parametrize(
    ("ready", "why"),
    [(None, "is not connected"), ({"sound": "false"}, "may not sound yet: tap it once")],
)
def test_a_tablet_that_cannot_ring_is_told_in_the_attempt(home: Served, ready: dict[str, str] | None, why: str) -> None:
    with browser(home) as tablet:
        pair(home, tablet, "Porch")
        if ready is None:
            call_id = call(home, "Max", "Porch")
            _, attempt = attempt_of(home, call_id)
        else:
            with events(home, tablet, **ready):
                call_id = call(home, "Max", "Porch")
                _, attempt = attempt_of(home, call_id)
    assert attempt.result is AttemptResult.UNAVAILABLE
    assert f"the tablet of Porch {why}" in (attempt.detail or "")
    take_back(home, call_id)


def test_somebody_is_called_from_it_only_where_an_owner_allowed_that(home: Served) -> None:
    with browser(home) as tablet, browser(home, "Olga") as owner, browser(home) as nobody:
        room = pair(home, tablet, "Study")
        olga = home.house.people["Olga"].id
        wanted = {"person": str(olga), "id": str(uuid4())}
        assert "Olga" not in tablet.get("/kiosk").text
        assert tablet.post("/kiosk/call", data=wanted).status_code == 403
        with events(home, tablet, sound="true") as told:
            until(told, "next")
            changed = owner.post(f"/rooms/{room}/kiosk", data={"language": "fr", "calls_by_name": "on"})
            assert changed.status_code == 303
            until(told, "changed")
            shown = tablet.get("/kiosk").text
            assert "Olga" in shown
            assert "Vera" not in shown, "a viewer is not called"
            assert nobody.post("/kiosk/call", data=wanted).status_code == 401
            assert tablet.post("/kiosk/call", data=wanted, headers={"Origin": "http://x.example"}).status_code == 403
            for bad in ({}, {"person": "x"}, {**wanted, "person": str(home.house.people["Vera"].id)}):
                assert tablet.post("/kiosk/call", data=bad or {"a": "b"}).status_code in (403, 422)
            assert tablet.post("/kiosk/call", data=wanted).status_code == 204
            assert tablet.post("/kiosk/call", data={**wanted, "id": str(uuid4())}).status_code == 409, "one at a time"
            assert until(told, "ring")["name"] == "Olga"

        async def calls(house: ApiHouse) -> list[Call]:
            return [each for each in await house.parts.store.calls.unfinished() if each.user_id == olga]

        (rung,) = home.run(calls)
        take_back(home, rung.id)


def test_it_says_who_is_called_next_in_its_room_and_unpairs_itself(home: Served) -> None:
    with browser(home) as tablet, browser(home, "Max") as max_:
        pair(home, tablet, "Loft")
        with events(home, tablet, sound="true") as told:
            assert until(told, "next") == []
            added = max_.post(
                "/api/v1/people/me/check-ins",
                json={"call_type": "evening", "at": "21:30", "channels": ["speaker"], "room": "Loft"},
            )
            assert added.status_code == 201, added.text
            (found,) = until(told, "next")
            assert set(found) == {"name", "at"}
            assert (found["name"], found["at"][11:16]) == ("Max", "21:30")

            async def rename(house: ApiHouse) -> None:
                room = await house.parts.store.people.room("Loft")
                room.name = "Attic"
                await house.parts.store.people.save_room(room)

            home.run(rename)
            until(told, "changed")
            assert "Attic" in tablet.get("/kiosk").text
            assert until(told, "next") == [], "the check-in names another room"
            assert tablet.post("/kiosk/unpair", data={"do": "it"}).status_code == 303
            until(told, "load")
        assert tablet.get("/kiosk/manifest.webmanifest").json()["start_url"] == "/kiosk"

        async def rooms(house: ApiHouse) -> list[Room]:
            return [each for each in await house.parts.store.people.rooms() if each.name == "Attic"]

        assert [each.kiosk for each in home.run(rooms)] == [True], "the room stays, for another tablet"
