"""Lists that grow for years come a page at a time, on pages and in the API, and each row once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.language.messages import messages
from appliance.records.progress import Commitment, CommitmentStatus, Memory, MemoryKind
from appliance.schedule.walltime import ONE_DAY
from tests.web.apihouse import ApiHouse, held

ME = "/api/v1/people/me"
ROWS = 120
EARLIER = re.compile(r'<a href="([^"]+)" rel="next">')
LATER = re.compile(r'<a href="([^"]+)" rel="prev">')
TOLD = re.compile(r"number (\d+) of (?:Max|Olga)")


async def furnish(house: ApiHouse, name: str) -> None:
    """Settled promises, three of each day, and summaries of weeks."""
    user, now = house.people[name], house.appliance.now()
    rows: list[Commitment | Memory] = []
    for number in range(ROWS):
        day = now.date() - (ROWS - number) // 3 * ONE_DAY
        status = CommitmentStatus.KEPT if number % 3 else CommitmentStatus.BROKEN
        rows.append(Commitment(
            user_id=user.id, text=f"number {number} of {name}", made_on=day, due_day=day, status=status, created_at=now,
        ))  # fmt: skip
        rows.append(Memory(
            user_id=user.id, kind=MemoryKind.WEEK, content=f"number {number} of {name}", day=day,
            created_at=now - timedelta(seconds=ROWS - number),
        ))  # fmt: skip
    async with house.appliance.store.database.writing() as session:
        session.add_all(rows)


@pytest.mark.parametrize("path", ["/promises", "/memory"])
def test_pages_lead_back_and_forth_and_show_each_row_once(tmp_path: Path, path: str) -> None:
    async def body(house: ApiHouse) -> None:
        await furnish(house, "Max")
        await furnish(house, "Olga")
        async with house.signed_in("Max") as browser:
            label = messages("en").page["paging"][0]
            pages, address = [], f"/coach{path}"
            while address:
                page = await browser.get(address)
                assert page.status_code == 200
                assert f'<nav class="buttons" aria-label="{label}">' in page.text
                assert "of Olga" not in page.text
                pages.append(page.text)
                found = EARLIER.search(page.text)
                address = found[1] if found else ""
            seen = [number for each in pages for number in dict.fromkeys(TOLD.findall(each))]
            assert sorted(map(int, seen)) == list(range(ROWS)), "each of them, and none twice"
            assert len(pages) > 2
            assert LATER.search(pages[0]) is None
            back = pages[-1]
            for before in pages[-2::-1]:
                found = LATER.search(back)
                assert found is not None
                back = (await browser.get(found[1])).text
                assert set(TOLD.findall(back)) == set(TOLD.findall(before))
            for wrong in ("before=zz", "after=%00", f"before={house.people['Max'].id}"):
                assert (await browser.get(f"/coach{path}?{wrong}")).status_code == 404, wrong

    held(tmp_path, body, base_path="coach")


def test_a_page_cannot_begin_at_somebody_elses_row(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        await furnish(house, "Olga")
        hers = (await house.appliance.store.progress.commitments(house.people["Olga"].id))[5]
        async with house.signed_in("Max") as browser:
            assert (await browser.get("/promises", params={"before": str(hers.id)})).status_code == 404
            answer = await browser.get(f"{ME}/promises", params={"before": str(hers.id)})
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    held(tmp_path, body)


@pytest.mark.parametrize("path", [f"{ME}/promises", f"{ME}/memories", "/api/v1/audit/mine", "/api/v1/audit"])
def test_the_api_pages_all_of_them_alike(tmp_path: Path, path: str) -> None:
    async def body(house: ApiHouse) -> None:
        await furnish(house, "Olga")
        for number in range(20):
            await house.appliance.store.audit.append(
                house.appliance.now(), f"user {house.people['Olga'].id}", "look", f"thing {number}"
            )
        async with house.signed_in("Olga") as browser:
            whole = (await browser.get(path, params={"limit": 500})).json()
            assert set(whole) == {"items", "next"}
            assert whole["next"] is None
            found, params = [], {"limit": "7"}
            while True:
                page = (await browser.get(path, params=params)).json()
                assert len(page["items"]) <= 7
                found += page["items"]
                if page["next"] is None:
                    break
                params["before"] = page["next"]
            assert found == whole["items"]
            assert len(found) >= 20

    held(tmp_path, body)
