"""The week as it is told aloud, in under a minute. Pure."""

from __future__ import annotations

from appliance.coach.memory.figures import Average, Period
from appliance.language.catalogue import language
from appliance.language.messages import messages
from appliance.language.rules import Language
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.progress import MOOD, MetricKind

MOST_AVERAGES = 4
"""Numbers told: with the rest about eighty words, half a minute at 150 words a minute."""

SAME = 0.3
"""A mood that differs by less, of ten, is told as the same."""

ANSWERS = {MetricKind.NUMBER: Answer.NUMBER, MetricKind.DURATION: Answer.DURATION, MetricKind.SCALE: Answer.SCALE}


def tell_week(week: Period, language_code: str) -> str:
    """The statement before the question of a weekly call; empty where there is nothing to tell."""
    pieces = messages(language_code).week
    rules = language(language_code)
    told: list[str] = []

    def say(key: str, **fields: str) -> None:
        wordings = pieces.get(key, ())
        if wordings:
            told.append(wordings[week.last.toordinal() // 7 % len(wordings)].format(**fields))

    if week.made:
        say("promises", kept=str(week.kept), made=str(week.made))
    if week.habits:
        best, worst = week.habits[0], week.habits[-1]
        say("best", label=best.name, done=str(best.done), days=str(best.days))
        if worst.done / worst.days < best.done / best.days:
            say("worst", label=worst.name, done=str(worst.done), days=str(worst.days))
    for average in [each for each in week.averages if each.role != MOOD][:MOST_AVERAGES]:
        before = "" if average.before is None else _said(rules, average, average.before)
        key = "average_before" if before else "average"
        say(key, label=average.name, value=_said(rules, average, average.mean), before=before)
    for mood in [each for each in week.averages if each.role == MOOD][:1]:
        say(_trend(mood), value=_said(rules, mood, mood.mean))
    return " ".join(told)


def _trend(mood: Average) -> str:
    if mood.before is None or abs(mood.mean - mood.before) < SAME:
        return "mood"
    return "mood_up" if mood.mean > mood.before else "mood_down"


def _said(rules: Language, average: Average, value: float) -> str:
    item = AgendaItem(key="week", kind=ItemKind.METRIC, answer=ANSWERS[average.kind], unit=average.unit)
    return rules.say_value(item, value)
