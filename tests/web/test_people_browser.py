"""People, who calls and the second factor in a real browser: small, dark, and without anything that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.apihouse import PASSWORD
from tests.web.served import Served, served

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

OWN = 'name = "neighbour"\ntitle = "The neighbour"\nprompt = "You are the neighbour."\n'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("peopled")) as page:
        yield page


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def state(home: Served, browser: Any) -> Any:
    page = browser.new_page()
    page.goto(f"{home.url}/sign-in")
    page.get_by_label("Name").fill("Olga")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    kept = page.context.storage_state()
    page.close()
    return kept


def small(browser: Any, state: Any = None) -> tuple[Any, list[str]]:
    """A page of a small dark telephone, and what its console says."""
    context = browser.new_context(
        storage_state=state, viewport={"width": 360, "height": 780}, color_scheme="dark", bypass_csp=False
    )
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    return page, said


def is_easy(page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    found = axe.Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], page.url


def test_somebody_is_invited_and_lets_themselves_in(home: Served, browser: Any, state: Any) -> None:
    owner, said = small(browser, state)
    owner.goto(f"{home.url}/people")
    owner.get_by_label("Name").fill("Kim")
    owner.get_by_label("Time zone").fill("Europe/Vienna")
    owner.get_by_role("button", name="Add").click()
    owner.wait_for_url("**/people/*-*")
    is_easy(owner)
    owner.get_by_role("button", name="Invite").click()
    address = owner.locator("code").first.inner_text()
    assert address.startswith(f"{home.url}/welcome?code=")
    is_easy(owner)
    kim, heard = small(browser)
    kim.goto(address)
    playwright.expect(kim.get_by_role("heading", name="Welcome, Kim")).to_be_visible()
    is_easy(kim)
    kim.get_by_label("Password").fill("gravel lantern kettle")
    kim.keyboard.press("Enter")
    kim.wait_for_url("**/today")
    owner.get_by_role("link", name="Back").click()
    owner.get_by_role("link", name="Take away the sign-in").click()
    playwright.expect(owner.get_by_role("button", name="Take away the sign-in")).to_be_visible()
    is_easy(owner)
    owner.get_by_role("button", name="Take away the sign-in").click()
    playwright.expect(owner.get_by_role("button", name="Invite")).to_be_visible()
    kim.goto(f"{home.url}/today")
    assert "/sign-in" in kim.url
    assert [text for text in said + heard if "Content Security Policy" in text] == []


def test_a_persona_is_heard_and_one_of_ones_own_comes_from_a_file(
    home: Served, browser: Any, state: Any, tmp_path: Path
) -> None:
    file = tmp_path / "neighbour.toml"
    file.write_text(OWN, encoding="utf-8")
    page, said = small(browser, state)
    page.goto(f"{home.url}/personas")
    seconds = page.locator("audio").first.evaluate(
        "sound => new Promise((fine, bad) => { sound.onloadedmetadata = () => fine(sound.duration);"
        " sound.onerror = () => bad(sound.error.message); sound.preload = 'metadata'; sound.load(); })"
    )
    assert seconds > 1
    page.get_by_role("button", name="Write one").click()
    page.wait_for_url("**/personas/write*")
    page.get_by_label("Take a file of this device").set_input_files(file)
    page.wait_for_function("document.getElementById('text').value.includes('You are the neighbour.')")
    is_easy(page)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/personas")
    playwright.expect(page.get_by_role("heading", name="The neighbour")).to_be_visible()
    page.get_by_role("link", name="Remove neighbour").click()
    playwright.expect(page.get_by_role("button", name="Remove")).to_be_visible()
    is_easy(page)
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/personas")
    playwright.expect(page.get_by_role("heading", name="The neighbour")).to_have_count(0)
    assert [text for text in said if "Content Security Policy" in text] == []


def test_the_second_factor_is_shown_and_harshness_is_asked_about(home: Served, browser: Any, state: Any) -> None:
    page, said = small(browser, state)
    page.goto(f"{home.url}/account")
    page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    playwright.expect(page.get_by_role("img", name="QR code for an authenticator app")).to_be_visible()
    is_easy(page)
    page.goto(f"{home.url}/personas/abuser/consent")
    is_easy(page)
    assert [text for text in said if "Content Security Policy" in text] == []
