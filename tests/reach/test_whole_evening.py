"""A whole evening in virtual time: who is told what, when a lamp is down, and a button on the wall."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

from appliance.errors import ReachError
from appliance.reach.around import Around
from appliance.reach.mqtt.board import Topics, board
from appliance.reach.mqtt.commands import Commands
from appliance.reach.mqtt.told import told
from appliance.reach.nearby import Answer, Asked
from appliance.reach.signing import new_secret
from appliance.reach.webhooks.delivering import Deliverer
from appliance.records.calls import CallStatus
from appliance.records.reach import Event, HomeShare, Webhook
from tests.calls.household import House, PersonChannel, house
from tests.calls.test_clocks import answers
from tests.virtual_time import run_virtual


class Lamp:
    """A receiver that is down until some loop time, and then keeps what it is told, with when."""

    def __init__(self, up_at_seconds: float) -> None:
        self.up_at_seconds = up_at_seconds
        self.told: list[tuple[float, str]] = []
        self.tried = 0

    async def ask(self, asked: Asked) -> Answer:
        now = asyncio.get_running_loop().time()
        self.tried += 1
        if now < self.up_at_seconds:
            await asyncio.sleep(10.0)  # nobody answers
            raise ReachError("It took too long to answer.")
        self.told.append((now, json.loads(asked.body)["event"]))
        return Answer(204, {}, b"")


async def hook(home: House) -> None:
    now = home.clock()
    share = HomeShare(user_id=home.sam.id, next_call=True, ringing=True, buttons=True, changed_at=now)
    await home.store.home.put_share(share)
    events = [each.value for each in Event if each is not Event.TEST]
    await home.store.hooks.add_webhook(
        Webhook(address="http://192.168.1.9/", secret=new_secret(), events=events, created_at=now)
    )


def test_a_lamp_that_is_down_hears_of_the_evening_when_it_is_up_and_the_call_waits_for_nothing() -> None:
    async def scenario() -> None:
        sam, lamp = PersonChannel(answers), Lamp(up_at_seconds=3600.0)
        async with house(sam) as home:
            await home.check_in("12:30")
            await hook(home)
            around = Around.build(home.store, home.desk, home.clock, lambda: "")
            deliverer = Deliverer(home.store, home.clock, lamp)
            async with home.on_duty():
                tasks = [asyncio.create_task(each) for each in (around._listen(), deliverer.run())]
                with home.store.feed.listening() as changes:
                    waking = asyncio.create_task(_wake(changes, deliverer))
                    call = await home.until_over()
                    assert call.status is CallStatus.COMPLETED
                    assert lamp.told == []
                    assert abs(sam.rings[0].at_seconds - 1800.0) < 1.0, "rung on time, whatever the lamp does"
                    await asyncio.sleep(2 * 3600)
                    for task in (*tasks, waking):
                        task.cancel()
                    await asyncio.gather(*tasks, waking, return_exceptions=True)
        assert [event for _, event in lamp.told] == ["call.ringing", "call.answered", "call.ended"]
        assert 3600.0 <= lamp.told[0][0] < 3600.0 + 1800.0
        assert lamp.tried == len(lamp.told) + 5, "after 5 s, 30 s, 2 min and 10 min, and then half an hour"

    run_virtual(scenario())


async def _wake(changes: object, deliverer: Deliverer) -> None:
    async for change in changes:  # type: ignore[attr-defined]
        if change.table == "webhook_deliveries":
            deliverer.changed.set()


def test_a_button_on_the_wall_snoozes_the_call_that_rings() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(lambda said, expect: None)) as home:
            await home.check_in("12:30", retry_minutes=[])
            await hook(home)
            commands, topics = Commands(home.store, home.desk, home.clock, uuid4), Topics("calls", "ha")
            ringing = topics.state(home.sam.id, "ringing")
            next_call = topics.state(home.sam.id, "next_call")
            async with home.on_duty():
                before = board(await told(home.store, home.clock()), topics)
                assert before[next_call] == b"2026-03-02T12:30:00+00:00"
                await asyncio.sleep(1800 + 3)
                now = board(await told(home.store, home.clock()), topics)
                assert now[ringing] == b"ON"
                for _ in range(3):
                    assert await commands.take(home.sam.id, b"snooze")
                await asyncio.sleep(5)
                after = board(await told(home.store, home.clock()), topics)
                assert after[ringing] == b"OFF"
                (call,) = await home.store.calls.recent()
                assert call.status is CallStatus.SNOOZED
                assert call.next_ring_at is not None
                assert timedelta(minutes=9) < call.next_ring_at - home.clock() < timedelta(minutes=11)
                assert after[next_call] == call.next_ring_at.isoformat(timespec="seconds").encode()
                assert len(await home.store.requests.recent()) == 1

    run_virtual(scenario())
