"""Scores as JSON-ready figures: the same for the command line and the API."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any
from uuid import UUID

from appliance.progress.completion import Completion
from appliance.progress.scoreboard import Scoreboard, Share
from appliance.schedule.habits import stored_rhythm, write_rhythm


def figures_of(board: Scoreboard, shown: Container[UUID] | None = None) -> dict[str, Any]:
    """All of it, or of the metrics that are shown alone; calls and promises are the person's own."""
    scores = [score for score in board.scores if shown is None or score.metric.id in shown]
    mine = {"calls_answered": _shares(board.answered), "promises_kept": _shares(board.kept)} if shown is None else {}
    return {
        "today": board.today.isoformat(),
        "habits": [
            {
                "name": score.metric.name,
                "metric_type_id": str(score.metric.id),
                "schedule": write_rhythm(stored_rhythm(score.metric.schedule)),
                "strength": round(score.strength, 4),
                "strength_a_week_ago": round(score.before, 4),
                "streak": {"current": score.streak.current, "best": score.streak.best, "unit": score.streak.unit},
                "achieved": [
                    {"feat": each.feat, "count": each.count, "unit": each.unit, "day": each.day.isoformat()}
                    for each in score.achieved
                ],
                "rates": {str(days): _rate(rate) for days, rate in score.rates.items()},
            }
            for score in scores
        ],
        "not_scored": [kind.name for kind in board.unscored if shown is None or kind.id in shown],
        **mine,
    }


def _rate(lately: Completion) -> dict[str, float | None]:
    return {
        "done": lately.done,
        "due": lately.due,
        "skipped": lately.skipped,
        "paused": lately.paused,
        "offline": lately.offline,
        "rate": None if lately.rate is None else round(lately.rate, 6),
    }


def _shares(shares: Mapping[int, Share]) -> dict[str, dict[str, float | None]]:
    return {str(days): {"some": share.some, "of": share.of, "rate": share.rate} for days, share in shares.items()}
