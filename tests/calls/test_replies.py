"""A language model's word on each answer: said between the acknowledgement and the next question, and never needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from appliance.coach.replies import FIRST_SENTENCE_SECONDS, MOST_LATE, Replies
from appliance.engines.ladder_of_models import ModelLadder
from appliance.ports import LanguageModel, Message, VoiceStyle
from appliance.records.calls import Call, CallStatus, MessageType, Turn
from appliance.records.progress import MetricKind
from tests.calls.household import PersonChannel, by_keyword, house
from tests.engines.talkers import Talker
from tests.virtual_time import run_virtual

ANSWERS = {"exercise": "yes I did", "sleep": "six hours", "thing": "call the dentist before ten"}


async def _called(model: LanguageModel) -> tuple[Call, list[Turn], dict[str, float]]:
    sam = PersonChannel(by_keyword(sam="yeah I'm here", **ANSWERS))
    async with house(sam, model=model) as home:
        await home.check_in("12:30")
        await home.metric("exercise", MetricKind.HABIT, question="Did you exercise today?", position=0)
        await home.metric("sleep", MetricKind.DURATION, unit="hours", question="How long did you sleep?", position=1)
        async with home.on_duty():
            call = await home.until_over()
        await model.aclose()
        return call, await home.store.calls.turns(call.id), await home.values()


def test_a_model_forgets_all_that_was_said_of_an_item_and_no_more() -> None:
    replies = Replies(Talker(_saying("Good.")), "head", "en", VoiceStyle())
    for asked, answers in (("gym", ("yes",)), ("sleep", ("five or six", "say it again", "yes")), ("mood", ("forget",))):
        for answer in answers:
            replies.said(f"{asked}?")
            replies.heard(answer, asked)
    replies.forget({"sleep"})
    assert [one.content for one in replies.messages[2:]] == ["gym?", "yes", "sleep?", "forget"]
    replies.said("mood?")
    replies.heard("fine", "mood")
    replies.said("anything else?")
    replies.heard("forget that", "promise")
    replies.forget({"mood"})
    assert [one.content for one in replies.messages[2:]] == ["gym?", "yes", "sleep?", "forget", "mood?", "forget that"]


def test_a_note_that_is_taken_back_costs_the_model_one_turn() -> None:
    replies = Replies(Talker(_saying("Good.")), "head", "en", VoiceStyle())
    for words in ("yes", "remember that I like tea", "forget that"):
        replies.said("sleep?")
        replies.heard(words, "sleep")
    replies.forget(())
    assert [one.content for one in replies.messages[2:]] == ["sleep?", "yes", "sleep?", "forget that"]


def _said(turns: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.message_type is MessageType.AI]


def _saying(words: str) -> Callable[[Sequence[Message]], str]:
    return lambda messages: words


def test_each_answer_gets_a_word_before_the_next_question_and_the_record_says_whose() -> None:
    async def scenario() -> None:
        talker = Talker(_saying("Good for your heart. You should be proud."))
        call, turns, values = await _called(talker)
        assert (call.status, values) == (CallStatus.COMPLETED, {"exercise": 1.0, "sleep": 6.0})
        worded = [turn for turn in _said(turns) if turn.worded_by]
        assert [turn.worded_by for turn in worded] == ["talker"] * 3
        first = worded[0].content
        assert first.index("Good for your heart. You should be proud.") < first.index("How long did you sleep?")
        assert not first.startswith("Good for"), "the persona's own words come first: they are sound already"
        assert all(turn.first_token_ms == pytest.approx(300, abs=1) for turn in worded)

    run_virtual(scenario())


def test_the_head_stays_the_same_and_turns_are_only_added() -> None:
    async def scenario() -> None:
        talker = Talker(_saying("Good."))
        await _called(talker)
        heads = {messages[0] for messages in (*talker.prepared, *talker.asked)}
        assert len(heads) == 1
        assert talker.prepared[0] == talker.asked[0][:2], "prepared before the hour"
        for earlier, later in pairwise(talker.asked):
            assert later[: len(earlier)] == earlier
            assert [message.role for message in later[1:]] == ["user", "assistant"] * (len(later) // 2 - 1) + ["user"]

    run_virtual(scenario())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("What will you do tomorrow?", ""),
        ("*smiles* Good. (laughs) Very good.", "Good. Very good."),
        ("One. Two. Three. Four.", "One. Two."),
        ("and it never comes to an end", ""),
    ],
)
def test_only_what_is_fit_to_speak_is_said(words: str, said: str) -> None:
    async def scenario() -> None:
        call, turns, _ = await _called(Talker(_saying(words)))
        assert call.status is CallStatus.COMPLETED
        content = " ".join(turn.content for turn in _said(turns))
        assert (said in content) if said else (words not in content)
        assert "smiles" not in content
        assert "Three. Four." not in content
        assert {turn.worded_by for turn in _said(turns)} == ({None, "talker"} if said else {None})

    run_virtual(scenario())


@pytest.mark.parametrize("pieces", [0, 1, 2])
def test_a_model_that_breaks_off_within_its_first_sentence_is_replaced_within_the_turn(pieces: int) -> None:
    async def scenario() -> None:
        broken, plain = Talker(_saying("It broke off here."), name="broken", breaks_after=pieces), Talker(name="plain")
        call, turns, _ = await _called(ModelLadder([broken, plain]))
        assert call.status is CallStatus.COMPLETED
        assert {turn.worded_by for turn in _said(turns)} == {None, "plain"}
        assert not any("It broke" in turn.content for turn in turns)
        troubles = {turn.trouble for turn in turns if turn.trouble}
        assert troubles == ({"broken broke off"} if pieces else set()), "what failed before the call is of no turn"

    run_virtual(scenario())


def test_a_model_that_breaks_off_later_keeps_its_whole_sentences() -> None:
    async def scenario() -> None:
        patchy = Talker(_saying("Well done. And now I will tell you something."), name="patchy", breaks_after=5)
        call, turns, _ = await _called(ModelLadder([patchy]))
        assert call.status is CallStatus.COMPLETED
        worded = [turn for turn in _said(turns) if turn.worded_by]
        assert worded
        assert {turn.worded_by for turn in worded} == {"patchy"}
        assert all("Well done." in turn.content for turn in worded)
        assert not any("And now" in turn.content for turn in turns)

    run_virtual(scenario())


@pytest.mark.parametrize(
    "model", [Talker(breaks_after=0), ModelLadder([Talker(breaks_after=0), Talker(breaks_after=0)])]
)
def test_without_any_working_model_the_call_is_the_scripted_one(model: LanguageModel) -> None:
    async def scenario() -> None:
        call, turns, values = await _called(model)
        assert (call.status, len(values)) == (CallStatus.COMPLETED, 2)
        assert {turn.worded_by for turn in turns} == {None}

    run_virtual(scenario())


def test_a_model_that_is_late_is_not_waited_for_again_and_again() -> None:
    async def scenario() -> None:
        slow = Talker(first_seconds=2 * FIRST_SENTENCE_SECONDS)
        call, turns, _ = await _called(slow)
        assert call.status is CallStatus.COMPLETED
        assert len(slow.asked) == MOST_LATE
        assert slow.working == 0
        assert {turn.worded_by for turn in turns} == {None}

    run_virtual(scenario())
