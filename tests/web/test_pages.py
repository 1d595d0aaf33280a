"""The health check and the status page, asked in process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from appliance.app import Appliance, open_appliance
from appliance.cli.service import parts_of
from appliance.records.people import CallType, CheckIn, User
from appliance.settings import Settings
from appliance.web.origin import host_allowed
from appliance.web.pages import build
from tests.web.apihouse import CODE

Work = Callable[[Appliance, httpx.AsyncClient], Awaitable[None]]


def browse(tmp_path: Path, work: Work) -> None:
    async def run() -> None:
        settings = Settings(local_data_path=tmp_path / "user_data", key_file=tmp_path / "key")
        async with open_appliance(settings) as appliance:
            page = build(parts_of(appliance, settings, CODE), "127.0.0.1")
            transport = httpx.ASGITransport(app=page)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
                await work(appliance, client)

    asyncio.run(run())


def test_health_names_nobody(tmp_path: Path) -> None:
    async def work(appliance: Appliance, client: httpx.AsyncClient) -> None:
        await appliance.store.people.add_user(User(name="Samantha", timezone="UTC", created_at=appliance.now()))
        answer = await client.get("/healthz")
        assert answer.status_code == 200
        assert answer.json()["store"] == "ok"
        assert answer.json()["status"] in ("ok", "degraded")
        assert "Samantha" not in answer.text

    browse(tmp_path, work)


def test_the_page_shows_next_calls_in_the_persons_time_and_escapes_names(tmp_path: Path) -> None:
    async def work(appliance: Appliance, client: httpx.AsyncClient) -> None:
        assert "Nobody is called yet" in (await client.get("/")).text
        people = appliance.store.people
        kim = await people.add_user(User(name="<b>Kim", timezone="Asia/Tokyo", created_at=appliance.now()))
        await people.add_check_in(
            CheckIn(
                user_id=kim.id, call_type=CallType.MORNING, at="07:15", weekdays=list(range(7)), channels=["speaker"],
                created_at=appliance.now(),
            )
        )  # fmt: skip
        page = (await client.get("/")).text
        assert "&lt;b&gt;Kim" in page
        assert "<b>Kim" not in page
        assert "07:15" in page

    browse(tmp_path, work)


def test_nothing_comes_from_elsewhere_and_nothing_runs_inline(tmp_path: Path) -> None:
    async def work(appliance: Appliance, client: httpx.AsyncClient) -> None:
        answer = await client.get("/")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert "http://" not in answer.text
        assert "https://" not in answer.text
        assert (await client.get("/static/page.css")).status_code == 200
        assert (await client.get("/docs")).status_code == 404

    browse(tmp_path, work)


def test_another_sites_name_is_refused(tmp_path: Path) -> None:
    async def work(appliance: Appliance, client: httpx.AsyncClient) -> None:
        assert (await client.get("/", headers={"host": "evil.example"})).status_code == 421

    browse(tmp_path, work)


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("localhost:8080", True),
        ("127.0.0.1", True),
        ("[::1]:8080", True),
        ("192.168.1.9:8080", True),
        ("box.local", True),
        ("evil.example:8080", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_hosts(header: str, allowed: bool) -> None:
    assert host_allowed(header, "0.0.0.0") is allowed  # noqa: S104
