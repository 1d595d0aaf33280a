"""Pictures of the page for the documentation: `python -m scripts.screenshots` writes docs/images/.

A household with two months of values, in a real Chromium: a telephone in the dark, and a wider window in the light.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from appliance.calls.occasions import today_of
from appliance.records.people import CallType, CheckIn, Room
from appliance.records.progress import Commitment, Metric, MetricKind, MetricSource, MetricType
from appliance.schedule.walltime import ONE_DAY
from tests.web.apihouse import PASSWORD, ApiHouse
from tests.web.served import Served, served

IMAGES = Path(__file__).parents[1] / "docs" / "images"
DAYS = 60
PATIENCE_MS = 60_000

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
TABLET: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}
WINDOW: dict[str, Any] = {"viewport": {"width": 1000, "height": 760}, "color_scheme": "light"}


async def furnish(house: ApiHouse) -> None:
    """Max goes to the gym on most days, sleeps well enough, and is called morning and evening."""
    store, max_, now = house.appliance.store, house.people["Max"], house.appliance.now()
    day, chance = today_of(max_, now), random.Random(3)  # noqa: S311
    long_ago = now - timedelta(days=DAYS)
    common: dict[str, Any] = {"user_id": max_.id, "created_at": long_ago, "ask_in": ["evening"]}
    gym = MetricType(name="gym", kind=MetricKind.HABIT, question="Did you go to the gym?", **common)
    sleep = MetricType(name="sleep", kind=MetricKind.DURATION, unit="hours", target=7.5, **common)
    for kind in (gym, sleep):
        await store.progress.add_metric_type(kind)
    for ago in range(1, DAYS):
        for kind, value in ((gym, float(chance.random() < 0.8)), (sleep, 6 + 2 * chance.random())):
            await store.progress.record(
                Metric(
                    user_id=max_.id, metric_type_id=kind.id, metric_type=kind.name, date=day - ago * ONE_DAY,
                    value=value, source=MetricSource.MANUAL, recorded_at=now,
                )
            )  # fmt: skip
    promise = Commitment(
        user_id=max_.id, text="Run five kilometres before dinner.", made_on=day, due_day=day, created_at=now
    )
    await store.progress.add_commitment(promise)
    for call_type, at, days in ((CallType.MORNING, "07:15", range(5)), (CallType.EVENING, "21:30", range(7))):
        await store.people.add_check_in(
            CheckIn(
                user_id=max_.id, call_type=call_type, at=at, weekdays=list(days), channels=["speaker", "browser"],
                created_at=now,
            )
        )  # fmt: skip


@contextmanager
def signed_in(browser: Browser, home: Served, **context: Any) -> Iterator[Page]:
    """A page of Max's."""
    page = browser.new_context(**context).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{home.url}/sign-in")
    page.fill("#name", "Max")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    yield page
    page.context.close()


async def furnish_tablet(house: ApiHouse, code: str) -> None:
    """An owner pairs the tablet that shows this code: Olga and Max are called in its room."""
    store, now, olga = house.appliance.store, house.appliance.now(), house.people["Olga"]
    await house.parts.pairings.pair(code, Room(name="Kitchen", created_at=now), "en", olga, "127.0.0.1")
    for name, at in (("Max", "22:15"), ("Olga", "07:30")):
        await store.people.add_check_in(
            CheckIn(
                user_id=house.people[name].id, call_type=CallType.CUSTOM, at=at, weekdays=list(range(7)),
                channels=["speaker"], room="Kitchen", created_at=now,
            )
        )  # fmt: skip


def picture_of_tablet(browser: Browser, home: Served) -> None:
    """A tablet that is the kitchen."""
    page = browser.new_context(**TABLET).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{home.url}/kiosk")
    code = page.locator(".pair-code code").inner_text()
    home.run(lambda house: furnish_tablet(house, code))
    page.locator("[data-next] time").first.wait_for()
    page.locator("html[data-live=sounds]").wait_for(state="attached")
    page.screenshot(path=IMAGES / "kiosk.png")
    page.context.close()


def main() -> None:
    """Take them all."""
    IMAGES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), duty=True) as home, sync_playwright() as running:
        home.run(furnish)
        browser = running.chromium.launch(executable_path=chromium, args=arguments)
        with signed_in(browser, home, **PHONE) as page:
            page.screenshot(path=IMAGES / "today-phone-dark.png")
            page.get_by_role("button", name="Now, in this browser").first.click()
            page.get_by_role("button", name="Answer in writing").click()
            page.get_by_role("button", name="Yes", exact=True).click()
            page.get_by_role("button", name="No", exact=True).wait_for()
            page.screenshot(path=IMAGES / "call-phone-dark.png")
            page.get_by_role("button", name="Hang up").click()
            page.locator("#call").wait_for(state="hidden")
        with signed_in(browser, home, **WINDOW) as page:
            for name in ("check-ins", "progress"):
                page.goto(f"{home.url}/{name}")
                page.screenshot(path=IMAGES / f"{name}.png")
        picture_of_tablet(browser, home)
        browser.close()
    for image in sorted(IMAGES.glob("*.png")):
        print(f"{image.relative_to(IMAGES.parents[1])}: {image.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
