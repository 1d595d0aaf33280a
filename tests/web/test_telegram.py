"""Telegram on the page and in the API: linked by its person alone, told plainly, and nothing of it in local mode."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from appliance.channels.telegram.channel import TelegramChannel
from appliance.language.messages import message_codes, messages
from appliance.reach.chat import pairing
from appliance.records.calls import CallStatus
from appliance.records.telegram import Came, Fate, Goes, TelegramIn, TelegramOut
from appliance.upkeep.settings_file import CHANGED_ON_THE_PAGE
from tests.channels import telegram_house
from tests.channels.botapi.server import TOKEN
from tests.store import samples
from tests.web.apihouse import ApiHouse, held
from tests.web.test_site import leads

V1 = "/api/v1/telegram"
WORDS = {key: texts[0] for key, texts in messages("en").page.items()}
HYBRID: dict[str, Any] = {"deployment_mode": "hybrid", "local_only": False, "telegram_bot_token": TOKEN}
SECRET = "zanzibar"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CHANGED_ON_THE_PAGE:
        monkeypatch.delenv(name.upper(), raising=False)


def code_of(text: str) -> str:
    found = re.search(r"<code>([A-Z2-9]{8})</code>", text)
    assert found is not None, text
    return found[1]


async def link(house: ApiHouse, name: str = "Max", chat_id: str = "5001") -> None:
    store, now = house.appliance.store, house.appliance.now()
    code = await pairing.offer(store, house.people[name].id, now)
    await pairing.redeem(store, code, chat_id, f"{name} <b>", now)


@asynccontextmanager
async def bot_on_duty(house: ApiHouse) -> AsyncIterator[telegram_house.House]:
    """The bot of this household at a server that speaks as Telegram does."""
    channel = house.appliance.channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    async with telegram_house.house() as there, there.open() as bot:
        await there.server.until(lambda: there.server.polled)
        channel.post.bot = bot
        yield there
        channel.post.bot = None


async def actions(house: ApiHouse) -> list[str]:
    return [entry.action for entry in await house.appliance.store.audit.entries() if "telegram" in entry.action]


def test_in_local_mode_it_says_so_and_makes_no_code(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as member, house.signed_in("Olga") as owner:
            page = (await member.get("/telegram")).text
            assert WORDS["telegram_off_local"] in page
            assert WORDS["telegram_off_owner"] in page
            assert "/telegram/code" not in page
            assert 'href="/settings">Settings</a></p>' in (await owner.get("/telegram")).text
            assert (await owner.post("/telegram/code", data={"do": "code"})).status_code == 409
            assert (await owner.post(f"{V1}/pairing")).json()["code"] == "conflict"
            assert (await owner.get(V1)).json() == {"lacks": "local", "bot": "", "link": None}
            assert 'value="telegram"' not in (await owner.get("/check-ins")).text
            health = (await owner.get("/health")).text
            assert WORDS["health_telegram"] not in health.partition("<main")[2]

    held(tmp_path, body)


def test_without_a_token_it_says_so(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            assert WORDS["telegram_off_token"] in (await owner.get("/telegram")).text
            health = unescape((await owner.get("/health")).text)
            assert "There is no token of a bot." in health
            assert 'class="remedy" href="/settings"' in health
            assert (await owner.get(V1)).json()["lacks"] == "token"

    held(tmp_path, body, deployment_mode="hybrid", local_only=False)


def test_a_chat_is_linked_by_a_code_shown_once_and_parted_again(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, now = house.appliance.store, house.appliance.now()
        async with house.signed_in("Max") as browser:
            assert WORDS["telegram_step1"] in unescape((await browser.get("/telegram")).text)
            assert WORDS["telegram_open_to"] in unescape((await browser.get("/telegram")).text)
            first = code_of((await browser.post("/telegram/code", data={"do": "code"})).text)
            made = await browser.post("/telegram/code", data={"do": "code"})
            assert WORDS["telegram_no_name"] in unescape(made.text), "nobody has asked Telegram yet"
            code = code_of(made.text)
            assert code not in (await browser.get("/telegram")).text
            assert first != code
            await pairing.redeem(store, code, "5001", "Max <b>", now)
            page = (await browser.get("/telegram")).text
            assert "Linked with Max &lt;b&gt; since" in page
            assert "5001" not in page
            form = {"discreet": "on", "delete_after_hours": "12"}
            leads(await browser.post("/telegram/wishes", data=form), "/telegram")
            kept = await store.telegram.of_user(house.people["Max"].id)
            assert kept is not None
            assert (kept.with_text, kept.discreet, kept.delete_after_hours) == (False, True, 12)
            for wrong in ("0", "48", "-1", "1.5", "soon", "9" * 30, "²"):
                refused = await browser.post("/telegram/wishes", data={"delete_after_hours": wrong})
                assert refused.status_code == 422, wrong
            waits = TelegramOut(
                occasion="a", user_id=kept.user_id, chat_id="5001", kind=Goes.VOICE, content=SECRET, created_at=now
            )
            await store.outbox.put(waits)
            leads(await browser.post("/telegram/unlink", data={"do": "unlink"}), "/telegram")
            assert await store.telegram.of_user(house.people["Max"].id) is None
            gone = await store.outbox.of_occasion("a")
            assert gone is not None
            assert (gone.fate, gone.content) == (Fate.EXPIRED, ""), "nothing goes there any more"
            assert (await browser.post("/telegram/unlink", data={"do": "unlink"})).status_code == 404
        assert sorted(await actions(house)) == [
            "change telegram chat", "make telegram code", "make telegram code", "unlink telegram chat",
        ]  # fmt: skip

    held(tmp_path, body, **HYBRID)


def test_the_bot_that_is_on_duty_is_named_and_told_on_the_page_of_health(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, bot_on_duty(house) as there:
            await there.server.until(lambda: bool(house.parts.observatory.telegram()) and there.states[-1:] == ["fine"])
            standing = house.parts.observatory.telegram()
            assert standing is not None
            assert standing.bot_name
            made = unescape((await browser.post("/telegram/code", data={"do": "code"})).text)
            assert f"https://t.me/{standing.bot_name}?start={code_of(made)}" in made
            assert "<svg" in made
            paired = (await browser.post(f"{V1}/pairing")).json()
            assert paired["address"] == f"https://t.me/{standing.bot_name}?start={paired['code']}"
            assert f"@{standing.bot_name}; last answer" in unescape((await browser.get("/health")).text)

    held(tmp_path, body, **HYBRID)


def test_a_refused_token_leads_the_owner_to_the_settings(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        channel = house.appliance.channels["telegram"]
        assert isinstance(channel, TelegramChannel)
        async with house.signed_in("Olga") as owner, telegram_house.house() as there:
            there.token = "123456:another-token-of-a-bot-that-is-gone"
            async with there.open() as bot:
                await there.server.until(lambda: "token_refused" in there.states)
                channel.post.bot = bot
                page = unescape((await owner.get("/health")).text)
                channel.post.bot = None
            found = re.search(r'<li class="faulty">\s*<strong>Telegram</strong>.*?</li>', page, re.DOTALL)
            assert found is not None
            assert "token" in found[0]
            assert 'href="/settings"' in found[0]

    held(tmp_path, body, **HYBRID)


def test_what_went_to_and_fro_is_listed_without_its_contents(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, now, max_ = house.appliance.store, house.appliance.now(), house.people["Max"]
        await link(house)
        for number, kind in enumerate((Goes.VOICE, Goes.TEXT)):
            row = TelegramOut(
                occasion=f"{number}", user_id=max_.id, chat_id="5001", kind=kind, content=SECRET, created_at=now
            )
            await store.outbox.put(row)
        await store.outbox.settle(row.id, Fate.UNCERTAIN, now + timedelta(seconds=5), detail=SECRET)
        letter = TelegramIn(
            bot_id=1, update_id=7, user_id=max_.id, message_id=3, kind=Came.VIDEO_NOTE, content=SECRET,
            sent_at=now - timedelta(minutes=1),
        )  # fmt: skip
        await store.letters.take_in(letter)
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as other:
            page = unescape((await browser.get("/telegram")).text)
            order = [page.index(WORDS[f"telegram_f_{each}"]) for each in ("uncertain", "waiting", "open")]
            assert order == sorted(order), "the newest first"
            assert all(WORDS[f"telegram_k_{each}"] in page for each in ("voice", "text", "video_note"))
            assert SECRET not in page
            told = (await browser.get(f"{V1}/messages")).json()
            assert [(each["kind"], each["fate"], each["outgoing"]) for each in told] == [
                ("text", "uncertain", True), ("voice", "waiting", True), ("video_note", None, False),
            ]  # fmt: skip
            assert SECRET not in str(told)
            assert (await other.get(f"{V1}/messages")).json() == []
            assert WORDS["telegram_list"] not in (await other.get("/telegram")).text

    held(tmp_path, body, **HYBRID)


@pytest.mark.parametrize("code", sorted(message_codes()))
def test_every_kind_and_fate_has_its_words(code: str) -> None:
    words = messages(code).page
    for ending in (*Goes, *Came):
        assert words[f"telegram_k_{ending}"], ending
    for fate in (*Fate, "open", "dealt_with"):
        assert words[f"telegram_f_{fate}"], fate


def test_programs_change_and_part_but_never_link(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        await link(house)
        async with house.program("Max", "read", "record") as program, house.program("Max", "read") as reader:
            assert (await program.post(f"{V1}/pairing")).status_code == 403, "only a browser makes codes"
            assert (await reader.patch(V1, json={"discreet": True})).status_code == 403
            changed = (await program.patch(V1, json={"discreet": True, "delete_after_hours": 3})).json()
            assert (changed["with_text"], changed["discreet"], changed["delete_after_hours"]) == (True, True, 3)
            assert (await program.patch(V1, json={"with_text": False})).json()["delete_after_hours"] == 3
            kept = await program.patch(V1, json={"delete_after_hours": None, "discreet": None})
            assert (kept.json()["delete_after_hours"], kept.json()["discreet"]) == (None, True)
            assert (await program.patch(V1, json={"delete_after_hours": 48})).status_code == 422
            shown = (await reader.get(V1)).json()["link"]
            assert "chat_id" not in shown
            assert (await program.delete(V1)).status_code == 204
            assert (await program.delete(V1)).status_code == 404

    held(tmp_path, body, **HYBRID)


def test_check_ins_offer_it_and_today_holds_a_waiting_call_here(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        async with house.signed_in("Max") as browser:
            form = (await browser.get("/check-ins")).text
            assert '<option value="telegram"' in form
            assert 'href="/telegram"' in form
            call = await store.calls.add(samples.call(max_, channels=["telegram"], due_at=house.appliance.now()))
            ring = samples.attempt(call, channel="telegram", started_at=house.appliance.now())
            await store.calls.begin_attempt(ring, waiting=True)
            page = (await browser.get("/today")).text
            assert WORDS["telegram_waiting"].partition("{")[0] in page
            found = re.search(r'name="id" value="([^"]+)">\s*<input type="hidden" name="call_type"', page)
            assert found is not None
            wish = {"id": found[1], "call_type": call.call_type.value, "wish": "call_here"}
            leads(await browser.post("/today/wish", data=wish), "/today")
            moved = await store.calls.call(UUID(str(call.id)))
            assert (moved.status, moved.ring_channel) == (CallStatus.SCHEDULED, "browser")
            assert WORDS["telegram_here"] not in (await browser.get("/today")).text

    held(tmp_path, body, **HYBRID)


def test_an_owner_tests_the_token_that_is_stored(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        form = {"deployment_mode": "hybrid", "telegram_bot_token": TOKEN}
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as member, telegram_house.house() as there:
            assert (await owner.post("/settings/telegram", data={"do": "test"})).status_code == 409, "none is stored"
            address = {"telegram_base_url": there.server.url}
            leads(await owner.post("/settings", data={**form, **address}), "/settings")
            assert there.server.url in (await owner.get("/settings")).text
            page = unescape((await owner.post("/settings/telegram", data={"do": "test"})).text)
            assert re.search(r"belongs to the bot @\w+", page)
            other = {**form, **address, "telegram_bot_token": "123456:another-token-of-another-bot"}
            await owner.post("/settings", data=other)
            refused = await owner.post("/settings/telegram", data={"do": "test"})
            assert refused.status_code == 422
            assert "token" in refused.text.partition('role="alert"')[2].partition("</p>")[0].lower()
            await owner.post("/settings", data={**form, "telegram_bot_token": "nonsense"})
            assert (await owner.post("/settings/telegram", data={"do": "test"})).status_code == 422
            clear = await owner.post("/settings", data={**form, "telegram_base_url": "http://api.telegram.org"})
            assert clear.status_code == 422
            assert "in the clear" in clear.text
            assert (await member.post("/settings/telegram", data={"do": "test"})).status_code == 403

    held(tmp_path, body, deployment_mode="hybrid", local_only=False)


def test_local_mode_tests_no_token_and_page_and_commands_import_nothing_of_it(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            await owner.post("/settings", data={"deployment_mode": "hybrid", "telegram_bot_token": TOKEN})
            asked = await owner.post("/settings/telegram", data={"do": "test"})
            assert asked.status_code == 409, "it counts after a restart only"

    held(tmp_path, body)
    look = (
        "import sys; import appliance.cli, appliance.web.pages; "
        "print([name for name in sys.modules if name.startswith(('telegram', 'appliance.channels.telegram'))])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
