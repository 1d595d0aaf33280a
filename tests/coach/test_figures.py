"""What some days amount to, and the week as it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.memory.figures import Average, Due, Habit, Period, Value, missed_in_a_row, period
from appliance.records.progress import CommitmentStatus, MetricKind, MetricType
from appliance.review.week_told import tell_week

LAST = date(2026, 3, 8)
NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)


def kind(number: int, name: str, what: MetricKind, unit: str = "", role: str = "") -> MetricType:
    return MetricType(
        id=UUID(int=number), user_id=UUID(int=99), name=name, kind=what, unit=unit, role=role, created_at=NOW
    )


WALK, SLEEP, MOOD = (
    kind(1, "walk", MetricKind.HABIT),
    kind(2, "sleep", MetricKind.DURATION, unit="hours"),
    kind(3, "mood", MetricKind.SCALE, role="mood"),
)
DUES = st.lists(
    st.builds(Due, st.dates(LAST - timedelta(40), LAST + timedelta(40)), st.sampled_from(CommitmentStatus)), max_size=60
)
VALUES = st.lists(
    st.builds(
        Value,
        st.sampled_from([WALK.id, SLEEP.id, MOOD.id]),
        st.dates(LAST - timedelta(40), LAST + timedelta(5)),
        st.floats(0, 10),
    ),
    max_size=60,
)


@given(DUES, VALUES, st.integers(1, 31))
def test_figures_count_only_their_days(dues: list[Due], values: list[Value], days: int) -> None:
    first = LAST - timedelta(days=days - 1)
    found = period(dues, values, [WALK, SLEEP, MOOD], LAST, days)
    assert (found.first, found.last) == (first, LAST)
    assert 0 <= found.kept <= found.made <= len(dues)
    inside = [each for each in values if first <= each.day <= LAST]
    for habit in found.habits:
        assert 0 <= habit.done <= habit.days == len({each.day for each in inside if each.metric_type_id == WALK.id})
    for average in found.averages:
        of_kind = [
            each.value for each in inside if each.metric_type_id == {"sleep": SLEEP, "mood": MOOD}[average.name].id
        ]
        assert min(of_kind) - 0.06 <= average.mean <= max(of_kind) + 0.06


def test_a_withdrawn_promise_counts_neither_way_and_an_open_one_as_not_kept() -> None:
    status = CommitmentStatus
    dues = [Due(LAST, each) for each in (status.KEPT, status.KEPT, status.BROKEN, status.OPEN, status.DROPPED)]
    found = period(dues, [], [], LAST, 7)
    assert (found.made, found.kept) == (4, 2)


def test_promises_missed_in_a_row_end_at_the_last_one_kept() -> None:
    status = CommitmentStatus
    days = [LAST - timedelta(number) for number in range(5)]
    told = [status.BROKEN, status.OPEN, status.BROKEN, status.KEPT, status.BROKEN]
    assert missed_in_a_row(map(Due, days, told)) == 2
    assert missed_in_a_row([]) == 0


WEEK = Period(
    first=LAST - timedelta(6),
    last=LAST,
    made=5,
    kept=4,
    habits=(Habit(name="walk", done=6, days=7), Habit(name="reading", done=2, days=7)),
    averages=(
        Average(name="sleep", kind=MetricKind.DURATION, unit="hours", mean=6.5, before=7.0),
        Average(name="mood", kind=MetricKind.SCALE, role="mood", mean=7.0, before=5.5),
    ),
)


def test_the_week_is_told_with_what_was_kept_best_and_hardest_beside_the_week_before() -> None:
    told = tell_week(WEEK, "en")
    for words in ("4 of 5", "walk", "6 of 7", "reading", "2 of 7", "six and a half hours", "seven hours", "better"):
        assert words in told
    assert tell_week(Period(first=LAST, last=LAST), "en") == ""


@given(
    st.lists(
        st.builds(Habit, name=st.just("a long habit's name"), done=st.just(1), days=st.integers(1, 7)), max_size=9
    ),
    st.lists(
        st.builds(
            Average,
            name=st.just("a number with a name"),
            kind=st.sampled_from([MetricKind.NUMBER, MetricKind.DURATION]),
            unit=st.just("hours"),
            mean=st.floats(0, 20).map(lambda value: round(value, 1)),
            before=st.none() | st.floats(0, 20).map(lambda value: round(value, 1)),
        ),
        max_size=12,
    ),
)
def test_the_week_takes_less_than_a_minute_to_tell(habits: list[Habit], averages: list[Average]) -> None:
    """150 words a minute."""
    week = Period(first=LAST, last=LAST, made=20, kept=9, habits=tuple(habits), averages=tuple(averages))
    assert len(tell_week(week, "en").split()) <= 140
