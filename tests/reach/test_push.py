"""Pushes, against servers that answer as ntfy and Home Assistant are documented to."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from appliance.channels.browser import BrowserChannel
from appliance.errors import ReachError
from appliance.ports import Notice, Unreached
from appliance.reach.nearby import Answer, Asked
from appliance.reach.push.pushing import Pusher
from appliance.records.calls import AttemptResult
from appliance.records.reach import LinkKind
from tests.reach.household import PAGE, Household, household
from tests.reach.servers import Request, answer, serving

TOKEN = "a long lived token"
GONE_SINCE = "2.16"


class Telephone:
    """What lies on its screen, by what the two servers were asked. `version`: of ntfy."""

    def __init__(self, version: str = "2.17", service: str = "mobile_app_sams_phone") -> None:
        self.version, self.topic, self.service = version, "sams-secret", service
        self.screen: dict[str, dict[str, Any]] = {}
        self.quiet: list[dict[str, Any]] = []
        self._news = asyncio.Event()

    async def until(self, fine: Callable[[Telephone], object]) -> None:
        async with asyncio.timeout(30):
            while not fine(self):
                self._news.clear()
                await self._news.wait()

    async def ntfy(self, request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(self._ntfy(request), b"{}"))
        self._news.set()

    def _ntfy(self, request: Request) -> str:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return "403 Forbidden"
        if request.method == "DELETE":
            found = re.fullmatch(rf"/{self.topic}/([A-Za-z0-9_-]{{1,64}})", request.path)
            if self.version < GONE_SINCE or found is None:
                return "404 Not Found"
            self.screen.pop(found.group(1), None)
            return "200 OK"
        message = json.loads(request.body)
        if request.path != "/" or message.get("topic") != self.topic or not 1 <= message["priority"] <= 5:
            return "400 Bad Request"
        if message["priority"] < 3:
            self.quiet.append(message)
        else:
            self.screen[message.get("sequence_id", "")] = message
        return "200 OK"

    async def home_assistant(self, request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(self._home_assistant(request), b"[]"))
        self._news.set()

    def _home_assistant(self, request: Request) -> str:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return "401 Unauthorized"
        if (request.method, request.path) != ("POST", f"/api/services/notify/{self.service}"):
            return "400 Bad Request"
        content = json.loads(request.body)
        if content["message"] == "clear_notification":
            self.screen.pop(content["data"]["tag"], None)
        else:
            self.screen[content["data"]["tag"]] = content
        return "200 OK"


def pushed(tmp_path: Path, phone: Telephone, kind: LinkKind, body: Callable[[Household], Any]) -> None:
    async def main() -> None:
        server = phone.ntfy if kind is LinkKind.NTFY else phone.home_assistant
        async with serving(server) as address, household(tmp_path) as home:
            await home.share(home.sam, ntfy_topic="sams-secret", notify_service="notify.mobile_app_sams_phone")
            await home.link(kind, address, secret=TOKEN)
            await body(home)

    asyncio.run(main())


@pytest.mark.parametrize("kind", [LinkKind.NTFY, LinkKind.HOME_ASSISTANT])
def test_a_telephone_rings_and_stops_when_it_was_answered_elsewhere(tmp_path: Path, kind: LinkKind) -> None:
    phone = Telephone()

    async def body(home: Household) -> None:
        call, attempt = await home.ring(home.sam, "browser")
        with home.ringing.ring(attempt.id, home.sam.id) as ring:
            await phone.until(lambda each: each.screen)
            (told,) = phone.screen.values()
            written = json.dumps(told)
            assert f"{PAGE}/?call={call.id}" in written
            assert "Sam" not in written, "no names"
            assert "evening" not in written, "nor what it is about"
            home.ringing.end(ring, "answered")
            await phone.until(lambda each: not each.screen)
        assert phone.quiet == []
        assert home.around.state(kind).worked_at is not None

    pushed(tmp_path, phone, kind, body)


def test_an_older_ntfy_is_told_in_a_low_voice_that_it_is_over(tmp_path: Path) -> None:
    phone = Telephone(version="2.11")

    async def body(home: Household) -> None:
        _, attempt = await home.ring(home.sam, "browser")
        with home.ringing.ring(attempt.id, home.sam.id):
            await phone.until(lambda each: each.screen)
        await phone.until(lambda each: each.quiet)
        assert (phone.quiet[0]["priority"], phone.quiet[0]["message"]) == (1, "It has stopped ringing.")

    pushed(tmp_path, phone, LinkKind.NTFY, body)


def test_who_wants_no_push_gets_none_and_what_is_wrong_is_told(tmp_path: Path) -> None:
    phone = Telephone(service="mobile_app_kims_phone")

    async def body(home: Household) -> None:
        assert not await home.around.pusher.reaches(home.kim.id)
        with pytest.raises(ReachError, match="Nothing is set up"):
            await home.around.pusher.test(home.kim)
        assert await home.around.pusher.reaches(home.sam.id)
        assert await home.around.pusher.test(home.sam) == ["home_assistant: It answered HTTP 400."]
        link = await home.link(LinkKind.HOME_ASSISTANT, "http://127.0.0.1:9", secret="wrong")
        assert "cannot be reached" in await home.around.try_link(link, home.sam)
        assert phone.screen == {}

    pushed(tmp_path, phone, LinkKind.HOME_ASSISTANT, body)


class Nobody:
    async def ask(self, asked: Asked) -> Answer:
        raise ReachError("It cannot be reached.")


def test_a_call_rings_though_no_page_is_open_where_a_telephone_can_open_one() -> None:
    async def main() -> None:
        channel = BrowserChannel(None, None, lambda: None, lambda: None)  # type: ignore[arg-type, return-value]
        person, attempt = uuid4(), uuid4()
        notice = Notice(call_id=uuid4(), attempt_id=attempt, user_name="Sam", user_id=person, language="en")

        async def yes(user_id: Any) -> bool:
            return bool(user_id == person)

        channel.pushed_to = yes
        with channel.ringing.watched() as announced:
            dialled = asyncio.create_task(_dial(channel, notice))
            user_id, told = await announced.get()
            assert (user_id, told.kind) == (person, "ring")
            with channel.ringing.page(person) as page:  # the tap opened it
                assert (await page.get()).attempt_id == attempt, "what rings already is told to it"
                channel.ringing.decline(attempt, person)
            assert await dialled == AttemptResult.DECLINED
            assert (await announced.get())[1].why == "declined"

    asyncio.run(main())


async def _dial(channel: BrowserChannel, notice: Notice) -> AttemptResult | None:
    async with channel.dial(notice) as got:
        return got.result if isinstance(got, Unreached) else None


def test_a_server_that_is_down_holds_up_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with household(tmp_path, at_work=False) as home:
            await home.share(home.sam, ntfy_topic="sams-secret")
            await home.link(LinkKind.NTFY, "http://127.0.0.1:9")
            pusher = Pusher(home.store, home.now, Nobody(), lambda: PAGE)
            _, attempt = await home.ring(home.sam, "browser")
            with home.ringing.watched() as announced:
                working = asyncio.create_task(pusher.run(announced))
                with home.ringing.ring(attempt.id, home.sam.id):
                    pass
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
            assert await pusher._ring(home.sam.id, attempt.id) == []
            assert "cannot be reached" in pusher.states[LinkKind.NTFY].fault

    asyncio.run(main())
