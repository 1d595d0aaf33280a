"""A night of everything that can go wrong at once: what people wrote is done once, what they got comes never twice."""

from __future__ import annotations

import asyncio
import random
from uuid import UUID

import pytest

from appliance.channels.telegram.outgoing import Text, Voice
from appliance.records.telegram import Fate
from tests.channels.botapi import BadStatus, Cut, Person, Trouble, WithoutForm, flood
from tests.channels.telegram_house import House, house, run

OGG = b"OggS\0\2" + bytes(22) + b"OpusHead" + bytes(500)
EACH = 12
"""Messages to each person, and from each."""


def trouble(chance: random.Random) -> Trouble:
    kinds: list[Trouble] = [
        Cut(done=True),
        Cut(done=False),
        BadStatus(500),
        BadStatus(502, as_json=False),
        BadStatus(504, as_json=False),
        flood(chance.randint(1, 40)),
        WithoutForm(),
    ]
    return chance.choice(kinds)


def fill(home: House, people: list[Person]) -> dict[int, list[UUID]]:
    """A queue of numbered messages for each."""
    keys: dict[int, list[UUID]] = {person.id: [] for person in people}
    for number in range(EACH):
        for person in people:
            content = Voice(OGG, 1, str(number)) if number % 3 else Text(str(number))
            keys[person.id].append(home.queue.put(person.id, content))
    return keys


async def weather(home: House, people: list[Person], chance: random.Random) -> None:
    """One stretch of it: people write, the network goes or comes, requests come to grief."""
    for person in people:
        if (written := sum(update.user_id == person.id for update in home.done)) < EACH and chance.random() < 0.5:
            already = len([each for each in person.chat.messages.values() if each["from"]["id"] == person.id])
            if already < EACH and already <= written + 3:
                person.write(str(already))
    for method in ("getUpdates", "sendMessage", "sendVoice", "getMe"):
        if chance.random() < 0.3:
            home.server.trouble(method, trouble(chance))
    if chance.random() < 0.2:
        await (home.server.unplug() if home.server.is_plugged_in else home.server.plug_in())


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_doubled_or_out_of_order(seed: int) -> None:
    async def talk() -> None:
        chance = random.Random(seed)
        async with house() as home:
            people = [home.server.person(name) for name in ("Sam", "Kim", "Eve")]
            keys = fill(home, people)
            for _ in range(25):
                async with home.open():
                    for _ in range(chance.randint(1, 12)):
                        await weather(home, people, chance)
                        for _ in range(chance.randint(1, 60)):
                            await asyncio.sleep(0)
            await clear_up(home, people)
            for person in people:
                assert [update.text for update in home.done if update.user_id == person.id] == [
                    str(number) for number in range(EACH)
                ]
                got = [int(each.text) for each in home.server.world.in_chat(person.id)]
                assert got == sorted(set(got)), "in order, none twice"
                fates = [home.queue.fate(key) for key in keys[person.id]]
                assert {number for number, fate in enumerate(fates) if fate is Fate.SENT} <= set(got)
                assert {number for number in range(EACH) if number not in got} <= {
                    number for number, fate in enumerate(fates) if fate is Fate.UNCERTAIN
                }
                assert set(fates) <= {Fate.SENT, Fate.UNCERTAIN}

    run(talk())


async def clear_up(home: House, people: list[Person]) -> None:
    """The storm is over: all troubles end, and everything comes to its end."""
    home.server.troubles.clear()
    if not home.server.is_plugged_in:
        await home.server.plug_in()
    for person in people:
        already = len([each for each in person.chat.messages.values() if each["from"]["id"] == person.id])
        for number in range(already, EACH):
            person.write(str(number))
    async with home.open():
        await home.server.until_handled()
        async with asyncio.timeout(20), home.queue.settled:
            await home.queue.settled.wait_for(lambda: len(home.queue.ends) == len(home.queue.messages))
