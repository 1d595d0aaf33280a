"""Archives made to do harm, archives that are damaged, and honest ones."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.errors import InvalidInputError
from appliance.upkeep.weights.faults import FetchError
from appliance.upkeep.weights.fetch import MODULE, fetch
from appliance.upkeep.weights.job import MODEL, Fetched, Job, Source
from appliance.upkeep.weights.unpack import is_archive, unpack
from tests.upkeep.file_server import Cut, FileServer, file_server

MOST = 1_000_000
WEIGHTS = Random(1).randbytes(200_000)


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def tarred(*members: tarfile.TarInfo | tuple[str, bytes], kind: str = "w:bz2") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=kind) as archive:  # type: ignore[call-overload]
        for member in members:
            if isinstance(member, tuple):
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
            else:
                archive.addfile(member)
    return held.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unpacked(tmp_path: Path, content: bytes, name: str = "a.zip", most: int = MOST) -> dict[str, bytes]:
    archive = tmp_path / name
    archive.write_bytes(content)
    unpack(archive, tmp_path / "out", most)
    return files_in(tmp_path / "out")


def refused(tmp_path: Path, content: bytes, match: str | None = None, most: int = MOST) -> None:
    """It is refused, and nothing was written outside of its folder."""
    outside = set(tmp_path.rglob("*"))
    with pytest.raises(InvalidInputError, match=match):
        unpacked(tmp_path, content, most=most)
    written = set(tmp_path.rglob("*")) - outside - {tmp_path / "a.zip"}
    assert all(path.is_relative_to(tmp_path / "out") for path in written)
    assert not any(path.is_symlink() for path in written)


# Honest ones --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_of_any_compression(tmp_path: Path, kind: str) -> None:
    content = tarred(special("voice", tarfile.DIRTYPE), ("voice/a.onnx", WEIGHTS), ("voice/d/!v/x y", b"2"), kind=kind)
    assert unpacked(tmp_path, content) == {"a.onnx": WEIGHTS, "d/!v/x y": b"2"}


def test_a_zip_without_its_single_folder(tmp_path: Path) -> None:
    content = zipped(**{"tts--vits/": b"", "tts--vits/config.json": b"{}", "tts--vits/model.pth": WEIGHTS})
    assert unpacked(tmp_path, content) == {"config.json": b"{}", "model.pth": WEIGHTS}


def test_several_things_on_top_stay_where_they_are(tmp_path: Path) -> None:
    assert unpacked(tmp_path, zipped(**{"a/x": b"1", "b": b"2"})) == {"a/x": b"1", "b": b"2"}


def test_modes_are_not_taken_over(tmp_path: Path) -> None:
    info = tarfile.TarInfo("run.sh")
    info.mode, info.size = 0o6755, 0
    unpacked(tmp_path, tarred(info, ("b", b"")))
    assert (tmp_path / "out" / "run.sh").stat().st_mode & 0o7111 == 0


@given(st.text(max_size=30), st.booleans())
def test_only_known_endings_are_archives(stem: str, upper: bool) -> None:
    assert is_archive(f"{stem}.TAR.BZ2" if upper else f"{stem}.zip")
    assert not is_archive(f"{stem}.gguf")


# Hostile ones -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "a/../../evil", "/etc/evil", "a/../b", "..", "C:/evil", "a\\..\\evil", "a\nb",
        "x" * 300, "/".join("abcdefghijklmnopqrst"),
    ],
)  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    refused(tmp_path, tarred(("fine", b"1"), (name, b"2")))


def test_a_zip_with_a_path_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, zipped(**{"fine": b"1", "../evil": b"2"}), "the path")


@pytest.mark.parametrize(
    "member",
    [
        special("link", tarfile.SYMTYPE, "/etc"),
        special("link", tarfile.LNKTYPE, "fine"),
        special("device", tarfile.CHRTYPE),
        special("pipe", tarfile.FIFOTYPE),
    ],
)
def test_links_and_devices_are_refused(tmp_path: Path, member: tarfile.TarInfo) -> None:
    refused(tmp_path, tarred(("fine", b"1"), member, ("link/evil", b"2")), "no plain file")


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    refused(tmp_path, held.getvalue(), "no plain file")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    refused(tmp_path, tarred(("a", b"1"), ("b", b""), ("a", b"2")), "twice")


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, tarred(("a", b"1"), ("a/b", b"2")), "twice")


def test_a_bomb_stops_at_its_bound(tmp_path: Path) -> None:
    refused(tmp_path, zipped(bomb=b"\0" * 5_000_000), "the most expected", most=100_000)


def test_a_header_that_lies_about_the_size_is_not_believed(tmp_path: Path) -> None:
    content = zipped(bomb=b"\0" * 300_000)
    for at in range(len(content) - 4):  # the size stands in the local and in the central header
        if content[at : at + 4] == (300_000).to_bytes(4, "little"):
            content = content[:at] + (10).to_bytes(4, "little") + content[at + 4 :]
    refused(tmp_path, content, most=100_000)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.upkeep.weights.unpack.MOST_FILES", 20)
    refused(tmp_path, zipped(**{f"{number}": b"" for number in range(21)}), "more than 20 files")


def test_an_empty_one_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, zipped())


# Damaged ones -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [zipped(a=WEIGHTS, b=WEIGHTS), tarred(("a", WEIGHTS), ("b", WEIGHTS))])
def test_whatever_is_cut_off_or_changed_is_refused_or_harmless(tmp_path: Path, content: bytes) -> None:
    chance = Random(2)
    for number in range(20):
        here = tmp_path / str(number)
        here.mkdir()
        at = chance.randrange(len(content))
        damaged = content[:at] if number % 2 else content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        try:
            found = unpacked(here, damaged)
        except InvalidInputError:
            continue
        assert all(value == WEIGHTS for value in found.values())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from(["..", ".", "", "a", "b", "x y", "~", "-rf", "ü", "\u202e"]), min_size=1, max_size=5
            ),
            st.binary(max_size=50),
            st.sampled_from([tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE]),
        ),
        max_size=6,
    )
)
def test_whatever_is_in_it_nothing_comes_out_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, members: list[tuple[list[str], bytes, bytes]]
) -> None:
    room = tmp_path_factory.mktemp("room")
    (room / "canary").write_bytes(b"alive")
    infos: list[tarfile.TarInfo | tuple[str, bytes]] = [
        ("/".join(steps), content) if kind == tarfile.REGTYPE else special("/".join(steps), kind, "../canary")
        for steps, content, kind in members
    ]
    (room / "inner").mkdir()
    archive = room / "inner" / "a.tar"
    archive.write_bytes(tarred(*infos, kind="w"))
    with suppress(InvalidInputError):
        unpack(archive, room / "inner" / "out", MOST)
    assert (room / "canary").read_bytes() == b"alive"
    assert {path.name for path in room.iterdir()} == {"canary", "inner"}
    assert {path.name for path in (room / "inner").iterdir()} <= {"a.tar", "out"}
    assert not any(path.is_symlink() for path in room.rglob("*"))


# Fetched ones -------------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server() as running:
        yield running


ARCHIVE = tarred(("voice/model.onnx", WEIGHTS), ("voice/tokens.txt", b"a 1\n"), ("voice/espeak/en", b"e"))


def job(server: FileServer, folder: Path) -> Job:
    source = Source(f"{server.url}/voice.tar.bz2", "voice.tar.bz2", archive=True)
    return Job(folder, (source,), MOST, MOST, pause_seconds=0.0)


def run(work: Job) -> list[Fetched]:
    return asyncio.run(fetch(work, lambda _: None))


def test_a_fetched_archive_becomes_a_folder_of_hashed_files(server: FileServer, tmp_path: Path) -> None:
    server.put("/voice.tar.bz2", ARCHIVE)
    server.fault("/voice.tar.bz2", Cut(50_000))
    fetched = run(job(server, tmp_path))
    assert {each.path: each.size for each in fetched} == {"espeak/en": 1, "model.onnx": len(WEIGHTS), "tokens.txt": 4}
    assert files_in(tmp_path / MODEL)["model.onnx"] == WEIGHTS
    assert run(job(server, tmp_path)) == fetched
    assert len(server.requests) == 2


def test_a_damaged_archive_is_thrown_away(server: FileServer, tmp_path: Path) -> None:
    server.put("/voice.tar.bz2", ARCHIVE[:100] + b"\0" * 400 + ARCHIVE[500:])
    with pytest.raises(FetchError, match="damaged"):
        run(job(server, tmp_path))
    assert not (tmp_path / MODEL).exists()
    server.put("/voice.tar.bz2", ARCHIVE)
    assert len(run(job(server, tmp_path))) == 3


def test_killed_at_any_step_it_is_a_whole_folder_or_none(server: FileServer, tmp_path: Path) -> None:
    """kill -9 as soon as the child has said its first line, its second, and so on, until it finishes."""
    server.put("/voice.tar.bz2", ARCHIVE)
    whole = {"espeak/en": b"e", "model.onnx": WEIGHTS, "tokens.txt": b"a 1\n"}
    for lines in range(1, 20):
        folder = tmp_path / str(lines)
        process = subprocess.Popen([sys.executable, "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(job(server, folder).as_line())
        process.stdin.flush()
        said = [json.loads(process.stdout.readline()) for _ in range(lines) if process.poll() is None]
        process.kill()
        process.communicate()
        if (folder / MODEL).exists():
            assert files_in(folder / MODEL) == whole
        assert len(run(job(server, folder))) == 3
        assert files_in(folder / MODEL) == whole
        if "files" in said[-1]:
            return
    raise AssertionError("it never came to its end")
