"""Engines in child processes: real ones, that answer, fail, hang and die."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

import psutil
import pytest

from appliance.engines.budget import Budget
from appliance.engines.child import ChildProcess, Patience, Share
from appliance.errors import EngineError


def with_child(work: Callable[[ChildProcess], Coroutine[Any, Any, None]], *, timeout_seconds: float = 30.0) -> None:
    async def run() -> None:
        child = ChildProcess("tests.engines.pupil", "pupil", patience=Patience(reply=timeout_seconds), private=False)
        try:
            await work(child)
        finally:
            await child.aclose()
        assert child.pid is None
        assert len(asyncio.all_tasks()) == 1, "a task was left running"

    asyncio.run(run())


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid)


def test_answers_with_header_and_payload() -> None:
    async def work(child: ChildProcess) -> None:
        sound = os.urandom(300_000)
        header, payload = await child.request({"do": "echo", "say": "ümlaut"}, sound)
        assert header["said"] == "ümlaut"
        assert payload == sound

    with_child(work)


def test_one_process_serves_all_requests_in_order() -> None:
    async def work(child: ChildProcess) -> None:
        replies = await asyncio.gather(*(child.request({"do": "echo", "say": str(i)}) for i in range(20)))
        assert [header["said"] for header, _ in replies] == [str(i) for i in range(20)]
        assert {header["pid"] for header, _ in replies} == {child.pid}

    with_child(work)


def test_what_a_library_prints_does_not_break_the_frames() -> None:
    async def work(child: ChildProcess) -> None:
        await child.request({"do": "chat"})
        header, _ = await child.request({"do": "echo", "say": "still here"})
        assert header["said"] == "still here"

    with_child(work)


def test_a_failed_request_is_an_engine_error_and_the_child_lives_on() -> None:
    async def work(child: ChildProcess) -> None:
        before, _ = await child.request({"do": "echo"})
        with pytest.raises(EngineError, match="no such word"):
            await child.request({"do": "fail"})
        after, _ = await child.request({"do": "echo"})
        assert after["pid"] == before["pid"]

    with_child(work)


def test_a_cancelled_request_stops_the_work_and_its_reply_goes_to_nobody() -> None:
    async def work(child: ChildProcess) -> None:
        await child.request({"do": "echo"})
        endless = asyncio.create_task(child.request({"do": "work until cancelled", "say": "late"}))
        waiting = asyncio.create_task(child.request({"do": "echo", "say": "mine"}))
        await asyncio.sleep(0)
        endless.cancel()
        header, _ = await waiting
        assert header["said"] == "mine"
        assert endless.cancelled()

    with_child(work)


def test_a_child_that_dies_once_is_started_again(tmp_path: Path) -> None:
    async def work(child: ChildProcess) -> None:
        before, _ = await child.request({"do": "echo"})
        after, _ = await child.request({"do": "die once", "mark": str(tmp_path / "died"), "say": "second life"})
        assert after["said"] == "second life"
        assert after["pid"] != before["pid"]

    with_child(work)


def test_a_child_that_dies_twice_is_an_error_with_its_last_words() -> None:
    async def work(child: ChildProcess) -> None:
        with pytest.raises(EngineError, match=r"pupil died twice over one request.*the model file is damaged"):
            await child.request({"do": "die"})
        header, _ = await child.request({"do": "echo", "say": "and lives again"})
        assert header["said"] == "and lives again"

    with_child(work)


def test_a_child_that_hangs_is_killed_at_the_timeout() -> None:
    async def work(child: ChildProcess) -> None:
        with pytest.raises(EngineError, match="pupil gave no answer within 1 s"):
            await child.request({"do": "hang"})
        header, _ = await child.request({"do": "echo", "say": "fresh"})
        assert header["said"] == "fresh"

    with_child(work, timeout_seconds=1.0)


def test_closing_ends_even_a_hanging_child_and_fails_its_request() -> None:
    async def work(child: ChildProcess) -> None:
        pid = (await child.request({"do": "echo"}))[0]["pid"]
        hanging = asyncio.create_task(child.request({"do": "hang"}))
        await asyncio.sleep(0)
        await child.aclose()
        with pytest.raises(EngineError, match="pupil was closed while it worked"):
            await hanging
        assert gone(pid)

    with_child(work)


def test_an_idle_child_closes_itself_and_comes_back() -> None:
    async def run() -> None:
        child = ChildProcess("tests.engines.pupil", "pupil", patience=Patience(idle=0.0))
        first, _ = await child.request({"do": "echo"})
        while child.pid is not None:  # noqa: ASYNC110 — its own timer closes it
            await asyncio.sleep(0)
        second, _ = await child.request({"do": "echo"})
        assert second["pid"] != first["pid"]
        await child.aclose()

    asyncio.run(run())


def test_a_module_that_is_not_there_is_an_error_that_says_so() -> None:
    async def run() -> None:
        child = ChildProcess("tests.engines.nobody", "nobody", private=False)
        with pytest.raises(EngineError, match="No module named"):
            await child.request({"do": "echo"})
        await child.aclose()

    asyncio.run(run())


def test_the_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = """
import asyncio
from appliance.engines.budget import Budget
from appliance.engines.child import ChildProcess, Patience, Share
async def main():
    child = ChildProcess("tests.engines.pupil", "pupil")
    header, _ = await child.request({"do": "echo"})
    print(header["pid"], flush=True)
    await child.request({"do": "work until cancelled"})
asyncio.run(main())
"""

    async def run() -> None:
        parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
        assert parent.stdout is not None
        pid = int(await parent.stdout.readline())
        parent.kill()
        await parent.wait()
        await asyncio.to_thread(psutil.wait_procs, [psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
        assert gone(pid)

    asyncio.run(run())


def test_a_reply_comes_in_parts() -> None:
    async def work(child: ChildProcess) -> None:
        async with aclosing(child.stream({"do": "count", "until": 5})) as parts:
            found = [(header["number"], payload) async for header, payload in parts]
        assert found == [(number, bytes([number])) for number in range(5)]
        header, _ = await child.request({"do": "echo", "say": "still here"})
        assert header["said"] == "still here"

    with_child(work)


def test_parts_nobody_waits_for_stop_coming() -> None:
    async def work(child: ChildProcess) -> None:
        async with aclosing(child.stream({"do": "count", "until": -1})) as parts:
            async for header, _ in parts:
                if header["number"] == 3:
                    break
        async with asyncio.timeout(10):
            header, _ = await child.request({"do": "echo", "say": "free again"})
        assert header["said"] == "free again"

    with_child(work)


@pytest.mark.parametrize(("how", "words"), [("die at", "died in the middle"), ("fail at", "no such number")])
def test_a_reply_that_breaks_off_is_an_error_after_its_parts(how: str, words: str) -> None:
    async def work(child: ChildProcess) -> None:
        seen: list[int] = []

        async def take() -> None:
            async for header, _ in child.stream({"do": "count", "until": 9, how: 2}):
                seen.append(header["number"])

        with pytest.raises(EngineError, match=words):
            await take()
        assert seen == [0, 1]
        header, _ = await child.request({"do": "echo", "say": "new life"})
        assert header["said"] == "new life"

    with_child(work)


def test_the_opening_is_asked_of_every_new_process() -> None:
    async def work() -> None:
        child = ChildProcess("tests.engines.pupil", "pupil", opening={"do": "echo", "say": "the model"})
        await child.start()
        first = child.opened["pid"]
        assert (child.opened["said"], first) == ("the model", child.pid)
        with pytest.raises(EngineError, match="killed: was memory short"):
            await child.request({"do": "die"})
        await child.start()
        assert child.opened["pid"] == child.pid != first
        await child.aclose()

    asyncio.run(work())


@pytest.mark.parametrize(("opening", "words"), [({"do": "fail"}, "no such word"), ({"do": "die"}, "while it loaded")])
def test_a_model_that_does_not_load_is_an_error_each_time(opening: dict[str, str], words: str) -> None:
    async def work() -> None:
        child = ChildProcess("tests.engines.pupil", "pupil", opening=opening)
        for _ in range(2):
            with pytest.raises(EngineError, match=words):
                await child.request({"do": "echo"})
            assert child.pid is None

    asyncio.run(work())


def test_closing_does_not_wait_for_a_model_that_loads() -> None:
    async def work() -> None:
        child = ChildProcess("tests.engines.pupil", "pupil", opening={"do": "hang"})
        starting = asyncio.create_task(child.start())
        done, _ = await asyncio.wait([starting], timeout=0.3)
        assert not done
        async with asyncio.timeout(5):
            await child.aclose()
        with pytest.raises(EngineError, match="closed while it loaded"):
            await starting

    asyncio.run(work())


def test_an_engine_reaches_nobody_over_the_network() -> None:
    async def work(child: ChildProcess) -> None:
        with pytest.raises(EngineError, match="tried to use the network"):
            await child.request({"do": "reach out"})

    with_child(work)


def test_a_share_of_the_memory_is_taken_while_the_process_lives() -> None:
    async def work() -> None:
        budget = Budget(1000)
        small = ChildProcess("tests.engines.pupil", "small", share=Share(budget, 400))
        large = ChildProcess("tests.engines.pupil", "large", share=Share(budget, 700))
        await small.start()
        assert budget.left_mib == 600
        with pytest.raises(EngineError, match=r"large needs about 700 MiB of memory, of 1000 MiB .*\(small 400 MiB\)"):
            await large.start()
        await small.aclose()
        await large.start()
        with pytest.raises(EngineError):
            await large.request({"do": "die"})
        assert budget.left_mib == 1000
        await large.aclose()

    asyncio.run(work())


def test_what_could_not_load_takes_nothing() -> None:
    async def work() -> None:
        budget = Budget(1000)
        child = ChildProcess("tests.engines.pupil", "pupil", opening={"do": "fail"}, share=Share(budget, 400))
        with pytest.raises(EngineError, match="no such word"):
            await child.start()
        assert budget.left_mib == 1000

    asyncio.run(work())


def test_what_goes_wrong_over_what_somebody_said_is_told_by_its_kind_only() -> None:
    async def work() -> None:
        child = ChildProcess("tests.engines.pupil", "pupil")
        for asked in ({"do": "fail"}, {"do": "die"}):
            with pytest.raises(EngineError) as caught:
                await child.request(asked)
            assert "no such word" not in str(caught.value)
            assert "the model file is damaged" not in str(caught.value)
        with pytest.raises(EngineError, match=r"pupil failed: LookupError$"):
            await child.request({"do": "fail"})
        await child.aclose()

    asyncio.run(work())


def test_a_child_that_hung_gives_its_share_back() -> None:
    async def work() -> None:
        budget = Budget(1000)
        child = ChildProcess("tests.engines.pupil", "pupil", patience=Patience(reply=0.3), share=Share(budget, 400))
        with pytest.raises(EngineError, match="no answer"):
            await child.request({"do": "hang"})
        assert (budget.left_mib, child.pid) == (1000, None)
        await child.aclose()

    asyncio.run(work())
