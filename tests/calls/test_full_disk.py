"""Calls on a disk that is nearly full, and on one that is full: they go on, and recordings are not kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.ports import Expect, Transcript
from appliance.records.calls import AttemptResult, CallStatus
from appliance.store.reserve import RESERVE_BYTES, SPARE_BYTES, free_bytes
from scripts.faults.disk import Filler, small_disk
from tests.calls.household import Answers, PersonChannel, by_keyword, house
from tests.virtual_time import run_virtual

UNSURE = Transcript("coal the dentist", "en", 0.2, "test")


@pytest.fixture
def disk() -> Iterator[Path]:
    try:
        with small_disk() as folder:
            yield folder
    except PermissionError as error:
        pytest.skip(str(error))


def filling(filler: Filler, when: Callable[[], bool]) -> Answers:
    """Somebody who answers, while something else fills the disk."""
    spoken = by_keyword(sam="yes, I'm here", thing="read twenty pages")

    def answer(said: str, expect: Expect) -> Transcript | str | None:
        if when():
            filler.fill()
        return spoken(said, expect)

    return answer


def test_on_a_nearly_full_disk_a_promise_is_kept_in_words_alone_and_its_turn_says_why(disk: Path) -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam="yes, I'm here", thing=UNSURE))
        async with house(sam, disk=str(disk)) as home:
            (disk / "other").write_bytes(bytes(free_bytes(disk) - SPARE_BYTES // 2))
            await home.check_in("12:30")
            async with home.on_duty(watching=False):
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            (promise,) = await home.store.progress.commitments(home.sam.id)
            assert (promise.text, promise.audio_url) == ("coal the dentist", None)
            (turn,) = [each for each in await home.store.calls.turns(call.id) if each.content == "coal the dentist"]
            assert (turn.audio_url, turn.trouble) == (None, "The disk is nearly full, so recordings are not kept.")

    run_virtual(scenario())


def test_a_disk_that_runs_full_in_mid_call_does_not_end_it(disk: Path) -> None:
    async def scenario() -> None:
        filler = Filler(disk)

        sam = PersonChannel(filling(filler, lambda: True))
        async with house(sam, disk=str(disk)) as home:
            assert home.store.database.reserve.fill()
            await home.check_in("12:30")
            async with home.on_duty(watching=False):
                call = await home.until_over()
            assert (call.status, await home.results(call)) == (CallStatus.COMPLETED, [AttemptResult.ANSWERED])
            assert 0 < home.store.database.reserve.bytes_left < RESERVE_BYTES

    run_virtual(scenario())


def test_a_call_that_could_not_be_written_any_more_is_taken_up_when_there_is_room(disk: Path) -> None:
    """No room was kept here: the attempt cannot even be ended, until the disk has room again."""

    async def scenario() -> None:
        filler = Filler(disk)
        sam = PersonChannel(filling(filler, lambda: len(sam.rings) == 1))
        async with house(sam, disk=str(disk)) as home:
            await home.check_in("12:30")
            async with home.on_duty():
                await asyncio.sleep(40 * 60)
                assert len(sam.rings) == 1
                filler.go()
                call = await home.until_over()
            assert call.status is CallStatus.COMPLETED
            assert await home.results(call) == [AttemptResult.DROPPED, AttemptResult.ANSWERED]
            assert len(sam.rings) == 2

    run_virtual(scenario())
