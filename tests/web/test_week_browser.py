"""The week of calls in a real browser: moved by keyboard and by hand, and told; without scripts, by its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from appliance.records.people import CallType, CheckIn, QuietHours
from tests.store import samples
from tests.web.apihouse import PASSWORD, ApiHouse
from tests.web.served import Served, served
from tests.web.told import Told, told

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("week")) as page:
        yield page


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def state(home: Served, browser: Any) -> dict[str, object]:
    page = browser.new_page()
    page.goto(f"{home.url}/sign-in")
    page.get_by_label("Name").fill("Max")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")
    found: dict[str, object] = page.context.storage_state()
    page.close()
    return found


async def only(house: ApiHouse, **changes: object) -> CheckIn:
    """Max's one check-in: Monday and Tuesday at 21:30."""
    people, max_, now = house.appliance.store.people, house.people["Max"], house.appliance.now()
    for each in await people.check_ins(max_.id):
        await people.archive_check_in(each.id, now)
    return await people.add_check_in(samples.check_in(max_, **changes))


async def kept(house: ApiHouse, made: CheckIn) -> tuple[str, list[int]]:
    found = await house.appliance.store.people.check_in(made.id)
    return found.at, found.weekdays


def open_week(home: Served, browser: Any, state: dict[str, object], **options: object) -> Any:
    page = browser.new_page(storage_state=state, **options)
    page.goto(f"{home.url}/check-ins")
    return page


def entry(page: Any, made: CheckIn, day: int) -> Any:
    return page.locator(f'.entry[data-id="{made.id}"][data-day="{day}"]')


def test_arrow_keys_move_a_call_and_say_so(home: Served, browser: Any, state: dict[str, object]) -> None:
    made = home.run(only)
    page = open_week(home, browser, state)
    entry(page, made, 0).focus()
    page.keyboard.press("ArrowDown")
    playwright.expect(page.locator("#week-said")).to_have_text("Moved: the evening, 21:45, Mo Tu.")
    playwright.expect(entry(page, made, 0)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    playwright.expect(page.locator("#week-said")).to_have_text("Moved: the evening, 21:45, Tu Su.")
    playwright.expect(entry(page, made, 6)).to_be_focused()
    page.keyboard.press("ArrowRight")
    playwright.expect(entry(page, made, 0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    playwright.expect(page.locator("#week-said")).to_have_text("Moved: the evening, 21:45, Tu We.")
    assert home.run(lambda house: kept(house, made)) == ("21:45", [1, 2])
    assert "21:45" in page.locator("#each + ul").inner_text(), "the list below follows"
    page.close()


def test_keys_pressed_in_a_row_are_all_done(home: Served, browser: Any, state: dict[str, object]) -> None:
    made = home.run(lambda house: only(house, at="23:45"))
    page = open_week(home, browser, state)
    entry(page, made, 1).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    playwright.expect(page.locator("#week-said")).to_have_text("Moved: the evening, 00:30, Mo We.")
    assert home.run(lambda house: kept(house, made)) == ("00:30", [0, 2])
    page.close()


def test_a_call_is_dragged_to_another_day_and_time(home: Served, browser: Any, state: dict[str, object]) -> None:
    made = home.run(only)
    page = open_week(home, browser, state, viewport={"width": 1100, "height": 900})
    entry(page, made, 0).drag_to(page.locator('td[data-at="20:00"][data-day="4"]'))
    playwright.expect(page.locator("#week-said")).to_have_text("Moved: the evening, 20:00, Tu Fr.")
    assert home.run(lambda house: kept(house, made)) == ("20:00", [1, 4])
    page.close()


def test_what_cannot_be_is_told_and_nothing_moves(home: Served, browser: Any, state: dict[str, object]) -> None:
    made = home.run(lambda house: only(house, weekdays=list(range(7))))

    async def hush(house: ApiHouse) -> QuietHours:
        now = house.appliance.now()
        hours = QuietHours(
            user_id=house.people["Max"].id, begins="21:45", ends="07:00", weekdays=list(range(7)), created_at=now
        )
        return await house.appliance.store.silences.add_quiet_hours(hours)

    hours = home.run(hush)
    page = open_week(home, browser, state)
    entry(page, made, 3).focus()
    page.keyboard.press("ArrowDown")
    playwright.expect(page.locator("#week-said")).to_contain_text("Not moved. 21:45 lies in quiet hours")
    page.keyboard.press("ArrowRight")
    playwright.expect(page.locator("#week-said")).to_have_text("It rings on every day already.")
    assert home.run(lambda house: kept(house, made)) == ("21:30", list(range(7)))
    home.run(lambda house: house.appliance.store.silences.remove_quiet_hours(hours.id))
    page.close()


def test_without_scripts_the_form_moves_it(home: Served, browser: Any, state: dict[str, object]) -> None:
    made = home.run(only)
    page = open_week(home, browser, state, java_script_enabled=False)
    playwright.expect(page.locator("#week-hint")).to_be_hidden()
    entry(page, made, 0).click()
    page.wait_for_url(f"**/check-ins/{made.id}")
    page.get_by_label("At", exact=True).fill("19:00")
    page.get_by_label("Tu", exact=True).uncheck()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/check-ins")
    assert home.run(lambda house: kept(house, made)) == ("19:00", [0])
    page.close()


def test_a_recording_plays(home: Served, browser: Any, state: dict[str, object]) -> None:
    one: Told = home.run(told)
    page = browser.new_page(storage_state=state)
    page.goto(f"{home.url}/calls/{one.call.id}")
    sound = page.locator("audio").first
    assert sound.get_attribute("preload") == "none"
    length = sound.evaluate(
        """sound => new Promise((found, failed) => {
          sound.addEventListener("loadedmetadata", () => found(sound.duration));
          sound.addEventListener("error", () => failed(sound.error.message));
          sound.preload = "metadata";
          sound.load();
        })"""
    )
    assert length == pytest.approx(1.0)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_pages_with_content_fit_and_are_easy_to_use(
    home: Served, browser: Any, state: dict[str, object], width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

    async def furnish(house: ApiHouse) -> Told:
        await only(house, weekdays=list(range(7)), call_type=CallType.CUSTOM, channels=["speaker"])
        people, max_ = house.appliance.store.people, house.people["Max"]
        removed = await people.add_check_in(samples.check_in(max_, at="06:15"))
        await people.archive_check_in(removed.id, house.appliance.now())
        calls = await house.appliance.store.calls.recent(max_.id)
        if calls:
            (kind,) = await house.appliance.store.progress.metric_types(max_.id)
            (promise,) = await house.appliance.store.progress.commitments(max_.id)
            (heard, _) = await house.appliance.store.calls.observations(calls[0].id)
            return Told(calls[0], kind, heard, promise, b"")
        return await told(house)

    one = home.run(furnish)
    page = browser.new_context(
        storage_state=state, viewport={"width": width, "height": 780}, color_scheme=scheme, bypass_csp=True
    ).new_page()
    (shown,) = home.run(lambda house: house.appliance.store.people.check_ins(house.people["Max"].id))
    paths = ("/calls", f"/calls/{one.call.id}", "/promises", "/memory", f"/habits/{one.kind.id}", "/check-ins",
             f"/check-ins/{shown.id}")  # fmt: skip
    for path in paths:
        page.goto(home.url + path)
        for each in page.locator("summary").all():
            each.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = axe.Axe().run(page).response["violations"]
        serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], f"{path}: {serious}"
    page.context.close()
