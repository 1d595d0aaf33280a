"""The faults of `make faults` and the days of `make soak`, a few of each, so that both stay alive."""

from __future__ import annotations

from pathlib import Path

from scripts.faults import damage
from scripts.faults._report import Options, Report
from scripts.faults.kills import Kills
from scripts.soak import days


def test_killed_a_few_times_under_load_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    report = Report("kills")
    Kills(tmp_path, Options(seed=11, times=3), report).run()
    assert report.close(), report.broken
    assert int(str(report.figures["acknowledged writes"])) > 20


def test_some_hundred_damaged_places_are_survived_or_refused_by_name() -> None:
    report = Report("damage")
    damage.run(Options(seed=11, times=25), report)
    assert report.close(), report.broken
    assert report.kept[damage.WHOLE_OR_REFUSED] > 150


def test_three_days_of_a_household_of_six(tmp_path: Path) -> None:
    assert days.run(3)
