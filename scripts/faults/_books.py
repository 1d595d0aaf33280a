"""Holds what a household was told against what its database says, on a copy: the next start finds the real files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from appliance.errors import DamagedBackupError
from appliance.settings import Settings
from appliance.store.keys import read_key
from appliance.store.sqlite import connector
from appliance.upkeep.backups.archive import check_whole
from appliance.upkeep.backups.shelf import SUFFIX
from scripts.faults._load import Acknowledged
from scripts.faults._report import Report

SOUND = "the database passes its full check"
WRITES = "every acknowledged write is there"
ONCE = "a write with a key is there once"
TURNS = "every turn acknowledged on the line is there, in order"
ONE_CALL = "a check-in has one call a day"
RUNG = "no attempt rings without its row, or in a second life"
PROVEN = "every backup that has its name is whole"
REFUSED = "nothing is refused that should not be"


@contextmanager
def copied(settings: Settings, into: Path) -> Iterator[Any]:
    """A raw connection to a copy of the database and its log, as the kill left them."""
    file = into / settings.database_file.name
    for ending in ("", "-wal"):
        source = settings.database_file.with_name(f"{settings.database_file.name}{ending}")
        if source.exists():
            shutil.copyfile(source, into / source.name)
    raw = connector(file, read_key(settings.key_file))()
    try:
        yield raw
    finally:
        raw.close()
        for left in into.glob(f"{file.name}*"):
            left.unlink()


def compare(raw: Any, known: Acknowledged, report: Report, life: str) -> None:
    """Every promise of the appliance that shows in its rows."""
    check = [row[0] for row in raw.execute("PRAGMA integrity_check")]
    strays = raw.execute("PRAGMA foreign_key_check").fetchall()
    report.check(SOUND, check == ["ok"] and not strays, f"{life}: {check[:3]} {strays[:3]}")
    _promises(raw, known, report, life)
    _values(raw, known, report, life)
    _turns(raw, known, report, life)
    doubled = raw.execute(
        "SELECT check_in_id, day, COUNT(*) FROM calls WHERE check_in_id IS NOT NULL GROUP BY 1, 2 HAVING COUNT(*) > 1"
    ).fetchall()
    report.check(ONE_CALL, not doubled, f"{life}: {doubled[:3]}")
    rows = {row[0] for row in raw.execute("SELECT id FROM attempts")}
    stray = [each for each in known.rings if UUID(each).hex not in rows]
    report.check(RUNG, not stray and not known.rang_again, f"{life}: no row {stray[:3]}, again {known.rang_again[:3]}")
    report.check(REFUSED, not known.refused, f"{life}: {known.refused[:3]}")


def _promises(raw: Any, known: Acknowledged, report: Report, life: str) -> None:
    counts = dict(raw.execute("SELECT text, COUNT(*) FROM commitments WHERE text LIKE 'promise %' GROUP BY text"))
    report.check(WRITES, known.promises <= counts.keys(), f"{life}: lost {sorted(known.promises - counts.keys())[:3]}")
    twice = [text for text, count in counts.items() if count > 1]
    strange = counts.keys() - known.asked
    report.check(ONCE, not twice and not strange, f"{life}: twice {twice[:3]}, never asked for {sorted(strange)[:3]}")


def _values(raw: Any, known: Acknowledged, report: Report, life: str) -> None:
    query = (
        "SELECT users.name, metrics.date, metrics.value FROM metrics JOIN users ON users.id = metrics.user_id "
        "WHERE metrics.metric_type = 'water' AND metrics.source = 'manual'"
    )
    found = {(name, day): value for name, day, value in raw.execute(query)}
    lost = []
    for (name, day), value in known.values.items():
        there = found.get((name, day.isoformat()))
        if there not in (value, known.under_way.get((name, day))):
            lost.append(f"{name} {day}: {there} in place of {value}")
    report.check(WRITES, not lost, f"{life}: {lost[:3]}")


def _turns(raw: Any, known: Acknowledged, report: Report, life: str) -> None:
    spoken: dict[str, list[str]] = {}
    query = "SELECT attempt_id, content FROM conversations WHERE message_type = 'user' ORDER BY call_id, position"
    for attempt, content in raw.execute(query):
        spoken.setdefault(attempt, []).append(content)
    for attempt, said in known.turns.items():
        there = spoken.get(UUID(attempt).hex, [])
        report.check(TURNS, there[: len(said)] == said, f"{life}: {said} in {attempt}, there is {there}")


class Archives:
    """The backups of a household; each is proven once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._proven: set[str] = set()

    def prove(self, report: Report, life: str) -> None:
        """Read every new one through."""
        for file in sorted(self._folder.glob(f"*{SUFFIX}")):
            if file.name in self._proven:
                continue
            try:
                check_whole(file)
            except DamagedBackupError as error:
                report.check(PROVEN, False, f"{life}: {error.message}")
            else:
                report.check(PROVEN, True)
            self._proven.add(file.name)
