"""A wrong method is answered with those that would do: 405 and `Allow`, as a page or as a problem."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from tests.web.apihouse import ApiHouse, held

PAGES = {
    "/today": "GET",
    "/today/wish": "POST",
    "/promises": "GET, POST",
    f"/promises/{uuid4()}": "POST",
    "/check-ins": "GET, POST",
    "/manifest.webmanifest": "GET",
    "/sign-in": "GET, POST",
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
                assert (answer.status_code, answer.headers.get("allow")) == (405, "GET"), path

    held(tmp_path, body, base_path="coach")
