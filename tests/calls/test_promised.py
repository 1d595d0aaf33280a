"""Promises become what, how much, which day and what time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calls.promised import FARTHEST, parts_of
from appliance.ports import Expect
from appliance.records.agenda import Answer
from appliance.records.progress import CommitmentStatus
from tests.calls.household import PersonChannel, house
from tests.store import samples
from tests.virtual_time import run_virtual

WEDNESDAY = date(2026, 3, 4)
TOMORROW = WEDNESDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("call the dentist", TOMORROW),
        ("call the dentist today", WEDNESDAY),
        ("run on Friday", date(2026, 3, 6)),
        ("stop smoking in three days", date(2026, 3, 7)),
        ("I should have called yesterday", TOMORROW),
    ],
)
def test_a_day_in_the_words_beats_the_usual_one_unless_it_is_past(words: str, due: date) -> None:
    assert parts_of(words, "en", WEDNESDAY, TOMORROW).due_day == due


@given(st.integers(1, 99))
def test_no_day_further_ahead_than_two_months_is_believed(days: int) -> None:
    found = parts_of(f"see the doctor in {days} days", "en", WEDNESDAY, TOMORROW).due_day
    said = WEDNESDAY + timedelta(days=days)
    assert found == (said if days <= FARTHEST.days else TOMORROW)


def test_the_parts_of_a_promise() -> None:
    found = parts_of("I'll run five kilometres tomorrow before eight in the morning", "en", WEDNESDAY, WEDNESDAY)
    assert (found.action, found.amount, found.unit) == ("run five kilometres", 5, "kilometres")
    assert (found.due_minutes, found.due_day) == (480, TOMORROW)


@pytest.mark.parametrize(
    ("words", "status", "share"),
    [
        ("three of five", CommitmentStatus.BROKEN, 0.6),
        ("yes I did", CommitmentStatus.KEPT, 1.0),
        ("no I didn't", CommitmentStatus.BROKEN, 0.0),
    ],
)
def test_what_part_of_a_promise_was_done_is_kept(words: str, status: CommitmentStatus, share: float) -> None:
    def answer(said: str, expect: Expect) -> str | None:
        by_kind = {Answer.PRESENCE: "yes I'm here", Answer.OPEN: "water the plants", Answer.YES_NO: words}
        return "yes" if "right?" in said else by_kind.get(expect.hint.answer)

    async def scenario() -> None:
        async with house(PersonChannel(answer)) as home:
            today = home.clock().date()
            promise = samples.promise(home.sam, "write five letters", made_on=today, due_day=today)
            await home.store.progress.add_commitment(promise)
            await home.check_in("21:00")
            async with home.on_duty():
                await home.until_over()
            settled = await home.store.progress.commitment(promise.id)
            assert (settled.status, settled.share) == (status, share)
            again = await home.store.progress.settle(promise.id, CommitmentStatus.OPEN, home.clock())
            assert again.share is None

    run_virtual(scenario())
