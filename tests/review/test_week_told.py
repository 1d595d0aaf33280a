"""The spoken week: what it says of a board and of insights, in time, and never harshly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.agenda.timing import WORDS_A_SECOND
from appliance.coach.memory.figures import Average, Period
from appliance.language.folders import known_languages
from appliance.language.messages import messages
from appliance.progress import Completion, Score, Scoreboard, Share, Streak
from appliance.progress.achievements import MILESTONES, Achievement, Feat
from appliance.records.progress import MetricKind
from appliance.review.look import look_deeper
from appliance.review.week_told import MOST_SECONDS, seconds_of, tell_week, week_told
from tests.review.lives import TODAY, everything, metric

CODES = sorted(known_languages())
GYM, READING = metric(1, "gym", MetricKind.HABIT), metric(2, "reading", MetricKind.HABIT)
WEEK = Period(first=TODAY - timedelta(6), last=TODAY, made=5, kept=4)
LIFE = look_deeper(everything(), TODAY)


def rate(done: float, due: float) -> dict[int, Completion]:
    return {span: Completion(done, due, 0, 0, 0) for span in (7, 30, 90)}


def board(*scores: Score, answered: Share | None = None) -> Scoreboard:
    shares = {span: answered or Share(7, 6) for span in (7, 30, 90)}
    return Scoreboard(TODAY, scores, (), shares, shares)


def test_best_hardest_row_calls_and_promises_are_told() -> None:
    told = tell_week(
        WEEK,
        "en",
        board(
            Score(GYM, 0.8, 0.7, Streak(9, 9, "day"), rate(6, 6)),
            Score(READING, 0.5, 0.6, Streak(0, 4, "week"), rate(1, 3)),
        ),
    )
    for words in ("4 of 5", "6 of 7 calls", "gym", "6 of 6 days", "9 days in a row", "reading", "1 of 3 times"):
        assert words in told
    assert "longest" in told or "never had a longer" in told
    assert "still" in told, "what was hardest is said with what it stands on"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("unit", ["day", "week", "month", "round"])
def test_a_milestone_of_the_week_is_told_instead_of_a_row(code: str, unit: str) -> None:
    first = MILESTONES[unit][0]
    fresh = (Achievement(Feat.STREAK, first, unit, TODAY - timedelta(2)),)
    long_ago = (Achievement(Feat.STREAK, first, unit, TODAY - timedelta(7)),)
    score = Score(GYM, 0.8, 0.7, Streak(first, first, unit), rate(6, 6))
    told = tell_week(WEEK, code, board(replace(score, achieved=fresh)))
    assert messages(code).week[f"achieved_{unit}"][0].format(label="gym", count=first)[1:] in told
    before = tell_week(WEEK, code, board(replace(score, achieved=long_ago)))
    assert before != told
    again = tell_week(WEEK, code, board(replace(score, achieved=(Achievement(Feat.RECOVERY, first, unit, TODAY),))))
    assert messages(code).week["taken_up_again"][0].format(label="gym")[1:] in again


def test_whoever_was_hard_to_reach_hears_no_count() -> None:
    told = tell_week(WEEK, "en", board(answered=Share(7, 2)))
    assert "2 of 7" not in told
    assert "Good that you are here" in told


def test_what_had_nothing_due_or_is_as_good_as_the_best_is_not_called_hardest() -> None:
    idle = Score(READING, 0.5, 0.5, Streak(0, 4, "month"), rate(0, 0.3))
    kept = Score(GYM, 0.8, 0.7, Streak(1, 9, "day"), rate(6, 6))
    told = tell_week(WEEK, "en", board(idle, kept))
    assert "reading" not in told
    assert "hard" not in told
    assert "in a row" not in told, "one day is no row"
    nothing = tell_week(WEEK, "en", board(Score(GYM, 0.0, 0.0, Streak(0, 0, "day"), rate(0, 7))))
    assert "best" not in nothing


def test_one_insight_is_told_another_one_each_week_and_what_may_slip() -> None:
    assert LIFE.insights is not None
    weeks = [replace_last(LIFE.figures, number) for number in range(4)]
    told = [tell_week(week, "en", LIFE.board, LIFE.insights, LIFE.kinds) for week in weeks]
    shows = [
        sum(words in text for words in ("going up", "works out best", "go together", "pick up most")) for text in told
    ]
    assert shows == [1, 1, 1, 1]
    assert all("If anything slips tomorrow" in text for text in told)


def replace_last(week: Period, number: int) -> Period:
    return week.model_copy(update={"last": week.last + timedelta(weeks=number)})


AVERAGES = st.builds(
    Average,
    name=st.text(min_size=1, max_size=60),
    kind=st.sampled_from([MetricKind.NUMBER, MetricKind.DURATION, MetricKind.SCALE]),
    unit=st.sampled_from(["", "hours", "steps"]),
    role=st.sampled_from(["", "mood"]),
    mean=st.floats(0, 99_999).map(lambda value: round(value, 1)),
    before=st.none() | st.floats(0, 99_999).map(lambda value: round(value, 1)),
)
STREAKS = st.builds(
    Streak, st.integers(0, 400), st.integers(400, 900), st.sampled_from(["day", "week", "month", "round"])
)
NAMES = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=120)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_week_is_told_in_less_than_a_minute(code: str, data: st.DataObject) -> None:
    scores = [
        Score(metric(number, name, MetricKind.HABIT), data.draw(st.floats(0, 1)), 0.5, data.draw(STREAKS),
              rate(float(data.draw(st.integers(0, 7))), data.draw(st.floats(0, 7))))
        for number, name in enumerate(data.draw(st.lists(NAMES, max_size=4)))
    ]  # fmt: skip
    answered = Share(of=7, some=data.draw(st.integers(0, 7)))
    week = WEEK.model_copy(update={"averages": tuple(data.draw(st.lists(AVERAGES, max_size=6)))})
    told = tell_week(week, code, board(*scores, answered=answered), LIFE.insights, LIFE.kinds)
    assert len(told.split()) / WORDS_A_SECOND < 60
    assert seconds_of(told, code) <= MOST_SECONDS + 1
    assert not {"{", "}"} & set(told)


@pytest.mark.parametrize("code", CODES)
def test_every_language_tells_all_of_it(code: str) -> None:
    lines = week_told(LIFE.figures, code, LIFE.board, LIFE.insights, LIFE.kinds)
    assert len(lines) >= 5
    assert len({*lines}) == len(lines)
    harder = replace(LIFE.board, answered={span: Share(9, 1) for span in (7, 30, 90)})
    assert week_told(LIFE.figures, code, harder) != week_told(LIFE.figures, code, LIFE.board)
