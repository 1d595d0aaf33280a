"""The pages in a real browser: from the first code to a value on the progress page, by keyboard, small and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.web.site import frame
from tests.web.apihouse import CODE, PASSWORD
from tests.web.served import Served, served

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

PAGES = tuple(each.replace("_", "-") for each in (*frame.PAGES, *frame.MORE, "more"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("browsed"), accounts=False) as page:
        yield page


@pytest.fixture(scope="module")
def signed_in(home: Served, chromium: str) -> Iterator[tuple[object, dict[str, object]]]:
    """A browser, and the state of somebody who has opened the first account by keyboard alone."""
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        page.goto(home.url)
        page.get_by_role("link", name="Set up this appliance").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/claim")
        page.locator("[name=code]:focus").wait_for()
        for text in (CODE, "Sam"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/setup/you")
        yield browser, page.context.storage_state()
        browser.close()


def test_a_value_written_down_is_on_the_progress_page(
    home: Served, signed_in: tuple[object, dict[str, object]]
) -> None:
    from appliance.records.progress import MetricKind, MetricType

    async def track(house: object) -> None:
        store = house.appliance.store  # type: ignore[attr-defined]
        (sam,) = await store.people.users()
        await store.progress.add_metric_type(
            MetricType(user_id=sam.id, name="gym", kind=MetricKind.HABIT, created_at=house.appliance.now())  # type: ignore[attr-defined]
        )

    home.run(track)
    browser, state = signed_in
    page = browser.new_page(storage_state=state)  # type: ignore[attr-defined]
    page.goto(f"{home.url}/today")
    page.get_by_role("button", name="Done", exact=True).click()
    page.wait_for_url("**/today")
    playwright.expect(page.get_by_text("Nothing is left for today.")).to_be_visible()
    page.get_by_label("I promise").fill("Call the dentist before ten tomorrow.")
    page.get_by_role("button", name="Promise", exact=True).click()
    playwright.expect(page.get_by_text("Call the dentist before ten tomorrow.")).to_be_visible()
    page.get_by_role("link", name="Progress").click()
    playwright.expect(page.get_by_role("heading", name="Habits")).to_be_visible()
    assert "gym" in page.get_by_role("table").first.inner_text().lower()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_no_page_is_wider_than_the_screen_or_hard_to_use(
    home: Served, signed_in: tuple[object, dict[str, object]], width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    browser, state = signed_in
    context = browser.new_context(  # type: ignore[attr-defined]
        storage_state=state, viewport={"width": width, "height": 780}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    for each in PAGES:
        page.goto(f"{home.url}/{each}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, each
        found = axe.Axe().run(page).response["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], f"{each}: {serious}"
    context.close()


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_refused(
    home: Served, signed_in: tuple[object, dict[str, object]]
) -> None:
    browser, state = signed_in
    context = browser.new_context(storage_state=state)  # type: ignore[attr-defined]
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for each in PAGES:
        page.goto(f"{home.url}/{each}")
    assert all(url.startswith((home.url, "data:")) for url in asked), asked
    assert [text for text in said if "Content Security Policy" in text] == []
    context.close()


def test_a_page_that_lost_the_appliance_says_so_and_finds_it_again(
    home: Served, signed_in: tuple[object, dict[str, object]]
) -> None:
    browser, state = signed_in
    context = browser.new_context(storage_state=state)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{home.url}/today")
    page.locator("html[data-live=yes]").wait_for(state="attached")
    playwright.expect(page.locator("#lost")).to_be_hidden()
    context.set_offline(True)
    page.locator("#lost").wait_for()
    context.set_offline(False)
    page.locator("#lost").wait_for(state="hidden")
    context.close()
