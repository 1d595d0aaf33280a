"""Telegram delivers at least once: whatever comes again changes nothing and is answered once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from appliance.calls.desk import Desk
from appliance.channels.telegram.updates import read_update
from appliance.coach.persona import load_personas
from appliance.reach.chat.office import Office
from appliance.reach.chat.pairing import offer
from appliance.reach.chat.visit import House
from appliance.records.people import User
from appliance.records.progress import MetricKind
from tests.channels.telegram_house import run
from tests.reach.chat_home import Home, chat_home
from tests.reach.test_chat_story import QUESTION


def office(home: Home) -> Office:
    """Another process's, after a crash: it knows nothing but what is stored."""
    assert home.post is not None

    async def change(person: User, wanted: Mapping[str, Any]) -> User:
        raise AssertionError("nothing here changes a person")

    return Office(House(home.post, Desk(home.store, home.clock), load_personas(), change))


async def again(home: Home, raw: dict[str, Any], times: int = 3) -> None:
    """Deliver an update that was handled before."""
    for _ in range(times):
        await office(home)(read_update(raw, home.server.world.me["id"], home.clock()))
    await home.settled()


LINES = (
    "/done", "/log sleep 7", "/call", "/pause", "/away", "/progress", "/delete_after 3", "/delete yes", "/unlink", "hi",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_what_comes_again_is_done_and_answered_once(line: str) -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.metric("Sam", "exercise", MetricKind.HABIT)
            await home.metric("Sam", "sleep", MetricKind.DURATION, unit="hours")
            async with home.on_duty():
                await home.pair("Sam")
                so_far = home.count("Sam")
                home.people["Sam"].write(line)
                raw = home.server.world.updates[-1][2]
                answer = await home.until_more("Sam", so_far)
                await home.settled()
                before = await told(home)
                ended = line in ("/delete yes", "/unlink")
                if not ended:  # after that the chat is a stranger's, who may be told once that it is
                    await again(home, raw)
                    answers = [each for each in home.people["Sam"].heard if each.text == answer.text]
                    assert len(answers) == 1
                    assert await told(home) == before
                else:
                    await again(home, raw)
                    assert await home.store.telegram.of_user(home.users["Sam"].id) is None
                    assert len([each for each in home.people["Sam"].heard if each.text == answer.text]) == 1
            await home.assert_accounted_for()

    run(scenario())


async def told(home: Home) -> tuple[int, int, int]:
    """How much there is of what commands make."""
    sam = home.users["Sam"].id
    metrics = await home.store.progress.metrics(sam)
    revisions = [len(await home.store.progress.revisions(each.id)) for each in metrics]
    return len(metrics), sum(revisions), len(await home.store.requests.recent())


def test_a_code_that_comes_again_welcomes_once() -> None:
    async def scenario() -> None:
        async with chat_home() as home, home.on_duty():
            code = await offer(home.store, home.users["Sam"].id, home.clock())
            home.people["Sam"].write(code)
            raw = home.server.world.updates[-1][2]
            await home.until_heard("Sam", "Hello Sam")
            await home.settled()
            await again(home, raw)
            assert home.count("Sam") == 1

    run(scenario())


def test_an_answer_that_comes_again_answers_no_later_question() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.check_in("Sam", "20:00")
            await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")
            async with home.on_duty():
                await home.pair("Sam")
                home.clock.to(0, 20)
                asked = await home.until_heard("Sam", QUESTION)
                so_far = home.count("Sam")
                home.people["Sam"].press(asked, "say:yes")
                raw = home.server.world.updates[-1][2]
                await home.until_more("Sam", so_far)
                await again(home, raw)
                assert await home.store.letters.waiting(home.users["Sam"].id) == []
                call = await home.latest("Sam")
                users = [turn for turn in await home.store.calls.turns(call.id) if turn.message_type == "user"]
                assert [turn.content for turn in users] == ["yes"]

    run(scenario())
