"""The bundle on a stick: made, proved, installed where there is neither tree nor registry, and gone back from."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.outside.boxes import ROOT, House, docker, house_in

pytestmark = [pytest.mark.container, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def stick(image: str, front: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of this tree's images, which no test changes."""
    folder = tmp_path_factory.mktemp("stick")
    named = {**os.environ, "APPLIANCE_IMAGE": image, "FRONT_IMAGE": front}
    made = subprocess.run(
        ["scripts/bundle", "make", str(folder)], cwd=ROOT, env=named, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.strip())


@pytest.fixture
def away(image: str, front: str, tmp_path: Path) -> Iterator[House]:
    """A machine with nothing but an engine and a stick: files of the house are below `tmp_path/home`."""
    with house_in(tmp_path, image, front) as house:
        yield house
        down = ["scripts/compose", "down", "--volumes", "--timeout", "5"]
        if (tmp_path / "home").exists():
            subprocess.run(down, cwd=tmp_path / "home", env=house.environment, capture_output=True, check=False)


def in_home(house: House, home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=home, env=house.environment, capture_output=True, text=True, check=False)


def copy_of(stick: Path, folder: Path) -> Path:
    """The bundle, its large files shared, so that one of them may be replaced."""
    return Path(shutil.copytree(stick, folder / stick.name, copy_function=os.link))


def test_a_household_moves_in_is_updated_and_goes_back_and_is_told_how(
    stick: Path, away: House, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    install = [str(stick / "scripts/bundle"), "install", str(stick)]
    first = in_home(away, tmp_path, *install, str(home))
    assert first.returncode == 0, first.stderr
    assert f"The page is at {away.url}" in first.stdout
    assert not (away.data / "backups").exists(), "nobody lived here"
    assert (
        in_home(
            away,
            home,
            "scripts/compose",
            "exec",
            "-T",
            "appliance",
            "appliance",
            "users",
            "add",
            "Sam",
            "--timezone",
            "UTC",
        ).returncode
        == 0
    )

    again = in_home(away, home, *install, str(home))
    assert again.returncode == 0, again.stderr
    (backup,) = (away.data / "backups").glob("*.dcbackup")
    assert f"backed up to /data/backups/{backup.name}" in again.stderr
    people = ["scripts/compose", "exec", "-T", "appliance", "appliance", "users", "list"]
    assert "Sam" in in_home(away, home, *people).stdout

    assert in_home(away, home, *people[:-2], "users", "add", "Kim", "--timezone", "UTC").returncode == 0
    back = in_home(away, home, "scripts/bundle", "back")
    assert back.returncode == 0, back.stderr
    told = in_home(away, home, *people).stdout
    assert "Sam" in told
    assert "Kim" not in told, "the data of before came back"

    broken = replace(away, environment={**away.environment, "DATABASE_URL": "postgres://elsewhere"})
    failed = in_home(broken, tmp_path, *install, str(home))
    assert failed.returncode == 1
    assert "DATABASE_URL" in failed.stderr, "what went wrong"
    assert f"cd {home} && scripts/bundle back" in failed.stderr
    assert "/data/backups/disciplinecall-" in failed.stderr
    assert in_home(away, home, "scripts/bundle", "back").returncode == 0
    twice = in_home(away, home, "scripts/bundle", "back")
    assert (twice.returncode, "no update was made here" in twice.stderr) == (2, True)
    assert "Sam" in in_home(away, home, *people).stdout


@pytest.mark.parametrize("fault", ["flipped", "missing", "added", "sums"])
def test_a_damaged_bundle_changes_nothing(stick: Path, away: House, tmp_path: Path, fault: str) -> None:
    bundle = copy_of(stick, tmp_path)
    piece = bundle / "images" / "tar.000"
    content = piece.read_bytes()
    named = "images/tar.000"
    piece.unlink()
    if fault == "flipped":
        middle = len(content) // 2
        piece.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif fault == "sums":
        piece.write_bytes(content)
        sums = (bundle / "SHA256SUMS").read_text(encoding="utf-8")
        (bundle / "SHA256SUMS").unlink()
        (bundle / "SHA256SUMS").write_text("x" + sums[1:], encoding="utf-8")
        named = "SHA256SUMS"
    elif fault == "added":
        piece.write_bytes(content)
        named = "images/tar.001"
        (bundle / named).write_bytes(b"more")
    done = in_home(away, tmp_path, str(bundle / "scripts/bundle"), "install", str(bundle), str(tmp_path / "home"))
    assert done.returncode == 3
    assert named in done.stderr
    assert "Nothing was changed." in done.stderr
    assert not (tmp_path / "home").exists()
    assert not away.data.exists()


def test_a_stick_without_room_is_told_before_anything_is_written(image: str, front: str, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that this needs")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(tmp_path)], check=True)
    try:
        named = {**os.environ, "APPLIANCE_IMAGE": image, "FRONT_IMAGE": front}
        done = subprocess.run(
            ["scripts/bundle", "make", str(tmp_path)], cwd=ROOT, env=named, capture_output=True, text=True, check=False
        )
        assert done.returncode == 4
        assert f"MB in {tmp_path}, and " in done.stderr
        assert "MB are free" in done.stderr
        assert not list(tmp_path.iterdir())
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_an_engine_without_room_is_told_before_anything_is_loaded(stick: Path, away: House, tmp_path: Path) -> None:
    bundle = copy_of(stick, tmp_path)
    for name, old, new in (
        ("VERSION", r"bytes=.*", "bytes=900000000000000"),
        ("SHA256SUMS", r".*\./VERSION", "{sum}  ./VERSION"),
    ):
        file = bundle / name
        content = file.read_text(encoding="utf-8")
        file.unlink()
        sha256 = hashlib.sha256((bundle / "VERSION").read_bytes()).hexdigest() if name == "SHA256SUMS" else ""
        file.write_text(re.sub(old, new.format(sum=sha256), content), encoding="utf-8")
    done = in_home(away, tmp_path, str(bundle / "scripts/bundle"), "install", str(bundle), str(tmp_path / "home"))
    assert done.returncode == 4
    assert "nothing was changed" in done.stderr
    assert not (tmp_path / "home").exists()


def test_what_is_no_bundle_and_what_is_missing_is_told(away: House, tmp_path: Path) -> None:
    done = in_home(away, ROOT, "scripts/bundle", "install", str(tmp_path), str(tmp_path / "home"))
    assert (done.returncode, "is no bundle" in done.stderr) == (3, True)
    unbuilt = replace(
        away, environment={**away.environment, "APPLIANCE_IMAGE": "disciplinecall-tests:nobody-built-this"}
    )
    done = in_home(unbuilt, ROOT, "scripts/bundle", "make", str(tmp_path / "stick"))
    assert done.returncode == 1
    assert "there is no image disciplinecall-tests:nobody-built-this here" in done.stderr
    assert docker("images", "--quiet", "disciplinecall-tests:nobody-built-this") == ""
