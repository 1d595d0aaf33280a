"""Around the home, by its page and its API: off by default, secrets shown once, each thing by whom it belongs to."""

from __future__ import annotations

import json
import re
import socket
from datetime import timedelta
from html import unescape
from pathlib import Path

from appliance.errors import ReachError
from appliance.language.messages import messages
from appliance.reach.signing import signed_headers
from appliance.records.reach import LinkKind
from tests.reach.servers import Request, answer, serving
from tests.web.apihouse import ApiHouse, held
from tests.web.test_site import leads

V1 = "/api/v1"
T = {key: texts[0] for key, texts in messages("en").page.items()}


def secret_in(page: str) -> str:
    found = re.search(r"<code data-still>(whsec_[^<]+)</code>", unescape(page))
    assert found, "the secret is shown"
    return found.group(1)


def test_everything_is_off_until_somebody_sets_it_up(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            page = unescape((await owner.get("/around")).text)
            assert page.count(f"<p>{T['around_is_off']}</p>") == 3
            assert " checked" not in page.split(T["around_machines"])[0].split('aria-labelledby="where"')[0]
            seen = (await owner.get(f"{V1}/around")).json()
            assert not any(seen["share"].values())
            assert (seen["links"], seen["webhooks"], seen["programs"], seen["presence"]) == ([], [], [], None)

    held(tmp_path, body)


def test_each_person_says_what_is_told_about_them_and_nobody_else_does(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        home = house.appliance.store.home
        async with house.signed_in("Max") as max_:
            leads(await max_.post("/around/me", data={"ringing": "on", "ntfy_topic": "max-9"}), "/around")
            share = await home.share(house.people["Max"].id)
            assert share is not None
            assert (share.ringing, share.next_call, share.ntfy_topic) == (True, False, "max-9")
            wrong = await max_.post("/around/me", data={"ntfy_topic": "a/b"})
            assert wrong.status_code == 422
            put = await max_.put(f"{V1}/around/me", json={"buttons": True})
            assert put.json()["buttons"] is True
            assert put.json()["ringing"] is False
            for path in ("/around/links/mqtt", "/around/webhooks"):
                assert (await max_.post(path, data={"address": "http://192.168.1.2"})).status_code == 403
            assert T["around_webhooks"] not in unescape((await max_.get("/around")).text)
            assert (
                await max_.put(f"{V1}/around/links/mqtt", json={"address": "mqtt://192.168.1.2"})
            ).status_code == 403
        assert await home.share(house.people["Olga"].id) is None
        async with house.program("Max", "read", "call") as program:
            assert (await program.put(f"{V1}/around/me", json={})).status_code == 403, "a person says so themselves"

    held(tmp_path, body)


def test_an_owner_connects_machines_of_the_home_and_no_others(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        home = house.appliance.store.home
        async with house.signed_in("Olga") as owner:
            form = {"address": "mqtt://192.168.1.9", "username": "calls", "secret": "zanzibar"}
            leads(await owner.post("/around/links/mqtt", data=form), "/around")
            leads(await owner.post("/around/links/mqtt", data={**form, "secret": ""}), "/around")
            link = await home.link(LinkKind.MQTT)
            assert link is not None
            assert link.secret == "zanzibar", "left empty, it is kept"
            leads(
                await owner.post("/around/links/mqtt", data={**form, "secret": "", "address": "mqtt://192.168.1.8"}),
                "/around",
            )
            link = await home.link(LinkKind.MQTT)
            assert link is not None
            assert link.secret == "", "but it is not handed to another machine"
            page = (await owner.get("/around")).text + (await owner.get(f"{V1}/around")).text
            assert "zanzibar" not in page
            for address in ("mqtt://8.8.8.8", "http://192.168.1.9", "mqtt://a b", "", "mqtt://u:p@192.168.1.9"):
                said = await owner.post("/around/links/mqtt", data={"address": address})
                assert said.status_code == 422, address
                assert (await owner.put(f"{V1}/around/links/mqtt", json={"address": address})).status_code == 422
            assert "MQTT" in (await owner.get("/health")).text
            leads(await owner.post("/around/links/mqtt", data={"do": "remove"}), "/around")
            assert await home.links() == []
            assert (await owner.post("/around/links/mqtt", data={"do": "test"})).status_code == 404
            actions = [each.action for each in await house.appliance.store.audit.entries()]
            assert {"connect to the home", "disconnect from the home"} <= set(actions)

    held(tmp_path, body)


def test_a_webhook_is_added_tested_and_removed(tmp_path: Path) -> None:
    told: list[Request] = []

    async def receive(request: Request, writer: object) -> None:
        told.append(request)
        writer.write(answer("204 No Content" if len(told) == 1 else "500 Oh"))  # type: ignore[attr-defined]

    async def body(house: ApiHouse) -> None:
        async with serving(receive) as address, house.signed_in("Olga") as owner:
            page = await owner.post("/around/webhooks", data={"address": address, "call.ringing": "on"})
            secret = secret_in(page.text)
            assert secret not in (await owner.get("/around")).text
            (hook,) = await house.appliance.store.hooks.webhooks()
            assert (hook.events, hook.secret) == (["call.ringing"], secret)
            fine = await owner.post(f"/around/webhooks/{hook.id}", data={"do": "test"})
            assert T["around_test_fine"] in fine.text
            assert json.loads(told[0].body)["event"] == "test"
            tried = await owner.post(f"{V1}/around/webhooks/{hook.id}/test")
            assert tried.json() == {"fine": False, "wrong": "HTTP 500"}
            assert "HTTP 500" in unescape((await owner.get("/around")).text)
            assert (await owner.post("/around/webhooks", data={"address": address})).status_code == 422, "told nothing"
            assert (await owner.post(f"/around/webhooks/{hook.id}", data={"do": "dance"})).status_code == 422
            leads(await owner.post(f"/around/webhooks/{hook.id}", data={"do": "remove"}), "/around")
            assert await house.appliance.store.hooks.webhooks() == []

    held(tmp_path, body)


def test_a_program_signs_what_it_asks_for_and_others_are_slowed_down(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as max_:
            secret = secret_in((await max_.post("/around/programs", data={"name": "door"})).text)
            made = (await max_.post(f"{V1}/around/me/programs", json={"name": "other"})).json()
            (hook, _) = await house.appliance.store.hooks.inward(house.people["Max"].id)
        path, content = f"{V1}/hooks/{hook.id}", b'{"do": "left"}'
        async with house.browser() as program:
            program.headers.pop("Origin")
            good = signed_headers(secret, "one", house.appliance.now(), content)
            for repeated in (False, True):
                said = await program.post(path, content=content, headers=good)
                assert (said.status_code, said.json()["done"], said.json()["repeated"]) == (200, True, repeated)
            assert (await house.appliance.store.people.user("Max")).whereabouts == "away"
            large = b'{"do": "left", "text": "' + b"x" * 9000 + b'"}'
            assert (await program.post(path, content=large, headers=good)).status_code == 422
            refused = await program.post(f"{V1}/hooks/{made['id']}", content=content, headers=good)
            assert refused.status_code == 401, "signed for another hook"
            assert refused.headers["content-type"] == "application/problem+json"
            unknown = b'{"do": "call", "channel": "zzz"}'
            signed = signed_headers(secret, "two", house.appliance.now(), unknown)
            told = await program.post(path, content=unknown, headers=signed)
            assert (told.status_code, told.json()["detail"]) == (422, "There is no channel zzz.")
            for off in (timedelta(minutes=-12), timedelta(hours=5), timedelta(days=-9)) * 2:
                late = signed_headers(secret, "late", house.appliance.now() + off, content)
                told = await program.post(path, content=content, headers=late)
                assert told.status_code == 401, "however often, without an end"
                assert "signed rightly, but for a time" in told.json()["detail"]
            codes = [(await program.post(path, content=content, headers={})).status_code for _ in range(6)]
            assert codes == [401] * 5 + [429]
            assert (await program.post(path, content=content, headers=good)).status_code == 429
        async with house.signed_in("Olga") as owner:
            assert (await owner.post(f"/around/programs/{hook.id}/remove", data={"do": "remove"})).status_code == 404
        async with house.signed_in("Max") as max_:
            leads(await max_.post(f"/around/programs/{hook.id}/remove", data={"do": "remove"}), "/around")

    held(tmp_path, body)


def test_presence_is_set_asked_and_removed_by_its_person(tmp_path: Path) -> None:
    async def say(request: Request, writer: object) -> None:
        writer.write(answer("200 OK", b"not_home"))  # type: ignore[attr-defined]

    async def body(house: ApiHouse) -> None:
        async with serving(say) as address, house.signed_in("Max") as max_:
            leads(await max_.post("/around/presence", data={"address": address, "every_seconds": "30"}), "/around")
            for _ in range(3):
                leads(await max_.post("/around/presence", data={"do": "ask"}), "/around")
            assert T["around_is_away"] in unescape((await max_.get("/around")).text)
            for wrong in ({"every_seconds": "x"}, {"every_seconds": "1"}, {"hold_minutes": "-1"}):
                assert (await max_.post("/around/presence", data={"address": address, **wrong})).status_code == 422
            leads(await max_.post("/around/presence", data={"do": "remove"}), "/around")
            assert (await max_.post("/around/presence", data={"do": "ask"})).status_code == 404

    held(tmp_path, body)


def test_what_is_wrong_is_told_in_the_readers_language(tmp_path: Path) -> None:
    async def refuses(request: Request, writer: object) -> None:
        writer.write(answer("401 Unauthorized"))  # type: ignore[attr-defined]

    async def body(house: ApiHouse) -> None:
        store, german = house.appliance.store, messages("de")
        olga = await store.people.user_by_id(house.people["Olga"].id)
        await store.people.save_user(olga.model_copy(update={"language": "de"}), house.appliance.now())
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        async with serving(refuses) as address, house.signed_in("Olga") as owner:
            leads(await owner.post("/around/links/mqtt", data={"address": f"mqtt://127.0.0.1:{port}"}), "/around")
            tried = unescape((await owner.post("/around/links/mqtt", data={"do": "test"})).text)
            assert german.fault["machine_away"][0] in tried
            assert "The broker" not in tried
            house.appliance.around.broker.state.failed(ReachError("The broker ended it.", says="machine_ended"))
            page = unescape((await owner.get("/around")).text)
            assert german.fault["machine_ended"][0] in page
            leads(await owner.post("/around/presence", data={"address": address}), "/around")
            asked = unescape((await owner.post("/around/presence", data={"do": "ask"})).text)
            assert german.fault["machine_password"][0] in asked
            page = unescape((await owner.get("/around")).text)
            assert german.fault["machine_password"][0] in page
            assert "It refused" not in page
            said = await owner.post("/around/presence", data={"address": "http://169.254.169.254/"})
            assert german.fault["machine_link_local"][0] in unescape(said.text)

    held(tmp_path, body)


def test_a_push_leads_to_the_page_on_which_the_call_is_answered(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as max_:
            call = "0f1e2d3c-0000-4000-8000-0123456789ab"
            leads(await max_.get(f"/?call={call}"), f"/today?call={call}")
            assert (await max_.get(f"/today?call={call}")).status_code == 200
            leads(await max_.get("/?call=<script>"), "/today")

    held(tmp_path, body)
