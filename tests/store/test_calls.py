from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.calls import FINAL_STATUSES, AttemptResult, Call, CallStatus, Meaning, MessageType
from appliance.records.progress import Commitment, CommitmentStatus, Derived, MetricSource
from appliance.store import Store
from tests.store import samples
from tests.store.conftest import Bench
from tests.store.samples import NOW, TODAY, TOMORROW

LATER = NOW + timedelta(minutes=10)


def test_a_day_is_claimed_once(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        evening = await store.people.add_check_in(samples.check_in(sam))
        first = samples.call(sam, check_in_id=evening.id)
        assert await store.calls.claim(first) == first
        assert await store.calls.claim(samples.call(sam, check_in_id=evening.id)) is None
        other_day = await store.calls.claim(samples.call(sam, check_in_id=evening.id, day=TOMORROW, due_at=LATER))
        assert other_day is not None
        assert await store.calls.claimed_days([evening.id], TODAY, TOMORROW) == {
            (evening.id, TODAY),
            (evening.id, TOMORROW),
        }
        assert await store.calls.claimed_days([evening.id], TODAY, TODAY) == {(evening.id, TODAY)}
        assert await store.calls.claimed_days([], TODAY, TOMORROW) == set()
        assert [call.id for call in await store.calls.recent()] == [other_day.id, first.id]

    bench.run(body)


def test_a_claim_needs_a_check_in_and_a_user(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        with pytest.raises(InvalidInputError, match="by hand"):
            await store.calls.claim(samples.call(sam))
        with pytest.raises(NotFoundError):
            await store.calls.claim(samples.call(sam, check_in_id=uuid4()))
        with pytest.raises(NotFoundError):
            await store.calls.add(samples.call(samples.user()))

    bench.run(body)


def test_calls_by_hand_are_not_unique_by_day(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        first = await store.calls.add(samples.call(sam))
        second = await store.calls.add(samples.call(sam, due_at=LATER))
        assert await store.calls.unfinished() == [first, second]
        assert await store.calls.recent(sam.id, limit=1) == [second]
        assert await store.calls.recent(uuid4()) == []

    bench.run(body)


def test_a_call_is_found_by_the_beginning_of_its_id(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        call = await store.calls.add(samples.call(sam))
        for wanted in (call.id, str(call.id), str(call.id)[:8], str(call.id)[:11].upper(), call.id.hex):
            assert await store.calls.call(wanted) == call
        for wanted in ("", "abc", "zzzz", "%%%%", "____", str(uuid4())):
            with pytest.raises(NotFoundError):
                await store.calls.call(wanted)
        digits = call.id.hex
        twin = f"{digits[:31]}{'0' if digits[31] != '0' else '1'}"
        await store.calls.add(samples.call(sam, id=twin))
        with pytest.raises(InvalidInputError, match="Several"):
            await store.calls.call(digits[:8])

    bench.run(body)


def test_an_agenda_is_frozen_until_something_was_said(bench: Bench) -> None:
    async def body(store: Store) -> None:
        _, rung, attempt = await samples.ringing(store)
        await store.calls.freeze(rung.id, {"name": "Sam"}, {"items": [1]})
        await store.calls.freeze(rung.id, {"name": "Sam"}, {"items": [2]})
        assert (await store.calls.call(rung.id)).agenda == {"items": [2]}
        await store.calls.keep_turn(samples.turn(rung, attempt_id=attempt.id))
        with pytest.raises(ConflictError, match="has begun"):
            await store.calls.freeze(rung.id, {}, {})

    bench.run(body)


def test_one_attempt_at_a_time_and_none_after_the_end(bench: Bench) -> None:
    async def body(store: Store) -> None:
        calls = store.calls
        _, rung, first = await samples.ringing(store)
        kept = await calls.call(rung.id)
        assert (kept.status, kept.platform, kept.next_ring_at) == (CallStatus.RINGING, "speaker", None)
        with pytest.raises(ConflictError, match="being rung"):
            await calls.begin_attempt(samples.attempt(rung, 2))
        await calls.finish_attempt(
            first.id, AttemptResult.NO_ANSWER, now=LATER, status=CallStatus.SCHEDULED, next_ring_at=LATER
        )
        with pytest.raises(ConflictError):
            await calls.begin_attempt(samples.attempt(rung, 1))
        second = await calls.begin_attempt(samples.attempt(rung, 2, channel="browser"))
        await calls.finish_attempt(second.id, AttemptResult.NO_ANSWER, now=LATER, status=CallStatus.MISSED)
        with pytest.raises(ConflictError, match="has ended"):
            await calls.begin_attempt(samples.attempt(rung, 3))
        with pytest.raises(NotFoundError):
            await calls.begin_attempt(samples.attempt(samples.call(samples.user())))
        assert [attempt.number for attempt in await calls.attempts(rung.id)] == [1, 2]

    bench.run(body)


def test_a_turn_and_its_meaning_are_kept_together_or_not_at_all(bench: Bench) -> None:
    async def body(store: Store) -> None:
        _, rung, _ = await samples.ringing(store)
        said = samples.turn(rung, 1)
        meant = samples.observation(said)
        await store.calls.keep_turn(said, meant)
        await store.calls.keep_turn(samples.turn(rung, 0, message_type=MessageType.AI))
        with pytest.raises(ConflictError):
            await store.calls.keep_turn(samples.turn(rung, 1))
        doubled = samples.turn(rung, 2)
        with pytest.raises(ConflictError):
            await store.calls.keep_turn(doubled, samples.observation(doubled, id=meant.id))
        with pytest.raises(InvalidInputError):
            await store.calls.keep_turn(samples.turn(rung, 2), meant)
        with pytest.raises(InvalidInputError, match="meaning"):
            await store.calls.keep_turn(doubled, samples.observation(doubled, meaning="perhaps"))
        assert [turn.position for turn in await store.calls.turns(rung.id)] == [0, 1]
        observations = await store.calls.observations(rung.id)
        assert observations == [meant]
        assert observations[0].meaning is Meaning.VALUE

    bench.run(body)


def test_the_end_of_a_call_is_one_transaction(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, rung, attempt = await samples.ringing(store)
        sleep = await store.progress.add_metric_type(samples.metric_type(sam))
        owed = samples.promise(sam, "Run five kilometres.", due_day=TODAY)
        await keep_promise(store, owed)
        await store.calls.mark_live(rung.id)
        heard = samples.metric(sleep, 6.5, source=MetricSource.CALL, source_id=str(rung.id))
        new = samples.promise(sam, call_id=rung.id)

        async def end(*promises: Commitment) -> Call:
            return await store.calls.finish_attempt(
                attempt.id,
                AttemptResult.ANSWERED,
                now=LATER,
                status=CallStatus.COMPLETED,
                next_ring_at=LATER,
                detail="all asked",
                derived=Derived((heard,), promises, settled={owed.id: CommitmentStatus.KEPT}),
            )

        with pytest.raises(NotFoundError):
            await end(new, samples.promise(samples.user()))
        assert (await store.calls.call(rung.id)).status is CallStatus.LIVE
        assert await store.progress.metrics(sam.id) == []
        assert (await store.progress.commitment(owed.id)).status is CommitmentStatus.OPEN
        ended = await end(new)
        assert (ended.status, ended.completed_at, ended.next_ring_at) == (CallStatus.COMPLETED, LATER, None)
        (kept,) = await store.calls.attempts(rung.id)
        assert (kept.result, kept.ended_at, kept.detail) == (AttemptResult.ANSWERED, LATER, "all asked")
        (slept,) = await store.progress.metrics(sam.id, from_day=TODAY, until_day=TODAY)
        assert (slept.metric_type_id, slept.value) == (sleep.id, 6.5)
        settled = await store.progress.commitment(owed.id)
        assert (settled.status, settled.settled_at) == (CommitmentStatus.KEPT, LATER)
        assert [promise.id for promise in await store.progress.commitments(sam.id, status=CommitmentStatus.OPEN)] == [
            new.id
        ]
        with pytest.raises(ConflictError, match="ended already"):
            await store.calls.finish_attempt(attempt.id, AttemptResult.DROPPED, now=LATER, status=CallStatus.MISSED)
        assert await store.calls.unfinished() == []

    bench.run(body)


async def keep_promise(store: Store, promise: object) -> None:
    async with store.database.writing() as session:
        session.add(promise)


def test_what_was_settled_meanwhile_stays(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, _, attempt = await samples.ringing(store)
        owed = samples.promise(sam)
        await keep_promise(store, owed)
        await store.progress.settle(owed.id, CommitmentStatus.DROPPED, NOW)
        await store.calls.finish_attempt(
            attempt.id, AttemptResult.ANSWERED, now=LATER, status=CallStatus.PARTIAL,
            derived=Derived(settled={owed.id: CommitmentStatus.BROKEN}),
        )  # fmt: skip
        assert (await store.progress.commitment(owed.id)).status is CommitmentStatus.DROPPED

    bench.run(body)


def test_a_call_goes_live_only_while_it_rings(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, rung, _ = await samples.ringing(store)
        assert (await store.calls.mark_live(rung.id)).status is CallStatus.LIVE
        await store.calls.mark_live(rung.id)
        waiting = await store.calls.add(samples.call(sam))
        with pytest.raises(ConflictError, match="scheduled"):
            await store.calls.mark_live(waiting.id)
        with pytest.raises(NotFoundError):
            await store.calls.mark_live(uuid4())

    bench.run(body)


def test_postponing_and_closing(bench: Bench) -> None:
    async def body(store: Store) -> None:
        calls = store.calls
        sam, rung, _ = await samples.ringing(store)
        waiting = await calls.add(samples.call(sam))
        moved = await calls.postpone(waiting.id, status=CallStatus.SNOOZED, next_ring_at=LATER)
        assert (moved.status, moved.next_ring_at) == (CallStatus.SNOOZED, LATER)
        for refused in (
            calls.postpone(rung.id, status=CallStatus.SNOOZED, next_ring_at=LATER),
            calls.close(rung.id, CallStatus.CANCELLED, NOW),
        ):
            with pytest.raises(ConflictError, match="being rung"):
                await refused
        with pytest.raises(InvalidInputError):
            await calls.postpone(waiting.id, status=CallStatus.MISSED, next_ring_at=None)
        with pytest.raises(InvalidInputError):
            await calls.close(waiting.id, CallStatus.SNOOZED, NOW)
        closed = await calls.close(waiting.id, CallStatus.MISSED_OFFLINE, NOW)
        assert (closed.completed_at, closed.next_ring_at) == (NOW, None)
        assert await calls.close(waiting.id, CallStatus.MISSED_OFFLINE, LATER) == closed
        with pytest.raises(ConflictError, match="missed_offline"):
            await calls.close(waiting.id, CallStatus.CANCELLED, NOW)
        with pytest.raises(ConflictError, match="missed_offline"):
            await calls.postpone(waiting.id, status=CallStatus.SCHEDULED, next_ring_at=None)

    bench.run(body)


def test_at_start_what_was_under_way_is_dropped(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam, rung, _ = await samples.ringing(store)
        waiting = await store.calls.add(samples.call(sam, next_ring_at=LATER))
        dropped = await store.calls.drop_open_attempts(LATER)
        assert [call.id for call in dropped] == [rung.id]
        call = await store.calls.call(rung.id)
        assert (call.status, call.next_ring_at, call.completed_at) == (CallStatus.SCHEDULED, None, None)
        (attempt,) = await store.calls.attempts(rung.id)
        assert (attempt.result, attempt.ended_at) == (AttemptResult.DROPPED, LATER)
        assert await store.calls.call(waiting.id) == waiting
        assert await store.calls.drop_open_attempts(LATER) == []
        await store.calls.begin_attempt(samples.attempt(rung, 2))

    bench.run(body)


def test_the_version_of_the_data_moves_with_every_commit(bench: Bench) -> None:
    async def body(store: Store) -> None:
        seen = [await store.calls.data_version(), await store.calls.data_version()]
        assert seen[0] == seen[1]
        await store.people.add_user(samples.user())
        seen.append(await store.calls.data_version())
        async with bench.open() as other:
            await other.people.add_user(samples.user("Ann"))
        seen.append(await store.calls.data_version())
        assert len(set(seen)) == 3

    bench.run(body)


def test_statuses_are_final_or_not() -> None:
    assert {CallStatus.SCHEDULED, CallStatus.RINGING, CallStatus.LIVE, CallStatus.WAITING, CallStatus.SNOOZED} == set(
        CallStatus
    ) - FINAL_STATUSES


def test_what_lines_were_said_to_somebody_since_a_moment_and_when_last(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        ana = await store.people.add_user(samples.user("Ana"))
        for person, lines in ((sam, ["a", "b"]), (ana, ["c"])):
            call = await store.calls.add(samples.call(person))
            said = {"message_type": MessageType.AI, "wordings": lines}
            await store.calls.keep_turn(samples.turn(call, 0, **said))
            await store.calls.keep_turn(samples.turn(call, 1))
        again = await store.calls.add(samples.call(sam, due_at=LATER))
        late = samples.turn(again, message_type=MessageType.AI, wordings=["b", "d"], timestamp=LATER)
        await store.calls.keep_turn(late)
        assert await store.calls.wordings_since(sam.id, NOW) == {"a": NOW, "b": LATER, "d": LATER}
        assert await store.calls.wordings_since(sam.id, LATER) == {"b": LATER, "d": LATER}
        assert await store.calls.wordings_since(ana.id, NOW) == {"c": NOW}
        assert await store.calls.wordings_since(ana.id, LATER) == {}

    bench.run(body)
