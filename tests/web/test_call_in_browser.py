"""A call in a real browser: the page rings, a recorded voice answers through the microphone, the value is kept."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.ports import Audio
from appliance.records.calls import CallStatus, MessageType
from appliance.records.progress import MetricKind, MetricType
from appliance.voice.audio import concatenate, read_wav, resample, silence, write_wav
from tests.web.apihouse import PASSWORD, ApiHouse
from tests.web.served import Served, served

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

RATE = 48_000
PATIENCE_MS = 90_000
"""How long a page is waited for: engines start with the first call."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("called"), duty=True) as page:
        page.run(_furnish)
        yield page


async def _furnish(house: ApiHouse) -> None:
    """Max tells each evening how long he slept."""
    kind = MetricType(
        user_id=house.people["Max"].id,
        name="sleep",
        ask_in=["evening"],
        target=4,
        kind=MetricKind.NUMBER,
        question="How many hours did you sleep?",
        created_at=house.appliance.now(),
    )
    await house.appliance.store.progress.add_metric_type(kind)


def recorded_digit() -> Audio:
    """A person of the recordings saying "five"."""
    folder = Path(os.environ.get("RECORDINGS", ""))
    manifest = folder / "manifest.jsonl"
    if not manifest.is_file():
        pytest.skip("no recordings here (RECORDINGS)")
    entries = [json.loads(line) for line in manifest.read_text().splitlines()]
    file = next(each["file"] for each in entries if each["text"] == "five" and "fsdd/5_george" in each["file"])
    return resample(read_wav(folder / file), RATE)


ASKED = [
    {"answer": "yes_no"}, {"answer": "open"}, {"answer": "scale"}, {"answer": "scale", "scale": [0, 5]},
    {"answer": "scale", "scale": [1, 100]}, {"answer": "scale", "scale": [0.5, 3]},
]  # fmt: skip
TO_TAP = [["yes", "no"], [], [str(step) for step in range(1, 11)], [str(step) for step in range(6)], [], []]
TAPPED = """async () => {
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const { choices } = await import(files.find((name) => /\\bcall\\b[^/]*\\.js/.test(name)));
  return ASKED.map(choices);
}""".replace("ASKED", json.dumps(ASKED))
"""What a page offers to be tapped, by its own script."""


@contextmanager
def browsing(chromium: str, home: Served, voice: Path | None, **context: Any) -> Iterator[Any]:
    """A page of Max's, signed in, whose microphone hears `voice` again and again."""
    arguments = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    arguments += [f"--use-file-for-fake-audio-capture={voice}"] if voice else []
    arguments += ["--autoplay-policy=no-user-gesture-required"]
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{home.url}/sign-in")
        page.get_by_label("Name").fill("Max")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/today")
        yield page
        browser.close()


def test_a_page_rings_and_a_recorded_voice_answers(home: Served, chromium: str, tmp_path: Path) -> None:
    voice = tmp_path / "five.wav"
    digit = recorded_digit()
    loud = np.frombuffer(digit.pcm, "<i2").astype(np.float32)
    loud *= 20_000 / max(1.0, float(np.abs(loud).max()))
    digit = Audio(loud.astype("<i2").tobytes(), RATE)
    write_wav(voice, concatenate([silence(1.0, RATE), digit, silence(2.5, RATE)], RATE))
    with browsing(chromium, home, voice) as page:
        page.evaluate("localStorage.headphones = 'yes'")  # no processing: it would spoil a clean recording
        page.goto(f"{home.url}/check-ins")
        page.get_by_label("At", exact=True).fill("23:58" if datetime.now(UTC).hour < 23 else "22:00")
        page.get_by_role("button", name="Add").click()
        playwright.expect(page.get_by_role("link", name=re.compile("^Change "))).to_be_visible()
        page.goto(f"{home.url}/today")
        assert page.evaluate(TAPPED) == TO_TAP
        page.get_by_role("button", name="Now, in this browser").first.click()
        page.get_by_role("button", name="Answer", exact=True).click()
        mute = page.get_by_role("button", name="Microphone on")
        mute.click()  # they say who they are by a tap: the recording has one word only
        page.get_by_role("button", name="Yes", exact=True).click()
        page.get_by_role("button", name="Microphone off").click()
        page.get_by_text("How many hours did you sleep?").wait_for()
        page.locator(".captions .person", has_text="five").first.wait_for()
        page.wait_for_url("**/today")
        page.locator("dialog").wait_for(state="hidden")
        page.goto(f"{home.url}/progress")
        assert "Sleep" in page.locator("#content").inner_text()

    async def look(house: ApiHouse) -> tuple[Any, ...]:
        store = house.appliance.store
        (call,) = await store.calls.recent(house.people["Max"].id)
        values = await store.progress.metrics(house.people["Max"].id)
        turns = await store.calls.turns(call.id)
        return call, values, turns

    call, values, turns = home.run(look)
    assert (call.status, call.platform) == (CallStatus.COMPLETED, "browser")
    assert [value.value for value in values] == [5.0]
    heard = [turn for turn in turns if turn.message_type is MessageType.USER and "five" in turn.content]
    assert heard[0].engine == "sphinx", "the microphone's sound was recognised, nothing was typed"
