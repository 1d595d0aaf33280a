"""Whole calls and what they leave in memory."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from appliance.calls.agenda import plan
from appliance.calls.briefing import gather
from appliance.calls.remembering import remember, sum_up
from appliance.coach.context import estimated_tokens
from appliance.coach.persona import load_persona
from appliance.coach.prompts import BUDGET_TOKENS, head
from appliance.ports import Expect, Message
from appliance.records.agenda import Answer
from appliance.records.people import CallType
from appliance.records.progress import CommitmentStatus, Goal, Memory, MemoryKind, MetricKind
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.store import samples
from tests.virtual_time import run_virtual


def in_order(sam: str, *replies: str) -> PersonChannel:
    """Says who they are, then one reply to each question; then nothing."""
    left = list(replies)

    def answer(said: str, expect: Expect) -> str | None:
        if expect.hint.answer is Answer.PRESENCE:
            return sam
        return left.pop(0) if left else None

    return PersonChannel(answer)


async def open_promises(home: House) -> list[str]:
    return [each.text for each in await home.store.progress.commitments(home.sam.id, status=CommitmentStatus.OPEN)]


def test_a_second_intention_is_asked_for_only_after_a_first_and_thats_all_ends_it() -> None:
    async def live() -> tuple[list[str], int, list[str]]:
        channel = in_order("yes", "call the dentist", "read twenty pages", "no, that's all")
        async with house(channel) as home, home.on_duty():
            await home.check_in("12:30", CallType.MORNING)
            call = await home.until_over()
            asked = sum("lse" in said for ring in channel.rings for said in ring.said)
            return await open_promises(home), asked, [call.status.value]

    promises, asked, status = run_virtual(live())
    assert promises == ["call the dentist", "read twenty pages"]
    assert asked == 2, "anything else? and once more; a fourth is not asked for"
    assert status == ["completed"]


def test_nothing_is_asked_on_after_a_skipped_intention_and_the_call_is_complete() -> None:
    async def live() -> tuple[list[str], str]:
        async with house(in_order("yes", "skip")) as home, home.on_duty():
            await home.check_in("12:30", CallType.MORNING)
            call = await home.until_over()
            settled = [key for key, _ in await home.settled(call)]
            return settled, call.status.value

    settled, status = run_virtual(live())
    assert settled == ["presence", "promise"]
    assert status == "completed"


def midday(*replies: str) -> tuple[list[str], dict[str, CommitmentStatus]]:
    async def live() -> tuple[list[str], dict[str, CommitmentStatus]]:
        async with house(in_order("yes", *replies)) as home:
            today = home.clock().date()
            await home.store.progress.add_commitment(
                samples.promise(home.sam, "run five kilometres", made_on=today, due_day=today)
            )
            async with home.on_duty():
                await home.check_in("12:30", CallType.MIDDAY)
                call = await home.until_over()
            kinds = [key for key, _ in await home.settled(call)]
            found = await home.store.progress.commitments(home.sam.id)
            return kinds, {each.text: each.status for each in found}

    return run_virtual(live())


def test_at_midday_what_goes_well_is_asked_no_obstacle() -> None:
    kinds, promises = midday("it's going well", "stretch at six")
    assert kinds == ["presence", "progress", "promise"]
    assert promises["run five kilometres"] is CommitmentStatus.OPEN


def test_at_midday_what_goes_badly_is_asked_what_is_in_the_way() -> None:
    kinds, promises = midday("not great", "it is raining", "run after dinner instead")
    assert kinds == ["presence", "progress", "obstacle", "promise"]
    assert promises["run five kilometres"] is CommitmentStatus.OPEN


def test_at_midday_what_is_done_already_is_kept() -> None:
    kinds, promises = midday("I did it already", "stretch at six")
    assert kinds == ["presence", "progress", "promise"]
    assert promises["run five kilometres"] is CommitmentStatus.KEPT


def test_a_call_is_summed_up_and_what_was_said_is_known_in_the_next() -> None:
    async def live() -> tuple[list[str], str, tuple[str, ...]]:
        channel = PersonChannel(by_keyword(sam="yes", coffees="three", one_thing="ask my doctor about the sore knee"))
        async with house(channel) as home:
            await home.metric("coffees", MetricKind.NUMBER, question="How many coffees?")
            await home.store.goals.add(
                Goal(user_id=home.sam.id, title="run without a sore knee", created_at=home.clock())
            )
            async with home.on_duty(watching=False, long=True):
                await home.check_in("12:30")
                await home.until_over()
                contents = [each.content for each in await home.store.memories.of(home.sam.id, (MemoryKind.CALL,))]
                found = await home.store.memories.search(home.sam, "knees")
                await asyncio.sleep(24 * 3600)
                (latest,) = await home.store.calls.recent(limit=1)
            assert latest.briefing is not None
            about = latest.briefing["about"]
            return contents, found[0].content, (about["last_call"], *about["related"])

    contents, found, about = run_virtual(live())
    assert contents == ['Evening: coffees 3; promised "ask my doctor about the sore knee"']
    assert found == "ask my doctor about the sore knee"
    assert about[0].endswith(contents[0])


def test_what_was_summed_up_is_made_anew_after_something_was_forgotten_late() -> None:
    async def live() -> tuple[list[tuple[str, str]], list[tuple[str, str]], int]:
        channel = PersonChannel(by_keyword(sam="yes", gym="yes I did", one_thing="water the marmalade tree"))
        async with house(channel) as home:
            await home.metric("gym", MetricKind.HABIT, question="Did you go to the gym?")
            async with home.on_duty(watching=False):
                await home.check_in("12:30")
                call = await home.until_over()
            store = home.store
            sunday = call.accounting_day + timedelta(days=6 - call.accounting_day.weekday())
            await sum_up(store, home.sam, sunday, home.clock())
            kinds = (MemoryKind.CALL, MemoryKind.WEEK)
            before = [(each.kind, each.content) for each in await store.memories.of(home.sam.id, kinds)]
            await store.forgetting.last(call.id)
            gone = len(await store.memories.of(home.sam.id, kinds))
            await remember(store, call.id, home.clock() + timedelta(days=8))
            after = [(each.kind, each.content) for each in await store.memories.of(home.sam.id, kinds)]
            return before, after, gone

    before, after, gone = run_virtual(live())
    assert gone == 0
    assert {kind for kind, _ in after} == {kind for kind, _ in before} == {"call", "week"}
    assert ("call", "Evening: gym yes") in after
    assert not any("marmalade" in content for _, content in after)


def test_remember_and_forget_in_a_call() -> None:
    async def live() -> tuple[list[tuple[str, str]], dict[str, float], str]:
        said = ["remember that my sister is called Ana", "seven", "forget that", "call Ana", "yes"]
        async with house(in_order("yes", *said)) as home, home.on_duty():
            await home.metric("pages", MetricKind.NUMBER, question="How many pages?")
            await home.check_in("12:30")
            call = await home.until_over()
            memories = await home.store.memories.of(home.sam.id, (MemoryKind.FACT, MemoryKind.PERSON))
            turns = await home.store.calls.turns(call.id)
            words = " ".join(turn.content for turn in turns)
            return [(each.kind, each.content) for each in memories], await home.values(), words

    memories, values, words = run_virtual(live())
    assert memories == [("person", "my sister is called Ana")]
    assert values == {}
    assert "seven" not in words


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("forget that my sister is called Ana", ["I like strong tea"]),
        ("forget about my sister", ["I like strong tea"]),
        ("forget that I like tea", ["my sister is called Ana"]),
        ("forget that I like coffee", ["I like strong tea", "my sister is called Ana"]),
    ],
)
def test_what_was_noted_in_an_earlier_call_is_forgotten_by_its_words(words: str, left: list[str]) -> None:
    async def live() -> tuple[list[str], str, str]:
        noted = ["remember that my sister is called Ana", "remember that I like strong tea", "seven", "call Ana"]
        async with house(in_order("yes", *noted, "yes", words, "nothing", "nothing")) as home, home.on_duty():
            await home.metric("pages", MetricKind.NUMBER, question="How many pages?")
            await home.check_in("12:30")
            first = await home.until_over()
            await home.check_in("18:30")
            await asyncio.sleep(8 * 3600)
            told = await home.store.memories.of(home.sam.id, (MemoryKind.FACT, MemoryKind.PERSON))
            found = await home.store.memories.search(home.sam, "sister tea")
            transcript = " ".join(turn.content for turn in await home.store.calls.turns(first.id))
            return sorted(each.content for each in told), " ".join(each.content for each in found), transcript

    memories, found, transcript = run_virtual(live())
    assert memories == left
    for gone in {"my sister is called Ana", "I like strong tea"} - set(left):
        assert gone not in found
        assert gone not in transcript


YEAR_DAYS = 365


async def a_year(home: House) -> None:
    """Values, promises and calls of every day; each day is summed up when it is over."""
    store, sam = home.store, home.sam
    coffees = await home.metric("coffees", MetricKind.NUMBER)
    for number in range(40):
        fact = f"fact {number}: " + "I like long walks along the river " * 5
        await store.memories.add(Memory(user_id=sam.id, content=fact, created_at=home.clock()))
        await store.goals.add(Goal(user_id=sam.id, title=f"goal {number}", why="health", created_at=home.clock()))
    for number in range(YEAR_DAYS):
        day = home.clock().date() + timedelta(days=number)
        await store.progress.record(samples.metric(coffees, 3.0, date=day))
        kept = number % 3 == 0 and number < YEAR_DAYS - 5
        status = CommitmentStatus.KEPT if kept else CommitmentStatus.BROKEN
        await store.progress.add_commitment(
            samples.promise(sam, f"walk {number}", made_on=day, due_day=day, status=status)
        )
        summary = f"Evening: coffees 3, day {number}; " + "more " * 60
        await store.memories.add(Memory(user_id=sam.id, kind="call", content=summary, day=day, created_at=home.clock()))
        await sum_up(store, sam, day, home.clock())


def test_what_is_kept_of_a_year_is_small_and_the_prompt_stays_within_its_budget() -> None:
    async def live() -> tuple[dict[str, int], str, str]:
        async with house() as home:
            await a_year(home)
            found = await home.store.memories.of(home.sam.id)
            latest = next(each.content for each in found if each.kind == MemoryKind.WEEK)
            evening = home.clock() + timedelta(days=YEAR_DAYS)
            call = await home.store.calls.add(
                samples.call(
                    home.sam, day=evening.date(), accounting_day=evening.date(), due_at=evening, purpose="by_hand"
                )
            )
            facts = await gather(home.store, call, home.sam)
            words = head(load_persona("mentor"), plan(facts), facts.about, user_name="Sam", language="en")
            return {kind: sum(each.kind == kind for each in found) for kind in ("call", "week", "month")}, latest, words

    counted, latest, words = run_virtual(live())
    assert counted["month"] == 12
    assert 10 <= counted["week"] <= 15
    assert 14 <= counted["call"] <= 22
    assert latest.endswith("of 7 promises kept; coffees 3 (3 before)")
    assert estimated_tokens(Message("system", words)) <= BUDGET_TOKENS
    for known in ("goal 0", "last promises did not work out", "one thing they will do"):
        assert known in words
