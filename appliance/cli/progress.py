"""`appliance progress`: what somebody's days add up to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.occasions import today_of
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.progress import Completion, Scoreboard, Share
from appliance.progress.achievements import Feat
from appliance.progress.figures import figures_of
from appliance.review.charts.drawing import spark
from appliance.review.look import HabitLook, Look, look
from appliance.schedule.habits import stored_rhythm, write_rhythm

SPARK_WEEKS = 12
"""Of strength, one letter a week."""

SHOWN_SPAN = 30
"""Days whose rates the table shows; `--json` has all."""

UNITS = {"day": ("day", "days"), "week": ("week", "weeks"), "month": ("month", "months"), "round": ("time", "times")}


def register(cli: typer.Typer) -> None:
    """Add the command to the root."""
    cli.command("progress")(progress)


def progress(user: Annotated[str, typer.Argument(help="Name or id.")], as_json: AsJson = False) -> None:
    """Strength, streaks and rates of habits; calls answered and promises kept."""

    async def work(appliance: Appliance) -> Look:
        person = await appliance.store.people.user(user)
        return await appliance.store.scores.worked_out(person, today_of(person, appliance.now()), look)

    looked = on_appliance(work)
    board = looked.board
    if as_json:
        show_json(figures_of(board))
        return
    show_table(
        (
            "habit",
            "schedule",
            "strength",
            "a week ago",
            f"{SPARK_WEEKS} weeks",
            "streak",
            "best",
            f"done in {SHOWN_SPAN} days",
        ),
        [_row(habit) for habit in looked.habits],
        f"Nothing is scored yet. Track a habit: appliance metrics add {user} exercise --kind habit --schedule 3/week",
    )
    for line in _achieved_lately(board):
        print(line)
    for title, shares in (("Calls answered", board.answered), ("Promises kept", board.kept)):
        print(f"{title}: {'; '.join(_told(days, share) for days, share in shares.items())}")


def _row(habit: HabitLook) -> tuple[str, ...]:
    score, streak = habit.score, habit.score.streak
    lately = score.rates[SHOWN_SPAN]
    return (
        score.metric.name,
        write_rhythm(stored_rhythm(score.metric.schedule)),
        f"{100 * score.strength:.0f}",
        f"{100 * score.before:.0f}",
        spark(habit.strength[::-1][: 7 * SPARK_WEEKS : 7][::-1].tolist()),
        _counted(streak.current, streak.unit),
        _counted(streak.best, streak.unit),
        "nothing due" if lately.rate is None else f"{100 * lately.rate:.0f} %{_spared(lately)}",
    )


def _achieved_lately(board: Scoreboard) -> Iterator[str]:
    since = board.today - timedelta(days=SHOWN_SPAN)
    for score in board.scores:
        for each in score.achieved:
            if each.day > since:
                what = "in a row" if each.feat is Feat.STREAK else "in a row again, after a break"
                yield f"Achieved: {score.metric.name}, {_counted(each.count, each.unit)} {what} ({each.day})"


def _counted(count: int, unit: str) -> str:
    return f"{count} {UNITS[unit][count != 1]}"


def _spared(lately: Completion) -> str:
    """Days that do not count, with the reason."""
    parts = [("skipped", lately.skipped), ("paused", lately.paused), ("offline", lately.offline)]
    told = ", ".join(f"{days} {why}" for why, days in parts if days)
    return f" ({told})" if told else ""


def _told(days: int, share: Share) -> str:
    return f"{share.some} of {share.of} in {days} days" if share.of else f"none in {days} days"
