"""Whole calls in virtual time, on the real store: from the alarm to what is kept."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from appliance.ports import Expect, Transcript, Unreached
from appliance.records.agenda import Answer
from appliance.records.calls import AttemptResult, CallStatus, Meaning
from appliance.records.people import CallType
from appliance.records.progress import CommitmentStatus, MetricKind, MetricSource
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import run_virtual

HERE, SILENCE = "yeah I'm here", None


def answering(**answers: Transcript | str | None) -> PersonChannel:
    """Sam, who is there and answers by keyword."""
    return PersonChannel(by_keyword(sam=HERE, **answers))


async def evening(home: House) -> None:
    """An evening check-in about exercise and sleep, at 12:30."""
    await home.check_in("12:30")
    await home.metric("exercise", MetricKind.HABIT, question="Did you exercise today?", position=0)
    await home.metric("sleep", MetricKind.DURATION, unit="hours", question="How long did you sleep?", position=1)


def test_an_evening_call_is_held_and_kept() -> None:
    async def scenario() -> None:
        sam = answering(exercise="yes I did", sleep="about six and a half", thing="call the dentist before ten")
        async with house(sam) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert sam.rings[0].at_seconds == pytest.approx(1800, abs=0.01)
            assert await home.results(call) == [AttemptResult.ANSWERED]
            assert await home.values() == {"exercise": 1.0, "sleep": 6.5}
            (promise,) = await home.store.progress.commitments(home.sam.id)
            assert promise.text.lower() == "call the dentist before ten"
            assert promise.due_day == call.day + timedelta(days=1)
            assert promise.audio_url is None
            turns = await home.store.calls.turns(call.id)
            assert [turn.position for turn in turns] == list(range(len(turns)))
            assert all(turn.voice_to_voice_ms == pytest.approx(0) for turn in turns if turn.voice_to_voice_ms)

    run_virtual(scenario())


def test_nothing_private_is_said_before_the_name_is_answered() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam="that's not me"))
        async with house(sam) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.MISSED
            assert await home.results(call) == [AttemptResult.NOT_ME] * 3
            said = " ".join(text for ring in sam.rings for text in ring.said).lower()
            for private in ("exercise", "sleep", "dentist", "check-in"):
                assert private not in said

    run_virtual(scenario())


def test_silence_rings_again_and_is_then_missed() -> None:
    async def scenario() -> None:
        nobody = PersonChannel(by_keyword())
        async with house(nobody) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.MISSED
            assert await home.results(call) == [AttemptResult.NO_ANSWER] * 3
            due = 1800
            assert [ring.at_seconds - due for ring in nobody.rings] == pytest.approx([0, 600, 1800], abs=0.01)
            assert await home.store.calls.observations(call.id) == []
            assert await home.values() == {}

    run_virtual(scenario())


def test_the_next_channel_is_tried_before_it_is_missed() -> None:
    async def scenario() -> None:
        nobody = PersonChannel(by_keyword(), "speaker")
        sam = PersonChannel(by_keyword(sam=HERE, thing="read a book"), "console")
        async with house(nobody, sam) as home:
            await home.check_in("12:30", channels=["speaker", "console"], retry_minutes=[5])
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert (len(nobody.rings), len(sam.rings)) == (2, 1)
            assert call.platform == "console"

    run_virtual(scenario())


def test_a_missing_device_goes_to_the_next_channel_at_once_and_alone_is_nobodys_fault() -> None:
    async def scenario() -> None:
        broken = PersonChannel(by_keyword())
        broken.unreached = Unreached(AttemptResult.UNAVAILABLE, 'no device named "Kitchen"')
        async with house(broken) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.MISSED_OFFLINE
            (attempt,) = await home.store.calls.attempts(call.id)
            assert "Kitchen" in attempt.detail

    run_virtual(scenario())


def test_an_unsure_answer_is_read_back_once_and_corrected() -> None:
    async def scenario() -> None:
        def answers(said: str, expect: Expect) -> Transcript | str | None:
            if "sleep" in said.lower():
                return Transcript("fifty minutes", "en", 0.45, "test")
            if "fifty" in said.lower():
                return "no, seven hours"
            return by_keyword(sam=HERE, exercise="no", thing="skip")(said, expect)

        async with house(PersonChannel(answers)) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert await home.values() == {"exercise": 0.0, "sleep": 7.0}

    run_virtual(scenario())


def test_a_badly_heard_promise_keeps_its_recording_and_the_next_call_plays_it() -> None:
    async def scenario() -> None:
        sam = answering(thing=Transcript("coal the dentist", "en", 0.2, "test"), did_you="yes")
        async with house(sam) as home:
            await home.check_in("12:30")
            async with home.on_duty(watching=False):
                await home.until_over()
                (promise,) = await home.store.progress.commitments(home.sam.id)
                assert promise.audio_url is not None
                assert (await home.store.clips.load(promise.audio_url)).seconds == pytest.approx(0.1)
                sam.answers = lambda said, expect: {Answer.PRESENCE: HERE, Answer.YES_NO: "yes I did"}.get(
                    expect.hint.answer, "skip it"
                )
                await asyncio.sleep(24 * 3600)
            settled = await home.store.progress.commitment(promise.id)
            assert settled.status is CommitmentStatus.KEPT

    run_virtual(scenario())


def test_stop_ends_the_call_and_keeps_what_was_said() -> None:
    async def scenario() -> None:
        sam = answering(exercise="yes", sleep="stop")
        async with house(sam) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.PARTIAL
            assert await home.values() == {"exercise": 1.0}
            assert len(sam.rings) == 1

    run_virtual(scenario())


def test_skip_unknown_and_repeat() -> None:
    async def scenario() -> None:
        asked = 0

        def answers(said: str, expect: Expect) -> Transcript | str | None:
            nonlocal asked
            if "exercise" in said.lower():
                asked += 1
                return "say that again please" if asked == 1 else "I don't know"
            return by_keyword(sam=HERE, sleep="skip", thing="read")(said, expect)

        async with house(PersonChannel(answers)) as home:
            await evening(home)
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert asked == 2
            assert await home.values() == {}
            assert ("metric", Meaning.UNKNOWN) in await home.settled(call)
            assert ("metric", Meaning.SKIP) in await home.settled(call)

    run_virtual(scenario())


def test_later_snoozes_for_as_long_as_was_said() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword(sam="call me back in twenty minutes"))) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                await asyncio.sleep(1800 + 60)
                (call,) = await home.store.calls.recent()
                assert call.status is CallStatus.SNOOZED
                home.channels["speaker"].answers = by_keyword(sam=HERE, thing="read a book")
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            gap = home.channels["speaker"].rings[1].at_seconds - home.channels["speaker"].rings[0].at_seconds
            assert 20 * 60 <= gap <= 20 * 60 + 30

    run_virtual(scenario())


def test_a_dropped_line_rings_again_and_goes_on_where_it_was() -> None:
    async def scenario() -> None:
        sam = answering(exercise="yes", sleep="eight", thing="read")
        sam.hang_up_after = 2
        async with house(sam) as home:
            await evening(home)
            async with home.on_duty():
                await asyncio.sleep(1800 + 120)
                sam.hang_up_after = None
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert await home.results(call) == [AttemptResult.DROPPED, AttemptResult.ANSWERED]
            assert await home.values() == {"exercise": 1.0, "sleep": 8.0}
            second = " ".join(sam.rings[1].said).lower()
            assert "exercise" not in second

    run_virtual(scenario())


def test_what_was_logged_by_hand_is_not_asked() -> None:
    async def scenario() -> None:
        sam = answering(exercise="yes", thing="read")
        async with house(sam) as home:
            await evening(home)
            sleep = await home.store.progress.metric_type(home.sam.id, "sleep")
            from appliance.records.progress import Metric

            await home.store.progress.record(
                Metric(
                    user_id=home.sam.id,
                    metric_type_id=sleep.id,
                    metric_type="sleep",
                    date=home.clock().date(),
                    value=7.0,
                    source=MetricSource.MANUAL,
                    recorded_at=home.clock(),
                )
            )
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert not any("sleep" in text.lower() for text in sam.rings[0].said)

    run_virtual(scenario())


def test_two_calls_for_one_room_are_held_one_after_the_other() -> None:
    async def scenario() -> None:
        sam = answering(exercise="yes", sleep="eight", thing="read")
        async with house(sam) as home:
            await evening(home)
            await home.check_in("12:30", CallType.CUSTOM)
            async with home.on_duty():
                await asyncio.sleep(3600)
            calls = await home.store.calls.recent()
            assert [call.status for call in calls] == [CallStatus.COMPLETED] * 2
            assert sam.most_live == 1

    run_virtual(scenario())


def test_sound_is_prepared_before_the_hour() -> None:
    async def scenario() -> None:
        sam = answering(exercise="yes", sleep="eight", thing="read")
        async with house(sam) as home:
            await evening(home)
            async with home.on_duty():
                await asyncio.sleep(1800 - 30)
                assert any("exercise" in text for text in sam.prepared)
                assert sam.rings == []
                await home.until_over()
            opening = sam.rings[0].said[0]
            assert opening in " ".join(sam.prepared)

    run_virtual(scenario())


def test_every_answer_kind_has_patience() -> None:
    from appliance.calls.dialogue import DEFAULT_PATIENCE_SECONDS, PATIENCE_SECONDS

    assert all(PATIENCE_SECONDS.get(answer, DEFAULT_PATIENCE_SECONDS) >= 5 for answer in Answer)


@pytest.mark.parametrize(("again", "status"), [("yes", CallStatus.COMPLETED), (None, CallStatus.MISSED)])
def test_an_unsure_yes_counts_when_it_is_heard_again(again: str | None, status: CallStatus) -> None:
    async def scenario() -> None:
        openings = 0

        def answers(said: str, expect: Expect) -> Transcript | str | None:
            nonlocal openings
            if expect.hint.answer is not Answer.PRESENCE:
                return "skip"
            openings += 1
            words = "yes" if openings == 1 else again
            return words and Transcript(words, "en", 0.6, "test")

        async with house(PersonChannel(answers)) as home:
            await home.check_in("12:30", retry_minutes=[])
            async with home.on_duty():
                call = await home.until_over()
            assert call.status is status

    run_virtual(scenario())
