"""A tablet is paired as a room: by which code, what it may open then, and what ends it. On a real socket."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import Mount
from websockets.exceptions import ConnectionClosed, InvalidStatus

from appliance.accounts.pairings import GOOD_FOR, MOST_OF_ADDRESS, MOST_WAITING, Pairings
from appliance.accounts.secrets import digest
from appliance.errors import ConflictError, ForbiddenError, RefusedError
from appliance.records.people import Room
from appliance.records.security import Kiosk
from appliance.web.live.calls import PATH
from appliance.web.live.kiosk import EVENTS, LIVE
from tests.web.apihouse import ApiHouse, held
from tests.web.served import Served, served
from tests.web.wall import CODE, COOKIE, WAIT_SECONDS, browser, events, pair, shown_code, socket_of, until


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("kiosk")) as page:
        yield page


def test_a_tablet_is_paired_picks_it_up_by_itself_and_is_unpaired_at_once(home: Served) -> None:
    with browser(home) as tablet, browser(home, "Olga") as owner:
        code = shown_code(tablet)
        assert shown_code(tablet) == code, "loaded again it shows the same"
        (cookie,) = tablet.cookies.jar
        assert (cookie.name, cookie.has_nonstandard_attr("HttpOnly")) == (COOKIE, True)
        assert cookie.get_nonstandard_attr("SameSite") == "strict"
        with events(home, tablet) as told:
            offered = owner.get(f"/rooms/pair/{code}")
            assert "127.0.0.1" in offered.text, "which tablet it is"
            assert f'value="{code}"' in offered.text
            sent = {"code": f" {code.upper()} ", "name": "Kitchen", "private": "on", "language": "de"}
            paired = owner.post("/rooms/pair", data=sent)
            assert paired.status_code == 303
            assert until(told, "load") == {}
        assert "Nächstes" in tablet.get("/kiosk").text, "in the language that was chosen"
        assert owner.post("/rooms/pair", data={**sent, "name": "Attic"}).status_code == 401, "a code is good once"
        with events(home, tablet, sound="true", microphone="true") as told:
            assert until(told, "next") == []
            assert "tablet, connected" in owner.get("/rooms").text
            assert "tablet, connected" in owner.get("/health").text
            (room,) = [each for each in owner.get("/api/v1/rooms").json() if each["name"] == "Kitchen"]
            assert (room["kind"], room["paired"], room["connected"], room["private"]) == ("kiosk", True, True, True)
            assert room["seen_at"] is not None
            room_page = paired.headers["location"]
            assert owner.post(f"{room_page}/unpair", data={"do": "unpair"}).status_code == 303
            assert until(told, "load") == {}
        assert CODE.search(tablet.get("/kiosk").text), "it shows another code"
        assert "none is paired" in owner.get(room_page).text
        assert owner.post(f"{room_page}/unpair", data={"do": "unpair"}).status_code == 404
        assert [each["connected"] for each in owner.get("/api/v1/rooms").json() if each["name"] == "Kitchen"] == [False]


def test_a_new_tablet_takes_the_place_of_the_old_and_a_room_with_devices_is_no_tablet(home: Served) -> None:
    with browser(home) as old, browser(home) as new:
        room = pair(home, old, "Hall")
        with events(home, old) as told:
            assert pair(home, new, "hall") == room
            until(told, "load")
        assert 'data-events="/kiosk/events"' in new.get("/kiosk").text

        async def furnish(house: ApiHouse) -> None:
            await house.parts.store.people.add_room(Room(name="Study", created_at=house.parts.now()))

        home.run(furnish)
        with browser(home) as third, browser(home, "Olga") as owner:
            sent = {"code": shown_code(third), "name": "study", "language": "en"}
            assert owner.post("/rooms/pair", data=sent).status_code == 409
            assert owner.post("/rooms/pair", data={**sent, "name": " "}).status_code in (400, 422)
            assert owner.post("/rooms/pair", data={**sent, "language": "tlh"}).status_code in (400, 422)
            assert owner.post("/rooms/pair", data={**sent, "name": "Porch"}).status_code == 303, (
                "the code is good still"
            )


def test_only_an_owner_pairs(home: Served) -> None:
    with browser(home) as tablet, browser(home, "Max") as member:
        code = shown_code(tablet)
        for path in ("/rooms/pair", f"/rooms/pair/{code}"):
            assert member.get(path).status_code == 403
        assert member.post("/rooms/pair", data={"code": code, "name": "Mine", "language": "en"}).status_code == 403
        with browser(home) as nobody:
            answer = nobody.get(f"/rooms/pair/{code}")
            assert answer.headers["location"] == f"/sign-in?back=/rooms/pair/{code}"
            other = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
            assert nobody.post("/rooms/pair", data={"code": code}, headers=other).status_code in (303, 403)
        with browser(home, "Olga") as owner:
            forged = {"code": code, "name": "Forged", "language": "en"}
            assert owner.post("/rooms/pair", data=forged, headers=other).status_code == 403


def test_guessing_codes_is_throttled_and_the_right_one_waits_too(tmp_path: Any) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as tablet, house.signed_in("Olga") as owner:
            found = CODE.search((await tablet.get("/kiosk")).text)
            assert found is not None
            tries = [await owner.post("/rooms/pair", data={"code": "aaaa-aaaa", "name": "X", "language": "en"})]
            tries += [await owner.get(f"/rooms/pair/bbbb-bbb{number}") for number in range(2, 9)]
            assert [each.status_code for each in tries] == [401] * 5 + [429] * 3
            sent = {"code": found[1], "name": "X", "language": "en"}
            assert (await owner.post("/rooms/pair", data=sent)).status_code == 429
            assert await house.parts.store.people.rooms() == []

    held(tmp_path, body)


def test_codes_end_and_are_few(tmp_path: Any) -> None:
    async def body(house: ApiHouse) -> None:
        olga, store, moment = house.people["Olga"], house.parts.store, [house.parts.now()]
        pairings = Pairings(store, lambda: moment[0])
        cookie, begun = pairings.begin("10.0.0.1", "A tablet\x00")
        assert (begun.label, pairings.waiting(cookie), pairings.waiting("other")) == ("A tablet", begun, None)
        with pytest.raises(ForbiddenError):
            pairings.shown_by(begun.code, house.people["Max"], "10.0.0.9")
        moment[0] += GOOD_FOR - timedelta(seconds=1)
        assert pairings.shown_by(begun.code, olga, "10.0.0.9") == begun
        moment[0] += timedelta(seconds=1)
        with pytest.raises(RefusedError, match="No tablet shows that code"):
            await pairings.pair(begun.code, Room(name="Late", created_at=moment[0]), "en", olga, "10.0.0.9")
        assert begun.over.is_set()
        assert pairings.waiting(cookie) is None
        _, kept = pairings.begin("10.0.0.2", "")
        flood = [pairings.begin("10.0.0.1", "") for _ in range(3 * MOST_WAITING)]
        assert sum(pairings.waiting(each) is not None for each, _ in flood) == MOST_OF_ADDRESS
        assert pairings.shown_by(kept.code, olga, "10.0.0.9") == kept, "one address keeps no other from pairing"
        for number in range(2 * MOST_WAITING):
            pairings.begin(f"10.1.0.{number}", "")
        with pytest.raises(RefusedError):
            pairings.shown_by(kept.code, olga, "10.0.0.9")

    held(tmp_path, body)


def test_a_code_that_is_sent_twice_at_once_pairs_one_room(tmp_path: Any) -> None:
    async def body(house: ApiHouse) -> None:
        pairings, now = house.parts.pairings, house.parts.now()
        _, begun = pairings.begin("10.0.0.1", "")
        rooms = [Room(name=name, created_at=now) for name in ("One", "Two")]
        both = [pairings.pair(begun.code, room, "en", house.people["Olga"], "10.0.0.9") for room in rooms]
        found = await asyncio.gather(*both, return_exceptions=True)
        assert [type(each) for each in found if not isinstance(each, Room)] == [RefusedError]
        assert len(await house.parts.store.people.rooms()) == 1

    held(tmp_path, body)


def test_what_is_kept_of_a_tablet_is_a_digest(tmp_path: Any) -> None:
    async def body(house: ApiHouse) -> None:
        store, now = house.parts.store, house.parts.now()
        cookie, begun = house.parts.pairings.begin("10.0.0.1", "")
        room = await house.parts.pairings.pair(
            begun.code, Room(name="Hall", created_at=now), "en", house.people["Olga"], "10.0.0.9"
        )
        (kiosk,) = (await store.kiosks.by_room()).values()
        assert (kiosk.token_digest, kiosk.room_id, kiosk.calls_by_name) == (digest(cookie), room.id, False)
        twin = Kiosk(room_id=room.id, token_digest=kiosk.token_digest, paired_at=now)
        with pytest.raises(ConflictError):
            await store.people.add_room(Room(name="HALL", created_at=now))
        assert await store.kiosks.of_token(twin.token_digest) is not None
        await store.people.remove_room("hall")
        assert await store.kiosks.by_room() == {}
        assert [each.action for each in await store.audit.entries()][-1:] == ["pair kiosk"]

    held(tmp_path, body)


def all_routes(routes: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Those of an application, of its routers and of what is mounted in it, with what their paths begin with."""
    for route in routes:
        if isinstance(route, Mount):
            yield from ((route.path + before, each) for before, each in all_routes(route.routes))
        elif (inner := getattr(route, "original_router", None)) is not None:
            yield from all_routes(inner.routes)
        else:
            yield "", route


def ways_in(home: Served) -> list[tuple[str, str]]:
    """Method and path of every page and of the whole API."""
    found = all_routes(home.house.web.routes)
    routes = [(before + each.path, each) for before, each in found if isinstance(each, APIRoute)]
    return [(method, path) for path, route in routes for method in sorted(route.methods or ())]


def filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", str(UUID(int=7)), path)


OWN = {"/kiosk", "/kiosk/call", "/kiosk/unpair", EVENTS}
"""What a tablet opens, and nobody else."""


def test_its_cookie_opens_nothing_else(home: Served) -> None:
    ways = ways_in(home)
    assert len(ways) > 150, "every page and the whole API"
    with browser(home) as tablet, browser(home) as nobody:
        pair(home, tablet, "Landing")
        nobody.cookies.clear()
        for method, path in ways:
            if path in OWN or path == "/events":
                continue
            asked: dict[str, Any] = {"content": "{}", "headers": {"Content-Type": "application/json"}}
            asked = asked if path.startswith("/api/") else {"data": {"do": "it"}}
            asked = asked if method in ("POST", "PUT", "PATCH") else {}
            got, plain = (each.request(method, filled(path), **asked) for each in (tablet, nobody))
            assert got.status_code == plain.status_code, f"{method} {path}"
            assert got.headers.get("location") == plain.headers.get("location"), f"{method} {path}"
            assert "set-cookie" not in got.headers, f"{method} {path}"
        assert tablet.get("/events").status_code == nobody.get("/events").status_code == 303, "a person's events"


def test_a_person_who_is_signed_in_is_no_tablet(home: Served) -> None:
    with browser(home, "Olga") as owner:
        assert CODE.search(owner.get("/kiosk").text), "the page counts them for nobody"
        for path in ("/kiosk/call", "/kiosk/unpair"):
            assert owner.post(path, data={"do": "it"}).status_code == 401
        with pytest.raises(InvalidStatus) as raised:
            socket_of(home, owner)
        assert raised.value.response.status_code == 401
        owner.cookies.delete(COOKIE)
        with events(home, owner, sound="true") as told:
            assert until(told, "load") == {}
            assert told.get(timeout=WAIT_SECONDS)[0] == "end"


def test_its_socket_is_its_own_pages_only_and_not_the_live_socket_of_people(home: Served) -> None:
    with browser(home) as tablet:
        pair(home, tablet, "Stairs")
        for origin in ("https://evil.example", None):
            with pytest.raises(InvalidStatus) as raised:
                socket_of(home, tablet, origin)
            assert raised.value.response.status_code == 403
        sockets = [each for _, each in all_routes(home.house.web.routes) if isinstance(each, APIWebSocketRoute)]
        assert {each.path for each in sockets} == {LIVE, PATH}
        with pytest.raises(InvalidStatus) as raised:
            socket_of(home, tablet, path=PATH)
        assert raised.value.response.status_code == 401
        for word in ({"type": "listen"}, {"type": "decline", "attempt": str(uuid4())}, {"type": "answer"}):
            assert refused(home, tablet, word) == "invalid_input"
        assert refused(home, tablet, {"type": "answer", "attempt": str(uuid4())}) == "not_found"


def refused(home: Served, tablet: httpx.Client, word: dict[str, Any]) -> str:
    with socket_of(home, tablet) as wire:
        wire.send(json.dumps(word))
        fault = json.loads(wire.recv(timeout=WAIT_SECONDS))
        with pytest.raises(ConnectionClosed):
            wire.recv(timeout=WAIT_SECONDS)
        return str(fault["code"])
