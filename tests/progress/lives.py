"""Habits and their days, for tests: written as one letter a day, or drawn."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from appliance.progress import Course, Excuse, Habit, course_of
from appliance.schedule.habits import DAILY, EveryDays, OnWeekdays, Rhythm, TimesPer

MONDAY = date(2026, 1, 5)
LETTERS = {"s": Excuse.SKIPPED, "p": Excuse.PAUSED, "o": Excuse.OFFLINE}


def lived(days: str, rhythm: Rhythm = DAILY, first: date = MONDAY, skips_a_month: int | None = None) -> Course:
    """`x` done, `h` half, `.` not, `s` skipped, `p` paused, `o` offline, capitals of these done all the same. A space
    says nothing. The last letter is today."""
    plain = days.replace(" ", "")
    on = [first + timedelta(each) for each in range(len(plain))]
    values = {day: 0.5 if letter == "h" else 1.0 for day, letter in zip(on, plain, strict=True) if letter in "xhSPO"}
    excused = {day: LETTERS[each.lower()] for day, each in zip(on, plain, strict=True) if each.lower() in LETTERS}
    return course_of(Habit(first, rhythm, skips_a_month=skips_a_month), values, excused, on[-1])


def with_done(days: str, at: int) -> str:
    """The same life, but that something was done on that day."""
    letter = days[at]
    return days[:at] + (letter.upper() if letter in LETTERS else "x" if letter in ".h" else letter) + days[at + 1 :]


RHYTHMS: st.SearchStrategy[Rhythm] = st.one_of(
    st.just(DAILY),
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: OnWeekdays(days=tuple(days))),
    st.integers(1, 7).map(lambda times: TimesPer(times=times, per="week")),
    st.integers(1, 28).map(lambda times: TimesPer(times=times, per="month")),
    st.integers(2, 40).map(lambda days: EveryDays(days=days)),
)
DAYS = st.text(st.sampled_from("xxxx...hspoSPO"), min_size=1, max_size=150)
FIRSTS = st.dates(date(2024, 1, 1), date(2027, 1, 1))
