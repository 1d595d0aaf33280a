"""The API described for people: all of it, by nothing from elsewhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from appliance.web.api import build_api
from appliance.web.api.described import kind_of, kinds, operations
from tests.web.apihouse import ApiHouse, held
from tests.web.served import served


def test_every_operation_is_told_with_its_rule(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        api = build_api(house.parts)
        told = operations(api)
        assert {(each.method.lower(), each.path) for each in told} == {
            (method, path) for path, methods in api.openapi()["paths"].items() for method in methods
        }
        assert all(each.rule and each.about and each.answer for each in told)
        named = {each.name for each in kinds(api)}
        assert {"Problem"} <= named
        async with house.browser() as nobody:
            page = await nobody.get("/api/v1/docs")
            assert page.status_code == 200
            assert "unsafe" not in page.headers["content-security-policy"]
            assert "<script" not in page.text
            for each in told:
                assert f'<details id="{each.id}">' in page.text
            ids = set(re.findall(r'id="([^"]+)"', page.text))
            assert set(re.findall(r'href="#([^"]+)"', page.text)) <= ids, "every kind that is named is there"
            assert (await nobody.get("/api/v1/openapi.json")).status_code == 200

    held(tmp_path, body)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/Problem"}, "Problem"),
        ({"type": "array", "items": {"type": "string", "format": "date"}}, "list of text (date)"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer or nothing"),
        ({"enum": ["kept", "broken"]}, "one of: kept, broken"),
        ({"const": "a"}, '"a"'),
        ({}, "anything"),
    ],
)
def test_kinds_in_words(schema: dict[str, object], words: str) -> None:
    assert kind_of(schema) == words


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_easy_to_use(tmp_path: Path, scheme: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = [path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))]
    if not found:
        pytest.skip("no Chromium here (apt install chromium)")
    with served(tmp_path) as home, playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found[0])
        context = browser.new_context(viewport={"width": 360, "height": 780}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{home.url}/api/v1/docs")
        operation = page.locator("details", has_text="/api/v1/upcoming").first
        operation.locator("summary").click()
        playwright.expect(operation.get_by_text("Who may: read")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        faults = axe.Axe().run(page).response["violations"]
        assert [one["id"] for one in faults if one["impact"] in ("serious", "critical")] == []
        browser.close()
