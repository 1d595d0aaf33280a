"""Calls by letter, in virtual time: they take hours, survive restarts, and say and hear everything once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.records.calls import AttemptResult, Call, CallStatus, Meaning, MessageType
from appliance.records.people import User
from appliance.records.progress import MetricKind
from appliance.records.requests import Refusal, Request, RequestKind, RequestSource
from tests.calls.correspondent import HOURS, CorrespondentChannel, Post
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import run_virtual

MINUTES = 60.0


def writing(promise: str | None = None, **answers: str | None) -> Callable[[str], str | None]:
    """Writes back by the last of these words found in what was said; `promise` to every other question."""

    def answer(said: str) -> str | None:
        words = {word.replace("_", " "): reply for word, reply in answers.items()}
        found = [(said.lower().rfind(word), reply) for word, reply in words.items() if word in said.lower()]
        return max(found)[1] if found else promise if "?" in said else None

    return answer


SAM = writing(exercise="yes I did", sleep="six and a half", one_to_ten="seven", promise="call the dentist before ten")


@asynccontextmanager
async def far_away(post: Post, *others: PersonChannel) -> AsyncIterator[tuple[House, CorrespondentChannel]]:
    channel = CorrespondentChannel(post)
    async with house(channel, *others) as home:
        channel.store, channel.now = home.store, home.clock
        await home.check_in("12:30", channels=["telegram"])
        await home.metric("exercise", MetricKind.HABIT, question="Did you exercise today?", position=0)
        await home.metric("sleep", MetricKind.DURATION, unit="hours", question="How long did you sleep?", position=1)
        yield home, channel


async def latest(home: House) -> Call:
    return (await home.store.calls.recent())[0]


async def told(home: House, call: Call) -> list[tuple[MessageType, str]]:
    return [(turn.message_type, turn.content) for turn in await home.store.calls.turns(call.id)]


def test_a_call_takes_hours_and_is_one_call() -> None:
    async def scenario() -> None:
        post = Post(SAM, delay_seconds=40 * MINUTES)
        async with far_away(post) as (home, channel), home.on_duty():
            await asyncio.sleep(1 * HOURS)
            assert (await latest(home)).status is CallStatus.WAITING
            call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert await home.results(call) == [AttemptResult.ANSWERED]
            assert await home.values() == {"exercise": 1.0, "sleep": 6.5, "mood": 7.0}
            assert len(channel.dialled) == 1
            opening = next(iter(post.sent.values()))
            assert "exercise" in opening, "the first letter asks: nobody has to say first that they are there"
            assert (await home.settled(call))[0][1] in (Meaning.PRESENT, Meaning.VALUE)
            assert "presence" in {key for key, _ in await home.settled(call)}
            assert await home.store.letters.waiting(home.sam.id) == []

    run_virtual(scenario())


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(1.0, 4 * HOURS), min_size=1, max_size=5), st.floats(0.0, 2 * HOURS))
def test_restarts_at_any_moment_send_nothing_twice_and_lose_nothing(stops: list[float], off_seconds: float) -> None:
    async def scenario() -> None:
        post = Post(SAM, delay_seconds=40 * MINUTES, window_seconds=24 * HOURS)
        async with far_away(post) as (home, channel):
            for stop in [*sorted(stops), 10 * HOURS]:
                async with home.on_duty(long=True, watching=False):
                    await asyncio.sleep(max(1.0, stop - asyncio.get_running_loop().time()))
                await asyncio.sleep(off_seconds / len(stops) if stop < 10 * HOURS else 0.0)
            call = await latest(home)
            if call.status is CallStatus.MISSED_OFFLINE:
                assert not post.sent, "it was off when the call was due, and too late after"
                return
            assert call.status is CallStatus.COMPLETED
            assert await home.values() == {"exercise": 1.0, "sleep": 6.5, "mood": 7.0}
            sent = list(post.sent.values())
            assert len([text for text in sent if "exercise today" in text.lower()]) == 1
            assert len([text for text in sent if "how long did you sleep" in text.lower()]) == 1
            turns = await told(home, call)
            assert [text for kind, text in turns if kind is MessageType.AI] == sent, "kept as it was sent"
            assert [text for kind, text in turns if kind is MessageType.USER] == [
                "yes I did", "six and a half", "seven", "call the dentist before ten"
            ]  # fmt: skip
            assert [notice.resumed for notice in channel.dialled] == [False] + [True] * (len(channel.dialled) - 1)

    run_virtual(scenario())


def test_what_was_understood_unsurely_is_still_read_back_after_a_restart() -> None:
    async def scenario() -> None:
        answers = writing(exercise="yes", sleep="about five or six", one_to_ten="seven", promise="nothing")
        post = Post(lambda said: "no, six hours" if "5" in said or "five" in said.lower() else answers(said))
        async with far_away(post) as (home, _):
            async with home.on_duty():
                await asyncio.sleep(30 * MINUTES + 2 * 20 * MINUTES + 1)
            call = await latest(home)
            doubtful = (await home.store.calls.observations(call.id))[-1]
            assert (doubtful.meaning, doubtful.settled) == (Meaning.VALUE, False)
            asked = len(post.sent)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert (await home.values())["sleep"] == 6.0
            assert sum("how long" in text.lower() for text in post.sent.values()) == 1
            assert len(post.sent) > asked

    run_virtual(scenario())


@pytest.mark.parametrize(
    ("answers", "status", "result"),
    [
        (writing(), CallStatus.MISSED, AttemptResult.NO_ANSWER),
        (writing(exercise="yes"), CallStatus.PARTIAL, AttemptResult.ANSWERED),
    ],
)
def test_when_the_hours_are_over_it_ends_with_what_there_is(
    answers: Callable[[str], str | None], status: CallStatus, result: AttemptResult
) -> None:
    async def scenario() -> None:
        post = Post(answers)
        async with far_away(post) as (home, _), home.on_duty():
            call = await home.until_over()
            assert (call.status, await home.results(call)) == (status, [result])
            assert call.completed_at is not None
            assert call.completed_at - call.due_at == pytest.approx(timedelta(hours=3), abs=timedelta(seconds=1))

    run_virtual(scenario())


def test_an_appliance_that_was_off_when_the_hours_ended_ends_the_call_at_its_start() -> None:
    async def scenario() -> None:
        post = Post(writing(exercise="yes"))
        async with far_away(post) as (home, _):
            async with home.on_duty():
                await asyncio.sleep(1.5 * HOURS)
            await asyncio.sleep(5 * HOURS)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.PARTIAL
            assert (await home.values()) == {"exercise": 1.0}
            assert len(post.sent) == 2

    run_virtual(scenario())


def test_a_call_that_waits_keeps_no_room_and_nobody_else_waiting() -> None:
    async def scenario() -> None:
        kim_answers = PersonChannel(by_keyword(sam="yes, here", exercise="yes", thing="nothing"))
        post = Post(writing(), window_seconds=6 * HOURS)
        async with far_away(post, kim_answers) as (home, _), home.on_duty():
            kim = await home.store.people.add_user(User(name="Kim", timezone="UTC", created_at=home.clock()))
            await home.check_in("12:45", user_id=kim.id)
            await asyncio.sleep(2 * HOURS)
            calls = {call.user_id: call.status for call in await home.store.calls.recent()}
            assert calls[home.sam.id] is CallStatus.WAITING
            assert calls[kim.id] is not CallStatus.SCHEDULED
            assert kim_answers.rings

    run_virtual(scenario())


def test_a_request_from_elsewhere_ends_the_waiting_and_rings_there() -> None:
    async def scenario() -> None:
        at_home = PersonChannel(by_keyword(sam="yes, here", exercise="yes", sleep="seven", thing="nothing"))
        post = Post(writing())
        async with far_away(post, at_home) as (home, _), home.on_duty():
            await asyncio.sleep(1 * HOURS)
            call = await latest(home)
            snooze = Request(
                kind=RequestKind.SNOOZE, source=RequestSource.TELEGRAM, user_id=home.sam.id, call_id=call.id, minutes=30
            )
            assert (await home.desk.execute(snooze)).done
            await asyncio.sleep(10 * MINUTES)
            assert (await latest(home)).status is CallStatus.SNOOZED
            await asyncio.sleep(30 * MINUTES)
            assert (await latest(home)).status is CallStatus.WAITING
            assert len({key.partition(":")[0] for key in post.sent}) == 2, "a new attempt asks anew"

    run_virtual(scenario())


def test_a_call_that_waits_for_letters_is_held_at_home_instead_and_asks_what_is_left() -> None:
    async def scenario() -> None:
        at_home = PersonChannel(by_keyword(sam="yes, here", sleep="seven", one_to_ten="six", thing="nothing"))
        post = Post(writing(exercise="yes"), delay_seconds=10 * MINUTES)
        async with far_away(post, at_home) as (home, _), home.on_duty():
            await asyncio.sleep(1 * HOURS)
            call = await latest(home)
            wish = Request(
                kind=RequestKind.CALL, source=RequestSource.PAGE, user_id=home.sam.id, call_type=call.call_type
            )
            for where in (None, "telegram", "console"):
                left = await home.desk.execute(wish.model_copy(update={"id": uuid4(), "channel": where}))
                assert left.refusal is Refusal.UNDER_WAY, where
            taken = await home.desk.execute(wish.model_copy(update={"id": uuid4(), "channel": "speaker"}))
            assert (taken.done, taken.call_id) == (True, call.id)
            call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert await home.results(call) == [AttemptResult.ANSWERED, AttemptResult.ANSWERED]
            assert {key: value for key, value in (await home.values()).items() if key != "mood"} == {
                "exercise": 1.0, "sleep": 7.0
            }  # fmt: skip
            said = " ".join(text for ring in at_home.rings for text in ring.said).lower()
            assert "exercise today" not in said, "that was answered by letter"
            assert "how long did you sleep" in said

    run_virtual(scenario())


def test_a_carrier_that_is_gone_after_a_restart_is_no_failure_of_the_person() -> None:
    async def scenario() -> None:
        post = Post(writing())
        async with far_away(post) as (home, _):
            async with home.on_duty():
                await asyncio.sleep(1 * HOURS)
            home.channels.clear()
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.MISSED_OFFLINE
            assert await home.results(call) == [AttemptResult.UNAVAILABLE]

    run_virtual(scenario())
