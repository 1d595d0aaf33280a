"""The page as an app: what Chromium says of its manifest, what its worker keeps, and the way there from a telephone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import __version__
from appliance.app import utc_now
from appliance.engines.machine import in_container
from appliance.language.messages import message_codes, messages
from appliance.upkeep.addresses import own_name
from appliance.upkeep.certificates import folder_of, prepared, wanted_of
from appliance.web.front import entrance
from appliance.web.shelf import shelf
from appliance.web.site.phone import IN_BOX, PLAIN
from scripts import icons
from tests.web.apihouse import PASSWORD, ApiHouse, held
from tests.web.served import Served, served


def test_the_icons_are_those_of_the_script() -> None:
    assert (icons.FOLDER / "icon.svg").read_text(encoding="utf-8") == icons.svg()
    for side in (192, 512):
        for maskable, name in ((False, ""), (True, "-maskable")):
            file = (icons.FOLDER / f"icon-{side}{name}.png").read_bytes()
            assert file == icons.png(side, maskable=maskable)


@pytest.mark.parametrize("code", sorted(message_codes()))
def test_who_does_not_trust_yet_reads_how(tmp_path: Path, code: str) -> None:
    async def body(house: ApiHouse) -> None:
        settings = house.parts.settings
        made = prepared(folder_of(settings.key_file), wanted_of(settings), utc_now())
        async with house.browser(**{"Accept-Language": code}) as nobody:
            page = await nobody.get("/trust")
            assert page.status_code == 200
            assert f'<html lang="{code}">' in page.text
            assert made.root.fingerprint in page.text
            assert page.text.count("<h2") == 5
            assert page.text.count("<li>") >= 13
            assert "https://localhost:8080/" in page.text
            assert (await nobody.get("/ca.crt")).content == made.root.pem
            assert (await nobody.get("/today")).headers["location"] == "https://localhost:8080/today"
            offline = await nobody.get("/static/icon.svg")
            assert offline.headers["content-type"] == "image/svg+xml"

    held(tmp_path, body, appliance_tls=True)


def test_without_tls_there_is_nothing_to_trust(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            assert "appliance run --tls" in (await nobody.get("/trust")).text
            assert (await nobody.get("/ca.crt")).status_code == 404
            assert (await nobody.get("/phone/code.svg")).status_code == 303
        async with house.signed_in("Max") as browser:
            page = (await browser.get("/phone")).text
            assert (IN_BOX if in_container() else PLAIN) in page
            assert "<img" not in page
            assert (await browser.get("/phone/code.svg")).status_code == 404

    held(tmp_path, body)


def test_the_square_code_leads_a_telephone_to_the_page(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            page = (await browser.get("/phone")).text
            assert 'src="/phone/code.svg"' in page
            if own_name():
                assert f"http://{own_name()}.local:8080" in page
            drawn = await browser.get("/phone/code.svg")
            assert drawn.headers["content-type"] == "image/svg+xml"
            assert drawn.text.startswith("<svg")
            assert "style=" not in drawn.text
        settings = house.parts.settings
        assert entrance(settings).startswith("http://")
        safe = settings.model_copy(update={"appliance_tls": True})
        assert re.fullmatch(r"http://.+:8080/trust", entrance(safe)), "what tells how to trust needs no trust"
        assert entrance(settings.model_copy(update={"appliance_host": "127.0.0.1"})) == ""

    held(tmp_path, body, appliance_host="0.0.0.0")  # noqa: S104


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("installed")) as page:
        yield page


def test_chromium_would_install_it_and_it_says_when_the_appliance_is_gone(home: Served, chromium: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium)
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"{home.url}/sign-in")
        page.get_by_label("Name").fill("Max")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/today")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")

        devtools = context.new_cdp_session(page)
        told = devtools.send("Page.getAppManifest")
        assert told["errors"] == []
        assert told["url"] == f"{home.url}/manifest.webmanifest"
        lacking = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert {each["errorId"] for each in lacking} <= {"in-incognito"}, "a test's window installs nothing"

        page.goto(f"{home.url}/progress")
        kept = page.evaluate(
            """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
            [name, (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)])))"""
        )
        files = f"/static/{shelf().digest}"
        assert list(kept) == [f"disciplinecall {__version__} {shelf().digest}"]
        (paths,) = kept.values()
        assert {"/offline", f"{files}/page.css", f"{files}/icon.svg", f"{files}/live.js"} <= set(paths)
        assert [each for each in paths if each != "/offline" and not each.startswith(f"{files}/")] == []

        context.set_offline(True)
        page.goto(f"{home.url}/today")
        assert page.get_by_role("heading", level=1).inner_text() == messages("en").page["offline_title"][0]
        assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none", "with its style"
        assert "Max" not in page.content()
        context.set_offline(False)
        page.get_by_role("link", name="Try again").click()
        page.wait_for_url("**/today")
        assert page.get_by_role("heading", level=1).inner_text() == "Today"
        browser.close()


def test_public_pages_are_easy_to_use_on_a_telephone(tmp_path: Path, chromium: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    pages: dict[str, str] = {}

    async def body(house: ApiHouse) -> None:
        settings = house.parts.settings
        await asyncio.to_thread(prepared, folder_of(settings.key_file), wanted_of(settings), utc_now())
        async with house.browser() as nobody:
            for path in ("/trust", "/offline"):
                nobody.base_url = "https://localhost:8080"
                pages[path] = (await nobody.get(path)).text
            pages["css"] = (await nobody.get("/static/page.css")).text

    held(tmp_path, body, appliance_tls=True)
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium)
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 360, "height": 780}, color_scheme=scheme)
            for path in ("/trust", "/offline"):
                page.set_content(re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{pages['css']}</style>", pages[path]))
                assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
                found = axe.Axe().run(page).response["violations"]
                assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], path
            page.close()
        browser.close()
