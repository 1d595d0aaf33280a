"""Why an engine cannot serve, as the doctor tells it. In virtual time."""

from __future__ import annotations

import asyncio
from pathlib import Path

from appliance.engines.kinds import Kind, RungState, Surroundings
from appliance.engines.names import EngineName
from tests.virtual_time import run_virtual


class Silent:
    """On a server that takes questions and answers none."""

    name = "silent"

    async def warm(self) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def probe(self) -> None:
        await asyncio.Event().wait()


def unreadable(name: EngineName, around: Surroundings) -> Silent:
    raise OSError(36, "File name too long")


def states(ladder: str) -> list[RungState]:
    kind = Kind("LOCAL_LLM_MODEL", {"silent": lambda name, around: Silent(), "unreadable": unreadable})
    return run_virtual(kind.states(ladder, Surroundings(Path("models"))))


def test_a_server_that_does_not_answer_is_told_as_such() -> None:
    (state,) = states("silent:llama")
    assert state == RungState("silent:llama", False, "silent:llama: no answer in 3 s", "Is it on, or busy?")


def test_a_name_that_can_be_no_files_is_told_as_such() -> None:
    (state,) = states("unreadable:llama")
    assert state == RungState("unreadable:llama", False, "File name too long", "Is its name right?")
