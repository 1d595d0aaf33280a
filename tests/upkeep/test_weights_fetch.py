"""Downloads over real sockets by a real child process: broken off, killed, lied to, and gone on with."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import psutil
import pytest

from appliance.upkeep.weights.faults import FetchError, WrongContentError
from appliance.upkeep.weights.fetch import MODULE, fetch
from appliance.upkeep.weights.job import MODEL, PARTS, Fetched, Job, Progress, Source
from tests.upkeep.file_server import Claim, Cut, FileServer, Hold, Status, file_server, make_certificate

MOST_BYTES = 20_000_000

CONTENT = Random(4).randbytes(300_000)
OTHER = Random(5).randbytes(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models" / ".incoming" / "stt-tiny"


def job(server: FileServer, folder: Path, *names: str, hub: bool = True, sha256: str = "") -> Job:
    sources = tuple(Source(f"{server.url}/{name}", name, hub=hub, sha256=sha256) for name in names)
    return Job(folder, sources, MOST_BYTES, pause_seconds=0.0, stall_seconds=30.0)


def run(work: Job, told: list[Progress] | None = None) -> list[Fetched]:
    return asyncio.run(fetch(work, (told if told is not None else []).append))


def kept(folder: Path, name: str = "model.bin") -> int:
    """Bytes of an unfinished file."""
    part = folder / PARTS / f"{name}.part"
    return part.stat().st_size if part.exists() else 0


def is_model_there(folder: Path) -> bool:
    return (folder / MODEL).exists()


# What arrives -------------------------------------------------------------------------------------------------------


def test_files_arrive_whole_with_their_hashes_and_progress(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.put("/config.json", b'{"a": 1}', hub="small")
    told: list[Progress] = []
    fetched = run(job(server, folder, "model.bin", "config.json"), told)
    assert [(each.path, each.size, each.checked) for each in fetched] == [
        ("model.bin", len(CONTENT), "stated"),
        ("config.json", 8, "stated"),
    ]
    assert fetched[0].sha256 == SHA256
    assert (folder / MODEL / "model.bin").read_bytes() == CONTENT
    assert (folder / MODEL / "config.json").read_bytes() == b'{"a": 1}'
    assert Progress("fetching model.bin", len(CONTENT), len(CONTENT)) in told
    assert Progress("checking model.bin", len(CONTENT), len(CONTENT)) in told


def test_what_is_whole_is_not_fetched_again(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.put("/config.json", b"{}", hub="small")
    first = run(job(server, folder, "model.bin", "config.json"))
    assert run(job(server, folder, "model.bin", "config.json")) == first
    assert len(server.requests) == 2


def test_a_whole_file_that_was_damaged_since_is_fetched_again(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    run(job(server, folder, "model.bin"))
    (folder / MODEL / "model.bin").write_bytes(OTHER)
    with pytest.raises(WrongContentError):
        run(job(server, folder, "model.bin"))
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256


def test_a_connection_that_breaks_goes_on_at_the_same_byte(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Cut(1000), Cut(70_000), Cut(0))
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256
    etag = server.files["/model.bin"].etag
    assert [(each.start, each.if_range) for each in server.asked("/model.bin")] == [
        (None, ""),
        (1000, etag),
        (71_000, etag),
        (71_000, etag),
    ]


def test_a_server_without_ranges_starts_from_the_beginning(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large", ranges=False)
    server.fault("/model.bin", Cut(100_000), Cut(200_000))
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256


def test_without_etag_and_hash_nothing_is_pieced_together(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, etag="")
    server.fault("/model.bin", Cut(100_000))
    fetched = run(job(server, folder, "model.bin", hub=False))
    assert (fetched[0].sha256, fetched[0].checked) == (SHA256, "length")
    assert [each.start for each in server.asked("/model.bin")] == [None, None]


def test_a_body_without_a_length_is_taken_with_a_hash_only(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large", length=False)
    server.fault("/model.bin", Cut(100_000))
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256
    server.put("/other.bin", CONTENT, length=False)
    with pytest.raises(FetchError, match="neither how long"):
        run(job(server, folder, "other.bin", hub=False))


# What is wrong ------------------------------------------------------------------------------------------------------


def test_a_file_that_changed_on_the_server_is_fetched_anew(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Cut(100_000), Status(503))
    with pytest.raises(FetchError, match="503"):
        run(job(server, folder, "model.bin"))
    assert kept(folder) == 100_000
    server.put("/model.bin", OTHER, hub="large")
    fetched = run(job(server, folder, "model.bin"))
    assert fetched[0].sha256 == hashlib.sha256(OTHER).hexdigest()


def test_a_server_that_ignores_if_range_mixes_nothing(server: FileServer, folder: Path) -> None:
    """It answers with the rest of another file of the same length, under the old ETag."""
    old = server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Cut(100_000), Status(500))
    with pytest.raises(FetchError):
        run(job(server, folder, "model.bin"))
    server.put("/model.bin", OTHER, hub="large", etag=old.etag)
    assert run(job(server, folder, "model.bin"))[0].sha256 == hashlib.sha256(OTHER).hexdigest()


def test_bytes_that_rotted_on_the_disk_are_fetched_anew(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Cut(100_000), Status(500))
    with pytest.raises(FetchError):
        run(job(server, folder, "model.bin"))
    part = folder / PARTS / "model.bin.part"
    part.write_bytes(b"\0" * 4096 + part.read_bytes()[4096:])
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256
    assert [each.start for each in server.asked("/model.bin")][-2:] == [100_000, None]


def test_a_wrong_hash_is_no_model_and_nothing_of_it_is_kept(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, headers={"X-Linked-Etag": f'"{"0" * 64}"'})
    with pytest.raises(WrongContentError, match=SHA256):
        run(job(server, folder, "model.bin"))
    assert not is_model_there(folder)
    assert kept(folder) == 0


def test_another_file_than_the_published_one_is_refused_before_it_is_fetched(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", OTHER, hub="large")
    with pytest.raises(FetchError, match="has been replaced"):
        run(job(server, folder, "model.bin", sha256=SHA256))
    assert kept(folder) == 0
    server.put("/model.bin", OTHER, hub="small")
    with pytest.raises(WrongContentError, match=SHA256):
        run(job(server, folder, "model.bin", sha256=SHA256))
    assert not is_model_there(folder)


def test_the_published_hash_is_the_one_that_counts(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, etag="")
    assert run(job(server, folder, "model.bin", hub=False, sha256=SHA256))[0].checked == "published"


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, "nothing at"), (410, "nothing at"), (401, "refuses"), (403, "refuses"), (500, "later"), (429, "later")],
)
def test_what_the_server_refuses_is_told_with_a_remedy(
    server: FileServer, folder: Path, status: int, said: str
) -> None:
    server.fault("/model.bin", Status(status))
    with pytest.raises(FetchError, match=str(status)) as raised:
        run(job(server, folder, "model.bin"))
    assert said in str(raised.value)
    assert raised.value.remedy
    assert not is_model_there(folder)


def test_no_network_is_told_with_the_way_by_stick(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    source = Source(f"http://127.0.0.1:{port}/model.bin", "model.bin")
    with pytest.raises(FetchError, match=r"No connection to 127\.0\.0\.1") as raised:
        run(Job(folder, (source,), MOST_BYTES, pause_seconds=0.0))
    assert "appliance models import" in raised.value.remedy


def test_a_name_that_nobody_knows_is_told(folder: Path) -> None:
    source = Source("https://no-such-host.invalid/model.bin", "model.bin")
    with pytest.raises(FetchError, match=r"No connection to no-such-host\.invalid"):
        run(Job(folder, (source,), MOST_BYTES, pause_seconds=0.0))


def test_a_server_that_only_ever_hangs_up_is_given_up(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Cut(5000), *[Cut(0)] * 10)
    with pytest.raises(FetchError, match="No connection"):
        run(job(server, folder, "model.bin"))
    assert kept(folder) == 5000


@pytest.mark.parametrize(
    "claimed",
    [
        (("Content-Range", "bytes 0-9/10"),),
        (("Content-Range", f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"),),
        (("Content-Range", "nonsense"),),
        (("ETag", '"another"'),),
        (("X-Linked-Etag", f'"{"1" * 64}"'),),
    ],
)
def test_the_rest_of_something_else_is_not_taken(
    server: FileServer, folder: Path, claimed: tuple[tuple[str, str], ...]
) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Cut(100_000), Claim(claimed))
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256
    assert [each.start for each in server.asked("/model.bin")] == [None, 100_000, None]


def test_a_compressed_answer_is_refused(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Claim((("Content-Encoding", "gzip"),)))
    with pytest.raises(FetchError, match="compresses"):
        run(job(server, folder, "model.bin"))


def test_more_than_was_expected_is_refused_before_it_fills_the_disk(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.put("/endless.bin", CONTENT, hub="large", length=False)
    small = Job(folder, job(server, folder, "model.bin").sources, 100_000, pause_seconds=0.0)
    with pytest.raises(FetchError, match="the most that was expected"):
        run(small)
    assert kept(folder) == 0
    endless = Job(folder, job(server, folder, "endless.bin").sources, 100_000, pause_seconds=0.0)
    with pytest.raises(FetchError, match="the most that was expected"):
        run(endless)


# Where it goes ------------------------------------------------------------------------------------------------------


def test_a_redirect_to_the_same_server_keeps_the_hub_s_word(server: FileServer, folder: Path) -> None:
    server.put("/cdn", CONTENT)
    moved = Status(302, (("Location", "/cdn"), ("X-Linked-Etag", f'"{SHA256}"')))
    server.fault("/model.bin", moved)
    assert run(job(server, folder, "model.bin"))[0].checked == "stated"


def test_a_redirect_over_http_to_another_server_is_refused(server: FileServer, folder: Path) -> None:
    with file_server() as elsewhere:
        elsewhere.put("/model.bin", CONTENT)
        server.fault("/model.bin", Status(302, (("Location", f"{elsewhere.url}/model.bin"),)))
        with pytest.raises(FetchError, match="redirected"):
            run(job(server, folder, "model.bin"))
        assert elsewhere.requests == []


def test_a_circle_of_redirects_ends(server: FileServer, folder: Path) -> None:
    server.fault("/model.bin", *[Status(302, (("Location", "/model.bin"),))] * 20)
    with pytest.raises(FetchError, match="circle"):
        run(job(server, folder, "model.bin"))


def test_https_is_followed_elsewhere_where_the_certificate_is_trusted(
    server: FileServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "server.pem"
    make_certificate(certificate)
    with file_server(certificate) as elsewhere:
        elsewhere.put("/cdn", CONTENT)
        moved = Status(302, (("Location", f"{elsewhere.url}/cdn"), ("X-Linked-Etag", f'"{SHA256}"')))
        server.fault("/model.bin", moved, moved)
        with pytest.raises(FetchError, match="certificate"):
            run(job(server, folder, "model.bin"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256
        elsewhere.put("/cdn", CONTENT, headers={"X-Linked-Etag": f'"{"0" * 64}"'})  # which is the hub's to say
        server.fault("/other.bin", Status(302, (("Location", f"{elsewhere.url}/cdn"),)))
        assert run(job(server, folder, "other.bin"))[0].checked == "length"


def test_no_other_name_is_looked_up_in_the_downloading_process() -> None:
    """In a process of its own: an audit hook cannot be removed."""
    script = (
        "import socket\n"
        "from appliance.upkeep.weights.fetch_child import Hosts\n"
        "hosts = Hosts(); hosts.allow('LOCALHOST'); hosts.install()\n"
        "socket.getaddrinfo('localhost', 80)\n"
        "socket.getaddrinfo('127.0.0.1', 80)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("127.0.0.1, which is no part of this download, was refused.")


def test_secrets_stay_with_the_parent(server: FileServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's environment, read from outside while it is held in the middle of a download."""
    monkeypatch.setenv("APPLIANCE_PASSPHRASE", "open sesame")
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Hold(1000))

    async def look() -> bytes:
        task = asyncio.create_task(fetch(job(server, folder, "model.bin"), lambda _: None))
        await asyncio.to_thread(server.wait_held, 1)
        found = b"".join((Path("/proc") / child / "environ").read_bytes() for child in children())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return found

    environment = asyncio.run(look())
    assert b"PATH=" in environment
    assert b"sesame" not in environment


def children() -> list[str]:
    """Numbers of this process's children that download."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # it ended since
            if MODULE in child.cmdline():
                found.append(str(child.pid))
    return found


# Broken off ---------------------------------------------------------------------------------------------------------


def test_a_cancelled_download_ends_its_process_and_goes_on_later(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Hold(100_000))

    async def give_up() -> None:
        task = asyncio.create_task(fetch(job(server, folder, "model.bin"), lambda _: None))
        await asyncio.to_thread(server.wait_held, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert children() == []

    asyncio.run(give_up())
    assert not is_model_there(folder)
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256


def spawn(work: Job) -> subprocess.Popen[bytes]:
    """The downloading process, given its job."""
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(work.as_line())
    process.stdin.flush()
    return process


def test_it_ends_with_its_parent(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Hold(1000))
    process = spawn(job(server, folder, "model.bin"))
    server.wait_held(1)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=20) == 3
    process.stdout.close() if process.stdout else None
    process.stderr.close() if process.stderr else None


def until(holds: Callable[[], bool]) -> None:
    """Wait for another process, giving way to it."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        os.sched_yield()


def test_killed_at_any_byte_it_never_becomes_a_model_and_goes_on_to_the_right_one(
    server: FileServer, folder: Path
) -> None:
    """kill -9 after random numbers of bytes, 30 times over some models: at once, or when the bytes are on the disk."""
    chance, kills = Random(9), 0
    while kills < 30:
        content = chance.randbytes(chance.randrange(50_000, 400_000))
        server.put("/model.bin", content, hub="large")
        here = folder.with_name(f"stt-{kills}")
        for _ in range(chance.randrange(2, 7)):
            before = kept(here)
            further = chance.randrange(0, len(content) - before)
            server.fault("/model.bin", Hold(further))
            process = spawn(job(server, here, "model.bin"))
            server.wait_held(kills + 1)
            if chance.random() < 0.7:
                until(lambda before=before, further=further, here=here: kept(here) == before + further)  # type: ignore[misc]
            process.kill()
            process.communicate()
            assert process.returncode == -signal.SIGKILL
            assert not is_model_there(here)
            kills += 1
        assert run(job(server, here, "model.bin"))[0].sha256 == hashlib.sha256(content).hexdigest()
        assert (here / MODEL / "model.bin").read_bytes() == content
    gone_on = [each for each in server.asked("/model.bin") if each.start is not None]
    assert len(gone_on) > 10


def test_a_child_that_dies_is_told_as_a_fault(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    server.fault("/model.bin", Hold(1000))

    async def shoot() -> None:
        task = asyncio.create_task(fetch(job(server, folder, "model.bin"), lambda _: None))
        await asyncio.to_thread(server.wait_held, 1)
        for child in children():
            os.kill(int(child), signal.SIGKILL)
        with pytest.raises(FetchError, match="died"):
            await task

    asyncio.run(shoot())


# A full disk --------------------------------------------------------------------------------------------------------


def test_a_limit_on_files_is_told_and_what_was_fetched_is_kept(server: FileServer, folder: Path) -> None:
    server.put("/model.bin", CONTENT, hub="large")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, before[1]))
    try:
        with pytest.raises(FetchError, match="No room is left") as raised:
            run(job(server, folder, "model.bin"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "goes on from there" in raised.value.remedy
    assert not is_model_there(folder)
    assert 0 < kept(folder) <= 150_000
    assert run(job(server, folder, "model.bin"))[0].sha256 == SHA256


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a file system can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_before_and_during(server: FileServer, small_disk: Path) -> None:
    content = Random(6).randbytes(2_000_000)
    server.put("/model.bin", content, hub="large")
    with pytest.raises(FetchError, match="are free"):
        run(job(server, small_disk / "incoming", "model.bin"))
    assert len(server.requests) == 1
    assert kept(small_disk / "incoming") == 0
    server.put("/model.bin", content, hub="large", length=False)
    with pytest.raises(FetchError, match="No room is left"):
        run(job(server, small_disk / "incoming", "model.bin"))
    assert not is_model_there(small_disk / "incoming")
