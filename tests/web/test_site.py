"""The pages, by their forms: who sees what, what a form does, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from appliance.language.messages import message_codes, messages
from appliance.records.progress import CommitmentStatus, MetricKind, MetricType
from appliance.web.site.frame import MORE, PAGES
from tests.web.apihouse import CODE, PASSWORD, ApiHouse, charged, held

SIGNED_IN_PAGES = tuple(f"/{each.replace('_', '-')}" for each in (*PAGES, *MORE, "more"))


async def habit(house: ApiHouse, name: str = "gym", of: str = "Max") -> MetricType:
    kind = MetricType(user_id=house.people[of].id, name=name, kind=MetricKind.HABIT, created_at=house.appliance.now())
    return await house.appliance.store.progress.add_metric_type(kind)


def leads(answer: httpx.Response, where: str) -> None:
    assert (answer.status_code, answer.headers.get("location")) == (303, where), answer.text


def test_the_first_visitor_is_asked_for_the_code_and_owns_the_house(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            assert "/claim" in (await browser.get("/")).text
            leads(await browser.get("/today"), "/claim")
            leads(await browser.get("/sign-in"), "/claim")
            form = {"code": "wrong", "name": "Sam", "timezone": "UTC", "password": PASSWORD}
            assert (await browser.post("/claim", data=form)).status_code == 401
            zone = await browser.post("/claim", data={**form, "code": CODE, "timezone": "Mars/Olympus"})
            assert zone.status_code == 422
            assert 'value="Mars/Olympus"' in zone.text, "what was typed is still there"
            leads(await browser.post("/claim", data={**form, "code": CODE}), "/setup")
            leads(await browser.get("/"), "/today")
            assert (await browser.get("/today")).status_code == 200
            leads(await browser.get("/claim"), "/sign-in")

    held(tmp_path, body, accounts=False)


def test_pages_lead_to_the_form_and_back(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            for each in SIGNED_IN_PAGES:
                leads(await browser.get(each), f"/sign-in?back={each}")
            wrong = await browser.post("/sign-in", data={"name": "Max", "password": "wrong words here"})
            assert wrong.status_code == 401
            assert "wrong" in wrong.text
            assert 'value="Max"' in wrong.text
            form = {"name": "Max", "password": PASSWORD, "back": "/progress"}
            leads(await browser.post("/sign-in", data=form), "/progress")
            for each in SIGNED_IN_PAGES:
                answer = await browser.get(each)
                assert answer.status_code == 200
                assert "script-src 'self';" in answer.headers["content-security-policy"]
                assert "unsafe" not in answer.headers["content-security-policy"]
                assert "default-src 'none'" in answer.headers["content-security-policy"]
            leads(await browser.post("/sign-out", data={"bye": ""}), "/sign-in")
            leads(await browser.get("/today"), "/sign-in?back=/today")

    held(tmp_path, body)


@pytest.mark.parametrize(
    "back",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\nSet-Cookie: a=b", ""],
)
def test_nobody_is_led_out_of_the_house(tmp_path: Path, back: str) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            leads(await browser.post("/sign-in", data={"name": "Max", "password": PASSWORD, "back": back}), "/")
            assert 'name="back" value="/"' in (await browser.get("/sign-in", params={"back": back})).text

    held(tmp_path, body)


def test_a_form_of_another_site_or_none_does_nothing(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        await habit(house)
        async with house.signed_in("Max") as browser:
            form = {"metric": "gym", "value": "yes"}
            other = await browser.post("/today/value", data=form, headers={"Origin": "https://evil.example"})
            assert other.status_code == 403
            assert (await browser.post("/today/value", json=form)).status_code == 422
            assert (await browser.post("/today/value", data={"metric": "x" * 40_000})).status_code == 422
            bytes_ = {"Content-Type": "application/x-www-form-urlencoded"}
            assert (await browser.post("/today/value", content=b"\xff=\xfe", headers=bytes_)).status_code == 422
            assert await house.appliance.store.progress.metrics(house.people["Max"].id) == []

    held(tmp_path, body)


def test_today_writes_down_skips_and_settles(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        max_, progress = house.people["Max"], house.appliance.store.progress
        await habit(house)
        await habit(house, "<b>reading")
        async with house.signed_in("Max") as browser:
            page = (await browser.get("/today")).text
            assert "&lt;b&gt;reading" in page
            assert "<b>reading" not in page
            leads(await browser.post("/today/value", data={"metric": "gym", "value": "yes"}), "/today")
            leads(await browser.post("/today/value", data={"metric": "<b>reading", "skip": "1"}), "/today")
            assert [row.value for row in await progress.metrics(max_.id)] == [1.0]
            assert len(await progress.skips(max_.id)) == 1
            assert messages("en").page["nothing_due"][0] in (await browser.get("/today")).text
            leads(await browser.post("/today/promise", data={"text": "Call the dentist."}), "/today")
            (made,) = await progress.commitments(max_.id)
            assert (await browser.post(f"/today/promise/{made.id}", data={"status": "perhaps"})).status_code == 422
            leads(await browser.post(f"/today/promise/{made.id}", data={"status": "kept"}), "/today")
            assert (await progress.commitment(made.id)).status is CommitmentStatus.KEPT
            refused = await browser.post("/today/value", data={"metric": "gym", "value": "purple"})
            assert refused.status_code == 422
            assert "yes, no, or a part of it" in refused.text

    held(tmp_path, body)


def test_what_is_somebody_elses_is_not_touched(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        charge = await charged(house)
        store = house.appliance.store
        (rule,) = await store.stakes.rules(house.people["Max"].id)
        made = (await store.progress.commitments(house.people["Max"].id))[0]
        async with house.signed_in("Olga") as owner:
            for path, form in (
                (f"/today/promise/{made.id}", {"status": "kept"}),
                (f"/stakes/entries/{charge}", {"reason": "mine now"}),
                (f"/stakes/rules/{rule.id}", {"do": "end"}),
            ):
                answer = await owner.post(path, data=form)
                assert answer.status_code == 403, path
            assert "Run" not in (await owner.get("/stakes")).text
        assert (await store.stakes.rule(rule.id)).ended_at is None

    held(tmp_path, body, penalty_system_enabled=True)


def test_stakes_are_contested_and_ended_on_the_page(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        charge = await charged(house)
        store, max_ = house.appliance.store, house.people["Max"]
        async with house.signed_in("Max") as browser:
            page = (await browser.get("/stakes")).text
            assert "Run &lt;fast&gt;" in page
            assert (await browser.post(f"/stakes/entries/{charge}", data={"reason": " "})).status_code == 422
            leads(await browser.post(f"/stakes/entries/{charge}", data={"reason": "the host was off"}), "/stakes")
            assert (await browser.post(f"/stakes/entries/{charge}", data={"reason": "again"})).status_code == 409
            assert sum((await store.stakes.sums(max_.id)).values()) == 0
            (rule,) = await store.stakes.rules(max_.id)
            assert (await browser.post(f"/stakes/rules/{rule.id}", data={"do": "settle", "id": "a"})).status_code == 409
            leads(await browser.post(f"/stakes/rules/{rule.id}", data={"do": "end"}), "/stakes")
            assert await store.stakes.rules(max_.id) == []

    held(tmp_path, body, penalty_system_enabled=True)


def test_calls_are_added_and_removed(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        people, max_ = house.appliance.store.people, house.people["Max"]
        form = {"call_type": "evening", "at": "21:30", "day0": "on", "day4": "on"}
        async with house.signed_in("Max") as browser, house.signed_in("Vera") as other:
            leads(await browser.post("/check-ins", data=form), "/check-ins")
            (made,) = await people.check_ins(max_.id)
            assert (made.at, made.weekdays, made.channels) == ("21:30", [0, 4], ["speaker"])
            assert "Mo Fr" in (await browser.get("/check-ins")).text
            for wrong in ({"at": "25:00"}, {"call_type": "dance"}, {"at": ""}):
                assert (await browser.post("/check-ins", data={**form, **wrong})).status_code == 422, wrong
            assert (await browser.post("/check-ins", data={"call_type": "evening", "at": "20:00"})).status_code == 422
            assert (await browser.post("/check-ins", data=form)).status_code == 409, "it would ring twice"
            gone = f"/check-ins/{made.id}/remove"
            assert (await other.post(gone, data={"do": "remove"})).status_code == 403
            leads(await browser.post(gone, data={"do": "remove"}), "/check-ins")
            assert await people.check_ins(max_.id) == []

    held(tmp_path, body)


def test_habits_are_started_made_shared_and_archived(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        progress, max_ = house.appliance.store.progress, house.people["Max"]
        async with house.signed_in("Max") as browser:
            leads(await browser.post("/habits/start", data={"pack": "exercise"}), "/habits")
            own = {"name": "screen", "kind": "duration", "unit": "", "schedule": "", "target": "2,5", "at_most": "on"}
            leads(await browser.post("/habits", data=own), "/habits")
            found = {kind.name: kind for kind in await progress.metric_types(max_.id)}
            assert set(found) == {"exercise", "screen"}
            assert (found["screen"].target, found["screen"].direction, found["screen"].unit) == (
                2.5,
                "at_most",
                "hours",
            )
            assert 'value="exercise"' in (await browser.get("/habits")).text
            leads(await browser.post("/habits/change", data={"metric": "screen", "do": "share"}), "/habits")
            assert (await progress.metric_type(max_.id, "screen")).shared
            leads(await browser.post("/habits/change", data={"metric": "screen", "do": "archive"}), "/habits")
            assert [kind.name for kind in await progress.metric_types(max_.id)] == ["exercise"]
            for wrong in ({"target": "many"}, {"kind": "song"}, {"schedule": "9/week"}, {"name": ""}):
                assert (await browser.post("/habits", data={**own, "name": "other", **wrong})).status_code == 422, wrong
            assert (await browser.post("/habits/start", data={"pack": "exercise"})).status_code == 409
            assert (await browser.post("/habits/start", data={"pack": "chess"})).status_code == 404

    held(tmp_path, body)


def test_a_button_pressed_twice_places_one_call(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            page = (await browser.get("/today")).text
            found = re.search(r'name="id" value="([0-9a-f-]+)"', page)
            assert found is not None
            for _ in range(2):
                leads(await browser.post("/today/wish", data={"wish": "call", "id": found[1]}), "/today")
            assert len(await house.appliance.store.calls.recent(house.people["Max"].id)) == 1
            assert (await browser.post("/today/wish", data={"wish": "fly", "id": found[1]})).status_code == 422
            assert (await browser.post("/today/wish", data={"wish": "call", "id": "zz"})).status_code == 422

    held(tmp_path, body)


def test_a_password_is_changed_and_other_browsers_end(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.signed_in("Max") as phone:
            form = {"old": PASSWORD, "new": "another good one"}
            assert (await browser.post("/account/password", data={**form, "old": "wrong words"})).status_code == 401
            leads(await browser.post("/account/password", data=form), "/account")
            assert (await browser.get("/account")).status_code == 200
            leads(await phone.get("/account"), "/sign-in?back=/account")

    held(tmp_path, body)


@pytest.mark.parametrize("code", sorted(message_codes()))
def test_every_page_speaks_the_persons_language(tmp_path: Path, code: str) -> None:
    async def body(house: ApiHouse) -> None:
        max_ = house.people["Max"]
        max_.language = code
        await house.appliance.store.people.save_user(max_, house.appliance.now())
        async with house.signed_in("Max") as browser:
            for each in SIGNED_IN_PAGES:
                page = (await browser.get(each)).text
                assert f'<html lang="{code}">' in page
                assert messages(code).page["skip_nav"][0] in page.replace("&#39;", "'")
        async with house.browser(**{"Accept-Language": f"xx, {code};q=0.8"}) as nobody:
            assert f'<html lang="{code}">' in (await nobody.get("/sign-in")).text

    held(tmp_path, body)


def test_all_languages_have_all_the_words_of_the_page() -> None:
    wanted = set(messages("en").page)
    for code in message_codes():
        assert set(messages(code).page) == wanted, code
