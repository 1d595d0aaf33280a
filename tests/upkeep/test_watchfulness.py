"""What watches over the appliance: the daily round, memory, the log, reports of crashes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from appliance.engines.budget import KEPT_FREE_MIB, Budget
from appliance.engines.child import ChildProcess, Share
from appliance.errors import DataFolderError, EngineError
from appliance.records.calls import Call, CallStatus
from appliance.records.people import User
from appliance.records.progress import ClosedDay
from appliance.store import Store, open_store
from appliance.upkeep import crashes, logs
from appliance.upkeep.daily_round import DailyRound
from appliance.upkeep.shortage import LOW_MIB, Shortage
from tests.store import samples
from tests.store.conftest import KEY

NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
SAID = "my mother's balloon went to zanzibar"


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def quiet_logging() -> Iterator[None]:
    """Whatever handlers a test puts up are taken down."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in before:
            handler.close()
    root.handlers[:] = before
    root.setLevel(level)


# The daily round -----------------------------------------------------------------------------------------------------


def test_a_round_a_day_and_none_beside_a_call(tmp_path: Path) -> None:
    async def run() -> None:
        clock = Clock()
        async with open_store(tmp_path / "appliance.db", KEY) as store:
            rounds = DailyRound(store, clock, audit_keep_days=100)
            sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOW))
            await store.audit.append(NOW - timedelta(days=101), "cli", "old", "old")
            await store.audit.append(NOW - timedelta(days=99), "cli", "young", "young")
            call = await store.calls.add(samples.call(sam, status=CallStatus.LIVE))
            assert not await rounds.look()
            async with store.database.writing() as session:
                await session.execute(update(Call).where(col(Call.id) == call.id).values(status=CallStatus.COMPLETED))
            assert rounds.finding().detail.startswith("not read whole")
            assert await rounds.look()
            assert rounds.finding().ok
            assert [each.action for each in await store.audit.entries()] == ["audit.prune", "young"]
            clock.now += timedelta(hours=23)
            assert not await rounds.look()
            clock.now += timedelta(hours=1)
            assert await rounds.look()
            clock.now -= timedelta(days=3)  # set back: who knows when the last was
            assert await rounds.look()

    asyncio.run(run())


def test_a_clock_that_closed_many_days_at_once_prunes_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        clock = Clock()
        async with open_store(tmp_path / "appliance.db", KEY) as store:
            sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOW))
            await store.audit.append(NOW, "cli", "young", "young")
            clock.now += timedelta(days=3650)
            for ago in range(31, 0, -1):
                day = clock.now.date() - timedelta(days=ago)
                await store.days.close(ClosedDay(user_id=sam.id, day=day, closed_at=clock.now))
            assert await DailyRound(store, clock, audit_keep_days=100).look()
            assert [each.action for each in await store.audit.entries()] == ["young"]
            for _ in range(7):
                clock.now += timedelta(days=1)
                day = clock.now.date() - timedelta(days=1)
                await store.days.close(ClosedDay(user_id=sam.id, day=day, closed_at=clock.now))
            assert await DailyRound(store, clock, audit_keep_days=100).look()
            assert [each.action for each in await store.audit.entries()] == ["audit.prune"]

    asyncio.run(run())


def test_damage_is_found_and_told(tmp_path: Path) -> None:
    file = tmp_path / "appliance.db"

    async def fill(store: Store) -> None:
        for number in range(200):
            await store.audit.append(NOW, "cli", "action", f"{number} {'x' * 400}")

    async def run() -> None:
        async with open_store(file, KEY) as store:
            await fill(store)
        whole = file.read_bytes()
        async with open_store(file, KEY) as store:
            place = len(whole) - 8192  # a page that nothing has read yet
            with file.open("r+b") as opened:
                opened.seek(place)
                opened.write(bytes(4096))
            rounds = DailyRound(store, Clock(), audit_keep_days=10_000)
            assert (await rounds.check()).damage
            found = rounds.finding()
            assert not found.ok
            assert "appliance restore" in found.remedy
            file.write_bytes(whole)

    asyncio.run(run())


# Memory --------------------------------------------------------------------------------------------------------------


def test_nothing_is_loaded_that_does_not_fit_now() -> None:
    free = 4_000
    budget = Budget(8_000, lambda: free)
    budget.take("ears", "whisper", 1_000)
    free = 1_200
    with pytest.raises(EngineError, match=f"{1_200 - KEPT_FREE_MIB} MiB can be taken now"):
        budget.take("model", "llama", 1_000)
    assert budget.left_mib == 7_000
    free = 1_300
    budget.take("model", "llama", 1_000)


def test_short_of_memory_the_largest_engine_is_ended_and_not_loaded_again_until_there_is_room() -> None:
    async def run() -> None:
        free = 4_000
        budget = Budget(8_000, lambda: free)
        small, large = (
            ChildProcess("tests.engines.pupil", name, share=Share(budget, mib))
            for name, mib in (("small", 100), ("large", 2_000))
        )
        shortage = Shortage(budget, lambda: free)
        try:
            await small.start()
            await large.start()
            assert await shortage.look() == ""
            assert shortage.finding().ok
            free = LOW_MIB - 1
            assert await shortage.look() == "large"
            assert (large.pid, small.pid is not None) == (None, True)
            free = 1_000
            with pytest.raises(EngineError, match="can be taken now"):
                await large.start()
            found = shortage.finding()
            assert not found.ok
            assert "large" in found.detail
            free = 4_000
            await large.start()
            assert large.pid is not None
        finally:
            await small.aclose()
            await large.aclose()
        free = 0
        assert await shortage.look() == ""

    asyncio.run(run())


# The log -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("quiet_logging")
def test_the_log_has_lines_for_programs_and_no_words_of_exceptions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latest = logs.begin(tmp_path / "user_data")
    try:
        try:
            raise ValueError(SAID)
        except ValueError as error:
            raise RuntimeError(SAID) from error
    except RuntimeError as error:
        logging.getLogger("appliance.test").error("a page failed", exc_info=error)
    logging.getLogger("httpx").info("GET http://somewhere")
    file = tmp_path / "user_data" / "logs" / "appliance.jsonl"
    (line,) = map(json.loads, file.read_text().splitlines())
    assert (line["level"], line["logger"], line["message"]) == ("error", "appliance.test", "a page failed")
    assert datetime.fromisoformat(line["at"]).tzinfo is not None
    assert line["exception"][0] == "builtins.RuntimeError"
    assert "builtins.ValueError" in line["exception"]
    assert any("test_watchfulness.py" in each for each in line["exception"])
    printed = capsys.readouterr().err
    assert "a page failed" in printed
    assert "RuntimeError" in printed
    assert SAID not in printed + file.read_text() + "".join(latest)
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("quiet_logging")
def test_the_log_never_grows_beyond_its_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    latest = logs.begin(tmp_path)
    for number in range(900):
        logging.getLogger("appliance.test").info("%d %s", number, "x" * 8_000)
    files = sorted((tmp_path / "logs").iterdir())
    assert 1 < len(files) <= logs.KEPT + 1
    assert sum(file.stat().st_size for file in files) <= (logs.KEPT + 1) * logs.LARGEST_BYTES
    assert len(latest) == logs.LATEST
    capfd.readouterr()


@pytest.mark.usefixtures("quiet_logging")
def test_a_folder_that_cannot_be_written_costs_the_file_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "user_data").write_text("no folder")
    logs.begin(tmp_path / "user_data")
    logging.getLogger("appliance.test").warning("still told")
    assert "still told" in capsys.readouterr().err


# Crashes -------------------------------------------------------------------------------------------------------------


def test_a_crash_leaves_a_report_without_what_was_said(tmp_path: Path) -> None:
    with pytest.raises(KeyError), crashes.reported(tmp_path, lambda: NOW, ["the last line"]):
        raise KeyError(SAID)
    (found,) = crashes.crashes(tmp_path / "crashes")
    text = found.file.read_text()
    assert "builtins.KeyError" in text
    assert "test_watchfulness.py" in text
    assert "the last line" in text
    assert SAID not in text
    assert found.at == NOW
    shown = crashes.finding(tmp_path, NOW + timedelta(hours=1))
    assert not shown.ok
    assert str(found.file) in shown.remedy
    assert crashes.finding(tmp_path, NOW + timedelta(days=20)).ok
    assert crashes.forget(tmp_path) == 1
    assert crashes.finding(tmp_path, NOW).ok


def test_errors_made_for_people_and_good_ends_are_no_crashes(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError), crashes.reported(tmp_path, lambda: NOW):
        raise DataFolderError("full")
    with crashes.reported(tmp_path, lambda: NOW):
        pass
    assert crashes.crashes(tmp_path / "crashes") == []
    assert list((tmp_path / "crashes").iterdir()) == []


def test_a_death_in_native_code_is_reported_at_the_next_start(tmp_path: Path) -> None:
    program = (
        "import ctypes, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from appliance.upkeep.crashes import reported\n"
        "with reported(Path(sys.argv[1]), lambda: datetime.now(UTC)): ctypes.string_at(0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False)
    assert ended.returncode < 0
    assert crashes.crashes(tmp_path / "crashes") == []
    with crashes.reported(tmp_path, lambda: NOW):
        (found,) = crashes.crashes(tmp_path / "crashes")
    assert "Segmentation fault" in found.file.read_text()


def test_reports_are_bounded(tmp_path: Path) -> None:
    for number in range(crashes.KEPT + 3):
        assert crashes.write(tmp_path, NOW + timedelta(seconds=number), ["x"])
    assert len(crashes.crashes(tmp_path)) == crashes.KEPT
    assert crashes.crashes(tmp_path)[0].at == NOW + timedelta(seconds=crashes.KEPT + 2)
    os.chmod(tmp_path, 0o700)  # nothing else was left there
    assert len(list(tmp_path.iterdir())) == crashes.KEPT
