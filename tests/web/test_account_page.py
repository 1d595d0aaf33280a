"""The second factor and tokens, set up on the page as somebody would."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pyotp

from appliance.accounts.secrets import digest
from tests.web.apihouse import PASSWORD, ApiHouse, held

V1 = "/api/v1"
WRONG = {"password": "wrong words here"}
RIGHT = {"password": PASSWORD}


def leads(answer: httpx.Response, where: str) -> None:
    assert (answer.status_code, answer.headers.get("location")) == (303, where), answer.text


def key_of(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)
    assert found is not None, page
    return found[1].replace(" ", "")


def code_at(house: ApiHouse, key: str, later: timedelta = timedelta()) -> str:
    return str(pyotp.TOTP(key).at(house.appliance.now() + later))


def test_the_second_factor_is_scanned_confirmed_used_and_switched_off(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        accounts, max_ = house.appliance.store.accounts, house.people["Max"]
        async with house.signed_in("Max") as browser, house.browser() as phone:
            assert (await browser.post("/account/second-factor", data=WRONG)).status_code == 401
            page = (await browser.post("/account/second-factor", data=RIGHT)).text
            key = key_of(page)
            assert re.search(r'<svg [^>]*class="qr"', page)
            assert "style=" not in page
            wrong = await browser.post("/account/second-factor/confirm", data={"code": "000000"})
            assert (wrong.status_code, key in wrong.text.replace(" ", "")) == (401, False), "the key is not shown again"
            leads(await phone.post("/sign-in", data={"name": "Max", **RIGHT}), "/")
            confirmed = await browser.post("/account/second-factor/confirm", data={"code": code_at(house, key)})
            codes = re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4})</code>", confirmed.text)
            assert len(codes) == 8
            account = await accounts.account(max_.id)
            assert account is not None
            assert account.recovery_digests == list(map(digest, codes))
            assert codes[0] not in (await browser.get("/account")).text
            assert "Recovery codes left: 8." in (await browser.get("/account")).text
            assert (await browser.post("/account/second-factor", data=RIGHT)).status_code == 409
            signing = {"name": "Max", **RIGHT}
            assert (await phone.post("/sign-in", data=signing)).status_code == 401
            late = code_at(house, key, timedelta(seconds=30))
            leads(await phone.post("/sign-in", data={**signing, "code": late}), "/")
            assert (await phone.post("/sign-in", data={**signing, "code": late})).status_code == 401, "each once"
            leads(await phone.post("/sign-in", data={**signing, "code": codes[0]}), "/")
            assert "Recovery codes left: 7." in (await browser.get("/account")).text
            assert (await browser.post("/account/second-factor/end", data=WRONG)).status_code == 401
            leads(await browser.post("/account/second-factor/end", data=RIGHT), "/account")
            leads(await phone.post("/sign-in", data=signing), "/")
            actions = [each.action for each in await house.appliance.store.audit.entries()]
            assert {"begin second factor", "end second factor"} <= set(actions)

    held(tmp_path, body)


def test_a_code_without_a_beginning_confirms_nothing(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.browser() as nobody:
            assert (await browser.post("/account/second-factor/confirm", data={"code": "123456"})).status_code == 409
            await browser.post("/account/second-factor", data=RIGHT)
            for code in ("", "x" * 500, "١٢٣٤٥٦", "<b>"):
                answer = await browser.post("/account/second-factor/confirm", data={"code": code})
                assert answer.status_code == 401, code
            leads(await nobody.post("/account/second-factor", data=RIGHT), "/sign-in")
            other = {"Origin": "https://evil.example"}
            assert (await browser.post("/account/second-factor", data=RIGHT, headers=other)).status_code == 403

    held(tmp_path, body)


def test_a_token_is_made_shown_once_and_revoked(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.signed_in("Vera") as other:
            assert 'name="administer"' not in (await browser.get("/account")).text
            form = {"name": "<watch>", "read": "on", "record": "on", "days": "30"}
            page = (await browser.post("/account/tokens", data=form)).text
            found = re.search(r"<code>(dc_[\w-]+)</code>", page)
            assert found is not None
            token = found[1]
            listed = (await browser.get("/account")).text
            assert "&lt;watch&gt;" in listed
            assert token not in listed
            assert "never used" in listed
            async with house.browser(Authorization=f"Bearer {token}") as program:
                assert (await program.get(f"{V1}/people/me")).json()["name"] == "Max"
                assert (await program.get("/account")).status_code == 303, "a token opens no page"
            (row,) = await house.appliance.store.accounts.tokens(house.people["Max"].id)
            assert (row.scopes, (row.expires_at or row.created_at) - row.created_at) == (
                ["read", "record"],
                timedelta(days=30),
            )
            assert (await other.post(f"/account/tokens/{row.id}", data={"do": "revoke"})).status_code == 404
            leads(await browser.post(f"/account/tokens/{row.id}", data={"do": "revoke"}), "/account")
            async with house.browser(Authorization=f"Bearer {token}") as program:
                assert (await program.get(f"{V1}/people/me")).status_code == 401
            for wrong in ({"name": ""}, {"days": "0"}, {"days": "soon"}, {"days": "9" * 300}, {"name": "x" * 300}):
                answer = await browser.post("/account/tokens", data={**form, **wrong})
                assert answer.status_code == 422, wrong
            assert (await browser.post("/account/tokens", data={"name": "none"})).status_code == 422
            owners = await browser.post("/account/tokens", data={"name": "x", "administer": "on"})
            assert owners.status_code == 403
            assert "Only an owner" in html.unescape(owners.text)

    held(tmp_path, body)
