"""Behind a proxy and below a path: links, forms, redirects, cookies and files; whose word about a visitor is taken."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from appliance.errors import SettingsError
from appliance.settings import Settings, load_settings
from appliance.web import locked
from appliance.web.front import entrance
from appliance.web.gate import Gate
from appliance.web.origin import host_allowed
from appliance.web.shelf import shelf
from appliance.web.site.frame import MORE, PAGES
from tests.web.apihouse import PASSWORD, ApiHouse, held

TEMPLATES = Path(__file__).resolve().parents[2] / "appliance" / "web"
PATHS = tuple(f"/{each.replace('_', '-')}" for each in (*PAGES, *MORE, "more"))
FROM_HERE = re.compile(r"""\b(?:href|action|formaction|src|poster|data-[a-z-]+)="(/[^"]*)"|url=(/[^"]*)\"""")


def test_every_template_begins_its_paths_with_what_the_page_is_served_below() -> None:
    bare = [
        f"{file.name}: {found}"
        for file in TEMPLATES.rglob("*.html")
        for found in re.findall(r"""(?:href|action|formaction|src|poster)="/[^"]*""", file.read_text(encoding="utf-8"))
    ]
    assert not bare, r"""sed -E -i 's#\b(href|action|formaction|src|poster)="/#\1="{{ root }}/#g' FILE"""


def test_no_script_names_a_path_from_the_top() -> None:
    bare = [
        f"{file.name}: {found}"
        for file in TEMPLATES.rglob("*.js")
        for found in re.findall(r"""["'`]/(?:api|static|[a-z-]+/)[^"'`]*""", file.read_text(encoding="utf-8"))
    ]
    assert not bare, 'new URL("../../api/v1/…", import.meta.url) works below any path'


@pytest.mark.parametrize("taken_off", [False, True], ids=["kept", "taken off by the proxy"])
def test_below_a_path_everything_leads_below_it(tmp_path: Path, taken_off: bool) -> None:
    before = "" if taken_off else "/coach"

    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            led = await browser.get(f"{before}/today")
            assert led.headers["location"] == "/coach/sign-in?back=/today"
            form = {"name": "Max", "password": PASSWORD, "back": "/progress"}
            entered = await browser.post(f"{before}/sign-in", data=form)
            assert entered.headers["location"] == "/coach/progress"
            assert "Path=/coach;" in entered.headers["set-cookie"] + ";"
            browser.headers["Cookie"] = entered.headers["set-cookie"].partition(";")[0]
            for path in PATHS:
                page = await browser.get(before + path)
                assert page.status_code == 200, path
                led_to = ["".join(each) for each in FROM_HERE.findall(page.text)]
                assert led_to
                assert [each for each in led_to if not each.startswith("/coach/")] == [], path
            assert 'aria-current="page"' in (await browser.get(f"{before}/today")).text
            assert (await browser.get(f"{before}/static/page.css")).status_code == 200
            assert (await browser.get(f"{before}/api/v1/people/me")).json()["name"] == "Max"
            told = (await browser.get(f"{before}/manifest.webmanifest")).json()
            assert (told["start_url"], told["scope"]) == ("/coach/today", "/coach/")
            promised = await browser.post(f"{before}/today/promise", data={"text": "Call the dentist."})
            assert promised.headers["location"] == "/coach/today"
            home = await browser.get(before or "/")
            assert home.headers["location"] == "/coach/today"
            out = await browser.post(f"{before}/sign-out", data={"bye": ""})
            assert "Path=/coach;" in out.headers["set-cookie"] + ";"

    held(tmp_path, body, base_path="coach/")


def test_below_a_path_over_tls_the_cookie_has_a_name_that_browsers_take(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            browser.base_url = httpx.URL("https://localhost:8080")
            browser.headers["Origin"] = "https://localhost:8080"
            entered = await browser.post("/coach/sign-in", data={"name": "Max", "password": PASSWORD})
            assert entered.headers["set-cookie"].startswith("__Secure-appliance_session=")
            assert (await browser.get("/coach/today")).status_code == 200

    held(tmp_path, body, base_path="/coach")


def test_a_locked_appliance_is_below_it_too(tmp_path: Path) -> None:
    async def main() -> None:
        settings = Settings(base_path="coach", allowed_hosts="calls.example.org", key_file=tmp_path / "key")
        web = locked.build(Gate(lambda passphrase: None), "127.0.0.1", settings)
        transport = httpx.ASGITransport(app=web)
        async with httpx.AsyncClient(transport=transport, base_url="http://calls.example.org") as browser:
            for path in ("/coach", "/coach/unlock", "/unlock"):
                page = await browser.get(path)
                assert page.status_code == 200, path
                assert 'action="/coach/unlock"' in page.text
                assert f'href="/coach/static/{shelf().digest}/page.css"' in page.text
            assert (await browser.get("/coach/static/page.css")).status_code == 200
            opened = await browser.post("/coach/unlock", data={"passphrase": "any"})
            assert 'content="8; url=/coach/"' in opened.text

    asyncio.run(main())


SAID = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "calls.example.org"}


async def signed_in(browser: httpx.AsyncClient, origin: str) -> httpx.Response:
    browser.headers.update({**SAID, "Origin": origin})
    return await browser.post("/sign-in", data={"name": "Max", "password": PASSWORD})


def test_a_trusted_proxy_is_believed(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            entered = await signed_in(browser, "https://calls.example.org")
            assert entered.status_code == 303, entered.text
            assert entered.headers["set-cookie"].startswith("__Host-appliance_session=")
            (session,) = await house.appliance.store.accounts.sessions(house.people["Max"].id)
            assert session.address == "203.0.113.7"
            forged = await browser.get("/healthz", headers={"X-Forwarded-Host": "evil.example"})
            assert forged.status_code == 421, "a proxy's word does not make a name ours"
            first_of_two = await browser.get(
                "/healthz", headers={"X-Forwarded-Host": "evil.example, calls.example.org"}
            )
            assert first_of_two.status_code == 200, "the proxy's own word is the last"

    held(tmp_path, body, trusted_proxies="192.168.1.0/24", allowed_hosts="calls.example.org")


def test_anybody_elses_word_about_a_visitor_is_nothing(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            assert (await signed_in(browser, "https://calls.example.org")).status_code == 403, "of another site"
            entered = await signed_in(browser, "http://localhost:8080")
            assert entered.headers["set-cookie"].startswith("appliance_session=")
            (session,) = await house.appliance.store.accounts.sessions(house.people["Max"].id)
            assert session.address == "192.168.1.20"

    held(tmp_path, body, trusted_proxies="192.168.1.21", allowed_hosts="calls.example.org")


@pytest.mark.parametrize(
    ("name", "also", "allowed"),
    [
        ("calls.example.org:443", ("Calls.example.org",), True),
        ("a.home.example:80", ("*.home.example",), True),
        ("home.example", ("*.home.example",), False),
        ("evilhome.example", ("*.home.example",), False),
        ("box", ("box",), True),
        ("box.evil.example", ("box",), False),
        ("", ("",), False),
    ],
)
def test_further_names(name: str, also: tuple[str, ...], allowed: bool) -> None:
    assert host_allowed(name, "0.0.0.0", also) is allowed  # noqa: S104


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", "nas.local"), ("TRUSTED_PROXIES", "10.0.0.1/8"), ("BASE_PATH", "/a b"),
        ("BASE_PATH", "/../x"), ("BASE_PATH", "//evil.example\\"), ("ALLOWED_HOSTS", "http://x"),
        ("ALLOWED_HOSTS", "a_b,c"), ("APPLIANCE_TLS", "perhaps"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_behind_a_front_telephones_are_told_where_the_front_is(tmp_path: Path) -> None:
    urls = "http://localhost:8188,https://nas.home.arpa:8443/"

    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            shown = (await browser.get("/phone")).text
            assert "https://nas.home.arpa:8443" in shown
            assert "localhost" not in shown.partition("<main")[2].partition("</main")[0]
            assert "--tls" not in shown, "it is encrypted"
        assert entrance(house.parts.settings) == "https://nas.home.arpa:8443/"

    held(tmp_path, body, page_urls=urls)


@pytest.mark.parametrize("wrong", ["nas.home.arpa", "ftp://nas", "https://a b", "https://nas,https://"])
def test_an_address_of_a_page_that_is_none(wrong: str) -> None:
    with pytest.raises(ValidationError, match="is no address of a page"):
        Settings(page_urls=wrong)
