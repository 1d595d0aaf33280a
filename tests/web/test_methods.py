"""A wrong method is answered with those that would do: 405 and `Allow`, as a page or as a problem."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

from starlette.types import Message, Receive, Scope, Send

from appliance.web.heads import Heads
from tests.web.apihouse import ApiHouse, held

PAGES = {
    "/today": "GET, HEAD",
    "/today/wish": "POST",
    "/promises": "GET, HEAD, POST",
    f"/promises/{uuid4()}": "POST",
    "/check-ins": "GET, HEAD, POST",
    "/manifest.webmanifest": "GET, HEAD",
    "/sign-in": "GET, HEAD, POST",
    "/static/page.css": "GET, HEAD",
}
API = {
    "/api/v1/people/me": "GET, PATCH",
    "/api/v1/people/me/promises": "GET, POST",
    "/api/v1/audit": "GET",
    f"/api/v1/memories/{uuid4()}": "PATCH, DELETE",
}


def test_a_page_says_what_can_be_done_there(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            for path, methods in PAGES.items():
                answer = await browser.put(path)
                assert (answer.status_code, answer.headers.get("allow")) == (405, methods), path
                assert "That cannot be done here." in answer.text
                assert 'aria-label="DisciplineCall"' in answer.text, "in the frame"
            assert (await browser.put("/nowhere")).status_code == 404

    held(tmp_path, body)


def test_the_api_says_it_as_a_problem(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            for path, methods in API.items():
                answer = await browser.put(path)
                assert (answer.status_code, answer.headers.get("allow")) == (405, methods), path
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.json()["status"] == 405

    held(tmp_path, body)


def test_below_a_path_too(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            for path in ("/coach/today", "/today"):
                answer = await nobody.delete(path)
                assert (answer.status_code, answer.headers.get("allow")) == (405, "GET, HEAD"), path

    held(tmp_path, body, base_path="coach")


def test_the_head_of_a_page_is_that_of_the_page(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            for path in ("/today", "/check-ins", "/healthz", "/static/page.css", "/nowhere", "/"):
                page, head = await browser.get(path), await browser.head(path)
                assert (head.status_code, head.content) == (page.status_code, b""), path
                for name in ("content-type", "content-security-policy", "cache-control", "location"):
                    assert head.headers.get(name) == page.headers.get(name), (path, name)
            assert (await browser.head("/today/wish")).status_code == 405
        async with house.browser() as nobody:
            assert (await nobody.head("/today")).status_code == (await nobody.get("/today")).status_code

    held(tmp_path, body)


def test_a_stream_ends_with_its_head() -> None:
    ended = False

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal ended
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"piece", "more_body": True})
        ended = (await receive())["type"] == "http.disconnect"

    async def work() -> None:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await Heads(endless, "/api")({"type": "http", "method": "HEAD", "path": "/x"}, receive, send)
        assert [each["type"] for each in sent] == ["http.response.start", "http.response.body"]
        assert sent[1]["body"] == b""

    asyncio.run(work())
    assert ended
