"""The review of a week as a page: one template for a file that is sent along and for the local web server."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from appliance.language.messages import messages
from appliance.progress import SPANS, Completion
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.review.charts.drawing import percent, short
from appliance.review.charts.insights import insight_charts
from appliance.review.dates import from_to, written
from appliance.review.drawn import TEMPLATES, environment, habit_charts, markup_of
from appliance.review.insights_told import About, Told, insights_told, nothing_told
from appliance.review.look import HabitLook
from appliance.review.reading import Review
from appliance.review.week_told import week_told
from appliance.review.wording import Wording, plain_name

STYLES = TEMPLATES / "review.css"

BECAME = (CommitmentStatus.KEPT, CommitmentStatus.BROKEN, CommitmentStatus.OPEN)


@dataclass(frozen=True, slots=True)
class HabitRow:
    name: str
    strength: str
    before: str
    row: str
    longest: str
    rates: tuple[str, ...]
    """Of each of `SPANS`."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What follows name and strength."""
        return (self.before, self.row, self.longest, *self.rates)


@dataclass(frozen=True, slots=True)
class NumberRow:
    name: str
    average: str
    before: str


@dataclass(frozen=True, slots=True)
class Group:
    """Promises that came to the same."""

    state: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    text: str
    due: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows, as text in the person's language; escaping is the template's."""

    language: str
    name: str
    """As a command takes it."""
    title: str
    dates: str
    made_on: str
    empty: bool
    told: tuple[str, ...]
    habits: tuple[HabitRow, ...]
    numbers: tuple[NumberRow, ...]
    promises: tuple[Group, ...]
    shows: tuple[Told, ...]
    slip: str
    coming: tuple[Coming, ...]
    insight_charts: tuple[Markup, ...]
    habit_charts: tuple[Markup, ...]


def document(review: Review) -> str:
    """One HTML file that needs nothing else: styles and charts are in it. Escaped throughout."""
    return environment().get_template("document.html").render(_content(review))


def fragment(review: Review) -> Markup:
    """The same without head and styles, for a page that has its own; it needs `review.css`."""
    return Markup(environment().get_template("review.html").render(_content(review)))  # noqa: S704  # autoescaped


def _content(review: Review) -> dict[str, object]:
    words = {key: texts[0] for key, texts in messages(review.language).review.items()}
    return {"page": page_of(review), "words": words}


def page_of(review: Review) -> Page:
    """What the page shows. Raises `InvalidInputError` for a language without messages."""
    looked, wording = review.look, Wording(review.language)
    told = insights_told(looked.insights, looked.kinds, review.language) if looked.insights else []
    slip = next((each for each in told if each.about is About.SLIP), None)
    return Page(
        language=review.language,
        name=shlex.quote(plain_name(review.name)),
        title=wording.say("review", "title", {"name": review.name}),
        dates=from_to(looked.first, looked.last, wording),
        made_on=wording.say("review", "made_on", {"date": written(review.made_on, wording)}),
        empty=review.empty,
        told=tuple(week_told(looked.figures, review.language, looked.board)),
        habits=tuple(_habit(habit, wording) for habit in looked.habits),
        numbers=tuple(_numbers(review)),
        promises=tuple(_groups(review, wording)),
        shows=tuple(_shows(review, [each for each in told if each is not slip])),
        slip=slip.text if slip and looked.last == review.made_on else "",  # tomorrow of an earlier week is over
        coming=tuple(Coming(_words(each, wording), _due(each, wording)) for each in review.coming),
        insight_charts=tuple(markup_of(each, review.language) for each in insight_charts(looked, wording)),
        habit_charts=tuple(
            markup_of(each, review.language) for each in habit_charts(looked.habits, looked.last, review.language)
        ),
    )


def _habit(habit: HabitLook, wording: Wording) -> HabitRow:
    score = habit.score
    unit = f"count_{score.streak.unit}"
    return HabitRow(
        name=score.metric.name,
        strength=f"{100 * score.strength:.0f}",
        before=f"{100 * score.before:.0f}",
        row=wording.say("review", unit, {"count": score.streak.current}),
        longest=wording.say("review", unit, {"count": score.streak.best}),
        rates=tuple(_rate(score.rates[span], wording) for span in SPANS),
    )


def _rate(lately: Completion, wording: Wording) -> str:
    return wording.say("review", "nothing_due") if lately.rate is None else percent(lately.rate)


def _numbers(review: Review) -> Iterator[NumberRow]:
    for each in review.look.figures.averages:
        before = "" if each.before is None else f"{short(each.before)} {each.unit}"
        yield NumberRow(each.name, f"{short(each.mean)} {each.unit}", before)


def _groups(review: Review, wording: Wording) -> Iterator[Group]:
    for status in BECAME:
        texts = tuple(_words(each, wording) for each in review.became(status))
        if texts:
            yield Group(status.value, wording.say("review", status.value), texts)


def _shows(review: Review, told: list[Told]) -> Iterator[Told]:
    yield from told
    if review.look.insights is not None:
        for line in nothing_told(review.look.insights, review.language):
            yield Told(About.TREND, line, "")


def _words(promise: Commitment, wording: Wording) -> str:
    return promise.text or wording.say("review", "own_voice")


def _due(promise: Commitment, wording: Wording) -> str:
    return wording.say("review", "due", {"date": written(promise.due_day, wording)})
