"""Somebody speaks into the appliance's words: what they answer depends on what they had heard by then."""

from __future__ import annotations

from collections.abc import Callable

from appliance.records.calls import CallStatus, Meaning, MessageType, Turn
from tests.calls.household import House, PersonChannel, house
from tests.calls.test_beside import HERE, Person, evening
from tests.virtual_time import run_virtual


def interrupted(person: Person, heard: Callable[[str], str | None]) -> tuple[dict[str, float], list[Turn], CallStatus]:
    async def scenario() -> tuple[dict[str, float], list[Turn], CallStatus]:
        channel = PersonChannel(person)
        channel.interrupts = heard
        async with house(channel) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            return await values_of(home), await home.store.calls.turns(call.id), call.status

    return run_virtual(scenario())


async def values_of(home: House) -> dict[str, float]:
    found = await home.values()
    return {name: value for name, value in found.items() if value is not None}


def once(word: str, heard: str | None) -> Callable[[str], str | None]:
    """Speaks once into the words that hold this one, having heard so much of them."""
    left = [1]

    def hear(said: str) -> str | None:
        if word in said and left:
            left.clear()
            return said.partition(word)[0] if heard is None else said.partition(word)[0] + heard
        return None

    return hear


def test_an_answer_to_a_question_that_was_half_out_counts() -> None:
    person = Person(HERE, "six hours", "seven", "yes", "nothing")
    values, turns, _ = interrupted(person, once("How long did you sleep?", "How long did you"))
    assert values["sleep"] == 6.0
    said = [turn.content for turn in turns if turn.message_type is MessageType.AI and "How long did" in turn.content]
    assert len(said) == 1
    assert said[0].endswith("How long did you"), "kept as far as it was heard"


def test_words_before_the_question_answer_nothing_and_it_is_asked() -> None:
    person = Person(HERE, "yes yes", "six hours", "seven", "yes", "nothing")
    values, turns, status = interrupted(person, once("How long did you sleep?", None))
    assert values == {"sleep": 6.0, "energy": 7.0, "gym": 1.0}
    assert status is CallStatus.COMPLETED
    assert "yes yes" in [turn.content for turn in turns], "what was said is kept"
    assert sum("How long did you sleep?" in heard for heard in person.heard) == 1


def test_a_cough_has_the_question_asked_anew_instead_of_are_you_there() -> None:
    person = Person(HERE, None, "six hours", "seven", "yes", "nothing")
    values, _, _ = interrupted(person, once("How long did you sleep?", None))
    assert values["sleep"] == 6.0
    assert "How long did you sleep?" in person.heard[2]


def test_a_wish_is_done_however_little_was_heard() -> None:
    person = Person(HERE, "stop")
    _, turns, status = interrupted(person, once("How long did you sleep?", None))
    assert status is CallStatus.PARTIAL
    assert Meaning.STOP in {turn.meaning for turn in turns if hasattr(turn, "meaning")} or len(turns) <= 6


def test_somebody_who_always_speaks_first_is_not_asked_for_ever() -> None:
    person = Person(HERE, *["six hours"] * 40)
    values, turns, _ = interrupted(person, lambda said: said.partition("How")[0] if "How long" in said else None)
    assert values["sleep"] == 6.0
    assert len(turns) < 40
