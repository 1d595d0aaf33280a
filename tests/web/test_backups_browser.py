"""Backups in a real browser: brought on the first screen, made with a bar that moves on by itself, small and dark."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from appliance.store import read_key
from appliance.store.key_words import words_of
from appliance.upkeep.backups.exchange import waits
from tests.upkeep.backup_house import backed_up, furnish, settings_in
from tests.web.apihouse import CODE, PASSWORD, ApiHouse
from tests.web.served import Served, served

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


def sign_in(page: Any, home: Served) -> None:
    page.goto(f"{home.url}/sign-in")
    page.fill("#name", "Olga")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")


def test_a_backup_is_brought_on_the_first_screen(tmp_path: Path, browser: Any) -> None:
    old = settings_in(tmp_path / "old")
    with ThreadPoolExecutor(1) as beside:  # the browser's driver has an event loop in this thread
        backup = beside.submit(lambda: (furnish(old), backed_up(old).file)[1]).result()
    with served(tmp_path / "new", accounts=False) as home:
        page = browser.new_page()
        page.goto(f"{home.url}/claim")
        page.locator("summary", has_text="Restore a backup").click()
        for words, alert in (("one two three", "24 words"), (" ".join(words_of(read_key(old.key_file))), "")):
            page.fill("#restore-code", CODE)
            page.fill("#restore-words", words)
            page.set_input_files("#file", backup)
            page.get_by_role("button", name="Restore a backup").click()
            if alert:
                page.get_by_role("alert").get_by_text(alert).wait_for()
        page.get_by_role("status").get_by_text("It is whole.").wait_for()

        async def state(house: ApiHouse) -> tuple[bool, bool]:
            return waits(house.parts.settings), house.parts.restart.is_set()

        assert home.run(state) == (True, True)
        page.close()


def test_one_is_made_and_the_page_shows_it_by_itself(tmp_path: Path, browser: Any) -> None:
    with served(tmp_path) as home:
        page = browser.new_page()
        sign_in(page, home)
        page.goto(f"{home.url}/backups")
        page.get_by_role("button", name="Make a backup now").click()
        page.get_by_role("link", name="Download").wait_for()
        with page.expect_download() as told:
            page.get_by_role("link", name="Download").click()
        assert told.value.suggested_filename.endswith(".dcbackup")
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_it_is_not_wider_than_the_screen_or_hard_to_use(tmp_path: Path, browser: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    with served(tmp_path / "one") as home, served(tmp_path / "two", accounts=False) as new:
        context = browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        home.run(lambda house: house.parts.backups.make_now("test"))
        sign_in(page, home)
        for address in (f"{home.url}/backups", f"{new.url}/claim"):
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            found = axe.Axe().run(page).response["violations"]
            serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
            assert serious == [], f"{address}: {serious}"
        context.close()
