"""What the appliance stands on: each fault is named with its remedy, and nothing is changed by looking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.settings import Settings
from appliance.store import create_key
from appliance.upkeep.certificates import PAGE_LIFE, ROOT_LIFE, folder_of, prepared, wanted_of
from appliance.upkeep.clock import EARLIEST
from appliance.upkeep.foundations import certificate, clock, data_folder, disk, file_system_of, foundations, key, zones
from tests.upkeep.backup_house import furnish, settings_in, tree

NOW = EARLIEST + timedelta(days=30)


def test_a_machine_that_is_fine(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    furnish(settings)
    before = tree(tmp_path)
    found = {each.name: each for each in foundations(settings, NOW)}
    assert set(found) == {"data folder", "file system", "key", "disk", "time source"}
    assert found["key"].ok
    assert found["data folder"].ok
    assert found["disk"].figures["free_mb"] > 0
    assert tree(tmp_path) == before


def test_nothing_is_made_before_the_first_start(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert all("made on first use" in each.detail for each in (data_folder(settings), key(settings)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "ok"), [("ext4", True), ("btrfs", True), ("nfs4", False), ("virtiofs", False)])
def test_file_systems_that_corrupt_a_database(tmp_path: Path, kind: str, ok: bool) -> None:
    found = file_system_of(tmp_path / "not there yet", f"1 0 8:1 / / rw - {kind} /dev/x rw\n")
    assert (found.ok, found.detail) == (ok, kind)
    assert "named volume" in found.remedy


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "user_data").write_text("no folder")
    assert not data_folder(settings_in(tmp_path)).ok


def test_a_key_that_is_gone_that_others_could_read_and_that_is_damaged(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    furnish(settings)
    settings.key_file.chmod(0o644)
    shown = key(settings)
    assert not shown.ok
    assert "0644" in shown.detail
    assert key(settings).ok, "it was tightened"
    settings.key_file.write_bytes(b"no key")
    assert "damaged" in key(settings).detail
    settings.key_file.unlink()
    assert "is missing" in key(settings).detail


def test_a_wrapped_key_without_its_passphrase(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    create_key(settings.key_file, "correct horse")
    assert not key(settings).ok


def test_a_full_disk() -> None:
    assert not disk(Path("/proc")).ok  # it has no room at all


@pytest.mark.parametrize(
    ("now", "synchronised", "ok", "needed"),
    [
        (NOW, True, True, True),
        (NOW, None, True, True),
        (NOW, False, False, False),
        (datetime(2000, 1, 1, tzinfo=UTC), True, False, True),
    ],
)
def test_the_clock(now: datetime, synchronised: bool | None, ok: bool, needed: bool) -> None:
    found = clock(now, synchronised, 10_000.0)
    assert (found.ok, found.needed) == (ok, needed)


def test_zones_that_are_not_known() -> None:
    assert list(zones(["Europe/Berlin", "UTC"])) == []
    (found,) = zones(["Mars/Olympus", "Mars/Olympus", "UTC"])
    assert "Mars/Olympus" in found.detail
    assert "tzdata" in found.remedy


def test_certificates_by_their_age(tmp_path: Path) -> None:
    def told(settings: Settings, after: timedelta) -> tuple[bool, str]:
        (found,) = certificate(settings, NOW + after)
        return found.ok, found.remedy

    assert list(certificate(settings_in(tmp_path), NOW)) == []
    settings = settings_in(tmp_path, appliance_tls=True)
    assert told(settings, timedelta()) == (True, "")
    prepared(folder_of(settings.key_file), wanted_of(settings), NOW)
    assert told(settings, timedelta())[0]
    late, remedy = told(settings, PAGE_LIFE - timedelta(days=3))
    assert (late, "Restart" in remedy) == (False, True)
    prepared(folder_of(settings.key_file), wanted_of(settings), NOW + PAGE_LIFE - timedelta(days=3))
    assert told(settings, PAGE_LIFE - timedelta(days=3))[0]
    late, remedy = told(settings, ROOT_LIFE - timedelta(days=60))
    assert (late, "trusted again" in remedy) == (False, True)
