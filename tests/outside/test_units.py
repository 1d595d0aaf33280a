"""Service files: systemd's checker and Podman's generator read them, where they are; they agree with Compose."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # comes with schemathesis

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "docker" / "systemd" / "disciplinecall.service"
QUADLETS = ROOT / "docker" / "quadlet"
GENERATORS = ("/usr/libexec/podman/quadlet", "/usr/lib/podman/quadlet", os.environ.get("QUADLET", ""))
"""Where distributions put it (Podman 4.4 and later; Debian 12 has an older one). QUADLET names another."""


def values(file: Path) -> list[tuple[str, str]]:
    """`Section.Key` and value of every line. Fails on a line that is neither."""
    section, found = "", []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            assert equals, f"{file.name}: {line}"
            found.append((f"{section}.{key}", value))
    return found


def told(file: Path, key: str) -> list[str]:
    return [value for name, value in values(file) if name == key]


def compose_service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.local.yml").read_text(encoding="utf-8"))
    return dict(found["services"][name])


def verified(unit: Path, runtime: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(runtime)}
    command = ["systemd-analyze", "verify", "--user", "--man=no", str(unit)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_systemd_takes_the_unit_and_would_not_take_a_misspelt_one(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / "disciplinecall" / ".venv" / "bin" / "appliance"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    text = UNIT.read_text(encoding="utf-8").replace("%h", str(tmp_path))
    unit = tmp_path / UNIT.name
    unit.write_text(text, encoding="utf-8")
    done = verified(unit, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    unit.write_text(text.replace("RestrictRealtime=", "RestrictRealtim="), encoding="utf-8")
    assert "RestrictRealtim" in verified(unit, tmp_path).stderr


def generated() -> dict[str, str]:
    """The services that Podman makes of the files, by name."""
    generator = next((each for each in GENERATORS if each and Path(each).exists()), None)
    if generator is None:
        pytest.skip("Podman's Quadlet generator is not installed (Podman 4.4 or later)")
    environment = {**os.environ, "QUADLET_UNIT_DIRS": str(QUADLETS)}
    command = [generator, "-dryrun", "-user"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    parts = re.split(r"^---(\S+)---$", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_podman_makes_services_of_the_quadlet_files_that_lock_down_what_they_start() -> None:
    made = generated()
    assert len(made) == len(list(QUADLETS.iterdir()))
    for name in ("disciplinecall.service", "disciplinecall-front.service"):
        (start,) = re.findall(r"^ExecStart=(.+)$", made[name], re.MULTILINE)
        words = shlex.split(start)
        for wanted in ("--read-only", "--security-opt=no-new-privileges", "--cap-drop", "--pids-limit"):
            assert wanted in words, f"{name}: {wanted}"
    assert "--internal" in made["disciplinecall-inside-network.service"]
    (start,) = re.findall(r"^ExecStart=(.+)$", made["disciplinecall.service"], re.MULTILINE)
    assert "--publish" not in start
    assert "--health-cmd" in start
    assert "--env-file %h/" in start, "a relative path would be looked for beside the file"


def test_quadlet_files_say_what_the_compose_file_says() -> None:
    for name, service in (("disciplinecall", "appliance"), ("disciplinecall-front", "front")):
        file, composed = QUADLETS / f"{name}.container", compose_service(service)
        assert re.sub(r"\$\{\w+:-(.+)\}", r"\1", composed["image"]) == told(file, "Container.Image")[0].removeprefix(
            "localhost/"
        )
        assert told(file, "Container.ReadOnly") == ["true"]
        assert [each.upper() for each in told(file, "Container.DropCapability")] == composed["cap_drop"]
        assert told(file, "Container.PidsLimit") == [str(composed["pids_limit"])]
        assert told(file, "Container.Tmpfs") == composed["tmpfs"]
    appliance = QUADLETS / "disciplinecall.container"
    targets = {volume.rsplit(":", 1)[1] for volume in told(appliance, "Container.Volume")}
    assert targets == {volume["target"] for volume in compose_service("appliance")["volumes"]}
    assert told(QUADLETS / "disciplinecall-inside.network", "Network.Internal") == ["true"]
