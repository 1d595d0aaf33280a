"""What the calls add up to: pure functions over rows, computed when somebody looks.

course_of(habit, values, excused, today)   one habit, day by day
strengths(course)                          0 … 1 after each day
streaks(course)                            the current and the best
completion(course, 30)                     done of what was due
"""

from __future__ import annotations

from appliance.progress.completion import Completion, completion
from appliance.progress.course import Course, Excuse, Habit, course_of
from appliance.progress.credit import credit_of
from appliance.progress.resolving import Entry, resolved
from appliance.progress.streaks import Streak, streaks
from appliance.progress.strength import Running, strengths

__all__ = [
    "Completion",
    "Course",
    "Entry",
    "Excuse",
    "Habit",
    "Running",
    "Streak",
    "completion",
    "course_of",
    "credit_of",
    "resolved",
    "streaks",
    "strengths",
]
