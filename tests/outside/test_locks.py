"""What the images are built from: every dependency is locked, by hashes of files for the machines that are named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.locks import FOLDER, MACHINES, SOURCES, Lock, fits, locks

ROOT = Path(__file__).resolve().parents[2]
ALL = sorted((ROOT / FOLDER).glob("*.txt"))
ENTRY = re.compile(
    r"(?P<files>(?:# \S+\n)+)(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; platform_machine == \"(?P<only>\w+)\")? \\\n"
    r"(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)
NOT_ON_ARM = {"monotonic-alignment-search", "torch"}
"""Without a wheel for aarch64: `neural` is for x86_64."""


def entries(file: Path) -> Iterator[re.Match[str]]:
    """Every package of a lock. Fails where a line belongs to none."""
    head, _, rest = file.read_text(encoding="utf-8").partition("\n\n")
    assert head.startswith("# ")
    for block in rest.rstrip("\n").split("\n\n"):
        entry = ENTRY.fullmatch(block + "\n")
        assert entry is not None, f"{file.name}: {block}"
        yield entry


def versions(*names: str) -> dict[str, Version]:
    return {
        each["name"]: Version(each["version"])
        for name in names
        for each in entries(ROOT / FOLDER / f"{name}.txt")
    }  # fmt: skip


def test_there_is_a_lock_for_each_that_the_script_writes_and_no_other() -> None:
    assert {file.stem for file in ALL} == {lock.name for lock in locks()}


@pytest.mark.parametrize("lock", [lock for lock in locks() if not lock.wanted], ids=lambda lock: lock.name)
def test_every_dependency_is_locked_as_the_project_wants_it(lock: Lock) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in lock.extras for line in project["optional-dependencies"][extra]),
    ]
    there = versions(*lock.above, lock.name)
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert name in there, f"{lock.name}.txt lacks {name}: run make lock"
        assert there[name] in requirement.specifier, f"{name} is locked at {there[name]}: run make lock"


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_every_package_has_a_file_for_each_machine(file: Path) -> None:
    for entry in entries(file):
        files, name = re.findall(r"# (\S+)", entry["files"]), entry["name"]
        assert len(files) == entry["hashes"].count("--hash="), f"{name}: a file without a hash"
        if name in SOURCES:
            assert len(files) == 1
            assert files[0].endswith(".tar.gz")
            continue
        lacking = [machine for machine in MACHINES if not any(fits(wheel, machine) for wheel in files)]
        assert lacking == (["aarch64"] if entry["only"] else []), name
        assert not lacking or name in NOT_ON_ARM


def test_what_a_machine_can_use_is_told_from_what_it_cannot() -> None:
    assert fits("numpy-2.4.6-cp311-cp311-manylinux_2_27_aarch64.manylinux_2_28_aarch64.whl", "aarch64")
    assert fits("cryptography-50.0.2-cp38-abi3-manylinux_2_34_x86_64.whl", "x86_64")
    assert not fits("cryptography-50.0.2-cp38-abi3-manylinux_2_39_x86_64.whl", "x86_64"), "newer than Debian 12"
    assert not fits("numpy-2.4.6-cp312-cp312-manylinux_2_27_x86_64.whl", "x86_64")
    assert not fits("numpy-2.4.6-cp311-cp311-musllinux_1_2_aarch64.whl", "aarch64")


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_no_address_is_written_down(file: Path) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links", file.read_text(encoding="utf-8"))
