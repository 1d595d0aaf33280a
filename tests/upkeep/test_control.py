"""Asking the appliance on duty, over real sockets."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import (
    AnswerLostError,
    ApplianceError,
    ConflictError,
    DataFolderError,
    InvalidInputError,
    NobodyOnDutyError,
    WrongKeyError,
)
from appliance.upkeep import control
from appliance.upkeep.control import LONGEST_LINE_BYTES, SOCKET_FILE, ask, control_socket

Message = dict[str, Any]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(message: Message) -> Message:
    return {"heard": message}


def during(folder: Path, handle: Callable[[Message], Awaitable[Message]], work: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        async with control_socket(folder, handle):
            await work()

    asyncio.run(run())


async def connect(folder: Path) -> Streams:
    return await asyncio.open_unix_connection(folder / SOCKET_FILE)


async def told(streams: Streams, *raw: bytes) -> list[Message]:
    """What comes back for these lines; the connection goes on."""
    reader, writer = streams
    writer.write(b"".join(raw))
    return [json.loads(await reader.readline()) for _ in raw]


async def hang_up(streams: Streams) -> None:
    streams[1].close()
    await streams[1].wait_closed()


def test_an_answer_comes_back_and_the_socket_is_gone_afterwards(tmp_path: Path) -> None:
    async def work() -> None:
        assert await ask(tmp_path, {"command": "look", "of": "Zoë"}) == {"heard": {"command": "look", "of": "Zoë"}}
        status = (tmp_path / SOCKET_FILE).stat()
        assert (stat.S_ISSOCK(status.st_mode), stat.S_IMODE(status.st_mode)) == (True, 0o600)

    during(tmp_path, echo, work)
    assert list(tmp_path.iterdir()) == []


def test_two_clients_at_once_do_not_wait_for_each_other(tmp_path: Path) -> None:
    both = asyncio.Barrier(2)

    async def together(message: Message) -> Message:
        await both.wait()
        return message

    async def work() -> None:
        assert [*await asyncio.gather(ask(tmp_path, {"n": 1}), ask(tmp_path, {"n": 2}))] == [{"n": 1}, {"n": 2}]

    during(tmp_path, together, work)


def test_lines_of_one_connection_are_answered_in_order(tmp_path: Path) -> None:
    first_may_end = asyncio.Event()
    done = []

    async def slow_first(message: Message) -> Message:
        if message["n"] == 0:
            await first_may_end.wait()
        done.append(message["n"])
        return message

    async def work() -> None:
        reader, writer = streams = await connect(tmp_path)
        writer.write(b'{"n": 0}\n{"n": 1}\n{"n": 2}\n')
        await ask(tmp_path, {"n": 9})
        assert done == [9]
        first_may_end.set()
        assert [json.loads(await reader.readline())["n"] for _ in range(3)] == [0, 1, 2]
        await hang_up(streams)

    during(tmp_path, slow_first, work)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\n",
        b"\x00\xff\xfe\x80\n",
        b"hello\n",
        b"[]\n",
        b"17\n",
        b'{"half": \n',
        b"[" * 60_000 + b"\n",
        b"9" * 60_000 + b"\n",
        b"x" * 1024 * 1024 + b"\n",
        b'{"n": "' + b"x" * LONGEST_LINE_BYTES + b'"}\n',
    ],
    ids=["empty", "binary", "words", "list", "number", "half", "nested", "digits", "a MiB", "a little too long"],
)
def test_garbage_is_refused_and_the_connection_goes_on(tmp_path: Path, garbage: bytes) -> None:
    async def work() -> None:
        streams = await connect(tmp_path)
        refused, answered = await told(streams, garbage, b'{"n": 1}\n')
        assert refused["error"]["code"] == "invalid_input"
        assert refused["error"]["exit_code"] == 2
        assert answered == {"heard": {"n": 1}}
        await hang_up(streams)

    during(tmp_path, echo, work)


def test_a_line_may_be_as_long_as_it_says(tmp_path: Path) -> None:
    longest = {"n": "x" * (LONGEST_LINE_BYTES - len(json.dumps({"n": ""})))}

    async def work() -> None:
        assert await ask(tmp_path, longest) == {"heard": longest}
        with pytest.raises(InvalidInputError):
            await ask(tmp_path, {"n": longest["n"] + "x"})

    during(tmp_path, echo, work)


@pytest.mark.parametrize("rest", [b'{"n": ', b'{"n": 1}', b"x" * 300_000], ids=["half", "no end", "long"])
def test_half_a_line_is_not_carried_out(tmp_path: Path, rest: bytes) -> None:
    heard = []

    async def note(message: Message) -> Message:
        heard.append(message)
        return message

    async def work() -> None:
        reader, writer = streams = await connect(tmp_path)
        writer.write(rest)
        writer.write_eof()
        assert json.loads(await reader.readline())["error"]["code"] == "invalid_input"
        assert await reader.read() == b""
        await hang_up(streams)
        assert await ask(tmp_path, {"n": 2}) == {"n": 2}
        assert heard == [{"n": 2}]

    during(tmp_path, note, work)


def test_a_refusal_is_the_same_error_here(tmp_path: Path) -> None:
    unknown = ApplianceError("Odd.")
    vars(unknown).update(code="not known here", exit_code=17)
    errors = iter([WrongKeyError("It does not fit.", remedy="Try again."), unknown, ConflictError("Twice.")])

    async def refuse(_: Message) -> Message:
        raise next(errors)

    async def work() -> None:
        with pytest.raises(WrongKeyError) as wrong:
            await ask(tmp_path, {})
        assert (wrong.value.message, wrong.value.remedy) == ("It does not fit.", "Try again.")
        with pytest.raises(ApplianceError) as odd:
            await ask(tmp_path, {})
        assert (odd.value.exit_code, odd.value.code) == (17, "not known here")
        with pytest.raises(ConflictError, match=r"Twice\."):
            await ask(tmp_path, {})
        assert ApplianceError.exit_code == 1

    during(tmp_path, refuse, work)


@pytest.mark.parametrize("error", [RuntimeError("Sam said no"), ConnectionResetError("Sam"), TimeoutError("Sam")])
def test_what_is_unexpected_is_named_by_its_type_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    async def fail(_: Message) -> Message:
        raise error

    async def work() -> None:
        with pytest.raises(ApplianceError) as refused:
            await ask(tmp_path, {"note": "Sam is late"})
        assert refused.value.code == "error"
        assert "Sam" not in str(refused.value)

    with caplog.at_level(logging.DEBUG):
        during(tmp_path, fail, work)
    assert type(error).__name__ in caplog.text
    assert "Sam" not in caplog.text


def test_an_answer_that_cannot_be_written_is_a_refusal(tmp_path: Path) -> None:
    async def odd(_: Message) -> Message:
        return {"what": object()}

    async def work() -> None:
        with pytest.raises(ApplianceError, match="unexpected"):
            await ask(tmp_path, {})

    during(tmp_path, odd, work)


def test_nobody_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path, tmp_path / "none", tmp_path / "file", tmp_path / ("d" * 200)):
        with pytest.raises(NobodyOnDutyError) as nobody:
            asyncio.run(ask(folder, {}))
        assert (nobody.value.code, nobody.value.exit_code) == ("nobody_on_duty", 3)


def test_the_socket_of_a_dead_process_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / SOCKET_FILE))
    with pytest.raises(NobodyOnDutyError):
        asyncio.run(ask(tmp_path, {}))

    async def work() -> None:
        assert await ask(tmp_path, {}) == {"heard": {}}

    during(tmp_path, echo, work)


def test_a_folder_that_cannot_hold_it(tmp_path: Path) -> None:
    (tmp_path / SOCKET_FILE).mkdir()
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(DataFolderError):
            during(folder, echo, lambda: ask(tmp_path, {}))  # type: ignore[arg-type,return-value]


def test_a_deep_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 200)
    deep.mkdir()

    async def work() -> None:
        before = len(os.listdir("/proc/self/fd"))
        assert await ask(deep, {"n": 1}) == {"heard": {"n": 1}}
        assert (deep / SOCKET_FILE).is_socket()
        await asyncio.sleep(0)
        assert len(os.listdir("/proc/self/fd")) <= before + 1  # the other side of the connection may still be closing

    during(deep, echo, work)
    assert list(deep.iterdir()) == []


def test_a_request_under_way_is_finished_at_the_exit_and_idle_connections_end(tmp_path: Path) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(message: Message) -> Message:
        begun.set()
        await may_end.wait()
        return message

    async def run() -> None:
        async with control_socket(tmp_path, slow):
            idle = await connect(tmp_path)
            asking = asyncio.create_task(ask(tmp_path, {"n": 1}))
            await begun.wait()
            asyncio.get_running_loop().call_soon(asyncio.get_running_loop().call_soon, may_end.set)
        assert await asking == {"n": 1}
        assert await idle[0].read() == b""
        await hang_up(idle)
        with pytest.raises(NobodyOnDutyError):
            await ask(tmp_path, {})

    asyncio.run(run())


def test_a_request_that_never_ends_does_not_hold_up_the_exit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "FINISH_SECONDS", 0.0)
    begun = asyncio.Event()

    async def never(_: Message) -> Message:
        begun.set()
        await asyncio.Event().wait()
        return {}

    async def run() -> None:
        async with control_socket(tmp_path, never):
            asking = asyncio.create_task(ask(tmp_path, {"id": "1"}))
            await begun.wait()
        with pytest.raises(AnswerLostError) as lost:
            await asking
        assert "same id" in lost.value.remedy
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_an_appliance_that_does_not_answer_in_time(tmp_path: Path) -> None:
    async def never(_: Message) -> Message:
        await asyncio.Event().wait()
        return {}

    async def run() -> None:
        with pytest.raises(AnswerLostError):
            await ask(tmp_path, {"note": "x" * 60_000}, timeout_seconds=0.01)

    with socket.socket(socket.AF_UNIX) as deaf:  # the kernel connects, and nobody ever reads
        deaf.bind(str(tmp_path / SOCKET_FILE))
        deaf.listen(1)
        asyncio.run(run())


@pytest.mark.parametrize("reply", [b"", b'{"half": ', b"what?\n", b"[]\n"], ids=["none", "half", "garbage", "list"])
def test_an_answer_that_broke_off(tmp_path: Path, reply: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(reply)
        writer.close()

    async def run() -> None:
        server = await asyncio.start_unix_server(answer, tmp_path / SOCKET_FILE)
        with pytest.raises(AnswerLostError):
            await ask(tmp_path, {})
        server.close()

    asyncio.run(run())


AS_NOBODY = """
import os, socket, sys
os.chdir(sys.argv[1])
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
asking = socket.socket(socket.AF_UNIX)
try:
    asking.connect(sys.argv[2])
except PermissionError:
    print("kept out")
else:
    print(asking.makefile().read())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become another user")
@pytest.mark.parametrize("mode", [0o600, 0o666])
def test_another_user_is_refused(tmp_path: Path, mode: int) -> None:
    """By the mode of the socket; and where somebody widened it, by who the kernel says is asking."""
    tmp_path.chmod(0o755)
    heard = []

    async def note(message: Message) -> Message:
        heard.append(message)
        return message

    async def work() -> None:
        (tmp_path / SOCKET_FILE).chmod(mode)
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", AS_NOBODY, str(tmp_path), SOCKET_FILE, stdout=subprocess.PIPE
        )
        out, _ = await child.communicate()
        assert child.returncode == 0
        if mode == 0o600:
            assert out.decode().strip() == "kept out"
        else:
            assert json.loads(out)["error"]["exit_code"] == 3
        assert await ask(tmp_path, {"n": 1}) == {"n": 1}
        assert heard == [{"n": 1}]

    during(tmp_path, note, work)
