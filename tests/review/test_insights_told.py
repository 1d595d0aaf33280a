"""Insights as sentences: in every language, of whatever people call their things, never saying that one brings about
another."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.language.folders import known_languages
from appliance.language.messages import messages
from appliance.progress.insight import (
    Forecast,
    HourPattern,
    HourRate,
    Insights,
    Link,
    Trend,
    WeekdayPattern,
)
from appliance.progress.insight.forecasting import GUESSES
from appliance.records.progress import MetricKind, MetricType
from appliance.review.insights_told import About, insights_told, nothing_told
from appliance.review.week_told import seconds_of
from appliance.review.wording import LONGEST_NAME, Wording, plain_name, to_figures

CODES = sorted(known_languages())
DAY = date(2026, 3, 8)
NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)

NAMES = st.one_of(
    st.text(min_size=1, max_size=80),
    st.sampled_from(["sleep", 'my "best" {day}', "<b>gym</b>", "{label}", "a'b", "%s", "y" * 500, "x " * 200, "🙂"]),
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
RATES = st.floats(0, 1)
COUNTS = st.integers(14, 365)


def metric(name: str, kind: MetricKind, unit: str = "") -> MetricType:
    return MetricType(user_id=UUID(int=1), name=name, kind=kind, unit=unit, created_at=NOW)


UNITS = st.sampled_from(["", "hours", "min", "km", "EUR", "kcal", "widgets", "{unit}"])
KINDS = st.builds(metric, NAMES, st.sampled_from(MetricKind), UNITS)


@st.composite
def all_found(draw: st.DrawFn) -> tuple[Insights, list[MetricType]]:
    kinds = draw(st.lists(KINDS, min_size=1, max_size=3))
    names = st.sampled_from([kind.name for kind in kinds])
    best, worst = draw(st.permutations(range(7)))[:2]
    hours = draw(st.permutations(range(24)))[:2]
    rates = tuple(HourRate(hour, draw(RATES), 0.0, 1.0, 9) for hour in hours)
    return (
        Insights(
            today=DAY,
            trends=tuple(draw(st.lists(st.builds(Trend, names, FINITE, FINITE, FINITE, COUNTS), max_size=2))),
            weekdays=(WeekdayPattern(draw(names), best, worst, tuple(draw(FINITE) for _ in range(7)), 40),),
            links=(Link(draw(names), draw(names), draw(st.integers(0, 1)), draw(st.floats(-1, 1)), -1.0, 1.0, 40),),
            hours=HourPattern(hours[0], hours[1], rates, 18),
            slip=Forecast(
                draw(names), DAY, draw(RATES), draw(RATES), draw(st.sampled_from(sorted(GUESSES))), 0.1, 0.2, (), 60
            ),
            too_little=tuple(draw(st.lists(NAMES, max_size=2))),
        ),
        kinds,
    )


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None)
@given(found=all_found())
def test_any_insight_of_anything_is_a_short_finite_sentence(
    code: str, found: tuple[Insights, list[MetricType]]
) -> None:
    for told in insights_told(*found, code):
        assert not re.search(r"[{}\n\x00-\x1f]|\bnan\b|\binf\b|None", told.text), told.text
        assert told.text.rstrip().endswith(".")
        assert seconds_of(told.text, code) < 45
        assert len(told.text) < 700
    for line in nothing_told(found[0], code):
        assert "{" not in line


@pytest.mark.parametrize("code", CODES)
def test_every_insight_has_its_sentence(code: str) -> None:
    kinds = [metric("sleep", MetricKind.DURATION, "hours"), metric("gym", MetricKind.HABIT)]
    rates = (HourRate(7, 0.4, 0.2, 0.6, 20), HourRate(20, 0.9, 0.7, 0.96, 30))
    found = Insights(
        today=DAY,
        trends=(Trend("sleep", 0.5, 0.1, 0.7, 40), Trend("gym", -0.02, -0.03, -0.01, 80)),
        weekdays=(WeekdayPattern("gym", 4, 0, (0.35, 0.8, 0.8, 0.8, 0.9, 0.8, 0.8), 200),),
        links=(Link("sleep", "gym", 1, 0.4, 0.2, 0.5, 170), Link("sleep", "gym", 0, -0.4, -0.5, -0.2, 170)),
        hours=HourPattern(20, 7, rates, 50),
        slip=Forecast("gym", date(2026, 3, 9), 0.35, 0.84, "weekday", 0.1, 0.13, (), 100),
        too_little=("new",),
    )
    told = insights_told(found, kinds, code)
    assert [each.about for each in told] == [
        About.TREND, About.TREND, About.WEEKDAYS, About.LINK, About.LINK, About.HOURS, About.SLIP,
    ]  # fmt: skip
    assert all(
        number in each.text for each, number in zip(told, ("40", "80", "200", "170", "170", "50", "8"), strict=True)
    )
    assert len({each.text for each in told}) == len(told)
    assert nothing_told(found, code) == [Wording(code).say("insight", "too_little", {"names": "new", "days": 14})]


def test_numbers_are_said_as_a_person_says_them() -> None:
    kinds = [metric("sleep", MetricKind.DURATION, "hours"), metric("mood", MetricKind.SCALE)]
    trends = (Trend("sleep", 0.5, 0.1, 0.7, 40), Trend("mood", -0.497, -0.7, -0.1, 41), Trend("mood", 1e-4, 0, 1, 14))
    found = Insights(DAY, trends, (), (), None, None, ())
    texts = [told.text for told in insights_told(found, kinds, "en")]
    assert texts == [
        "sleep has been going up: half an hour a week, over 40 days.",
        "mood has been going down: half a point a week, over 41 days.",
        "mood has been going up a little, over 14 days.",
    ]


CAUSES = re.compile(
    r"\b(because|cause[sd]?|makes?|due to|leads?|helps?|weil|wegen|durch|macht|führt|bewirkt|porque|causa|debido"
    r"|provoca|parce que|à cause|grâce|entraîne|rend|потому|из-за|благодаря|вызывает|приводит)\b", re.IGNORECASE
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_said_to_bring_about_anything(code: str) -> None:
    told = messages(code).insight
    for key in ("together_more", "together_less", "after_more", "after_less"):
        assert not any(CAUSES.search(text) for text in told[key]), key
    assert (len(told["on"]), len(set(told["on"]))) == (7, 7)


@given(NAMES)
def test_a_name_is_one_short_line(name: str) -> None:
    plain = plain_name(name)
    assert len(plain) <= LONGEST_NAME
    assert plain == " ".join(plain.split())
    assert not set(plain) & set("{}\n\t\x00")


@given(st.floats(-1e12, 1e12))
def test_two_figures_are_near_enough(value: float) -> None:
    rounded = to_figures(value)
    assert math.isclose(rounded, value, rel_tol=0.051, abs_tol=0.0051)
