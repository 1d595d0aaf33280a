"""A download in a real browser: agreed to, watched while it goes on, cancelled, gone on with, told when it is here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.upkeep.file_server import FileServer, Hold
from tests.web.apihouse import PASSWORD
from tests.web.served import Served, served
from tests.web.test_models import BASE, ENGINE, FILES, models, server

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

__all__ = ["models", "server"]


@pytest.fixture
def home(tmp_path: Path, models: Path) -> Iterator[Served]:
    with served(tmp_path, local_models_path=models) as page:
        yield page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_download_is_watched_cancelled_and_gone_on_with(
    home: Served, server: FileServer, chromium: str, scripts: bool
) -> None:
    server.fault(f"{BASE}/model.bin", Hold(20_000))
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium)
        page = browser.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 780}).new_page()
        page.goto(f"{home.url}/sign-in?back=/models")
        page.get_by_label("Name").fill("Olga")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/models")
        agree(page)
        bar = page.get_by_role("progressbar")
        if scripts:  # it moves by itself
            playwright.expect(bar).to_have_attribute("max", str(len(FILES["model.bin"])), timeout=30_000)
        else:
            server.wait_held(1)
            page.reload()
        page.get_by_role("button", name="Cancel").click()
        playwright.expect(page.get_by_text("cancelled; what has come is kept")).to_be_visible(timeout=30_000)
        agree(page)
        here = page.get_by_text("it is here")
        while not scripts and not here.is_visible():
            page.reload()
        playwright.expect(here).to_be_visible(timeout=30_000)
        playwright.expect(page.get_by_role("list").filter(has_text="MIT").first).to_contain_text(ENGINE)
        browser.close()


def agree(page: object) -> None:
    """Open what is offered, tick the box that names size and host, and press the button."""
    row = page.get_by_role("listitem").filter(has_text="ears of this house")  # type: ignore[attr-defined]
    row.locator("summary").click()
    row.get_by_role("checkbox").check()
    row.get_by_role("button").click()
