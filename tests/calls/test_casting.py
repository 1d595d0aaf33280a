"""Who talks in a call: harsh personas only to those who agreed, in private, softened on low days; roles that change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from appliance.calls.backstage import Backstage, NoSuchRole
from appliance.calls.beside import Beside
from appliance.calls.dialogue import SAFE_WORD, Dialogue
from appliance.coach.persona import load_personas
from appliance.coach.reading import Reading
from appliance.language.vetted import vetted
from appliance.ports import Expect
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Call, CallStatus, Meaning, MessageType
from appliance.records.people import Consent, ConsentKind, Room
from appliance.records.progress import MetricKind
from tests.calls.household import House, PersonChannel, house
from tests.virtual_time import run_virtual

HARSH = "drill_sergeant"

Answers = Callable[[str, Expect], str | None]


def lines_of(persona: str) -> set[str]:
    """Greetings of an evening in this persona's own words, by their digests."""
    own = load_personas()[persona].messages("en").words.greetings.evening
    return set(own)


def greeted(said: str, persona: str) -> bool:
    return any(line.format(name="Sam") in said for line in lines_of(persona))


def plainly(said: str, expect: Expect) -> str | None:
    if expect.hint.answer is Answer.PRESENCE:
        return "yes I'm here"
    return {Answer.OPEN: "water the plants", Answer.SCALE: "seven"}.get(expect.hint.answer, "yes I did")


async def called(home: House, *, private: bool = True, consented: bool = True, **consent: Any) -> Call:
    await home.store.people.add_room(Room(name="study", private=private, created_at=home.clock()))
    home.sam.personality_mode = HARSH
    await home.store.people.save_user(home.sam, home.clock())
    if consented:
        fields = {"granted_at": home.clock(), "expires_at": home.clock() + timedelta(days=90), **consent}
        await home.store.consents.give(
            Consent(user_id=home.sam.id, kind=ConsentKind.HARSH_PERSONA, subject=HARSH, wording="yes", **fields)
        )
    await home.check_in("12:30")
    await home.metric("gym", MetricKind.HABIT, question="Did you go to the gym?")
    async with home.on_duty():
        return await home.until_over()


async def said_in(home: House, call: Call) -> list[str]:
    turns = await home.store.calls.turns(call.id)
    return [turn.content for turn in turns if turn.message_type is MessageType.AI]


@pytest.mark.parametrize(
    ("who", "facts"),
    [
        (HARSH, {}),
        ("friend", {"consented": False}),
        ("friend", {"private": False}),
        ("friend", {"expires_at": None, "withdrawn_at": "now"}),
        ("friend", {"expires_at": "now"}),
    ],
)
def test_a_harsh_persona_talks_only_where_it_may(who: str, facts: dict[str, Any]) -> None:
    async def scenario() -> None:
        async with house(PersonChannel(plainly)) as home:
            told: dict[str, Any] = {key: home.clock() if value == "now" else value for key, value in facts.items()}
            call = await called(home, **told)
            assert call.status is CallStatus.COMPLETED
            said = await said_in(home, call)
            assert greeted(said[1], who)
            expired = vetted("en").consent_expired.format(name="Sam", persona=load_personas()[HARSH].title_in("en"))
            assert (expired in said[1]) is ("expires_at" in facts and "withdrawn_at" not in facts)

    run_virtual(scenario())


def test_it_never_talks_to_a_minor() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(plainly)) as home:
            home.sam.preferences = {"minor": True}
            said = await said_in(home, await called(home))
            assert greeted(said[1], "friend")

    run_virtual(scenario())


def test_a_low_mood_softens_it_for_days_and_it_says_so() -> None:
    async def scenario() -> None:
        def low(said: str, expect: Expect) -> str | None:
            return "two" if expect.hint.answer is Answer.SCALE else plainly(said, expect)

        async with house(PersonChannel(low)) as home:
            first = await said_in(home, await called(home))
            assert greeted(first[1], HARSH)
            async with home.on_duty():
                await asyncio.sleep(86_400)
            latest = (await home.store.calls.recent())[0]
            assert latest.status is CallStatus.COMPLETED
            second = await said_in(home, latest)
            assert vetted("en").softened in second[1]
            assert not greeted(second[1], HARSH)

    run_virtual(scenario())


def test_the_safe_word_ends_the_role_and_the_call_goes_on() -> None:
    words = iter(["yes I'm here", "please stop pineapple", "yes I did", "seven", "water the plants"])

    async def scenario() -> None:
        async with house(PersonChannel(lambda said, expect: next(words, None))) as home:
            home.sam.preferences = {"safe_word": "pineapple"}
            call = await called(home)
            said = await said_in(home, call)
            assert call.status is CallStatus.COMPLETED
            assert said[2].startswith(vetted("en").safe_word_heard)
            own = {line.format(name="Sam") for line in load_personas()[HARSH].messages("en").words.completed}
            assert not any(line in said[-1] for line in own)

    run_virtual(scenario())


@pytest.mark.parametrize(("wanted", "goes_on"), [("mentor", True), ("abuser", False), ("the queen", False)])
def test_another_persona_goes_on_where_it_may(wanted: str, goes_on: bool) -> None:
    words = iter(["yes I'm here", f"switch to {wanted}", "yes I did", "seven", "water the plants"])

    async def scenario() -> None:
        async with house(PersonChannel(lambda said, expect: next(words, None))) as home:
            call = await called(home)
            said = await said_in(home, call)
            assert call.status is CallStatus.COMPLETED
            title = load_personas()["mentor"].title_in("en")
            assert title in said[2].lower(), "it says who goes on, or who there is"
            turns = load_personas()["mentor"].messages("en").turns
            switched = {each.format(name="Sam", persona=title).lower() for each in turns.switched}
            assert any(each in said[2].lower() for each in switched) is goes_on
            assert ("adults who agreed" in said[2]) is (wanted == "abuser"), "it says why one may not"
            assert "gym" in said[2], "the question is asked again"

    run_virtual(scenario())


async def cast_for(subject: str) -> tuple[list[str], list[str]]:
    """What becomes of a wish for this persona: whether the role was dropped, and whom it was asked of."""
    done: list[str] = []
    owed: list[str] = []

    async def cast(wanted: str) -> NoSuchRole:
        done.append(f"cast {wanted!r}")
        return NoSuchRole(("friend", "mentor"))

    talk = Mock(spec=Dialogue, coach=Mock(), keep_answer=AsyncMock())
    talk.drop_role.side_effect = lambda: done.append("role dropped")
    talk.coach.no_such_persona.side_effect = lambda names: [*names]
    talk.owe.side_effect = owed.extend
    beside = Beside(talk, Backstage(AsyncMock(), cast=cast), None, AsyncMock())
    item = AgendaItem(key="sleep", kind=ItemKind.METRIC, answer=Answer.NUMBER)
    await beside.take(item, Mock(), Reading(Meaning.SWITCH, subject=subject))
    return done, owed


def test_only_the_safe_word_drops_the_role_and_a_wish_without_a_name_is_told_whom_there_is() -> None:
    assert asyncio.run(cast_for("")) == (["cast ''"], ["friend", "mentor"])
    assert asyncio.run(cast_for(SAFE_WORD))[0] == ["role dropped", "cast 'friend'"]


def test_a_low_mood_softens_the_very_call_it_is_told_in() -> None:
    async def scenario() -> None:
        def low(said: str, expect: Expect) -> str | None:
            return "two" if expect.hint.answer is Answer.SCALE else plainly(said, expect)

        async with house(PersonChannel(low)) as home:
            said = await said_in(home, await called(home))
            assert greeted(said[1], HARSH)
            own = {line.format(name="Sam") for line in load_personas()[HARSH].messages("en").words.completed}
            assert not any(line in said[-1] for line in own)

    run_virtual(scenario())


def test_heavy_words_soften_the_very_call_they_are_said_in() -> None:
    async def scenario() -> None:
        def heavy(said: str, expect: Expect) -> str | None:
            yes_no = expect.hint.answer is Answer.YES_NO
            return "no, I'm not suicidal, just tired" if yes_no else plainly(said, expect)

        async with house(PersonChannel(heavy)) as home:
            said = await said_in(home, await called(home))
            assert greeted(said[1], HARSH)
            assert vetted("en").concern[0] in said[2]
            after = " ".join(said[2:])
            harsh, friend = (load_personas()[name].messages("en").words for name in (HARSH, "friend"))
            own = {line.format(name="Sam") for line in (*harsh.completed, *harsh.missed)}
            assert not any(line in after for line in own - {*friend.completed, *friend.missed})

    run_virtual(scenario())


def test_the_safe_word_ends_the_role_before_anybody_is_known_to_be_there() -> None:
    words = iter(["pineapple", "yes I'm here", "yes I did", "seven", "water the plants"])

    async def scenario() -> None:
        async with house(PersonChannel(lambda said, expect: next(words, None))) as home:
            home.sam.preferences = {"safe_word": "pineapple"}
            said = await said_in(home, await called(home))
            assert vetted("en").safe_word_heard in said[1]
            assert not any(greeted(each, HARSH) for each in said)

    run_virtual(scenario())
