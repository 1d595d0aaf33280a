"""A locked telephone: no page is open, a push arrives, its tap opens the page that rings, and the call is answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection

from appliance.records.calls import CallStatus
from appliance.records.reach import HomeLink, HomeShare, LinkKind
from appliance.records.requests import Request, RequestKind, RequestSource
from tests.reach.servers import serving
from tests.reach.test_push import TOKEN, Telephone
from tests.web.apihouse import ApiHouse
from tests.web.served import Served, served
from tests.web.test_live import cookie_of, live


def test_a_tap_on_the_push_opens_the_page_on_which_it_is_answered(tmp_path: Path) -> None:
    phone = Telephone()
    server = serving(phone.ntfy)

    async def call_him(house: ApiHouse) -> str:
        """Where a tap on the push leads."""
        store, now, max_ = house.appliance.store, house.appliance.now(), house.people["Max"]
        options, address = {"page_address": home.url}, await server.__aenter__()
        link = HomeLink(kind=LinkKind.NTFY, address=address, secret=TOKEN, options=options, created_at=now)
        await store.home.put_link(link)
        await store.home.put_share(HomeShare(user_id=max_.id, ntfy_topic=phone.topic, changed_at=now))
        wish = Request(
            id=uuid4(), kind=RequestKind.CALL, source=RequestSource.CLI, user_id=max_.id, channel="browser", talk=True
        )
        await house.appliance.desk.execute(wish)
        await phone.until(lambda each: each.screen)
        (told,) = phone.screen.values()
        return str(told["click"])

    async def answered(house: ApiHouse) -> CallStatus:
        await phone.until(lambda each: not each.screen)
        (call,) = await house.appliance.store.calls.recent(house.people["Max"].id)
        await server.__aexit__(None, None, None)
        return call.status

    with served(tmp_path, duty=True) as home:
        cookie = cookie_of(home, "Max")
        tapped = home.run(call_him)
        assert tapped.startswith(f"{home.url}/?call=")
        kept = dict(each.split("=", 1) for each in cookie.split("; "))
        with httpx.Client(cookies=kept, follow_redirects=True, timeout=60) as telephone:
            page = telephone.get(tapped)
            assert page.url.path == "/today"
            assert 'data-events="/events"' in page.text
            attempt = rung(telephone, home)
        with live(home, Cookie=cookie) as wire:
            wire.send(json.dumps({"type": "answer", "attempt": attempt, "features": {"sound": False}}))
            assert told(wire, "caption")["text"]
            assert home.run(answered) in (CallStatus.RINGING, CallStatus.LIVE), "and the push is taken back"
            wire.send(json.dumps({"type": "hang_up"}))


def rung(telephone: httpx.Client, home: Served) -> str:
    """The attempt that rings on a page that is opened now."""
    with telephone.stream("GET", f"{home.url}/events") as events:
        lines = events.iter_lines()
        for line in lines:
            if line == "event: ring":
                return str(json.loads(next(lines).removeprefix("data: "))["attempt"])
    raise AssertionError("nothing rang")


def told(wire: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of this kind."""
    while True:
        message = wire.recv(timeout=60)
        if isinstance(message, str) and (found := json.loads(message))["type"] == kind:
            return dict(found)
