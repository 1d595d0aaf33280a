"""What the calls add up to: pure functions over rows, computed when somebody looks.

course_of(habit, values, excused, today)   one habit, day by day
strengths(course)                          0 … 1 after each day
streaks(course)                            the current and the best
completion(course, 30)                     done of what was due
scoreboard(history, today)                 all of it, of everything that somebody measures
"""

from __future__ import annotations

from appliance.progress.completion import Completion, completion
from appliance.progress.course import Course, Excuse, Habit, course_of
from appliance.progress.credit import credit_of
from appliance.progress.resolving import resolved
from appliance.progress.rounds import is_due
from appliance.progress.scoreboard import SPANS, Score, Scoreboard, Share, habit_of, scoreboard
from appliance.progress.streaks import Streak, streaks
from appliance.progress.strength import Running, strengths

__all__ = [
    "SPANS",
    "Completion",
    "Course",
    "Excuse",
    "Habit",
    "Running",
    "Score",
    "Scoreboard",
    "Share",
    "Streak",
    "completion",
    "course_of",
    "credit_of",
    "habit_of",
    "is_due",
    "resolved",
    "scoreboard",
    "streaks",
    "strengths",
]
