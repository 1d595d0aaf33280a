"""Invitations and settings: who is let in, what an owner may, and what stays everybody's own."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from appliance.accounts.household import INVITED_FOR
from appliance.accounts.secrets import digest
from appliance.errors import ConflictError
from appliance.records.people import Role, User
from appliance.records.security import Invitation
from tests.web.apihouse import PASSWORD, ApiHouse, held

V1 = "/api/v1"
NEW = {"name": "Kim", "timezone": "Europe/Vienna", "language": "en", "role": "member", "country": "at"}
SETTINGS = {
    "timezone": "Europe/Vienna", "language": "en", "country": "de", "day_ends_at": "03:00", "nudges_a_day": "2",
    "call_minutes": "3,5", "pause_seconds": "", "safe_word": "pineapple",
}  # fmt: skip


def leads(answer: httpx.Response, where: str) -> None:
    assert (answer.status_code, answer.headers.get("location")) == (303, where), answer.text


async def added(owner: httpx.AsyncClient, house: ApiHouse) -> User:
    answer = await owner.post("/people", data=NEW)
    kim = await house.appliance.store.people.user("Kim")
    leads(answer, f"/people/{kim.id}")
    return kim


async def code_for(owner: httpx.AsyncClient, person: User) -> str:
    answer = await owner.post(f"/people/{person.id}/invite", data={"do": "invite"})
    assert answer.status_code == 200, answer.text
    found = re.search(r"welcome\?code=([a-z0-9-]+)", answer.text)
    assert found is not None
    return found[1]


def test_somebody_is_added_invited_and_signs_in_with_a_password_of_their_own(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner, house.browser() as kims, house.browser() as late:
            kim = await added(owner, house)
            assert (kim.timezone, kim.role, kim.prefers.country) == ("Europe/Vienna", Role.MEMBER, "AT")
            code = await code_for(owner, kim)
            assert digest(code) != code
            kept = await house.appliance.store.invitations.standing(house.appliance.now())
            assert [code in str(each.model_dump()) for each in kept] == [False]
            leads(await kims.post("/welcome", data={"code": f" {code.upper()} "}), f"/welcome?code={code.upper()}")
            page = await kims.get("/welcome", params={"code": code})
            assert "Welcome, Kim" in page.text
            short = await kims.post("/welcome", data={"code": code, "password": "short"})
            assert short.status_code == 422
            assert "Welcome, Kim" in short.text, "the code is good still"
            leads(await kims.post("/welcome", data={"code": code, "password": "gravel lantern kettle"}), "/")
            assert (await kims.get("/today")).status_code == 200
            twice = await late.post("/welcome", data={"code": code, "password": "another one entirely"})
            assert (twice.status_code, "set-cookie" in twice.headers) == (401, False)
            again = await owner.post(f"/people/{kim.id}/invite", data={"do": "invite"})
            assert again.status_code == 409, "whoever can sign in is not let in by somebody else's password"
            actions = [each.action for each in await house.appliance.store.audit.entries()]
            assert {"add person", "invite", "accept invitation"} <= set(actions)

    held(tmp_path, body)


def test_a_code_that_is_old_withdrawn_replaced_or_guessed_lets_nobody_in(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, now = house.appliance.store, house.appliance.now()
        async with house.signed_in("Olga") as owner, house.browser() as nobody:
            kim = await added(owner, house)
            first = await code_for(owner, kim)
            second = await code_for(owner, kim)
            leads(await owner.post(f"/people/{kim.id}/uninvite", data={"do": "x"}), f"/people/{kim.id}")
            begun = now - INVITED_FOR - timedelta(seconds=1)
            old = Invitation(
                user_id=kim.id, code_digest=digest("old"), created_at=begun, expires_at=begun + INVITED_FOR
            )
            await store.invitations.make(old)
            for code in (first, second, "old", ""):
                answer = await nobody.post("/welcome", data={"code": code, "password": PASSWORD})
                assert answer.status_code == 401, code
            assert await store.accounts.account(kim.id) is None
            assert (await nobody.post("/welcome", data={"code": "x" * 5000, "password": PASSWORD})).status_code == 401
            third = await code_for(owner, kim)
            answer = await nobody.post("/welcome", data={"code": third, "password": PASSWORD})
            assert answer.status_code == 429, "who guesses too often waits"
            assert "too often" in answer.text
            async with house.browser() as elsewhere:
                elsewhere._transport = httpx.ASGITransport(app=house.web, client=("192.168.1.99", 1))
                leads(await elsewhere.post("/welcome", data={"code": third, "password": PASSWORD}), "/")

    held(tmp_path, body)


def test_an_invitation_by_the_api_is_good_once(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as max_, house.browser() as nobody:
            kim = (await owner.post(f"{V1}/people", json={**NEW, "country": "AT"})).json()
            assert (await max_.post(f"{V1}/invitations", json={"who": "Kim"})).status_code == 403
            key = {"Idempotency-Key": "one"}
            made = (await owner.post(f"{V1}/invitations", json={"who": "Kim"}, headers=key)).json()
            assert await house.appliance.store.accounts.answered(house.people["Olga"].id, "one") is None
            assert [each["user_id"] for each in (await owner.get(f"{V1}/invitations")).json()] == [kim["id"]]
            accept = {"code": made["code"], "password": "gravel lantern kettle"}
            other = await nobody.post(
                f"{V1}/invitations/accept", json=accept, headers={"Origin": "https://evil.example"}
            )
            assert other.status_code == 403
            both = await asyncio.gather(*(nobody.post(f"{V1}/invitations/accept", json=accept) for _ in range(2)))
            assert sorted(each.status_code for each in both) == [201, 401]
            assert (await owner.delete(f"{V1}/invitations/{made['id']}")).status_code == 404
            async with house.program("Olga", "administer") as program:
                assert (await program.post(f"{V1}/invitations", json={"who": "Kim"})).status_code == 403

    held(tmp_path, body)


def test_the_last_owner_stays_one_and_another_may_follow(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, olga, max_ = house.appliance.store, house.people["Olga"], house.people["Max"]
        async with house.signed_in("Olga") as owner:
            assert (await owner.post(f"/people/{olga.id}/role", data={"role": "member"})).status_code == 409
            assert (await owner.post(f"/people/{olga.id}/close", data={"do": "close"})).status_code == 409
            kim = await added(owner, house)
            leads(await owner.post(f"/people/{kim.id}/role", data={"role": "owner"}), f"/people/{kim.id}")
            answer = await owner.post(f"/people/{olga.id}/role", data={"role": "viewer"})
            assert answer.status_code == 409, "an owner who cannot sign in administers nothing"
            assert (await owner.post(f"/people/{max_.id}/role", data={"role": "god"})).status_code == 422
            leads(await owner.post(f"/people/{max_.id}/role", data={"role": "owner"}), f"/people/{max_.id}")
            leads(await owner.post(f"/people/{olga.id}/role", data={"role": "member"}), f"/people/{olga.id}")
            assert (await owner.get(f"/people/{max_.id}")).status_code == 403
        assert (await store.people.user("Olga")).role is Role.MEMBER
        max_.role = Role.MEMBER
        with pytest.raises(ConflictError):
            await store.people.save_user(max_, house.appliance.now())

    held(tmp_path, body)


def test_two_owners_who_demote_each_other_at_once_leave_one(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        people, max_ = house.appliance.store.people, house.people["Max"]
        max_.role = Role.OWNER
        await people.save_user(max_, house.appliance.now())
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as other:
            await asyncio.gather(
                owner.put(f"{V1}/people/Max/role", json={"role": "member"}),
                other.put(f"{V1}/people/Olga/role", json={"role": "member"}),
            )
        assert len([each for each in await people.users() if each.role is Role.OWNER]) == 1

    held(tmp_path, body)


def test_taking_the_sign_in_ends_browsers_and_programs(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        max_ = house.people["Max"]
        async with (
            house.signed_in("Olga") as owner,
            house.signed_in("Max") as browser,
            house.program("Max", "read") as program,
        ):
            assert (await browser.get(f"/people/{max_.id}/close")).status_code == 403
            assert (await browser.post(f"/people/{max_.id}/close", data={"do": "close"})).status_code == 403
            leads(await owner.post(f"/people/{max_.id}/sign-out", data={"do": "x"}), f"/people/{max_.id}")
            leads(await browser.get("/today"), "/sign-in?back=/today")
            assert (await program.get(f"{V1}/people/me")).status_code == 200
            assert "Max" in (await owner.get(f"/people/{max_.id}/close")).text
            leads(await owner.post(f"/people/{max_.id}/close", data={"do": "close"}), f"/people/{max_.id}")
            assert (await program.get(f"{V1}/people/me")).status_code == 401
            signing = await browser.post("/sign-in", data={"name": "Max", "password": PASSWORD})
            assert signing.status_code == 401
            assert (await owner.post(f"/people/{max_.id}/close", data={"do": "close"})).status_code == 404

    held(tmp_path, body)


def test_everybody_sets_their_own_and_nobody_anothers(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        people, max_, olga = house.appliance.store.people, house.people["Max"], house.people["Olga"]
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            page = (await browser.get("/people")).text
            assert "Olga" in page
            assert f"/people/{olga.id}" not in page
            assert 'action="/people"' not in page
            leads(await browser.post(f"/people/{max_.id}", data=SETTINGS), f"/people/{max_.id}")
            saved = await people.user("Max")
            assert (saved.timezone, saved.day_ends_at, saved.nudges_a_day) == ("Europe/Vienna", "03:00", 2)
            assert (saved.prefers.call_minutes, saved.prefers.country, saved.prefers.safe_word) == (
                3.5,
                "DE",
                "pineapple",
            )
            assert (await browser.get(f"/people/{olga.id}")).status_code == 403
            assert (await browser.post(f"/people/{olga.id}", data=SETTINGS)).status_code == 403
            assert (await browser.post(f"/people/{max_.id}/role", data={"role": "owner"})).status_code == 403
            assert (await browser.post(f"/people/{max_.id}/invite", data={"do": "x"})).status_code == 403
            assert (await browser.post("/people", data=NEW)).status_code == 403
            seen = (await owner.get(f"/people/{max_.id}")).text
            assert "pineapple" not in seen, "a safe word is nobody else's to know"
            leads(
                await owner.post(f"/people/{max_.id}", data={**SETTINGS, "safe_word": "banana", "minor": "on"}),
                f"/people/{max_.id}",
            )
            saved = await people.user("Max")
            assert (saved.prefers.safe_word, saved.prefers.minor) == ("pineapple", True)
            leads(await browser.post(f"/people/{max_.id}", data=SETTINGS), f"/people/{max_.id}")
            assert (await people.user("Max")).prefers.minor, "a minor does not come of age by a form"

    held(tmp_path, body)


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Mars/<b>"}, {"timezone": ""}, {"language": "xx"}, {"language": "de"}, {"country": "<>"},
        {"day_ends_at": "25:00"}, {"nudges_a_day": "9" * 400}, {"nudges_a_day": "many"}, {"call_minutes": "nan"},
        {"call_minutes": "1e999"}, {"pause_seconds": "-1"}, {"safe_word": "yes"}, {"safe_word": "pine\x07apple"},
        {"safe_word": "p" * 200},
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_what_was_typed(tmp_path: Path, wrong: dict[str, str]) -> None:
    async def body(house: ApiHouse) -> None:
        max_ = house.people["Max"]
        async with house.signed_in("Max") as browser:
            answer = await browser.post(f"/people/{max_.id}", data={**SETTINGS, **wrong})
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text
            assert "<b>" not in answer.text
            assert 'value="03:00"' in answer.text or "day_ends_at" in wrong
            assert (await house.appliance.store.people.user("Max")).timezone == "UTC"

    held(tmp_path, body)


def test_another_language_is_set_where_calls_are_held_in_it_and_lacks_are_told(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        max_ = house.people["Max"]
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            leads(await browser.post(f"/people/{max_.id}", data={**SETTINGS, "language": "de"}), f"/people/{max_.id}")
            page = (await browser.get(f"/people/{max_.id}")).text
            assert "Was diesem Gerät für die Sprache fehlt" in page
            patched = await owner.patch(
                f"{V1}/people/Max", json={"language": "en", "pause_seconds": 1.2, "minor": True}
            )
            assert patched.json()["language"] == "en"
            told = (await owner.get(f"{V1}/people/Max/preferences")).json()
            assert (told["pause_seconds"], told["minor"], told["safe_word"]) == (1.2, True, None)
            assert (await browser.get(f"{V1}/people/me/preferences")).json()["safe_word"] == "pineapple"
            assert (await browser.patch(f"{V1}/people/me", json={"minor": False})).status_code == 403
            assert (await browser.patch(f"{V1}/people/me", json={"pause_seconds": None})).status_code == 200
            assert (await browser.get(f"{V1}/people/me/preferences")).json()["pause_seconds"] is None
            assert (await owner.patch(f"{V1}/people/Max", json={"safe_word": "banana"})).status_code == 403
            assert (await browser.put(f"{V1}/people/Max/role", json={"role": "owner"})).status_code == 403
            assert (await owner.put(f"{V1}/people/Max/role", json={"role": "viewer"})).json()["role"] == "viewer"
            assert (await owner.put(f"{V1}/people/me/role", json={"role": "viewer"})).status_code == 409
            assert (await browser.delete(f"{V1}/people/Olga/account")).status_code == 403
            assert (await owner.delete(f"{V1}/people/Max/sessions")).status_code == 204
            assert (await owner.delete(f"{V1}/people/Max/account")).status_code == 204
            assert (await owner.delete(f"{V1}/people/Max/account")).status_code == 404
        async with house.program("Olga", "call") as program:
            assert (await program.patch(f"{V1}/people/Vera", json={"minor": True})).status_code == 403

    held(tmp_path, body, multi_language_enabled=True)
