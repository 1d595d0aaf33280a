"""The pages of Telegram in a real browser: small, dark, and without anything that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.records.telegram import Came, Fate, Goes, TelegramIn, TelegramOut
from tests.store import samples
from tests.web.apihouse import PASSWORD, ApiHouse
from tests.web.served import Served, served
from tests.web.test_people_browser import is_easy, small
from tests.web.test_telegram import HYBRID, link

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, **HYBRID) as page:
        yield page


async def furnish(house: ApiHouse) -> None:
    store, now, max_ = house.appliance.store, house.appliance.now(), house.people["Max"]
    await link(house)
    for number, fate in enumerate(Fate):
        row = TelegramOut(
            occasion=f"{number}", user_id=max_.id, chat_id="5001", kind=Goes.VOICE, created_at=now, fate=fate
        )
        await store.outbox.put(row)
    letter = TelegramIn(
        bot_id=1, update_id=7, user_id=max_.id, message_id=3, kind=Came.VIDEO_NOTE, sent_at=now - timedelta(minutes=1)
    )
    await store.letters.take_in(letter)
    call = await store.calls.add(samples.call(max_, channels=["telegram"], due_at=now))
    await store.calls.begin_attempt(samples.attempt(call, channel="telegram", started_at=now), waiting=True)


def test_a_chat_is_linked_and_parted_on_a_small_screen(home: Served, chromium: str) -> None:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium)
        page, said = signed_in(opened, home, "Max", "/telegram")
        is_easy(page)
        press(page, "Make a code")
        is_easy(page)
        home.run(furnish)
        page.goto(f"{home.url}/telegram")
        is_easy(page)
        page.get_by_label("Ring without content").check()
        page.get_by_label("Delete messages").fill("12")
        press(page, "Save")
        assert page.get_by_label("Ring without content").is_checked()
        page.goto(f"{home.url}/today")
        playwright.expect(page.get_by_role("button", name="Hold it here instead")).to_be_visible()
        is_easy(page)
        owner, told = signed_in(opened, home, "Olga", "/settings")
        is_easy(owner)
        page.goto(f"{home.url}/telegram")
        press(page, "Unlink")
        playwright.expect(page.get_by_role("heading", name="No chat is linked to you.")).to_be_visible()
        is_easy(page)
        assert [text for text in [*said, *told] if "Content Security Policy" in text] == []
        opened.close()


def signed_in(opened: Any, home: Served, name: str, where: str) -> tuple[Any, list[str]]:
    """A page that does not load itself anew, and what its console says."""
    page, said = small(opened)
    page.route("**/static/live.js", lambda route: route.abort())
    page.goto(f"{home.url}/sign-in?back={where}")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url(f"{home.url}{where}")
    return page, said


def press(page: Any, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
