"""What is kept, for how long, its deletion, and who did what: by forms and over the API, only about oneself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.calls.occasions import today_of
from appliance.language.messages import messages
from appliance.ports import Audio
from appliance.records.calls import CallStatus
from tests.store import samples
from tests.web.apihouse import PASSWORD, ApiHouse, held
from tests.web.test_site import leads

ME = "/api/v1/people/me"
WORDS = messages("en").page
VOICE = Audio(b"\0\1" * 800, 16_000)
SAID = "We went to zanzibar by balloon."


async def spoke(house: ApiHouse, name: str, days_ago: int = 0) -> str:
    """A call of theirs that has ended; returns its recording's name."""
    store, user = house.appliance.store, house.people[name]
    day = today_of(user, house.appliance.now()) - timedelta(days=days_ago)
    call = await store.calls.add(samples.call(user, day=day, accounting_day=day, status=CallStatus.COMPLETED))
    clip = await store.clips.save(VOICE)
    turn = samples.turn(call, content=SAID, audio_url=clip)
    await store.calls.keep_turn(turn, samples.observation(turn, text=SAID))
    return clip


def test_each_sees_what_is_kept_about_them(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        await spoke(house, "Max")
        async with house.signed_in("Max") as max_, house.signed_in("Olga") as owner:
            found = (await max_.get(f"{ME}/privacy")).json()
            counts = {each["kind"]: each["count"] for each in found["holdings"]}
            assert (counts["words"], counts["recordings"], counts["values"]) == (1, 1, 0)
            assert found["recordings_bytes"] > 0
            assert found["kept"] == {"recordings_days": None, "words_days": None, "values_days": None}
            counts = {each["kind"]: each["count"] for each in (await owner.get(f"{ME}/privacy")).json()["holdings"]}
            assert counts["words"] == 0
            page = (await max_.get("/privacy")).text
            assert WORDS["privacy_words"][0] in page
            assert "zanzibar" not in page
            assert "whole household" not in page
            assert "whole household" in (await owner.get("/privacy")).text
            assert (await max_.get("/api/v1/people/Olga/privacy")).status_code == 404

    held(tmp_path, body)


def test_words_and_recordings_are_deleted_by_typing_ones_name(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        old, clips = await spoke(house, "Max", 5), house.appliance.store.clips
        new, theirs = await spoke(house, "Max"), await spoke(house, "Vera")
        today = today_of(house.people["Max"], house.appliance.now())
        days = {"first": str(today - timedelta(days=9)), "last": str(today - timedelta(days=1))}
        async with house.signed_in("Max") as browser:
            for wrong in ({"name": "Vera"}, {"name": ""}, {}, {"name": "Max", "first": "soon"}):
                answer = await browser.post("/privacy/words", data={**days, **wrong})
                assert answer.status_code == 422, wrong
            assert clips.has(old)
            leads(await browser.post("/privacy/words", data={**days, "name": " max "}), "/privacy")
            assert (clips.has(old), clips.has(new)) == (False, True)
            assert (await browser.post("/privacy/recordings", data={"name": "x" * 90})).status_code == 422
            leads(await browser.post("/privacy/recordings", data={"name": "Max"}), "/privacy")
            assert not clips.has(new)
            assert clips.has(theirs)
            again = await browser.delete(f"{ME}/words", params={"first": str(today), "last": str(today), "name": "Max"})
            assert again.json() == {"count": 1}
            assert (await browser.delete(f"{ME}/recordings", params={"name": "Olga"})).status_code == 422
            assert (await browser.delete(f"{ME}/recordings", params={"name": "Max"})).json() == {"count": 0}
        async with house.program("Max", "read", "record") as program:
            assert (await program.delete(f"{ME}/recordings", params={"name": "Max"})).status_code == 403

    held(tmp_path, body)


def test_everything_about_one_goes_by_password(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        clip = await spoke(house, "Max")
        async with house.signed_in("Max") as browser, house.signed_in("Max") as phone, house.signed_in("Olga") as owner:
            wrong = await browser.post("/privacy/everything", data={"password": "wrong words here"})
            assert wrong.status_code == 401
            assert (await browser.get(f"{ME}")).status_code == 200
            leads(await browser.post("/privacy/everything", data={"password": PASSWORD}), "/sign-in")
            assert (await phone.get(f"{ME}")).status_code == 401
            assert not house.appliance.store.clips.has(clip)
            assert {each["name"] for each in (await owner.get("/api/v1/people")).json()} == {"Olga", "Vera"}
            mine = await owner.post(f"{ME}/erasure", json={"password": PASSWORD})
            assert mine.status_code == 409, "the only owner of others stays"
            log = (await owner.get("/api/v1/audit", params={"action": "everything"})).json()["items"]
            assert [each["subject"] for each in log] == [f"user {house.people['Max'].id}"]
            assert (await owner.get("/privacy/audit", params={"whose": "all"})).status_code == 200
        async with house.browser() as nobody:
            form = {"name": "Max", "password": PASSWORD}
            assert (await nobody.post("/sign-in", data=form)).status_code == 401

    held(tmp_path, body)


def test_how_long_is_kept_what_is_set_by_oneself(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            leads(await browser.post("/privacy/keep", data={"recordings": "30", "words": "", "values": ""}), "/privacy")
            kept = (await browser.get(f"{ME}/privacy")).json()["kept"]
            assert kept == {"recordings_days": 30, "words_days": None, "values_days": None}
            assert 'value="30"' in (await browser.get("/privacy")).text
            for wrong in ("0", "-3", "many", "9" * 400, "4000", "1.5", "\x00"):
                assert (await browser.post("/privacy/keep", data={"recordings": wrong})).status_code == 422, wrong
            put = await browser.put(f"{ME}/privacy/kept", json={"recordings_days": None, "words_days": 90})
            assert put.json() == {"recordings_days": None, "words_days": 90, "values_days": None}
            assert (await browser.put(f"{ME}/privacy/kept", json={"words_days": 0})).status_code == 422

    held(tmp_path, body)


def test_the_audit_log_is_ones_own_and_an_owners_whole(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        audit, now = house.appliance.store.audit, house.appliance.now()
        async with house.signed_in("Max") as max_, house.signed_in("Olga") as owner:
            for number in range(60):
                await audit.append(now, f"user {house.people['Max'].id}", "test.made", f"thing {number}")
            await audit.append(now, f"user {house.people['Olga'].id}", "test.seen", f"user {house.people['Max'].id}")
            await audit.append(now, f"user {house.people['Olga'].id}", "test.secret", "100% <hers>")
            mine = (await max_.get("/api/v1/audit/mine", params={"limit": 500})).json()["items"]
            assert {each["action"] for each in mine} == {"sign in", "test.made", "test.seen"}
            assert (await max_.get("/api/v1/audit")).status_code == 403
            page = await max_.get("/privacy/audit", params={"whose": "all"})
            assert "thing 59" in page.text
            assert "hers" not in page.text, "asking for all is for owners"
            assert str(house.people["Max"].id) not in page.text, "a name stands for the id"
            following = page.text.split('href="/privacy/audit?')[1].split('"')[0].replace("&amp;", "&")
            assert "thing 0<" in (await max_.get(f"/privacy/audit?{following}")).text.replace(" <", "<")
            whole = (await owner.get("/privacy/audit", params={"whose": "all"})).text
            assert "100% &lt;hers&gt;" in whole
            assert WORDS["audit_unbroken"][0] in whole
            only = (await owner.get("/privacy/audit", params={"whose": "all", "action": "seen"})).text
            assert "test.seen" in only
            assert "test.made" not in only
            nothing = await owner.get("/privacy/audit", params={"action": "%"})
            assert WORDS["none_yet"][0] in nothing.text, "a sign of the database's is a letter like another"

    held(tmp_path, body)


@pytest.mark.parametrize("before", ["-1", "x", "9" * 400, "１２", "<b>"])
def test_what_is_no_place_in_the_log_is_left_out(tmp_path: Path, before: str) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            page = await browser.get("/privacy/audit", params={"before": before, "action": before})
            assert page.status_code == 200
            assert "<b>" not in page.text
            assert (await browser.get("/api/v1/audit/mine", params={"before": before})).status_code == 422

    held(tmp_path, body)
