"""The first run in a real browser: by keyboard alone from the first code to the last step, small, dark, with sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.records.calls import CallStatus
from appliance.records.people import Room
from appliance.upkeep.first_run import OWNERS
from tests.soundserver import SoundRoom, sound_room
from tests.web.apihouse import CODE, PASSWORD, ApiHouse
from tests.web.served import Served, served
from tests.web.test_rooms import PULSE, SPEECH

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ZONE = "Europe/Vienna"
MOST_TABS = 60


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


def tab_to(page: Any, what: str) -> None:
    """Press Tab until the focus is on what a person would read: a button's or link's words, a field's name."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = "(e => e.name || e.textContent.trim())(document.activeElement)"
        pressed = "document.activeElement.textContent.trim()"
        if what in (page.evaluate(focus), page.evaluate(pressed)):
            return
    raise AssertionError(f"no Tab reaches {what!r} on {page.url}")


def press(page: Any, button: str, where: str) -> None:
    tab_to(page, button)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{where}")


def claim(page: Any, home: Served) -> None:
    page.goto(f"{home.url}/claim")
    page.locator("[name=code]:focus").wait_for()  # what is typed before is lost
    for text in (CODE, "Sam"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == ZONE, "filled in from the browser"
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/setup/you")


def test_it_is_gone_through_by_keyboard_alone(tmp_path: Path, browser: Any) -> None:
    with served(tmp_path, accounts=False) as home:
        page = browser.new_context(timezone_id=ZONE).new_page()
        claim(page, home)
        tab_to(page, "country")
        page.keyboard.type("AT")
        press(page, "Save and go on", "/setup/room")
        press(page, "Later", "/setup/engines")
        press(page, "Back", "/setup/room")
        page.go_back()
        press(page, "Go on with what is there", "/setup/persona")
        tab_to(page, "persona")
        page.keyboard.press("ArrowDown")
        press(page, "Save and go on", "/setup/habits")
        tab_to(page, "pack_reading")
        page.keyboard.press("Space")
        press(page, "Save and go on", "/setup/calls")
        press(page, "Save and go on", "/setup/trial")
        press(page, "Call me now", "/setup/trial?call=*")
        playwright.expect(page.get_by_text("It rings in a moment.")).to_be_visible()
        press(page, "Go on", "/setup/end")
        press(page, "Done", "/today")

        async def look(house: ApiHouse) -> tuple[Any, ...]:
            (sam,) = await house.appliance.store.people.users()
            check_ins = await house.appliance.store.people.check_ins(sam.id)
            kinds = await house.appliance.store.progress.metric_types(sam.id)
            return sam.timezone, sam.prefers.country, [each.at for each in check_ins], [each.name for each in kinds]

        assert home.run(look) == (ZONE, "AT", ["21:30"], ["reading"])
        page.goto(f"{home.url}/setup")
        assert page.url.endswith("/today")


def test_what_became_of_the_test_call_is_shown_without_loading(tmp_path: Path, browser: Any) -> None:
    with served(tmp_path, accounts=False) as home:
        page = browser.new_context(timezone_id=ZONE).new_page()
        claim(page, home)
        page.goto(f"{home.url}/setup/trial")
        page.get_by_role("button", name="Call me now").click()
        page.get_by_text("It rings in a moment.").wait_for()

        async def take_back(house: ApiHouse) -> None:
            store = house.appliance.store
            (sam,) = await store.people.users()
            (call,) = await store.calls.recent(sam.id, 5)
            await store.calls.close(call.id, CallStatus.CANCELLED, house.appliance.now())

        home.run(take_back)
        page.get_by_text("It was taken back.").wait_for()
        assert page.locator("#outcome[data-over]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_no_step_is_wider_than_the_screen_or_hard_to_use(tmp_path: Path, browser: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    with served(tmp_path, accounts=False) as home:
        context = browser.new_context(
            timezone_id=ZONE, viewport={"width": width, "height": 780}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        claim(page, home)
        room = home.run(lambda house: house.appliance.store.people.add_room(new_room(house)))
        for each in (*(f"setup/{step}" for step in OWNERS), "setup/import", f"rooms/{room.id}", "rooms"):
            page.goto(f"{home.url}/{each}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, each
            found = axe.Axe().run(page).response["violations"]
            serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
            assert serious == [], f"{each}: {serious}"
        context.close()


def new_room(house: ApiHouse) -> Room:
    return Room(name="kitchen", created_at=house.appliance.now(), **PULSE)


@pytest.fixture
def lab() -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


@pytest.mark.sound
def test_a_room_is_set_up_and_its_meter_moves(tmp_path: Path, browser: Any, lab: SoundRoom) -> None:
    with served(tmp_path, accounts=False) as home:
        page = browser.new_context(timezone_id=ZONE).new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        claim(page, home)
        page.goto(f"{home.url}/setup/room")
        page.get_by_label("Speaker", exact=True).select_option("pulse")
        page.get_by_label("Microphone", exact=True).select_option("pulse")
        page.get_by_role("button", name="Save and try").click()
        meter = page.get_by_role("meter", name="How loud the microphone hears")
        page.get_by_role("button", name="Show the level").click()
        page.get_by_role("button", name="Stop").wait_for()
        lab.speak(SPEECH)
        page.locator("[data-meter] output").filter(has_text=re.compile(r"^-[1-3]?\d decibels$")).wait_for()
        assert "decibels" in meter.get_attribute("aria-valuetext")
        assert page.evaluate("document.querySelector('.bar span').offsetWidth") > 0
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("The meter has stopped.").wait_for()
        page.get_by_role("button", name="Play the chime").click()
        page.wait_for_url("**/setup/room?tried=chimed")
        playwright.expect(page.get_by_text("The chime was played.")).to_be_visible()
        page.get_by_role("button", name="It works, go on").click()
        page.wait_for_url("**/setup/engines")
        assert [text for text in said if "Content Security Policy" in text] == []
