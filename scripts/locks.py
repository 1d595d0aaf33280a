"""Resolves the packages of the images and writes them down by version and hash. Run by `scripts/lock`, which brings uv.

A lock is a requirements file for pip. Above each package stand the names of its files, in the order of the hashes, so
that a reader and a test see which machines it is locked for. Addresses are left out: an image is built from any index.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

FOLDER = Path("docker/locks")
MACHINES = ("x86_64", "aarch64")
PYTHON = (3, 11)
GLIBC = (2, 36)
"""What Debian 12 has."""

SOURCES = ("docopt", "llama-cpp-python")
"""Published as source only: one file of Python, and what the image's build stage compiles."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One file of `docker/locks/`."""

    name: str
    extras: tuple[str, ...] = ()
    """Of pyproject.toml; the dependencies of the project itself come along."""
    wanted: tuple[str, ...] = ()
    """Requirements in place of pyproject.toml."""
    above: tuple[str, ...] = ()
    """Locks that are installed before this one: it agrees with them and leaves out what they have."""
    dependencies: bool = True
    folders: bool = False
    """Whether files that UV_FIND_LINKS and UV_EXTRA_INDEX_URL name take part."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock."""

    name: str
    version: str
    files: tuple[tuple[str, str], ...]
    """Name and SHA-256 of each."""
    machines: tuple[str, ...]

    def text(self) -> str:
        only = "" if self.machines == MACHINES else f' ; platform_machine == "{self.machines[0]}"'
        lines = [*(f"# {name}" for name, _ in self.files), f"{self.name}=={self.version}{only} \\"]
        return "\n".join(lines) + "\n" + " \\\n".join(f"    --hash=sha256:{sha256}" for _, sha256 in self.files)


def locks() -> list[Lock]:
    """In the order in which they are resolved."""
    found = re.search(r"TORCH=\$\{TORCH:-([0-9.]+)\}", Path("scripts/engines").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit("lock: scripts/engines names no version of PyTorch")
    torch, beside = found[1], ("torchaudio", "torchcodec")
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    compiled = tuple(project["optional-dependencies"]["llamacpp"])
    neural = ("whisper", "sherpa", "llamacpp", "coqui")
    return [
        Lock("build", wanted=("setuptools>=77", "scikit-build-core[pyproject]>=0.9.2")),
        Lock("core"),
        Lock("telegram", extras=("telegram",), above=("core",)),
        Lock("compiled", wanted=compiled, above=("core",), dependencies=False),
        Lock("neural", extras=neural, above=("core", "compiled")),
        Lock("torch-cpu", wanted=(f"torch=={torch}+cpu",), above=("core", "compiled", "neural"), folders=True),
        Lock("torch-cuda", wanted=(f"torch=={torch}",), above=("core", "compiled", "neural")),
        Lock("torch-sound", wanted=beside, above=("core", "compiled", "neural"), dependencies=False),
    ]


def fitting_tags(machine: str) -> set[Tag]:
    """Of wheels that a Debian 12 with its own Python can use."""
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC[1], 4, -1)]
    platforms += [f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}", f"linux_{machine}"]
    return {*cpython_tags(PYTHON, platforms=platforms), *compatible_tags(PYTHON, "cp311", platforms)}


def fits(file: str, machine: str) -> bool:
    """Whether this wheel can be installed on the machine."""
    return not parse_wheel_filename(file)[3].isdisjoint(fitting_tags(machine))


def _wanted_on(package: dict[str, Any], machine: str) -> bool:
    there = {
        "platform_machine": machine, "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
        "implementation_name": "cpython", "platform_python_implementation": "CPython",
        "python_version": "3.11", "python_full_version": "3.11.2",
    }  # fmt: skip
    return "marker" not in package or Marker(package["marker"]).evaluate(there)


def _file_name(file: dict[str, Any]) -> str:
    return unquote(file.get("name") or Path(urlsplit(file.get("url") or file["path"]).path).name)


def locked(package: dict[str, Any]) -> Locked | None:
    """The package with the files that fit; None where it is for other machines. Ends the run where there are none."""
    machines = tuple(machine for machine in MACHINES if _wanted_on(package, machine))
    if not machines:
        return None
    if package["name"] in SOURCES:
        files = [package["sdist"]]
    else:
        wheels = package.get("wheels", [])
        files = [each for each in wheels if any(fits(_file_name(each), machine) for machine in machines)]
        machines = tuple(m for m in machines if any(fits(_file_name(each), m) for each in files))
    if not machines:
        raise SystemExit(
            f"lock: {package['name']} {package['version']} has no wheel for Linux; is it a source package?"
        )
    named = tuple(sorted((_file_name(each), each["hashes"]["sha256"]) for each in files))
    return Locked(package["name"], package["version"], named, machines)


def pins(text: str) -> list[str]:
    """`name==version` of every package of a lock."""
    return re.findall(r"^([A-Za-z0-9._-]+==[^ ;]+)", text, re.MULTILINE)


def resolve(uv: str, lock: Lock, kept: list[str], work: Path) -> Iterator[Locked]:
    """Everything that this lock needs, what lies above it included. `kept`: pins that stay where they can."""
    given = work / f"{lock.name}.in"
    given.write_text("\n".join(lock.wanted), encoding="utf-8")
    above = work / f"{lock.name}.above"
    above.write_text("\n".join(pin for name in lock.above for pin in pins(read(name))), encoding="utf-8")
    pinned = work / f"{lock.name}.pins"
    pinned.write_text("\n".join(kept), encoding="utf-8")
    source = [str(given)] if lock.wanted else ["pyproject.toml", *(f"--extra={extra}" for extra in lock.extras)]
    common = [uv, "pip", "compile", "--quiet", "--universal", "--python-version=3.11", *source]
    common += [f"--constraint={above}", *([] if lock.dependencies else ["--no-deps"])]
    further = () if lock.folders else ("UV_FIND_LINKS", "UV_EXTRA_INDEX_URL")
    environment = {name: value for name, value in os.environ.items() if name not in further}
    # uv prefers what its output file says already; the second run adds the files of just those versions
    subprocess.run([*common, f"--output-file={pinned}", "--no-header", "--no-annotate"], check=True, env=environment)
    written = work / f"pylock.{lock.name}.toml"
    written.unlink(missing_ok=True)
    files = [f"--constraint={pinned}", "--format=pylock.toml", f"--output-file={written}"]
    subprocess.run([*common, *files], check=True, env=environment)
    for package in tomllib.loads(written.read_text(encoding="utf-8"))["packages"]:
        if (found := locked(package)) is not None:
            yield found


def read(name: str) -> str:
    file = FOLDER / f"{name}.txt"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def write(uv: str, lock: Lock, upgrade: bool, work: Path) -> int:
    """How many packages it holds."""
    there = {pin.partition("==")[0] for name in lock.above for pin in pins(read(name))}
    kept = [] if upgrade else [pin for name in (*lock.above, lock.name) for pin in pins(read(name))]
    packages = [each for each in resolve(uv, lock, kept, work) if each.name not in there]
    head = "# Linux on x86_64 and aarch64, Python 3.11. Written by scripts/lock.\n"
    (FOLDER / f"{lock.name}.txt").write_text(
        head + "".join(f"\n{each.text()}\n" for each in packages), encoding="utf-8"
    )
    return len(packages)


def main(arguments: list[str]) -> None:
    uv, *options = arguments
    if options not in ([], ["--upgrade"]):
        raise SystemExit("usage: scripts/lock [--upgrade]")
    os.environ.pop("VIRTUAL_ENV", None)
    work = Path("build/locks")
    work.mkdir(parents=True, exist_ok=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for lock in locks():
        print(f"{FOLDER / lock.name}.txt: {write(uv, lock, bool(options), work)} packages")


if __name__ == "__main__":
    main(sys.argv[1:])
