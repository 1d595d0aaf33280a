"""The API in process: who may, what is refused and how, and that it happens once."""

from __future__ import annotations

import asyncio
import io
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from appliance.records.security import AnsweredOnce
from appliance.store.accounts import Accounts
from appliance.web.api import build_api
from appliance.web.api.resources import ROUTERS
from appliance.web.pages import build
from tests.web.apihouse import BASE, CODE, PASSWORD, ApiHouse, charged, held

V1 = "/api/v1"
GYM = {"name": "gym", "kind": "habit", "schedule": "3/week"}


def refused(answer: Any, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]


def test_every_route_has_one_rule_and_only_five_are_open_to_anyone(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        open_to_all, seen = set(), 0
        for route in (route for router in ROUTERS for route in router.routes):
            assert isinstance(route, APIRoute)
            seen += 1
            rules = [rule for each in route.dependant.dependencies if (rule := getattr(each.call, "rule", None))]
            assert len(rules) == 1, f"{route.methods} {route.path} has the rules {rules}"
            if rules == ["anyone"]:
                open_to_all.add(f"{' '.join(route.methods or ())} {route.path}")
        assert open_to_all == {
            "POST /sessions", "POST /claim", "POST /invitations/accept", "GET /health", "POST /hooks/{hook_id}",
        }  # fmt: skip
        described = build_api(house.parts).openapi()["paths"]
        assert seen == sum(map(len, described.values())), "there is no other way in"

    held(tmp_path, body)


def test_nobody_gets_in_without_signing_in(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            for path in ("/people", "/upcoming", "/personas", "/audit", "/sessions", "/people/me/promises"):
                refused(await nobody.get(V1 + path), 401, "refused")
            assert (await nobody.get(f"{V1}/health")).status_code == 200
            wrong = await nobody.post(f"{V1}/sessions", json={"name": "Max", "password": "wrong words here"})
            refused(wrong, 401, "refused")
            assert "set-cookie" not in wrong.headers

    held(tmp_path, body)


def test_a_browser_signs_in_sees_its_sessions_and_out(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("max") as max_, house.signed_in("Max") as phone:
            cookie = max_.cookies.jar
            assert [each.has_nonstandard_attr("HttpOnly") for each in cookie] == [True]
            found = (await max_.get(f"{V1}/sessions")).json()
            assert sorted(each["current"] for each in found) == [False, True]
            other = next(each["id"] for each in found if not each["current"])
            assert (await max_.delete(f"{V1}/sessions/{other}")).status_code == 204
            refused(await phone.get(f"{V1}/people/me"), 401, "refused")
            assert (await max_.delete(f"{V1}/sessions/current")).status_code == 204
            refused(await max_.get(f"{V1}/people/me"), 401, "refused")

    held(tmp_path, body)


def test_a_cookie_that_was_there_before_is_not_signed_in(tmp_path: Path) -> None:
    """Session fixation."""

    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            browser.cookies.set("appliance_session", "chosen-by-somebody-else")
            await browser.post(f"{V1}/sessions", json={"name": "Max", "password": PASSWORD})
            async with house.browser() as thief:
                thief.cookies.set("appliance_session", "chosen-by-somebody-else")
                refused(await thief.get(f"{V1}/people/me"), 401, "refused")

    held(tmp_path, body)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_a_page_of_another_site_changes_nothing(tmp_path: Path, headers: dict[str, str]) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            refused(await browser.post(f"{V1}/people/me/metrics", json=GYM, headers=headers), 403, "forbidden")
            refused(
                await browser.post(f"{V1}/sessions", json={"name": "Max", "password": PASSWORD}, headers=headers),
                403,
                "forbidden",
            )
            assert (await browser.get(f"{V1}/people/me/metrics")).json() == []

    held(tmp_path, body)


def test_another_host_name_is_not_answered(tmp_path: Path) -> None:
    """DNS rebinding."""

    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            answer = await browser.get(f"{V1}/people/me", headers={"Host": "evil.example"})
            assert answer.status_code == 421

    held(tmp_path, body)


def test_what_is_private_is_private_and_what_is_shared_is_seen(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as max_, house.signed_in("Olga") as owner, house.signed_in("Vera") as viewer:
            for name, shared in (("gym", True), ("weight", False)):
                kind = {"name": name, "kind": "habit", "shared": shared}
                assert (await max_.post(f"{V1}/people/me/metrics", json=kind)).status_code == 201
                put = await max_.put(f"{V1}/people/me/metrics/{name}/values/2026-03-02", json={"value": 1})
                assert put.status_code == 200
            made = await max_.post(f"{V1}/people/me/promises", json={"text": "Call the dentist."})
            for client in (owner, viewer):
                seen = (await client.get(f"{V1}/people/Max/metrics")).json()
                assert [each["name"] for each in seen] == ["gym"]
                assert len((await client.get(f"{V1}/people/Max/metrics/gym/values")).json()) == 1
                refused(await client.get(f"{V1}/people/Max/metrics/weight/values"), 404, "not_found")
                refused(
                    await client.patch(f"{V1}/promises/{made.json()['id']}", json={"status": "kept"}), 403, "forbidden"
                )
            assert (await owner.get(f"{V1}/people/Max/check-ins")).status_code == 200
            refused(await viewer.get(f"{V1}/people/Max/check-ins"), 403, "forbidden")
            refused(await viewer.get(f"{V1}/audit"), 403, "forbidden")
            refused(await viewer.post(f"{V1}/people", json={"name": "Eve", "timezone": "UTC"}), 403, "forbidden")

    held(tmp_path, body)


def test_a_token_may_what_its_scopes_say(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.program("Max", "read") as reader, house.program("Max", "record") as recorder:
            assert (await reader.get(f"{V1}/people/me")).status_code == 200
            refused(await reader.post(f"{V1}/people/me/metrics", json=GYM), 403, "forbidden")
            made = await recorder.post(f"{V1}/people/me/metrics", json=GYM, headers={"Origin": "https://else.where"})
            assert made.status_code == 201, "a token is no cookie: nobody sends it by accident"
            refused(await recorder.get(f"{V1}/people/me"), 403, "forbidden")
            refused(await reader.get(f"{V1}/tokens"), 403, "forbidden")
            async with house.signed_in("Max") as browser:
                for each in (await browser.get(f"{V1}/tokens")).json():
                    assert (await browser.delete(f"{V1}/tokens/{each['id']}")).status_code == 204
                owners = {"name": "x", "scopes": ["administer"]}
                refused(await browser.post(f"{V1}/tokens", json=owners), 403, "forbidden")
            refused(await reader.get(f"{V1}/people/me"), 401, "refused")

    held(tmp_path, body)


def test_a_write_with_a_key_happens_once_also_when_sent_twice_at_once(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            key = {"Idempotency-Key": "one"}
            wish = {"text": "Run before dinner."}
            first, second = await asyncio.gather(
                *(browser.post(f"{V1}/people/me/promises", json=wish, headers=key) for _ in range(2))
            )
            assert first.json() == second.json()
            assert {"idempotent-replayed" in each.headers for each in (first, second)} == {True, False}
            assert len((await browser.get(f"{V1}/people/me/promises")).json()["items"]) == 1
            other = await browser.post(f"{V1}/people/me/promises", json={"text": "Swim."}, headers=key)
            refused(other, 422, "key_reused")
            async with house.signed_in("Olga") as owner:
                assert (await owner.post(f"{V1}/people/me/promises", json=wish, headers=key)).status_code == 201

    held(tmp_path, body)


class CutOff(Accounts):
    """Writes of the door whose power fails before an answer is kept."""

    async def keep_answer(self, answer: AnsweredOnce, forget_before: datetime) -> None:
        raise PowerCutError


class PowerCutError(Exception):
    """Nothing of ours: nobody is to answer it."""


def test_a_write_whose_answer_was_lost_to_a_power_cut_is_not_done_again(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store = house.parts.store
        failing = replace(house.parts, store=replace(store, accounts=CutOff(store.database)))
        before = replace(house, web=build(failing, "127.0.0.1"))
        key, wish = {"Idempotency-Key": "one"}, {"text": "Run before dinner."}
        async with before.signed_in("Max") as browser:
            cut = await browser.post(f"{V1}/people/me/promises", json=wish, headers=key)
            assert cut.status_code == 500
        async with house.signed_in("Max") as browser:
            refused(await browser.post(f"{V1}/people/me/promises", json=wish, headers=key), 409, "answer_lost")
            (made,) = (await browser.get(f"{V1}/people/me/promises")).json()["items"]
            assert made["text"] == "Run before dinner."

    held(tmp_path, body)


def test_a_write_that_was_refused_may_be_tried_again_with_its_key(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            key, path = {"Idempotency-Key": "one"}, f"{V1}/people/me/metrics/gym/values/2026-03-02"
            refused(await browser.put(path, json={"value": 1}, headers=key), 404, "not_found")
            await browser.post(f"{V1}/people/me/metrics", json=GYM)
            assert (await browser.put(path, json={"value": 1}, headers=key)).status_code == 200

    held(tmp_path, body)


def test_what_was_read_is_not_sent_again(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            first = await browser.get(f"{V1}/people/me/metrics")
            tag = {"If-None-Match": first.headers["etag"]}
            again = await browser.get(f"{V1}/people/me/metrics", headers=tag)
            assert (again.status_code, again.content) == (304, b"")
            await browser.post(f"{V1}/people/me/metrics", json=GYM)
            assert (await browser.get(f"{V1}/people/me/metrics", headers=tag)).status_code == 200

    held(tmp_path, body)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/people/me/metrics", {"name": "gym", "kind": "habit", "schedule": "9/week"}, 422, "invalid_input"),
        ("POST", "/people/me/metrics", {"name": "", "kind": "habit"}, 422, "invalid_input"),
        ("POST", "/people/me/metrics", {"name": "a", "kind": "chess"}, 422, "invalid_input"),
        ("PUT", "/people/me/metrics/none/values/2026-03-02", {"value": 1}, 404, "not_found"),
        ("PUT", "/people/me/metrics/sleep/values/2026-03-02", {"value": -3}, 422, "invalid_input"),
        ("PUT", "/people/me/metrics/none/values/yesterday", {"value": 1}, 422, "invalid_input"),
        ("PUT", "/people/me/metrics/sleep/values/2099-03-02", {"value": 7}, 422, "invalid_input"),
        ("POST", "/requests", {"kind": "snooze", "minutes": -1}, 422, "invalid_input"),
        ("POST", "/requests", {"kind": "call", "channel": "zzz"}, 422, "invalid_input"),
        ("POST", "/requests", {"kind": "call", "channel": "telegram"}, 422, "invalid_input"),
        ("POST", "/requests", {"kind": "call", "room": "attic"}, 404, "not_found"),
        ("POST", "/requests", {"kind": "pause", "who": "everyone"}, 403, "forbidden"),
        ("POST", "/requests", {"kind": "call", "who": "Olga"}, 403, "forbidden"),
        ("GET", "/calls/00000000-0000-0000-0000-000000000000", None, 404, "not_found"),
        ("GET", "/nothing", None, 404, "not_found"),
        ("DELETE", "/people", None, 405, "not_a_thing_to_do_here"),
    ],
)
def test_a_refusal_says_what_is_wrong(
    tmp_path: Path, method: str, path: str, body: dict[str, Any] | None, status: int, code: str
) -> None:
    async def scenario(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            await browser.post(f"{V1}/people/me/metrics", json={"name": "sleep", "kind": "duration", "unit": "hours"})
            refused(await browser.request(method, V1 + path, json=body), status, code)

    held(tmp_path, scenario)


def test_bodies_that_are_none_too_large_or_of_no_length(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            kind = {"Content-Type": "application/json"}
            cut = await browser.post(f"{V1}/people/me/promises", content=b'{"text": "Run', headers=kind)
            refused(cut, 422, "invalid_input")
            huge = await browser.post(f"{V1}/people/me/promises", content=b"x" * (3 * 1024 * 1024), headers=kind)
            refused(huge, 413, "too_large")

            async def endless() -> Any:
                yield b"x"

            refused(
                await browser.post(f"{V1}/people/me/promises", content=endless(), headers=kind), 411, "length_required"
            )

    held(tmp_path, body)


def test_calls_come_in_pages(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        from tests.store import samples

        max_ = house.people["Max"]
        for number in range(5):
            await house.appliance.store.calls.add(samples.call(max_, occasion=f"{number}"))
        async with house.signed_in("Max") as browser:
            seen: list[str] = []
            before = ""
            while True:
                page = (await browser.get(f"{V1}/people/me/calls", params={"limit": 2, "before": before})).json()
                seen += [each["id"] for each in page["items"]]
                if page["next"] is None:
                    break
                before = page["next"]
            assert len(seen) == len(set(seen)) == 5
            refused(await browser.get(f"{V1}/people/me/calls", params={"before": "zz"}), 404, "not_found")

    held(tmp_path, body)


def test_the_first_account_is_opened_by_the_code_of_the_terminal_once(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        wanted = {"code": CODE.upper(), "name": "Sam", "timezone": "UTC", "password": PASSWORD}
        async with house.browser() as browser:
            refused(await browser.post(f"{V1}/claim", json={**wanted, "code": "zzzz-zzzz"}), 401, "refused")
            both = await asyncio.gather(
                *(browser.post(f"{V1}/claim", json={**wanted, "name": name}) for name in ("Sam", "Eve"))
            )
            assert sorted(each.status_code for each in both) == [201, 409]
            refused(await browser.post(f"{V1}/claim", json=wanted), 409, "conflict")
        owners = [user for user in await house.appliance.store.people.users() if user.role == "owner"]
        assert len(owners) == 1, "whoever came second owns nothing"

    held(tmp_path, body, accounts=False)


def test_who_tries_too_often_is_told_to_wait(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            for _ in range(5):
                await nobody.post(f"{V1}/sessions", json={"name": "Max", "password": "wrong words here"})
            answer = await nobody.post(f"{V1}/sessions", json={"name": "Max", "password": PASSWORD})
            refused(answer, 429, "too_many_tries")
            assert int(answer.headers["retry-after"]) > 0

    held(tmp_path, body)


def test_reading_what_was_said_is_written_into_the_audit_log(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        from tests.store import samples

        call = await house.appliance.store.calls.add(samples.call(house.people["Max"]))
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            assert (await browser.get(f"{V1}/calls/{call.id}/turns")).json() == []
            refused(await owner.get(f"{V1}/calls/{call.id}/turns"), 403, "forbidden")
            entries = (await owner.get(f"{V1}/audit")).json()["items"]
            assert [each["subject"] for each in entries if each["action"] == "read turns"] == [f"call {call.id}"]
            assert "Max" not in str(entries)

    held(tmp_path, body)


def test_the_description_is_complete(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            schema = (await nobody.get(f"{V1}/openapi.json")).json()
            for path, operations in schema["paths"].items():
                for method, operation in operations.items():
                    assert operation.get("description"), f"{method} {path}"
            assert BASE not in str(schema)

    held(tmp_path, body)


def test_progress_review_and_insights_are_told_and_others_see_what_is_shared(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.signed_in("Vera") as viewer:
            for name, shared in (("gym", True), ("pills", False)):
                await browser.post(f"{V1}/people/me/metrics", json={"name": name, "kind": "habit", "shared": shared})
            mine = (await browser.get(f"{V1}/people/me/progress")).json()
            assert [each["name"] for each in mine["habits"]] == ["gym", "pills"]
            assert "promises_kept" in mine
            theirs = (await viewer.get(f"{V1}/people/Max/progress")).json()
            assert [each["name"] for each in theirs["habits"]] == ["gym"]
            assert "promises_kept" not in theirs
            assert (await browser.get(f"{V1}/people/me/review")).json()["title"] == "Max: the week"
            refused(await browser.get(f"{V1}/people/me/review", params={"week": "2026-W99"}), 422, "invalid_input")
            assert (await browser.get(f"{V1}/people/me/insights")).json()["sentences"] == []

    held(tmp_path, body, analytics_enabled=True)


def test_insights_that_are_switched_off_say_so(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            refused(await browser.get(f"{V1}/people/me/insights"), 409, "conflict")

    held(tmp_path, body)


def test_a_stake_is_agreed_to_charged_contested_and_settled(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        charge = await charged(house)
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            (rule,) = (await browser.get(f"{V1}/people/me/stakes")).json()
            assert rule["owed"] == 1
            refused(await owner.post(f"{V1}/ledger/{charge}/reversal", json={"reason": "mine"}), 403, "forbidden")
            refused(await browser.post(f"{V1}/ledger/{charge}/reversal", json={"reason": " "}), 422, "invalid_input")
            made = await browser.post(f"{V1}/ledger/{charge}/reversal", json={"reason": "the host was off"})
            assert (made.status_code, made.json()["cause"]) == (201, "contested")
            page = (await browser.get(f"{V1}/people/me/ledger", params={"limit": 1})).json()
            rest = await browser.get(f"{V1}/people/me/ledger", params={"before": page["next"]})
            entries = [*page["items"], *rest.json()["items"]]
            assert [(each["amount"], each["stands"]) for each in entries] == [(-1, True), (1, False)]
            assert rest.json()["next"] is None
            for none in ("zz", charge[::-1], str(rule["id"])):
                refused(await browser.get(f"{V1}/people/me/ledger", params={"before": none}), 404, "not_found")
            refused(await browser.post(f"{V1}/stakes/{rule['id']}", json={"do": "settle"}), 409, "conflict")
            ended = await browser.post(f"{V1}/stakes/{rule['id']}", json={"do": "end"})
            assert ended.json()["ended_at"] is not None

    held(tmp_path, body, penalty_system_enabled=True)


@pytest.mark.parametrize("shape", ["json", "csv"])
def test_everything_of_a_person_is_one_file(tmp_path: Path, shape: str) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.program("Max", "read") as program:
            await browser.post(f"{V1}/people/me/promises", json={"text": "Swim."})
            file = await browser.get(f"{V1}/people/me/export", params={"shape": shape})
            assert "attachment" in file.headers["content-disposition"]
            if shape == "json":
                assert [each["text"] for each in file.json()["tables"]["commitments"]] == ["Swim."]
            else:
                assert "commitments.csv" in zipfile.ZipFile(io.BytesIO(file.content)).namelist()
            refused(await program.get(f"{V1}/people/me/export"), 403, "forbidden")

    held(tmp_path, body)
