"""What a call covers: properties of every agenda, and what each type of call asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.agenda import plan
from appliance.calls.agenda.fitting import MOST_FOLLOW_UPS
from appliance.calls.agenda.timing import total_seconds
from appliance.calls.briefing import MOST_DUE, Briefing, OwnQuestion, most_urgent
from appliance.records.agenda import Agenda, Answer, CustomQuestion, ItemKind
from appliance.records.people import CallType
from appliance.records.progress import Commitment, MetricKind, MetricType

DAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def promise(days_ago: int = 0, text: str = "run five kilometres", due_minutes: float | None = None) -> Commitment:
    due = DAY - timedelta(days=days_ago)
    return Commitment(user_id=UUID(int=1), text=text, made_on=due, due_day=due, due_minutes=due_minutes, created_at=NOW)


def metric(name: str, kind: MetricKind = MetricKind.NUMBER, role: str = "", position: int = 0) -> MetricType:
    return MetricType(user_id=UUID(int=1), name=name, kind=kind, role=role, position=position, created_at=NOW)


def briefing(call_type: CallType = CallType.EVENING, **facts: object) -> Briefing:
    usual = {"user_name": "Sam", "language": "en", "persona": "friend", "day": DAY, "limit_seconds": 240.0}
    return Briefing.model_validate({**usual, "call_type": call_type, **facts})


WORDS = st.text(alphabet="abc ", min_size=1, max_size=200)
PROMISES = st.lists(st.builds(promise, st.integers(0, 400), WORDS, st.none() | st.integers(0, 1439)), max_size=25).map(
    lambda found: tuple(sorted(found, key=lambda each: each.due_day))
)
METRICS = st.lists(
    st.builds(metric, WORDS, st.sampled_from(MetricKind), st.sampled_from(["", "mood", "sleep"]), st.integers(0, 3)),
    max_size=25,
).map(tuple)
QUESTIONS = WORDS.filter(str.strip)
OWN = st.lists(st.builds(CustomQuestion, text=QUESTIONS, answer=st.sampled_from(Answer)), max_size=30).map(
    lambda asked: tuple(OwnQuestion(number=number, asked=one) for number, one in enumerate(asked, start=1))
)


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    due, own = draw(PROMISES), draw(OWN)
    keys = [f"{how}:{each.id}" for each in due for how in ("follow_up", "progress")]
    return briefing(
        draw(st.sampled_from(CallType)),
        limit_seconds=draw(st.floats(60, 1800)),
        minutes=draw(st.floats(0, 1800)),
        due=due,
        metrics=draw(METRICS),
        own_list=bool(own),
        questions=own,
        passed_over=tuple(draw(st.lists(st.sampled_from(keys), max_size=5, unique=True))) if keys else (),
        asked_today=frozenset(draw(st.lists(st.sampled_from(keys), max_size=5))) if keys else frozenset(),
        wake_task=draw(st.booleans()),
        offer_pause=draw(st.booleans()),
        week_told=draw(st.sampled_from(["", "word " * 150])),
    )


@settings(max_examples=300)
@given(briefings())
def test_no_agenda_is_longer_than_the_person_lets_a_call_take(facts: Briefing) -> None:
    agenda = plan(facts)
    assert agenda.limit_seconds == facts.limit_seconds
    assert facts.limit_seconds is not None
    assert total_seconds(list(agenda.items)) <= facts.limit_seconds
    assert all(item.seconds > 0 for item in agenda.items)


@settings(max_examples=300)
@given(briefings())
def test_every_agenda_is_in_order_and_asks_nothing_twice(facts: Briefing) -> None:
    agenda = plan(facts)
    keys = [item.key for item in agenda.items]
    assert keys[0] == "presence"
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set(agenda.left_out)
    for place, item in enumerate(agenda.items):
        assert not item.only_after or item.only_after in keys[:place]
    assert not {key for key in keys if key.partition(":")[0] in ("follow_up", "progress")} & facts.asked_today
    asked = [item.commitment_id for item in agenda.items if item.kind in (ItemKind.FOLLOW_UP, ItemKind.PROGRESS)]
    assert len(set(asked)) == len(asked)


@settings(max_examples=200)
@given(briefings())
def test_the_same_facts_give_the_same_agenda_and_it_survives_being_stored(facts: Briefing) -> None:
    assert plan(facts) == plan(facts.model_copy(deep=True))
    assert Agenda.model_validate(plan(facts).model_dump(mode="json")) == plan(facts)


@settings(max_examples=200)
@given(briefings())
def test_more_time_never_takes_a_question_away(facts: Briefing) -> None:
    short = {item.key for item in plan(facts).items}
    assert facts.limit_seconds is not None
    longer = plan(facts.model_copy(update={"limit_seconds": facts.limit_seconds + 120}))
    assert short <= {item.key for item in longer.items}


def kinds(agenda: Agenda) -> list[str]:
    return [item.kind.value for item in agenda.items[1:]]


def test_an_evening_asks_promises_then_habits_then_numbers_then_the_mood_then_tomorrow() -> None:
    facts = briefing(
        due=(promise(2), promise()),
        metrics=(
            metric("mood", MetricKind.SCALE, role="mood"),
            metric("coffees"),
            metric("walk", MetricKind.HABIT),
        ),
    )
    agenda = plan(facts)
    assert kinds(agenda) == ["follow_up", "follow_up", "metric", "metric", "metric", "promise"]
    assert [item.label for item in agenda.items[3:6]] == ["walk", "coffees", "mood"]
    assert agenda.items[-1].due_day == "2026-03-05"


def test_a_morning_leaves_promises_of_today_their_day_and_asks_for_three_intentions() -> None:
    agenda = plan(briefing(CallType.MORNING, due=(promise(1), promise()), metrics=(metric("sleep", role="sleep"),)))
    assert kinds(agenda) == ["follow_up", "metric", "promise", "promise", "promise"]
    assert [(item.key, item.only_after) for item in agenda.items[3:]] == [
        ("promise", ""), ("promise:2", "promise"), ("promise:3", "promise:2")
    ]  # fmt: skip
    assert {item.due_day for item in agenda.items[3:]} == {"2026-03-04"}


def test_at_midday_a_promise_of_today_is_looked_at_and_an_obstacle_asked_for_only_where_it_goes_badly() -> None:
    agenda = plan(briefing(CallType.MIDDAY, due=(promise(),), minutes=750))
    progress, obstacle, adjusted = agenda.items[1:]
    assert (progress.kind, progress.answer) == (ItemKind.PROGRESS, Answer.YES_NO)
    assert (obstacle.only_after, obstacle.only_below) == (progress.key, 1.0)
    assert (adjusted.key, adjusted.due_day) == ("promise", "2026-03-04")


@pytest.mark.parametrize(
    ("due_minutes", "minutes", "kind"),
    [(600, 750, "follow_up"), (750, 750, "follow_up"), (900, 750, "progress"), (0, 750, "progress")],
)
def test_a_promise_whose_own_time_is_over_at_midday_is_asked_about(due_minutes: float, minutes: int, kind: str) -> None:
    """`Dentist before ten` is over at half past twelve; `before midnight` is not."""
    agenda = plan(briefing(CallType.MIDDAY, due=(promise(due_minutes=due_minutes),), minutes=minutes))
    assert kinds(agenda)[0] == kind


def test_what_another_call_of_the_day_has_an_answer_to_is_not_asked_again() -> None:
    asked = promise(1)
    agenda = plan(briefing(due=(asked, promise()), asked_today=frozenset({f"follow_up:{asked.id}"})))
    assert kinds(agenda) == ["follow_up", "promise"]


def test_what_there_was_no_time_for_comes_first_the_next_time() -> None:
    due = tuple(promise(20 - number) for number in range(MOST_FOLLOW_UPS + 2))
    metrics = tuple(metric(f"number {number}") for number in range(5))
    short = plan(briefing(due=due, metrics=metrics, limit_seconds=75))
    asked = [item.commitment_id for item in short.items if item.kind is ItemKind.FOLLOW_UP]
    assert asked == [each.id for each in due[: len(asked)]], "the most overdue first"
    assert 0 < len(asked) < MOST_FOLLOW_UPS
    assert not [item for item in short.items if item.kind is ItemKind.METRIC], "values go before promises do"
    after = plan(briefing(due=due, limit_seconds=75, passed_over=short.left_out))
    first = next(item.commitment_id for item in after.items if item.kind is ItemKind.FOLLOW_UP)
    assert first == due[len(asked)].id


def test_promises_past_the_most_of_one_call_count_as_left_out() -> None:
    due = tuple(promise(20 - number) for number in range(MOST_FOLLOW_UPS + 2))
    agenda = plan(briefing(due=due, limit_seconds=1800))
    assert agenda.left_out == tuple(f"follow_up:{each.id}" for each in due[MOST_FOLLOW_UPS:])


def test_a_week_is_told_then_asked_about_then_promised_for() -> None:
    agenda = plan(briefing(CallType.WEEKLY, week_told="You kept four of five promises."))
    review, promised = agenda.items[1:]
    assert (review.kind, review.statement) == (ItemKind.REVIEW, "You kept four of five promises.")
    assert promised.due_day == "2026-03-11"


def test_ones_own_questions_are_asked_as_written_and_nothing_else() -> None:
    kind = uuid4()
    own = (
        OwnQuestion(number=1, asked=CustomQuestion(text="What are you grateful for?")),
        OwnQuestion(
            number=3,
            asked=CustomQuestion(text="How far?", answer=Answer.NUMBER, unit="km", metric="run"),
            metric_type_id=kind,
        ),
    )
    agenda = plan(briefing(CallType.CUSTOM, own_list=True, questions=own, due=(promise(3),)))
    assert [(item.key, item.question) for item in agenda.items[1:]] == [
        ("question:1", "What are you grateful for?"), ("question:3", "How far?")
    ]  # fmt: skip
    assert (agenda.items[2].metric_type_id, agenda.items[2].unit) == (kind, "km")


def test_a_talk_has_nothing_to_cover() -> None:
    agenda = plan(briefing(CallType.CUSTOM, talk=True, due=(promise(3),)))
    assert (agenda.talk, kinds(agenda), agenda.limit_seconds) == (True, ["talk"], 240.0)


@pytest.mark.parametrize("call_type", [CallType.MORNING, CallType.EVENING, CallType.WEEKLY])
def test_of_a_thousand_promises_a_call_is_told_of_those_it_would_ask_about_first(call_type: CallType) -> None:
    many = [promise(number % 300) for number in range(1_000)]
    waited = [f"follow_up:{each.id}" for each in many[50:53]]
    asked = frozenset(f"follow_up:{each.id}" for each in many[290:300])
    told = most_urgent(many, waited, asked)
    assert len(told) == MOST_DUE
    assert not {f"follow_up:{each.id}" for each in told} & asked
    facts = {"limit_seconds": 1800.0, "passed_over": tuple(waited), "asked_today": asked}
    of_all, of_those = (plan(briefing(call_type, due=tuple(due), **facts)) for due in (many, told))
    assert of_those.items == of_all.items, "the call is the same"
    assert len(of_those.left_out) < MOST_DUE < len(of_all.left_out)
