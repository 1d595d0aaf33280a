"""Live connections on a real socket: who may open one, what it carries, and that nothing it sends breaks anything."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from appliance.calls.occasions import today_of
from appliance.calls.promised import promise_of
from appliance.ports import Notice
from appliance.web.live.calls import MOST_FAULTS, PATH
from appliance.web.server import LARGEST_MESSAGE
from tests.web.apihouse import PASSWORD, ApiHouse
from tests.web.served import Served, served

NOWHERE = "193237d5-2b5e-439b-9cc4-b235726030ce"
"""No attempt of anybody's."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("live")) as page:
        yield page


def cookie_of(home: Served, name: str) -> str:
    """Of a browser that has just signed in."""
    with httpx.Client(base_url=home.url, headers={"Origin": home.url}) as client:
        assert client.post("/api/v1/sessions", json={"name": name, "password": PASSWORD}).status_code == 201
        return "; ".join(f"{key}={value}" for key, value in client.cookies.items())


def token_of(home: Served, name: str, *scopes: str) -> str:
    with httpx.Client(base_url=home.url, headers={"Origin": home.url}) as client:
        client.post("/api/v1/sessions", json={"name": name, "password": PASSWORD})
        made = client.post("/api/v1/tokens", json={"name": "live", "scopes": list(scopes)})
        return str(made.json()["token"])


def live(home: Served, *, origin: str | None = "", host: str = "", **headers: str) -> ClientConnection:
    """A socket as a page of this household opens it; `origin` None sends none, `host` is another name for us."""
    at = urlsplit(home.url)
    url = f"ws://{host or at.netloc}{PATH}"
    sock = socket.create_connection((at.hostname, at.port)) if host else None
    named = home.url if origin == "" else origin
    return connect(url, sock=sock, origin=named, additional_headers=headers)  # type: ignore[arg-type]


def refused(home: Served, **options: Any) -> int:
    with pytest.raises(InvalidStatus) as raised:
        live(home, **options)
    response = raised.value.response
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code


def test_who_may_open_one(home: Served) -> None:
    cookie = cookie_of(home, "Max")
    assert refused(home) == 401, "nobody"
    assert refused(home, Cookie=cookie, origin="https://evil.example") == 403, "a page of another site"
    assert refused(home, Cookie=cookie, origin=None) == 403, "a browser always names its page"
    assert refused(home, Cookie=cookie, host="evil.example") == 403, "a name that somebody else controls"
    assert refused(home, Authorization=f"Bearer {token_of(home, 'Max', 'read')}", origin=None) == 403
    assert refused(home, Authorization="Bearer dc_nonsense", origin=None) == 401
    for headers in ({"Cookie": cookie}, {"Authorization": f"Bearer {token_of(home, 'Max', 'call')}"}):
        with live(home, **headers) as wire:
            wire.send(json.dumps({"type": "listen"}))


def ended(wire: ClientConnection) -> list[dict[str, Any]]:
    """What it was told until it was closed."""
    told = []
    try:
        while True:
            told.append(json.loads(wire.recv(timeout=30)))
    except ConnectionClosed:
        return told


@pytest.mark.parametrize(
    "first",
    [
        "", "nonsense", "[]", "{}", '{"type": "answer"}', '{"type": "fly"}', "null", "[" * 5000,
        json.dumps({"type": "answer", "attempt": "zz"}),
        json.dumps({"type": "answer", "attempt": NOWHERE, "features": {"rate": 1}}),
        json.dumps({"type": "answer", "attempt": NOWHERE, "features": {"rate": "x", "more": 1}}),
        json.dumps({"type": "answer", "attempt": NOWHERE}),
        json.dumps({"type": "decline", "attempt": NOWHERE}),
        "x" * 9000,
    ],
)  # fmt: skip
def test_a_first_word_that_is_none_is_told_and_closes(home: Served, first: str) -> None:
    with live(home, Cookie=cookie_of(home, "Max")) as wire:
        wire.send(first)
        (fault,) = ended(wire)
    assert fault["type"] == "fault"
    assert fault["message"]


def test_sound_as_the_first_word_and_a_message_without_end_close_it(home: Served) -> None:
    cookie = cookie_of(home, "Max")
    with live(home, Cookie=cookie) as wire:
        wire.send(b"\0" * 640)
        assert ended(wire) == []
    with live(home, Cookie=cookie) as wire:
        wire.send(b"\0" * (LARGEST_MESSAGE + 2))
        assert ended(wire) == []


def ringing(home: Served, name: str) -> tuple[Any, str]:
    """A call that rings on that person's pages; with what ends it."""
    attempt = uuid4()

    async def begin(house: ApiHouse) -> Any:
        channel = house.parts.browser
        assert channel is not None
        held = asyncio.Event()
        user = house.people[name]
        notice = Notice(uuid4(), attempt, name, user_id=user.id)

        async def ring() -> None:
            with channel.ringing.page(user.id):
                async with channel.dial(notice):
                    await held.wait()

        task = asyncio.create_task(ring())
        with channel.ringing.page(user.id) as page:
            await page.get()

        async def end(_: ApiHouse) -> None:
            held.set()
            await asyncio.wait([task])

        return end

    return home.run(begin), str(attempt)


def test_a_call_is_its_persons_alone_and_one_page_gets_it(home: Served) -> None:
    end, attempt = ringing(home, "Max")
    answer = json.dumps({"type": "answer", "attempt": attempt, "features": {"microphone": False, "sound": False}})
    with live(home, Cookie=cookie_of(home, "Olga")) as owner:
        owner.send(answer)
        assert ended(owner)[0]["code"] == "forbidden"
    with live(home, Cookie=cookie_of(home, "Max")) as first, live(home, Cookie=cookie_of(home, "Max")) as second:
        first.send(answer)
        first.send(json.dumps({"type": "writing", "on": True}))
        second.send(answer)
        (fault,) = ended(second)
        assert fault["code"] in ("conflict", "not_found"), "the first page has it"
        home.run(end)
        assert ended(first) == [{"type": "over", "result": ""}]


def test_faulty_messages_and_sound_within_a_call_are_told_until_it_is_given_up(home: Served) -> None:
    end, attempt = ringing(home, "Max")
    with live(home, Cookie=cookie_of(home, "Max")) as wire:
        wire.send(json.dumps({"type": "answer", "attempt": attempt, "features": {"rate": 48_000}}))
        wire.send(b"\0" * 3072)
        for each in ("{", b"\0" * 641, json.dumps({"type": "typed", "text": "x" * 501}), json.dumps({"type": "x"})):
            wire.send(each)
            told = json.loads(wire.recv(timeout=30))
            assert told["type"] == "fault"
        for _ in range(MOST_FAULTS):
            try:
                wire.send("{")
            except ConnectionClosed:
                break
        assert all(each["type"] == "fault" for each in ended(wire))
    home.run(end)


def test_events_tell_what_changed_and_nothing_of_it(home: Served) -> None:
    async def promise(house: ApiHouse) -> None:
        max_, now = house.people["Max"], house.appliance.now()
        made = promise_of(max_, "Buy the secret present tomorrow.", today_of(max_, now), now, None)
        await house.appliance.store.progress.add_commitment(made)

    headers = {"Cookie": cookie_of(home, "Vera")}
    with httpx.stream("GET", f"{home.url}/events", headers=headers, timeout=30) as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        lines = events.iter_lines()
        assert next(lines) == "event: open"
        home.run(promise)
        seen = []
        for line in lines:
            seen.append(line)
            if "commitments" in line:
                break
    assert "secret" not in " ".join(seen)
    assert httpx.get(f"{home.url}/events", follow_redirects=False).status_code == 303, "nobody gets none"


def test_a_socket_that_listens_is_told_of_rings(home: Served) -> None:
    with live(home, Authorization=f"Bearer {token_of(home, 'Max', 'call')}", origin=None) as wire:
        wire.send(json.dumps({"type": "listen"}))

        async def opened(house: ApiHouse) -> None:
            assert house.parts.browser is not None
            await house.parts.browser.ringing.page_opened(house.people["Max"].id)

        home.run(opened)
        end, attempt = ringing(home, "Max")
        told = {"type": ""}
        while told["type"] != "ring":
            told = json.loads(wire.recv(timeout=30))
        assert told["attempt"] == attempt
        with live(home, Cookie=cookie_of(home, "Max")) as other:
            other.send(json.dumps({"type": "decline", "attempt": attempt}))
            assert ended(other) == []
        while told["type"] != "over":
            told = json.loads(wire.recv(timeout=30))
        assert told["why"] == "declined"
        home.run(end)


def test_a_page_that_is_open_shows_what_changed_elsewhere(home: Served, chromium: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

    async def promise(house: ApiHouse) -> None:
        vera, now = house.people["Vera"], house.appliance.now()
        made = promise_of(vera, "Water the plants tomorrow.", today_of(vera, now), now, None)
        await house.appliance.store.progress.add_commitment(made)

    with playwright.sync_playwright() as running:
        page = running.chromium.launch(executable_path=chromium).new_page()
        page.goto(f"{home.url}/sign-in")
        page.get_by_label("Name").fill("Vera")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/today")
        page.locator("html[data-live=yes]").wait_for()
        home.run(promise)
        page.get_by_text("Water the plants tomorrow.").wait_for()
