"""The question about the mood, lists of one's own, and promises that were asked about already, in whole calls."""

from __future__ import annotations

import asyncio

import pytest

from appliance.records.people import CallType, CustomAgenda, Room
from appliance.records.progress import MOOD, CommitmentStatus, MetricKind
from tests.calls.household import PersonChannel, by_keyword, house
from tests.store import samples
from tests.virtual_time import run_virtual

ANSWERS = {"mood": "seven", "feel": "seven", "one_thing": "read", "promise": "read"}


@pytest.mark.parametrize(
    ("channel", "private", "asked"),
    [("console", False, True), ("speaker", True, True), ("speaker", False, False)],
)
def test_the_mood_is_asked_for_only_where_nobody_else_hears_it(channel: str, private: bool, asked: bool) -> None:
    async def live() -> tuple[list[str], dict[str, float]]:
        person = PersonChannel(by_keyword(sam="yes", **ANSWERS), name=channel)
        async with house(person) as home, home.on_duty():
            room = await home.store.people.add_room(Room(name="study", private=private, created_at=home.clock()))
            await home.check_in("12:30", channels=[channel], room=room.name)
            await home.until_over()
            return [kind.role for kind in await home.store.progress.metric_types(home.sam.id)], await home.values()

    roles, values = run_virtual(live())
    assert roles == ([MOOD] if asked else [])
    assert values == ({"mood": 7.0} if asked else {})


def test_a_mood_that_was_archived_is_not_asked_for_again() -> None:
    async def live() -> int:
        person = PersonChannel(by_keyword(sam="yes", **ANSWERS), name="console")
        async with house(person) as home, home.on_duty():
            mood = await home.metric("mood", MetricKind.SCALE, role=MOOD, archived_at=home.clock())
            await home.check_in("12:30", channels=["console"])
            await home.until_over()
            assert [each.id for each in await home.store.progress.metric_types(home.sam.id, archived=True)] == [mood.id]
            return len(await home.values())

    assert run_virtual(live()) == 0


def test_ones_own_questions_become_values_and_words() -> None:
    async def live() -> tuple[dict[str, float], list[str], str]:
        person = PersonChannel(by_keyword(sam="yes", grateful="the rain has stopped", how_far="five kilometres"))
        async with house(person) as home, home.on_duty():
            await home.metric("run", MetricKind.NUMBER, unit="km", ask_in=[])
            questions = [
                {"text": "What are you grateful for?"},
                {"text": "How far did you run?", "answer": "number", "unit": "km", "metric": "run"},
            ]
            own = CustomAgenda(user_id=home.sam.id, name="mine", questions=questions, created_at=home.clock())
            agenda = await home.store.agendas.add(own)
            await home.check_in("12:30", CallType.CUSTOM, agenda_id=agenda.id)
            call = await home.until_over()
            summary = (await home.store.memories.of(home.sam.id))[0].content
            return await home.values(), [key for key, _ in await home.settled(call)], summary

    values, settled, summary = run_virtual(live())
    assert values == {"run": 5.0}
    assert settled == ["presence", "question", "question"]
    assert summary == 'Custom: What are you grateful for? "the rain has stopped"; run 5 km'


def test_a_promise_that_one_call_of_the_day_has_an_answer_to_is_not_asked_about_by_another() -> None:
    async def live() -> tuple[int, CommitmentStatus]:
        person = PersonChannel(by_keyword(sam="yes", call_mum="I don't know", one_thing="skip"))
        async with house(person) as home, home.on_duty(watching=False, long=True):
            today = home.clock().date()
            promise = samples.promise(home.sam, "call mum", made_on=today, due_day=today)
            await home.store.progress.add_commitment(promise)
            for at in ("12:30", "14:30"):
                await home.check_in(at, channels=["speaker"])
            await asyncio.sleep(6 * 3600)
            said = " ".join(" ".join(ring.said) for ring in person.rings)
            (kept,) = await home.store.progress.commitments(home.sam.id)
            return said.lower().count("call mum"), kept.status

    times, status = run_virtual(live())
    assert (times, status) == (1, CommitmentStatus.OPEN)
