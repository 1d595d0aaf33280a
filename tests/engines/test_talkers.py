"""The language model of the tests does what every language model does, and so does a ladder of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import pytest

from appliance.engines.ladder import Looks
from appliance.engines.ladder_of_models import ModelLadder
from appliance.errors import EngineError
from appliance.ports import Limits, Message
from tests.engines.contracts import ASKED, HEAD, LanguageModelContract, Opened, Report, closing, text_of
from tests.engines.talkers import Talker
from tests.virtual_time import run_virtual


class TestTalker(LanguageModelContract):
    @pytest.fixture
    def opened(self) -> Opened:
        return lambda: closing(Talker(first_seconds=0.0, piece_seconds=0.0))


class TestLadderOfTalkers(LanguageModelContract):
    @pytest.fixture
    def opened(self) -> Opened:
        return lambda: closing(
            ModelLadder([Talker(breaks_after=0, first_seconds=0.0), Talker(first_seconds=0.0, piece_seconds=0.0)])
        )


def test_a_model_that_fails_before_its_first_word_is_replaced_within_the_turn() -> None:
    async def scenario() -> None:
        broken, plain = Talker(name="broken", breaks_after=0), Talker(name="plain")
        ladder = ModelLadder([broken, plain])
        assert await text_of(ladder, limits=Limits())
        assert ladder.name == "plain"
        assert [state.available for state in ladder.states] == [False, True]
        assert "broke off" in ladder.states[0].reason
        await ladder.aclose()

    run_virtual(scenario())


def test_a_model_that_says_nothing_in_time_is_replaced_within_the_turn_and_its_work_is_stopped() -> None:
    async def scenario() -> None:
        slow, plain = Talker(name="slow", first_seconds=60.0), Talker(name="plain")
        ladder = ModelLadder([slow, plain])
        began = asyncio.get_running_loop().time()
        assert await text_of(ladder, limits=Limits())
        assert asyncio.get_running_loop().time() - began < 10
        assert (slow.working, ladder.name) == (0, "plain")
        await ladder.aclose()

    run_virtual(scenario())


def test_a_model_that_breaks_off_later_is_an_error_and_the_next_turn_has_the_next_rung() -> None:
    async def scenario() -> None:
        patchy, plain = Talker(name="patchy", breaks_after=3), Talker(name="plain")
        ladder = ModelLadder([patchy, plain])
        seen: list[str] = []

        async def take() -> None:
            async with aclosing(ladder.stream(ASKED, Limits())) as pieces:
                async for piece in pieces:
                    seen.append(piece)

        with pytest.raises(EngineError, match="patchy broke off"):
            await take()
        assert len(seen) == 3
        assert await text_of(ladder, limits=Limits())
        assert ladder.name == "plain"
        await ladder.aclose()

    run_virtual(scenario())


def test_with_all_rungs_down_nobody_waits() -> None:
    async def scenario() -> None:
        broken = Talker(name="broken", breaks_after=0)
        ladder = ModelLadder([broken])
        for _ in range(3):
            with pytest.raises(EngineError, match="broken"):
                await text_of(ladder)
        assert len(broken.asked) == 1, "a rung that is down is not asked again and again"
        with pytest.raises(EngineError, match="broken"):
            await ladder.fill(ASKED, Report)
        with pytest.raises(EngineError, match="broken"):
            await ladder.prepare(HEAD)
        await ladder.aclose()

    run_virtual(scenario())


def test_a_rung_is_back_within_a_minute_of_recovering_with_the_head_evaluated() -> None:
    async def scenario() -> None:
        broken, plain = Talker(name="broken", breaks_after=0), Talker(name="plain")
        ladder = ModelLadder([broken, plain])
        await ladder.prepare(HEAD)
        assert (broken.prepared, plain.prepared) == ([], [HEAD])
        await asyncio.sleep(3600)
        broken.breaks_after = None
        await asyncio.sleep(Looks().longest_seconds + 1)
        assert ladder.name == "broken"
        assert broken.prepared == [HEAD]
        await ladder.aclose()

    run_virtual(scenario())


def test_loading_goes_on_when_nobody_waits_for_it_any_more() -> None:
    class Cold(Talker):
        async def prepare(self, messages: Sequence[Message]) -> None:
            await asyncio.sleep(100)
            await super().prepare(messages)

    async def scenario() -> None:
        cold = Cold(name="cold")
        ladder = ModelLadder([cold])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20):
                await ladder.prepare(HEAD)
        await asyncio.sleep(100)
        assert cold.prepared == [HEAD]
        await ladder.aclose()

    run_virtual(scenario())
