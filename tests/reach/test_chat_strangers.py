"""Who is not known gets one polite line; what comes from outside is never believed."""

from __future__ import annotations

from datetime import timedelta

from appliance.reach.chat.doorstep import TRIES
from appliance.reach.chat.pairing import GOOD_FOR, offer, redeem
from appliance.records.calls import CallStatus
from appliance.records.people import User
from appliance.records.progress import MetricKind
from appliance.records.telegram import Fate, Goes, TelegramOut
from tests.channels.botapi import BadStatus
from tests.channels.telegram_house import run
from tests.reach.chat_home import Home, chat_home


def test_a_stranger_gets_one_line_in_their_own_language_and_then_nothing() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            stranger = home.server.person("Eve")
            stranger.user["language_code"] = "de-AT"
            async with home.on_duty():
                for words in ("hello", "/today", "/delete yes", "x" * 4096):
                    stranger.write(words)
                stranger.send_photo(b"\xff\xd8", "look")
                await home.settled()
            async with home.on_duty():
                stranger.write("still there?")
                await home.settled()
            assert [each.text[:11] for each in stranger.heard] == ["Dieser Bot "]
            assert all(name not in stranger.heard[0].text for name in home.users)
            await home.store.outbox.forget_old(home.clock() + timedelta(days=100))
            async with home.on_duty():
                stranger.write("and now?")
                await home.settled()
            assert len(stranger.heard) == 1, "it is not forgotten either"
            await home.assert_accounted_for()

    run(scenario())


def test_groups_are_refused_once_and_tell_nothing() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            group = home.server.group("Family")
            async with home.on_duty():
                await home.pair("Sam")
                for words in ("/today", "hello all", "/progress@household_coach_bot"):
                    home.people["Sam"].write(words, into=group)
                await home.settled()
            said = [each.text for each in home.server.world.in_chat(group.id)]
            assert len(said) == 1
            assert "one person at a time" in said[0]
            assert await home.store.letters.waiting(home.users["Sam"].id) == []

    run(scenario())


def test_a_group_is_told_once_and_left_and_left_again_in_silence() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            group, sam = home.server.group("Family"), home.people["Sam"]
            async with home.on_duty():
                group.add_bot(sam)
                sam.write("hello all", into=group)
                await home.server.until(lambda: not group.has_bot)
                await home.settled()
            for _ in range(2):
                async with home.on_duty():
                    group.add_bot(sam)
                    sam.write("are you there?", into=group)
                    await home.server.until(lambda: not group.has_bot)
                    await home.settled()
            assert [each.text for each in home.server.world.in_chat(group.id)] == [
                "I talk with one person at a time: please write to me in a chat of your own."
            ]
            left = {each.values["chat_id"] for each in home.server.called("leaveChat")}
            assert {int(each) for each in left} == {group.id}
            await home.assert_accounted_for()

    run(scenario())


def test_a_group_that_cannot_be_told_or_left_now_is_left_later() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            group, sam = home.server.group("Family"), home.people["Sam"]
            home.server.trouble("sendMessage", BadStatus(400, "Bad Request: not enough rights to send text messages"))
            home.server.trouble("leaveChat", BadStatus(500))
            async with home.on_duty():
                group.add_bot(sam)
                await home.server.until(lambda: bool(home.server.called("leaveChat")))
            async with home.on_duty():
                await home.server.until(lambda: not group.has_bot)
            assert home.server.world.in_chat(group.id) == []

    run(scenario())


def test_a_restart_does_not_give_more_tries_with_codes() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            eve, sam = home.server.person("Eve"), home.users["Sam"]
            for number in range(3 * TRIES):
                async with home.on_duty():
                    eve.write(f"AAAABBB{'ABCDEFGHJKLMNPQ'[number]}")
                    await home.settled()
            async with home.on_duty():
                code = await offer(home.store, sam.id, home.clock())
                eve.write(code)
                await home.settled()
                assert len(eve.heard) == TRIES
                assert await home.store.telegram.of_user(sam.id) is None, "a good code is not looked at any more"
                home.clock.at -= timedelta(days=400)
                fresh = await offer(home.store, sam.id, home.clock())
                eve.write(fresh)
                await home.settled()
                assert "Hello Sam" in eve.heard[-1].text, "a clock that is set back locks nobody out"

    run(scenario())


def test_codes_are_good_once_and_soon_and_cannot_be_guessed() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            eve, sam = home.server.person("Eve"), home.users["Sam"]
            async with home.on_duty():
                late = await offer(home.store, sam.id, home.clock())
                home.clock.at += GOOD_FOR
                eve.write(f"/start {late}")
                for number in range(3 * TRIES):
                    eve.write(f"AAAABBB{'ABCDEFGHJKLMNPQ'[number]}")
                await home.settled()
                code = await offer(home.store, sam.id, home.clock())
                eve.write(code)
                await home.settled()
                assert len({each.text for each in eve.heard}) == 1, "every answer is the same"
                assert len(eve.heard) == TRIES
                assert await home.store.telegram.of_user(sam.id) is None, "a good code is not looked at any more"
                home.people["Sam"].write(code.lower())
                await home.until_heard("Sam", "Hello Sam")
                home.people["Kim"].write(f"/start {code}")
                await home.until_heard("Kim", "links nothing")
                home.clock.step(minutes=61)
                fresh = await offer(home.store, home.users["Kim"].id, home.clock())
                eve.write(f"/start {fresh}")
                await home.settled()
                assert "Hello Kim" in eve.heard[-1].text, "an hour later a code is looked at again"

    run(scenario())


def test_forged_buttons_do_nothing_and_are_answered() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.check_in("Sam", "20:00")
            await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")
            async with home.on_duty():
                for name in home.users:
                    await home.pair(name)
                home.clock.to(0, 20)
                asked = await home.until_heard("Sam", "did you exercise today")
                forged = ["snooze:99999", "snooze:-1", "snooze:٣", "say", "ready", "", "do:", "say:no"]
                for data in forged:
                    forge(home, "Kim", asked.message_id, data)
                for data in forged[:-1]:
                    forge(home, "Sam", asked.message_id, data)
                forge(home, "Sam", 1, "say:no")
                await home.server.until_handled()
                assert len(home.server.world.answered) == 2 * len(forged)
                assert not home.server.world.open_presses
                await home.settled()
                call = await home.latest("Sam")
                assert call.status is CallStatus.WAITING
                assert await home.store.calls.observations(call.id) == []
                for user in home.users.values():
                    assert await home.store.letters.waiting(user.id) == []

    run(scenario())


def test_whoever_unlinks_is_a_stranger_and_a_chat_has_one_owner() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            sam, kim = home.users["Sam"], home.users["Kim"]
            async with home.on_duty():
                await home.pair("Sam")
                code = await offer(home.store, kim.id, home.clock())
                home.clock.step(minutes=6)
                assert "Hello Kim" in await home.tell("Sam", f"/start {code}"), "the chat is Kim's from now on"
                assert await owner(home, "Sam") == kim
                assert await home.store.telegram.of_user(sam.id) is None
                assert "nobody any more" in await home.tell("Sam", "/unlink")
                assert await owner(home, "Sam") is None
                assert "belongs to a household" in await home.tell("Sam", "hello?")

    run(scenario())


async def owner(home: Home, name: str) -> User | None:
    link = await home.store.telegram.of_chat(str(home.people[name].id))
    return None if link is None else await home.store.people.user_by_id(link.user_id)


def forge(home: Home, name: str, message_id: int, data: str) -> None:
    """A press that no button of ours stands behind."""
    person, world = home.people[name], home.server.world
    query = f"{person.id}{len(world.open_presses) + len(world.answered) + 1:09d}"
    world.open_presses.add(query)
    message = {"message_id": message_id, "chat": person.chat.json, "date": world.seconds}
    told = {"id": query, "from": person.user, "message": message, "chat_instance": "-42", "data": data}
    world.push("callback_query", told)


def test_what_waits_for_one_person_does_not_reach_the_next_owner_of_their_chat() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            async with home.on_duty() as post:
                await home.pair("Sam")
                link = await home.store.telegram.of_user(home.users["Sam"].id)
                assert link is not None
                await home.server.unplug()
                private = TelegramOut(
                    occasion="private",
                    user_id=link.user_id,
                    chat_id=link.chat_id,
                    kind=Goes.TEXT,
                    content="for Sam alone",
                    created_at=home.clock(),
                )
                await post.send(private)
            code = await offer(home.store, home.users["Kim"].id, home.clock())
            await redeem(home.store, code, link.chat_id, "Kim", home.clock())
            await home.server.plug_in()
            async with home.on_duty():
                await home.tell("Sam", "/help")
            assert not any("for Sam alone" in each.text for each in home.people["Sam"].heard)
            kept = await home.store.outbox.of_occasion("private")
            assert kept is not None
            assert (kept.fate, kept.content) == (Fate.EXPIRED, "")

    run(scenario())
