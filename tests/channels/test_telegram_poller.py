"""Long polling against a real socket: nothing lost, nothing done twice, and whatever goes wrong mends itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from appliance.channels.telegram.bot import Account, Stored, running
from appliance.channels.telegram.incoming import Incoming, Kind
from appliance.channels.telegram.standing import Standing, State
from tests.channels.botapi import BadStatus, Cut, Trouble, WithoutForm, flood
from tests.channels.telegram_house import House, house, run


def words(home: House) -> list[str]:
    return [update.text for update in home.done]


def test_what_people_write_arrives_once_and_in_order() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, kim = home.server.person("Sam"), home.server.person("Kim")
            sam.write("before the start")
            async with home.open() as bot:
                await home.server.until_handled()
                kim.write("while it runs")
                sam.write("and more")
                await home.server.until_handled()
                assert bot.standing.state is State.FINE
                assert bot.standing.bot_name == "household_coach_bot"
                assert bot.standing.last_poll_at is not None
            assert words(home) == ["before the start", "while it runs", "and more"]
            assert [update.chat_id for update in home.done] == [sam.id, kim.id, sam.id]
            assert home.handled == 3
            assert home.states == ["fine", "off"]

    run(talk())


def test_a_crash_before_the_commit_loses_nothing_and_after_it_does_nothing_twice() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            for number in range(4):
                sam.write(str(number))
            crash = asyncio.Event()

            async def dies_over_the_third(update: Incoming) -> None:
                if update.text == "2":
                    crash.set()
                    await asyncio.Event().wait()
                await home.handle(update)

            async with home.open(dies_over_the_third):
                await crash.wait()
            assert words(home) == ["0", "1"]
            async with home.open():
                await home.server.until_handled()
            assert words(home) == ["0", "1", "2", "3"]
            assert home.handled == 4, "what was kept is not given to the handler again"

    run(talk())


def test_an_update_that_was_committed_and_not_kept_comes_again_with_the_same_number() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.person("Sam").write("hello")
            crash = asyncio.Event()

            async def dies_after_the_commit(update: Incoming) -> None:
                await home.handle(update)
                crash.set()
                await asyncio.Event().wait()

            async with home.open(dies_after_the_commit):
                await crash.wait()
            async with home.open():
                await home.server.until_handled()
            assert home.handled == 2
            assert words(home) == ["hello"]

    run(talk())


def test_what_comes_again_though_it_was_kept_is_not_handled_again() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.person("Sam").write("hello")
            again = list(home.server.world.updates)
            async with home.open():
                await home.server.until_handled()
            home.box.latest.clear()
            home.server.world.updates[:] = again
            async with home.open():
                await home.server.until_handled()
            assert home.handled == 1

    run(talk())


def test_an_update_that_cannot_be_handled_is_passed_over_after_three_tries(caplog: pytest.LogCaptureFixture) -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            sam.write("poison")
            sam.write("hello")
            tries = []

            async def chokes(update: Incoming) -> None:
                if update.text == "poison":
                    tries.append(update.update_id)
                    raise RuntimeError(f"choked on {update.text}")
                await home.handle(update)

            async with home.open(chokes) as bot:
                await home.server.until_handled()
                assert bot.standing.unhandled == 1
            assert len(tries) == 3
            assert words(home) == ["hello"]
            assert sorted(home.box.kept.values()) == ["", "RuntimeError"]
            assert "RuntimeError" in caplog.text
            assert "choked on poison" not in caplog.text, "its words may quote what somebody wrote"

    run(talk())


def test_an_inbox_that_fails_loses_nothing() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.person("Sam").write("hello")
            keep, failures = home.box.keep, iter([OSError("the disk is full"), None])

            async def keeps_later(update: Incoming, at: object, fault: str = "") -> None:
                if error := next(failures, None):
                    raise error
                await keep(update, at, fault)  # type: ignore[arg-type]

            home.box.keep = keeps_later  # type: ignore[method-assign]
            async with home.open():
                await home.server.until_handled()
            assert words(home) == ["hello"]
            assert home.states == ["fine", "troubled", "fine", "off"]

    run(talk())


def test_without_a_network_at_the_start_it_opens_and_begins_when_there_is_one() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.person("Sam").write("hello")
            await home.server.unplug()

            async def after_eight_waits() -> None:
                if len(home.waits.seconds) == 8:
                    await home.server.plug_in()

            home.waits.meanwhile = after_eight_waits
            async with home.open() as bot:
                assert bot.standing.state is State.CONNECTING
                await home.server.until(lambda: bool(home.done))
            assert home.states == ["no_network", "fine", "off"]
            assert home.waits.seconds == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
            troubled = [standing for standing in home.standings if standing.state is State.NO_NETWORK]
            assert [standing.failures for standing in troubled] == list(range(1, 9))
            assert troubled[-1].last_error == "Telegram cannot be reached."
            assert troubled[0].next_try_at == troubled[0].since + timedelta(seconds=1)

    run(talk())


def test_a_network_that_goes_and_comes_back_loses_nothing() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            async with home.open():
                sam.write("before")
                await home.server.until_handled()
                await home.server.unplug()

                async def written_meanwhile() -> None:
                    if len(home.waits.seconds) == 3:
                        sam.write("meanwhile")
                        await home.server.plug_in()

                home.waits.meanwhile = written_meanwhile
                await home.server.until(lambda: len(home.done) == 2)
            assert words(home) == ["before", "meanwhile"]
            assert home.states[-2:] == ["fine", "off"]
            assert "no_network" in home.states or "troubled" in home.states

    run(talk())


@pytest.mark.parametrize(
    ("trouble", "state", "waited"),
    [
        pytest.param(BadStatus(500), State.TROUBLED, 1.0, id="500"),
        pytest.param(BadStatus(502, as_json=False), State.TROUBLED, 1.0, id="502 as a page"),
        pytest.param(flood(7), State.TROUBLED, 7.0, id="429"),
        pytest.param(BadStatus(401, "Unauthorized"), State.TOKEN_REFUSED, 60.0, id="401"),
        pytest.param(BadStatus(404, "Not Found"), State.TOKEN_REFUSED, 60.0, id="404"),
        pytest.param(BadStatus(409, "Conflict: terminated by other getUpdates request"), State.TAKEN, 10.0, id="409"),
        pytest.param(Cut(done=False), State.TROUBLED, 1.0, id="cut"),
        pytest.param(Cut(done=True), State.TROUBLED, 1.0, id="cut with the answer"),
        pytest.param(WithoutForm(), State.TROUBLED, 1.0, id="a portal's page"),
        pytest.param(WithoutForm(b"[1]"), State.TROUBLED, 1.0, id="other JSON"),
    ],
)
def test_trouble_with_asking_is_told_and_passes(trouble: Trouble, state: State, waited: float) -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.person("Sam").write("hello")
            home.server.trouble("getUpdates", trouble)
            async with home.open():
                await home.server.until_handled()
            assert words(home) == ["hello"]
            assert home.states == [state, "fine", "off"]
            assert home.waits.seconds == [waited]
            assert home.server.token not in home.standings[0].last_error

    run(talk())


def test_a_refused_token_is_tried_again_ever_more_seldom() -> None:
    async def talk() -> None:
        async with house() as home:
            home.token = "123456:AAother-token-of-nobody"
            enough = asyncio.Event()

            async def until_seven() -> None:
                if len(home.waits.seconds) == 7:
                    enough.set()

            home.waits.meanwhile = until_seven
            async with home.open() as bot:
                await enough.wait()
                assert bot.standing.state is State.TOKEN_REFUSED
                assert "BotFather" in bot.standing.last_remedy
            assert home.waits.seconds[:7] == [60.0, 120.0, 240.0, 480.0, 960.0, 1800.0, 1800.0]
            assert home.token not in repr(home.standings)

    run(talk())


def test_another_poller_is_not_fought_over_and_ours_goes_on_when_it_has_gone() -> None:
    async def talk() -> None:
        async with house() as home, home.bare() as other:
            sam = home.server.person("Sam")
            async with home.open():
                await home.server.until(lambda: home.server.polled)
                assert await other.updates(None, 0) == []
                await home.server.until(lambda: home.states == ["fine", "taken", "fine"])
                sam.write("hello")
                await home.server.until_handled()
            assert home.states == ["fine", "taken", "fine", "off"]
            assert words(home) == ["hello"]

    run(talk())


def test_a_web_hook_is_taken_away_and_what_waits_stays() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.world.webhook = "https://example.org/hook"
            home.server.person("Sam").write("hello")
            async with home.open():
                await home.server.until_handled()
            assert home.server.world.webhook == ""
            assert words(home) == ["hello"]

    run(talk())


def test_a_server_that_does_not_wait_is_not_asked_all_the_time() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.waits = False
            enough = asyncio.Event()

            async def until_ten() -> None:
                if len(home.waits.seconds) == 10:
                    enough.set()

            home.waits.meanwhile = until_ten
            async with home.open():
                await enough.wait()
                assert len(home.server.called("getUpdates")) == 11, "the first asks whether it is there"
            assert home.waits.seconds[:10] == [0.5] * 10

    run(talk())


def test_after_a_week_of_silence_lower_numbers_are_not_missed() -> None:
    async def talk() -> None:
        async with house() as home:
            sam = home.server.person("Sam")
            sam.write("before")
            async with home.open():
                await home.server.until_handled()
            home.waits.passed += timedelta(days=8).total_seconds()
            home.server.world.next_update_id = 17
            sam.write("with a low number")
            async with home.open():
                await home.server.until_handled()
                sam.write("and the next")
                await home.server.until_handled()
            assert words(home) == ["before", "with a low number", "and the next"]

    run(talk())


def test_whoever_is_told_of_changes_cannot_stop_the_poller() -> None:
    async def talk() -> None:
        async with house() as home:
            home.server.person("Sam").write("hello")
            home.server.trouble("getUpdates", BadStatus(500))

            def fails(_: Standing) -> None:
                raise RuntimeError("the page is gone")

            stored = Stored(home.box, home.queue)
            account = Account(home.server.token, home.server.url)
            async with running(account, stored, home.handle, home.waits.now, home.waits.timing(), fails):
                await home.server.until_handled()
            assert words(home) == ["hello"]

    run(talk())


def test_another_bot_begins_with_its_own_numbers() -> None:
    async def talk() -> None:
        async with house() as home:
            home.box.kept[999, 700_000_001] = ""
            home.server.person("Sam").write("hello")
            async with home.open():
                await home.server.until_handled()
            assert words(home) == ["hello"]

    run(talk())


def test_an_update_that_is_none_stops_nothing() -> None:
    async def talk() -> None:
        async with house() as home:
            world = home.server.world
            world.push("message", {"message_id": "many", "chat": 7, "date": "yesterday", "text": ["?"]})
            home.server.person("Sam").write("hello")
            async with home.open():
                await home.server.until_handled()
            assert [update.kind for update in home.done] == [Kind.OTHER, Kind.TEXT]

    run(talk())
