"""Stakes: what a miss costs by worked examples, and a ledger that always comes to what a replay comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import CorruptDatabaseError
from appliance.progress.stakes import (
    CONTESTED_WITHIN,
    Ledger,
    Miss,
    due,
    judge,
    may_contest,
    missed_promises,
    missed_rounds,
    replay,
    reversal_entry,
    settlement_entry,
    spared_days,
    step_on,
)
from appliance.records.calls import CallStatus, CallType
from appliance.records.history import Entry, HeldCall, History
from appliance.records.people import Pause
from appliance.records.progress import Commitment, CommitmentStatus, MetricKind, MetricSource, MetricType
from appliance.records.stakes import Cause, EntryKind, LedgerEntry, StakeForm, StakeRule
from appliance.schedule.habits import parse_rhythm
from tests.progress.lives import MONDAY

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def on(offset: int) -> date:
    return MONDAY + timedelta(offset)


def rule(*steps: int, **fields: object) -> StakeRule:
    usual = {"user_id": uuid4(), "form": StakeForm.POINTS, "steps": list(steps or (1, 2, 4)), "proposed_at": NOON}
    return StakeRule.model_validate({**usual, **fields})


def miss(day: int, name: str = "a") -> Miss:
    return Miss(f"promise:{name}{day}", on(day), name)


class Book:
    """A ledger that only grows, as the store keeps it."""

    def __init__(self, stake: StakeRule) -> None:
        self.rule, self.entries = stake, list[LedgerEntry]()

    @property
    def ledger(self) -> Ledger:
        return replay(self.entries)

    @property
    def owed(self) -> int:
        return self.ledger.owed[self.rule.id]

    def add(self, drafts: Iterable[LedgerEntry]) -> int:
        keys = {each.key for each in self.entries}
        new = [each for each in drafts if each.key not in keys]
        for each in new:
            each.position, each.created_at = len(self.entries) + 1, NOON
            self.entries.append(each)
        return len(new)

    def judge(self, misses: Sequence[Miss], last: int = 13) -> int:
        return self.add(judge(self.rule, misses, self.ledger, on(0), on(last)))

    def charge(self, day: int) -> LedgerEntry:
        return next(each for each in self.ledger.charges if each.day == on(day))


@pytest.mark.parametrize(
    ("before", "day", "step"),
    [
        ([], 0, 0),
        ([0], 1, 1),  # raised at once
        ([0, 1], 2, 2),
        ([0, 1, 2], 3, 2),  # the cap
        ([0, 1, 2, 3, 4], 5, 2),  # which does not pile up
        ([0], 6, 1),
        ([0], 7, 1),  # six whole days between, as from one weekly round to the next
        ([0], 8, 0),  # eased after seven
        ([0, 1], 8, 2),
        ([0, 1], 9, 1),
        ([0, 1], 16, 0),
        ([0, 1, 9], 10, 2),  # eased once, raised once, raised once more
        ([0, 0, 0], 1, 1),  # several of a day are one
        ([3], 3, 0),
        ([9], 3, 0),
    ],
)
def test_a_miss_raises_at_once_and_seven_days_without_ease(before: list[int], day: int, step: int) -> None:
    assert step_on(on(day), map(on, before), 3) == step


def test_a_week_by_hand() -> None:
    book = Book(rule(1, 2, 4))
    assert book.judge([miss(0), miss(1, "run"), miss(1, "read"), miss(9)]) == 4
    assert [(each.day, each.amount) for each in book.ledger.charges] == [
        (on(0), 1),
        (on(1), 2),
        (on(1), 2),
        (on(9), 2),  # eight days later: from the third step back to the second
    ]
    assert book.owed == 7


def test_what_was_made_good_is_taken_back_and_what_it_had_raised_costs_less() -> None:
    book = Book(rule(1, 2, 4))
    book.judge([miss(0), miss(1), miss(2)])
    assert book.owed == 7
    book.judge([miss(1), miss(2)])
    assert [(each.day, each.amount) for each in book.ledger.charges] == [(on(1), 1), (on(2), 2)]
    assert {each.cause for each in book.entries if each.kind is EntryKind.REVERSAL} == {
        Cause.MADE_GOOD,
        Cause.CORRECTED,
    }
    assert book.owed == 3
    assert book.judge([miss(1), miss(2)]) == 0


def test_what_was_contested_is_never_charged_again() -> None:
    book = Book(rule())
    book.judge([miss(0)])
    book.add([reversal_entry(book.charge(0), Cause.CONTESTED, "the host was off")])
    assert book.owed == 0
    assert book.judge([miss(0)]) == 0
    assert book.owed == 0


def test_nothing_gets_dearer_in_hindsight() -> None:
    book = Book(rule(1, 2, 4))
    book.judge([miss(5)])
    book.judge([miss(3), miss(5)])
    assert [(each.day, each.amount) for each in book.ledger.charges] == [(on(5), 1), (on(3), 1)]


def test_every_entry_can_be_taken_back_also_what_took_one_back() -> None:
    book = Book(rule(5))
    book.judge([miss(0)])
    charge = book.charge(0)
    for times in range(6):
        stood = book.ledger.stands(charge)
        book.add([reversal_entry(book.ledger.tip(charge), Cause.UNDONE, str(times))])
        assert book.ledger.stands(charge) is not stood
        assert book.owed == (0 if stood else 5)
    book.add([settlement_entry(book.rule, 5, on(1), "call")])
    assert book.owed == 0
    book.add([reversal_entry(book.ledger.tip(book.entries[-1]), Cause.UNDONE, "not paid")])
    assert book.owed == 5


MISSES = st.lists(st.tuples(st.integers(0, 13), st.sampled_from("abc")), max_size=12, unique=True)


@given(st.lists(st.tuples(MISSES, st.integers(0, 13)), max_size=5), st.lists(st.integers(0, 40), max_size=6))
def test_whatever_happens_the_sum_is_that_of_a_replay_and_nothing_is_charged_twice(
    looks: list[tuple[list[tuple[int, str]], int]], toggled: list[int]
) -> None:
    book = Book(rule(1, 2, 4))
    for number, (told, last) in enumerate(looks):
        misses = [miss(day, name) for day, name in told]
        book.judge(misses, last)
        assert book.judge(misses, last) == 0, "nothing is left to do when it was done"
        if number < len(toggled) and book.entries:
            entry = book.entries[toggled[number] % len(book.entries)]
            if entry.kind is EntryKind.CHARGE and book.ledger.stands(entry):
                book.add([reversal_entry(book.ledger.tip(entry), Cause.UNDONE, "by hand")])
        standing = [each.subject for each in book.ledger.charges]
        assert len(standing) == len(set(standing))
        assert sum(each.amount for each in book.entries) == sum(each.amount for each in book.ledger.charges)
        assert book.owed == replay(reversed(book.entries)).owed[book.rule.id]
        assert book.owed >= 0


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda entries: entries[1:], "number 1 is missing"),
        (lambda entries: [entries[0], entries[2]], "number 2 is missing"),
        (lambda entries: [*entries, _numbered(4, reversal_entry(entries[0], Cause.UNDONE))], "taken back before"),
        (lambda entries: [*entries, _numbered(4, _halved(entries[1]))], "takes back 1 of 2"),
        (lambda entries: [*entries, _numbered(4, reversal_entry(_stranger(entries[0]), Cause.UNDONE))], "not there"),
        (lambda entries: [*entries, _numbered(4, _nothing(entries[0]))], "a charge of 0"),
    ],
)
def test_a_ledger_that_was_tampered_with_is_named(broken: object, said: str) -> None:
    book = Book(rule(1, 2))
    book.judge([miss(0), miss(1)])
    book.add([reversal_entry(book.charge(0), Cause.UNDONE)])
    with pytest.raises(CorruptDatabaseError, match=said):
        replay(broken(book.entries))  # type: ignore[operator]


def _numbered(position: int, entry: LedgerEntry) -> LedgerEntry:
    entry.position = position
    return entry


def _halved(entry: LedgerEntry) -> LedgerEntry:
    back = reversal_entry(entry, Cause.UNDONE)
    back.amount = back.amount // 2
    return back


def _stranger(entry: LedgerEntry) -> LedgerEntry:
    return entry.model_copy(update={"id": uuid4()})


def _nothing(entry: LedgerEntry) -> LedgerEntry:
    return entry.model_copy(update={"id": uuid4(), "amount": 0})


def test_a_charge_may_be_contested_until_a_day_after_it_was_told_and_is_due_then() -> None:
    book = Book(rule(3))
    book.judge([miss(0)])
    charge = book.charge(0)
    later = NOON + timedelta(days=30)
    assert may_contest(charge, book.ledger, later), "nobody told them"
    assert not due(book.ledger, later)
    charge.told_at = NOON
    last = NOON + CONTESTED_WITHIN
    assert may_contest(charge, book.ledger, last - timedelta(seconds=1))
    assert not may_contest(charge, book.ledger, last)
    assert due(book.ledger, last) == {book.rule.id: 3}


def promise(due_day: int, status: CommitmentStatus) -> Commitment:
    values = {"user_id": uuid4(), "text": f"run on {due_day}", "made_on": on(0), "due_day": on(due_day)}
    return Commitment.model_validate({**values, "status": status, "created_at": NOON})


def held(day: int, status: CallStatus, call_type: CallType = CallType.EVENING) -> HeldCall:
    return HeldCall(on(day), call_type, status)


@pytest.mark.parametrize(
    ("made", "calls", "missed"),
    [
        (promise(2, CommitmentStatus.BROKEN), [], True),
        (promise(2, CommitmentStatus.KEPT), [], False),
        (promise(2, CommitmentStatus.DROPPED), [], False),
        (promise(2, CommitmentStatus.OPEN), [], False),  # nobody asked
        (promise(2, CommitmentStatus.OPEN), [held(2, CallStatus.MISSED)], True),
        (promise(2, CommitmentStatus.OPEN), [held(2, CallStatus.MISSED, CallType.MORNING)], False),
        (promise(2, CommitmentStatus.OPEN), [held(3, CallStatus.COMPLETED, CallType.MORNING)], True),
        (promise(2, CommitmentStatus.OPEN), [held(3, CallStatus.MISSED_OFFLINE)], False),
        (promise(5, CommitmentStatus.OPEN), [held(5, CallStatus.MISSED)], False),  # they have another day to tell
        (promise(6, CommitmentStatus.BROKEN), [], False),  # not on these days
        (promise(4, CommitmentStatus.BROKEN), [], False),  # a spared day
    ],
)
def test_a_promise_is_missed_when_it_was_broken_or_nothing_was_said(
    made: Commitment, calls: list[HeldCall], missed: bool
) -> None:
    found = list(missed_promises([made], calls, {on(4)}, on(0), on(5)))
    assert [each.words for each in found] == ([made.text] if missed else [])


def test_nothing_is_charged_while_paused_offline_skipped_or_after_a_crisis() -> None:
    history = History(
        pauses=(Pause(user_id=None, from_day=on(0), until_day=on(1), created_at=NOON),),
        spared=frozenset({on(3)}),
        calls=(
            held(5, CallStatus.MISSED_OFFLINE),
            held(6, CallStatus.MISSED_OFFLINE),
            held(6, CallStatus.MISSED),
            held(7, CallStatus.SKIPPED),
        ),
    )
    assert spared_days(history, {on(9)}, on(0), on(13)) == {*map(on, (0, 1, 3, 5, 7, 9, 10, 11, 12))}


def habit(schedule: str, done: Iterable[int], skips: Iterable[int] = ()) -> tuple[UUID, History]:
    kind = MetricType(
        user_id=uuid4(),
        name="gym",
        kind=MetricKind.HABIT,
        schedule=parse_rhythm(schedule).model_dump(mode="json"),
        created_at=NOON,
    )
    entries = tuple(Entry(kind.id, on(day), 1.0, MetricSource.CALL, NOON) for day in done)
    skipped = tuple((kind.id, on(day)) for day in skips)
    return kind.id, History((kind,), {kind.id: MONDAY}, entries, skipped)


@pytest.mark.parametrize(
    ("schedule", "done", "skips", "last", "missed"),
    [
        ("daily", [0, 1, 4], [3], 4, [2]),
        ("mon-fri", [0, 1, 2, 3], [], 6, [4]),
        ("3/week", [0, 1, 2], [], 13, [13]),  # the second week, once, on its last day
        ("3/week", [0, 1], [3], 6, []),  # a skip takes one off
        ("3/week", [0], [], 5, []),  # the week is not over
        ("every 3 days", [0, 6], [], 8, [5]),
        ("1/month", [], [], 26, [26]),  # Monday is 2026-01-05
    ],
)
def test_a_round_that_was_not_kept_is_one_miss_on_its_last_day(
    schedule: str, done: list[int], skips: list[int], last: int, missed: list[int]
) -> None:
    kind, history = habit(schedule, done, skips)
    found = [each.day for each in missed_rounds(history, kind, (), on(0), on(max(0, last - 6)), on(last))]
    assert found == [on(day) for day in missed]


def test_a_spared_day_is_no_miss_of_a_habit_and_an_unknown_one_has_none() -> None:
    kind, history = habit("daily", [0])
    assert [each.day for each in missed_rounds(history, kind, {on(1)}, on(0), on(0), on(2))] == [on(2)]
    assert not list(missed_rounds(history, uuid4(), (), on(0), on(0), on(2)))
