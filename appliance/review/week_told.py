"""The week as it is told aloud, in under a minute: what was kept, what went best and hardest, one thing that shows.

Nothing here shames: what went badly is said once, with what still stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from appliance.coach.memory.figures import Average, Period
from appliance.language.catalogue import language
from appliance.progress import Score, Scoreboard, Share
from appliance.progress.achievements import MILESTONES, Feat
from appliance.progress.insight import Insights
from appliance.records.agenda import AgendaItem, ItemKind
from appliance.records.progress import MOOD, MetricKind, MetricType
from appliance.review.insights_told import About, insights_told
from appliance.review.wording import ANSWERS, Wording, plain_name, to_figures

MOST_AVERAGES = 4

MOST_SECONDS = 50.0
"""So that a word about stakes fits into the minute too."""

WORDS_A_SECOND, LETTERS_A_SECOND = 150 / 60, 15.0
"""As `calls/agenda/timing.py` has it; and as many letters with their spaces, for languages whose words are long."""

SAME = 0.3
"""A mood that differs by less, of ten, is told as the same."""

SPAN = 7
"""Days that are told of."""

LEAST_ROW = {"day": 3, "week": 2, "month": 2, "round": 3}
"""Rounds in a row that are worth a word."""

FIRM = 0.3
"""Strength from which something was built up that a bad week leaves standing."""

SURE_TO_SLIP = 0.1
"""How much less likely than usual something is tomorrow, from which it is told."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A few sentences that belong together."""

    rank: int
    """What is left out first where there is no time: the highest."""
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """A habit in the week."""

    name: str
    done: int
    due: int
    daily: bool
    """Whether it is counted in days."""
    firm: bool = False

    @property
    def rate(self) -> float:
        return self.done / self.due


def tell_week(
    week: Period,
    code: str,
    board: Scoreboard | None = None,
    found: Insights | None = None,
    kinds: Sequence[MetricType] = (),
) -> str:
    """The statement before the question of a weekly call; empty where there is nothing to tell.

    Of the insights one is told, in turn from week to week.
    """
    return " ".join(week_told(week, code, board, found, kinds))


def week_told(
    week: Period,
    code: str,
    board: Scoreboard | None = None,
    found: Insights | None = None,
    kinds: Sequence[MetricType] = (),
) -> list[str]:
    """The same, each thing in a line. Habits are those of the board where there is one, else of days with an answer."""
    wording = Wording(code, week.last.toordinal() // SPAN)
    pieces = [
        *_promises(week, wording),
        *(_calls(board.answered[SPAN], wording) if board else ()),
        *_habits(_done(week, board), wording),
        *(_achieved(board, wording) or _rows(board, wording) if board else ()),
        *_averages(week, wording),
        *(_insight(found, kinds, wording) if found else ()),
    ]
    return [piece.text for piece in _in_time(pieces, code)]


def seconds_of(text: str, code: str) -> float:
    """About how long it takes to say it, numbers as words."""
    spoken = language(code).speakable(text)
    return max(len(spoken.split()) / WORDS_A_SECOND, len(spoken) / LETTERS_A_SECOND)


def _in_time(pieces: list[Piece], code: str) -> list[Piece]:
    lasting = {id(piece): seconds_of(piece.text, code) for piece in pieces}
    kept = list(pieces)
    for candidate in sorted(pieces, key=lambda piece: -piece.rank):
        if sum(lasting[id(piece)] for piece in kept) <= MOST_SECONDS:
            break
        kept = [piece for piece in kept if piece is not candidate]
    return kept


def _promises(week: Period, wording: Wording) -> Iterator[Piece]:
    if week.made:
        yield Piece(0, wording.say("week", "promises", {"kept": week.kept, "made": week.made}))


def _calls(answered: Share, wording: Wording) -> Iterator[Piece]:
    if answered.of:
        key = "calls" if 2 * answered.some >= answered.of else "calls_few"
        yield Piece(4, wording.say("week", key, {"some": answered.some, "of": answered.of}))


def _done(week: Period, board: Scoreboard | None) -> list[Done]:
    """The best first."""
    if board is None:
        found = [Done(habit.name, habit.done, habit.days, daily=True) for habit in week.habits]
    else:
        found = [done for score in board.scores for done in _of_score(score)]
    return sorted(found, key=lambda done: (-done.rate, -done.due, done.name))


def _of_score(score: Score) -> Iterator[Done]:
    lately = score.rates[SPAN]
    due = round(lately.due)
    if due >= 1:
        firm = score.strength >= FIRM
        yield Done(score.metric.name, min(due, round(lately.done)), due, score.streak.unit == "day", firm)


def _habits(habits: list[Done], wording: Wording) -> Iterator[Piece]:
    if not habits:
        return
    best, worst = habits[0], habits[-1]
    if best.done:
        yield Piece(1, _habit("best", best, wording))
    if worst.rate < best.rate:
        still = f" {wording.say('week', 'still_there')}" if worst.firm else ""
        yield Piece(3, _habit("worst", worst, wording) + still)


def _habit(key: str, habit: Done, wording: Wording) -> str:
    counted = {"days": habit.due} if habit.daily else {"due": habit.due}
    fields = {"label": plain_name(habit.name), "done": habit.done, **counted}
    return wording.say("week", key if habit.daily else f"{key}_times", fields)


def _achieved(board: Scoreboard, wording: Wording) -> list[Piece]:
    """The greatest of the week; it is told instead of a row."""
    week = board.today - timedelta(days=SPAN)
    fresh = [(score, each) for score in board.scores for each in score.achieved if each.day > week]
    for score, each in sorted(fresh, key=lambda pair: -pair[1].count / MILESTONES[pair[1].unit][0])[:1]:
        key = f"achieved_{each.unit}" if each.feat is Feat.STREAK else "taken_up_again"
        fields = {"label": plain_name(score.metric.name), "count": each.count}
        return [Piece(2, wording.say("week", key, fields))]
    return []


def _rows(board: Scoreboard, wording: Wording) -> Iterator[Piece]:
    """The row that is longest beside what is worth a word."""
    worth = [score for score in board.scores if score.streak.current >= LEAST_ROW[score.streak.unit]]
    for score in sorted(worth, key=lambda each: -each.streak.current / LEAST_ROW[each.streak.unit])[:1]:
        row = score.streak
        fields = {"label": plain_name(score.metric.name), "count": row.current}
        longest = f" {wording.say('week', 'row_longest')}" if row.current == row.best else ""
        yield Piece(2, wording.say("week", f"row_{row.unit}", fields) + longest)


def _averages(week: Period, wording: Wording) -> Iterator[Piece]:
    others = [each for each in week.averages if each.role != MOOD]
    for number, average in enumerate(others[:MOST_AVERAGES]):
        before = "" if average.before is None else _said(average, average.before, wording)
        fields = {"label": plain_name(average.name), "value": _said(average, average.mean, wording), "before": before}
        yield Piece(8 + number, wording.say("week", "average_before" if before else "average", fields))
    for mood in [each for each in week.averages if each.role == MOOD][:1]:
        yield Piece(7, wording.say("week", _mood(mood), {"value": _said(mood, mood.mean, wording)}))


def _mood(mood: Average) -> str:
    if mood.before is None or abs(mood.mean - mood.before) < SAME:
        return "mood"
    return "mood_up" if mood.mean > mood.before else "mood_down"


def _said(average: Average, value: float, wording: Wording) -> str:
    item = AgendaItem(key="week", kind=ItemKind.METRIC, answer=ANSWERS[average.kind], unit=average.unit)
    exact = value if average.kind == MetricKind.DURATION else to_figures(value, 3)
    return language(wording.code).say_value(item, exact)


def _insight(found: Insights, kinds: Sequence[MetricType], wording: Wording) -> Iterator[Piece]:
    """One of those that show, in turn; and what may slip tomorrow, where that is much."""
    told = insights_told(found, kinds, wording.code)
    others = [each for each in told if each.about is not About.SLIP]
    if others:
        yield Piece(6, others[wording.turn % len(others)].text)
    if found.slip is not None and found.slip.base_rate - found.slip.chance >= SURE_TO_SLIP:
        yield Piece(5, next(each.text for each in told if each.about is About.SLIP))
