"""Heads of prompts as they were looked at and found good: one file for each persona and type of call.

python -m tests.coach.golden_prompts      writes them anew; look at the difference before keeping it
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from appliance.calls.agenda import plan
from appliance.calls.briefing import Briefing, OwnQuestion
from appliance.coach.memory.about import About, Aim, Bearing, OpenPromise, Standing
from appliance.coach.memory.figures import Average, Habit, Period
from appliance.coach.persona import load_personas
from appliance.coach.prompts import head
from appliance.records.agenda import Answer, CustomQuestion
from appliance.records.people import CallType
from appliance.records.progress import Commitment, MetricKind, MetricType
from appliance.review.week_told import tell_week

FOLDER = Path(__file__).parent / "prompts"
DAY = date(2026, 3, 8)
NOW = datetime(2026, 3, 8, 20, tzinfo=UTC)
PERSONAS = ("motivator", "drill_sergeant", "abuser", "friend", "mentor")
TALK = "talk"

WEEK = Period(
    first=DAY - timedelta(6),
    last=DAY,
    made=5,
    kept=4,
    habits=(Habit(name="exercise", done=5, days=7), Habit(name="reading", done=2, days=7)),
    averages=(
        Average(name="sleep", kind=MetricKind.DURATION, unit="hours", mean=6.5, before=7.0),
        Average(name="mood", kind=MetricKind.SCALE, role="mood", mean=6.8, before=5.5),
    ),
)
ABOUT = About(
    promises=(OpenPromise(text="book the train to Hamburg", due_day="2026-03-11"),),
    aims=(Aim(title="run the half marathon in May", why="I told my daughter I would"),),
    last_call='2026-03-07, Evening: promised "call the dentist before ten"; exercise yes; sleep 6 hours',
    facts=("I work nights every other week", "I don't drink coffee after noon"),
    people=("my daughter is called Ana",),
    week=WEEK,
    habits=(
        Standing(name="exercise", strength=62, before=58, row=5, best=5, unit="day"),
        Standing(name="reading", strength=31, before=44, row=0, best=12, unit="day"),
    ),
    month=WEEK.model_copy(update={"first": DAY - timedelta(27), "made": 19, "kept": 13}),
    related=("2026-02-20: my knee hurt after the third kilometre",),
    earlier=('week from 2026-02-23: 3 of 6 promises kept; in the way: "it rained all week"',),
)
BEARINGS = {
    CallType.MORNING: Bearing(),
    CallType.MIDDAY: Bearing(brisk=True),
    CallType.EVENING: Bearing(missed_in_a_row=3),
    CallType.WEEKLY: Bearing(),
    CallType.CUSTOM: Bearing(low=True),
}


def promise(text: str, days_ago: int) -> Commitment:
    due = DAY - timedelta(days=days_ago)
    return Commitment(user_id=UUID(int=1), text=text, made_on=due, due_day=due, created_at=NOW)


def briefing(call_type: CallType, *, talk: bool = False) -> Briefing:
    kinds = (
        MetricType(user_id=UUID(int=1), name="exercise", kind=MetricKind.HABIT, created_at=NOW),
        MetricType(user_id=UUID(int=1), name="sleep", kind=MetricKind.DURATION, unit="hours", created_at=NOW),
    )
    own = (
        OwnQuestion(number=1, asked=CustomQuestion(text="What are you grateful for?")),
        OwnQuestion(number=2, asked=CustomQuestion(text="How far did you run?", answer=Answer.NUMBER, unit="km")),
    )
    return Briefing(
        user_name="Sam",
        language="en",
        persona="friend",
        call_type=call_type,
        day=DAY,
        limit_seconds=240.0,
        due=(promise("call the dentist before ten", 1), promise("run five kilometres", 0)),
        metrics=() if call_type in (CallType.MIDDAY, CallType.WEEKLY) else kinds,
        own_list=call_type is CallType.CUSTOM,
        questions=own if call_type is CallType.CUSTOM else (),
        week_told=tell_week(WEEK, "en") if call_type is CallType.WEEKLY else "",
        talk=talk,
    )


def rendered() -> dict[str, str]:
    """Every head by the name of its file."""
    personas = load_personas()
    found = {}
    for name in PERSONAS:
        for kind in (*CallType, TALK):
            call_type = CallType.CUSTOM if kind == TALK else CallType(kind)
            agenda = plan(briefing(call_type, talk=kind == TALK))
            about = ABOUT.model_copy(update={"bearing": Bearing() if kind == TALK else BEARINGS[call_type]})
            words = head(personas[name], agenda, about, user_name="Sam", language="en")
            found[f"{name}-{kind}.txt"] = words + "\n"
    return found


if __name__ == "__main__":
    for file, words in rendered().items():
        (FOLDER / file).write_text(words, encoding="utf-8")
