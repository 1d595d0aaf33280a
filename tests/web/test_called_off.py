"""A call that rings on open pages and is put off, left out or paused from elsewhere: every page stops at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.sync.client import ClientConnection

from appliance.channels.browser.channel import RING_SECONDS
from appliance.records.calls import AttemptResult, CallStatus
from appliance.records.people import CallType
from appliance.records.requests import Request, RequestKind, RequestSource
from tests.web.apihouse import ApiHouse
from tests.web.served import Served, served
from tests.web.test_live import live, token_of


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("off"), duty=True) as page:
        yield page


def told(wire: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of this kind; sooner than the ring would end by itself."""
    while True:
        message = json.loads(wire.recv(timeout=RING_SECONDS / 2))
        if message["type"] == kind:
            return dict(message)


async def called(house: ApiHouse) -> None:
    wish = Request(
        id=uuid4(),
        kind=RequestKind.CALL,
        source=RequestSource.CLI,
        user_id=house.people["Max"].id,
        call_type=CallType.CUSTOM,
        channel="browser",
    )
    assert (await house.appliance.desk.execute(wish)).done


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"kind": "snooze", "minutes": 30}, CallStatus.SNOOZED),
        ({"kind": "skip"}, CallStatus.SKIPPED),
        ({"kind": "pause"}, CallStatus.PAUSED),
    ],
)
def test_every_page_stops_with_the_reason(home: Served, wish: dict[str, Any], status: CallStatus) -> None:
    bearer = {"Authorization": f"Bearer {token_of(home, 'Max', 'call')}"}
    with live(home, origin=None, **bearer) as one, live(home, origin=None, **bearer) as other:
        for wire in (one, other):
            wire.send(json.dumps({"type": "listen"}))

        async def opened(house: ApiHouse) -> None:
            ringing, max_ = house.parts.browser, house.people["Max"]
            assert ringing is not None
            while ringing.ringing.open_pages(max_.id) < 2:
                await ringing.ringing.page_opened(max_.id)
                await house.appliance.store.calls.recent(max_.id)

        home.run(opened)
        home.run(called)
        attempt = told(one, "ring")["attempt"]
        assert told(other, "ring")["attempt"] == attempt
        receipt = httpx.post(f"{home.url}/api/v1/requests", json=wish, headers=bearer).json()
        assert receipt["done"], receipt
        for wire in (one, other):
            over = told(wire, "over")
            assert (over["attempt"], over["why"]) == (attempt, "declined")

    async def kept(house: ApiHouse) -> tuple[AttemptResult | None, CallStatus]:
        (call,) = await house.appliance.store.calls.recent(house.people["Max"].id, 1)
        (first,) = await house.appliance.store.calls.attempts(call.id)
        return first.result, call.status

    assert home.run(kept) == (AttemptResult.DECLINED, status)
    if wish["kind"] == "snooze":  # the next that is wanted here is another call
        assert httpx.post(f"{home.url}/api/v1/requests", json={"kind": "cancel"}, headers=bearer).json()["done"]
