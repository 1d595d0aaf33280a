"""A tablet in a real browser, signed in as nobody: paired, rung by a check-in that is due, answered by a voice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import numpy as np
import pytest

from appliance.ports import Audio
from appliance.records.calls import CallStatus, MessageType
from appliance.records.people import CallType, CheckIn
from appliance.records.progress import MetricKind, MetricType
from appliance.voice.audio import concatenate, silence, write_wav
from tests.web.apihouse import PASSWORD, ApiHouse
from tests.web.served import Served, served
from tests.web.test_call_in_browser import PATIENCE_MS, RATE, recorded_digit

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

UNTOUCHED = """
let touched = false;
addEventListener("pointerdown", ({ isTrusted }) => { touched ||= isTrusted; }, true);
const Real = AudioContext;
globalThis.AudioContext = class extends Real {
  constructor(options) { super(options); if (!touched) this.suspend(); }
  resume() { return touched ? super.resume() : new Promise(() => {}); }
};
"""
"""What a browser does with a page that nobody has touched. One that is driven counts as touched from its beginning."""

LEAST_AHEAD = timedelta(seconds=20)
MOST_AHEAD_MS = 120_000
"""From making a check-in until it is due."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("tablet"), duty=True) as page:
        yield page


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Its microphone hears "five" again and again; nothing sounds before it was touched."""
    digit = recorded_digit()
    loud = np.frombuffer(digit.pcm, "<i2").astype(np.float32)
    loud *= 20_000 / max(1.0, float(np.abs(loud).max()))
    voice = tmp_path_factory.mktemp("voice") / "five.wav"
    spoken = Audio(loud.astype("<i2").tobytes(), RATE)
    write_wav(voice, concatenate([silence(1.0, RATE), spoken, silence(2.5, RATE)], RATE))
    arguments = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    arguments += [f"--use-file-for-fake-audio-capture={voice}"]
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


def opened(browser: Any, width: int, height: int) -> tuple[Any, list[str]]:
    """A page of nobody's, and what its console says."""
    page, said = browser.new_context(viewport={"width": width, "height": height}).new_page(), []
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(UNTOUCHED)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def owner_of(browser: Any, home: Served) -> Any:
    page, _ = opened(browser, 360, 780)
    page.goto(f"{home.url}/sign-in")
    page.get_by_label("Name").fill("Olga")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    return page


def pair(home: Served, tablet: Any, owner: Any, name: str) -> None:
    """The tablet shows a code, the owner enters it, and the tablet goes on by itself."""
    tablet.goto(f"{home.url}/kiosk")
    code = tablet.locator(".pair-code code").inner_text()
    owner.goto(f"{home.url}/rooms/pair/{code}")
    owner.get_by_label("Name of the room").fill(name)
    owner.get_by_role("button", name="Pair", exact=True).click()
    owner.wait_for_url("**/rooms/*-*")
    tablet.get_by_role("heading", name=name).wait_for()


def is_easy(page: Any) -> None:
    """At the width of a telephone and of a tablet."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    before = page.viewport_size
    for size in ({"width": 360, "height": 780}, {"width": 1280, "height": 800}):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
        found = axe.Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == [], page.url
    page.set_viewport_size(before)


def test_a_check_in_that_is_due_rings_on_the_tablet_and_a_recorded_voice_answers(home: Served, browser: Any) -> None:
    owner = owner_of(browser, home)
    tablet, said = opened(browser, 1280, 800)
    pair(home, tablet, owner, "Kitchen tablet")
    tablet.evaluate("localStorage.headphones = 'yes'")  # no processing: it would spoil a clean recording
    tablet.get_by_role("button", name="Tap once so that this tablet may ring").click()
    tablet.locator("html[data-live=sounds]").wait_for(state="attached")
    owner.goto(f"{home.url}/rooms")
    assert "tablet, connected" in owner.locator("#content").inner_text()
    home.run(_appointment)
    tablet.locator("[data-next] li", has_text="Max").first.wait_for()
    tablet.get_by_role("heading", name="Max").wait_for(timeout=MOST_AHEAD_MS)
    captions = tablet.locator(".captions li")
    tablet.get_by_role("button", name="Yes", exact=True).wait_for()
    assert captions.count() == 0, "a shared room: nothing is written before he has answered"
    tablet.get_by_role("button", name="Microphone on").click()  # by a tap: the recording has one word only
    tablet.get_by_role("button", name="Yes", exact=True).click()
    tablet.get_by_role("button", name="Microphone off").click()
    tablet.get_by_text("How many hours did you sleep?").wait_for()
    is_easy(tablet)
    tablet.locator(".captions .person", has_text="five").first.wait_for()
    tablet.locator("#call").wait_for(state="hidden")
    assert captions.count() == 0, "nothing of it stays on the wall"

    async def look(house: ApiHouse) -> tuple[Any, ...]:
        store, max_ = house.appliance.store, house.people["Max"]
        (call,) = await store.calls.recent(max_.id)
        return call, await store.progress.metrics(max_.id), await store.calls.turns(call.id)

    call, values, turns = home.run(look)
    assert (call.status, call.platform, call.room) == (CallStatus.COMPLETED, "speaker", "Kitchen tablet")
    assert [value.value for value in values] == [5.0]
    heard = [turn for turn in turns if turn.message_type is MessageType.USER and "five" in turn.content]
    assert heard[0].engine == "sphinx", "the microphone's sound was recognised, nothing was typed"
    assert [text for text in said if "Content Security Policy" in text or "Error" in text] == []


async def _appointment(house: ApiHouse) -> None:
    """Max tells how long he slept, at the next full minute."""
    now, max_ = house.appliance.now(), house.people["Max"]
    kind = MetricType(
        user_id=max_.id, name="sleep", ask_in=["evening"], target=4, kind=MetricKind.NUMBER,
        question="How many hours did you sleep?", created_at=now,
    )  # fmt: skip
    await house.appliance.store.progress.add_metric_type(kind)
    due_at = (now.astimezone(UTC) + LEAST_AHEAD).replace(second=0, microsecond=0) + timedelta(minutes=1)
    check_in = CheckIn(
        user_id=max_.id, call_type=CallType.EVENING, at=f"{due_at:%H:%M}", weekdays=list(range(7)),
        channels=["speaker"], room="Kitchen tablet", created_at=now,
    )  # fmt: skip
    await house.appliance.store.people.add_check_in(check_in)


def test_pages_of_a_tablet_are_easy_to_use_small_and_large(home: Served, browser: Any) -> None:
    owner = owner_of(browser, home)
    tablet, said = opened(browser, 1280, 800)
    tablet.goto(f"{home.url}/kiosk")
    is_easy(tablet)
    owner.goto(f"{home.url}/rooms/pair")
    is_easy(owner)
    pair(home, tablet, owner, "Hall")
    is_easy(owner)
    is_easy(tablet)
    owner.get_by_label("Buttons that call somebody here at once").check()
    owner.get_by_role("button", name="Save").first.click()
    tablet.get_by_role("button", name="Max").wait_for()
    is_easy(tablet)
    room = owner.url
    owner.goto(f"{home.url}/health")
    is_easy(owner)
    assert "Hall" in owner.locator("#content").inner_text()
    owner.goto(f"{home.url}/rooms")
    is_easy(owner)
    owner.goto(room)
    owner.get_by_role("button", name="Unpair this tablet").click()
    tablet.locator(".pair-code").wait_for()
    assert [text for text in said if "Content Security Policy" in text or "Error" in text] == []


def test_a_tablet_says_that_the_appliance_is_gone_and_comes_back_by_itself(home: Served, browser: Any) -> None:
    owner = owner_of(browser, home)
    tablet, _ = opened(browser, 360, 780)
    pair(home, tablet, owner, "Porch")
    tablet.get_by_role("button", name="Tap once so that this tablet may ring").click()
    tablet.locator("html[data-live=sounds]").wait_for(state="attached")
    tablet.evaluate("document.body.dataset.same = 'yes'")
    tablet.context.set_offline(True)
    tablet.get_by_text("The appliance is not reached").wait_for()
    tablet.context.set_offline(False)
    tablet.locator("html[data-live=sounds]").wait_for(state="attached")
    assert tablet.evaluate("document.body.dataset.same") == "yes", "it was not loaded anew: it may ring without a touch"
    assert re.fullmatch(r"\d\d:\d\d", tablet.locator("[data-clock]").inner_text())
