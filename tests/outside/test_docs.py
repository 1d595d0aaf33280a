"""Prose is tested: what exists is documented, what is documented exists, and nothing points at one person's machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer.main

from appliance.cli import cli
from appliance.coach.safety.classifier import EXAMPLES
from appliance.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    """Every file of the repository, or about to be: what git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def prose() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in tracked() if path.suffix == ".md"}


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that can be run, with its words."""
    command = command or typer.main.get_command(cli)
    groups: dict[str, Any] = getattr(command, "commands", {})
    if not groups:
        yield path, command
    for name, inner in groups.items():
        yield from commands(inner, (*path, name))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_every_setting_is_documented(name: str) -> None:
    assert any(f"`{name}`" in text for text in prose().values()), f"no page says what {name} means"


@pytest.mark.parametrize(("words", "command"), list(commands()), ids=lambda each: str(each))
def test_every_command_is_documented_and_explains_itself(words: tuple[str, ...], command: Any) -> None:
    spoken = re.compile(rf"`(appliance )?{' '.join(words)}\b")
    assert any(spoken.search(text) for text in prose().values()), f"no page mentions `appliance {' '.join(words)}`"
    assert command.help, f"appliance {' '.join(words)} --help says nothing"


def test_every_documented_command_exists() -> None:
    known = {words[:length] for words, _ in commands() for length in (1, 2) if len(words) >= length}
    groups = {words[0] for words, _ in commands() if len(words) == 2}
    wrong = []
    for path, text in prose().items():
        for first, second in re.findall(
            r"(?:^|`|bin/)appliance ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", text, re.MULTILINE
        ):
            words = (first, second) if first in groups and second else (first,)
            if words not in known:
                wrong.append(f"{named(path)}: appliance {' '.join(words)}")
    assert not wrong


def test_every_make_target_in_prose_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    mentioned = {
        target for text in prose().values() for target in re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE)
    }
    assert mentioned <= targets


def test_every_relative_link_leads_somewhere() -> None:
    broken = []
    for path, text in prose().items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.split("#")[0]).exists():
                broken.append(f"{named(path)}: {target}")
    assert not broken


def test_shell_scripts_parse() -> None:
    scripts = [path for path in tracked() if re.match(r"#!.*\b(bash|sh)\b", text_of(path))]
    assert {"scripts/setup", "scripts/check", ".ci/run"} <= {named(path) for path in scripts}
    for script in scripts:
        checked = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr


def test_every_data_file_of_the_package_is_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = [pattern.split("/")[-1] for pattern in project["tool"]["setuptools"]["package-data"]["appliance"]]
    data = [path for path in tracked() if path.is_relative_to(ROOT / "appliance") and path.suffix != ".py"]
    assert data
    packaged = [*patterns, EXAMPLES]  # what is learnt from them is packaged, they are not
    forgotten = [named(path) for path in data if not any(fnmatch(path.name, pattern) for pattern in packaged)]
    assert not forgotten


def test_nothing_names_a_place_on_one_machine() -> None:
    place = re.compile(r"(?<![\w.~$}*-])/(?:(?:Users|root|work)/\w|home/(?!sam\b)\w)[\w/.-]*")
    found = [f"{named(path)}: {hit}" for path in tracked() for hit in place.findall(text_of(path))]
    assert not found
