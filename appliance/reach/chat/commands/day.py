"""Commands that tell: /today, /progress."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.calls.coming import coming
from appliance.calls.habits import still_due
from appliance.reach.chat.visit import Visit
from appliance.records.progress import CommitmentStatus
from appliance.review.charts.habits import calendar_chart
from appliance.review.charts.picture import picture
from appliance.review.dates import moment
from appliance.review.look import WEEK_DAYS, HabitLook, Look, look
from appliance.review.wording import Wording, plain_name

MOST_PROMISES = 10
MOST_HABITS = 8
"""That the picture shows: more could not be told from each other on a telephone."""

WEEKS = 12


async def today(visit: Visit, argument: str) -> None:
    """The next call, what is due, what was promised."""
    store, wording = visit.store, Wording(visit.user.language)
    own = await coming(store, visit.now, visit.user)
    due = await still_due(store, visit.user, visit.day)
    promises = await store.progress.commitments(visit.user.id, status=CommitmentStatus.OPEN)
    lines = [
        visit.say("next_call", when=moment(own[0].ring_at, own[0].zone, wording)) if own else visit.say("no_call"),
        visit.say("due", names=", ".join(each.name for each in due)) if due else visit.say("nothing_due"),
    ]
    if promises:
        lines += [visit.say("promises"), *(f"• {each.text}" for each in promises[:MOST_PROMISES])]
    await visit.reply("\n".join(lines))


async def progress(visit: Visit, argument: str) -> None:
    """Habits in figures, and as a picture of their days."""
    looked = await visit.store.scores.worked_out(visit.user, visit.day, look)
    habits = looked.habits[:MOST_HABITS]
    if not habits:
        await visit.reply(visit.say("nothing_tracked"))
        return
    wording = Wording(visit.user.language)
    drawn = picture([calendar_chart(each, looked.last, wording, WEEKS) for each in habits])
    await visit.reply("\n".join(_told(visit, looked, habits)), picture=drawn)


def _told(visit: Visit, looked: Look, habits: tuple[HabitLook, ...]) -> Iterator[str]:
    for number, each in enumerate(habits, start=1):
        score = each.score
        figures = {"strength": f"{100 * score.strength:.0f}", "streak": score.streak.current}
        yield visit.say("habit", number=number, label=plain_name(score.metric.name), **figures)
    answered = looked.board.answered[WEEK_DAYS]
    kept = looked.board.kept[WEEK_DAYS]
    if answered.of:
        yield visit.say("calls_answered", some=answered.some, of=answered.of)
    if kept.of:
        yield visit.say("promises_kept", some=kept.some, of=kept.of)
    yield visit.say("picture", weeks=WEEKS)
