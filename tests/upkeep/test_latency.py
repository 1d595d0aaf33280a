"""How long the latest turns took, from what is stored to what a person reads."""

from __future__ import annotations

import asyncio
import statistics
from pathlib import Path

import httpx
from hypothesis import given
from hypothesis import strategies as st

from appliance.app import open_appliance
from appliance.calls.by_hand import call_by_hand
from appliance.cli.service import parts_of
from appliance.records.calls import Attempt, MessageType, Turn
from appliance.records.people import CallType, User
from appliance.settings import Settings
from appliance.upkeep.doctor import answering, examine_all
from appliance.upkeep.latency import LOOKED_AT, NO_TURNS, percentile, summarise
from appliance.web.pages import build
from appliance.web.status import Observatory
from tests.store.samples import NOW
from tests.web.apihouse import CODE

VALUES = st.lists(st.floats(0, 1e5), min_size=1, max_size=80)


@given(VALUES)
def test_the_nearest_rank_is_one_of_the_values_with_as_many_below(values: list[float]) -> None:
    found = percentile(values, 95)
    assert found in values
    assert sum(value <= found for value in values) >= 0.95 * len(values)
    assert sum(value < found for value in values) < 0.95 * len(values)


def test_nothing_measured_is_said_as_that() -> None:
    (finding,) = answering(NO_TURNS)
    assert finding.ok
    assert "no call" in finding.detail


async def _sixty_turns(settings: Settings) -> None:
    """Sixty answers of 100, 200, … ms, worded by a model every other time."""
    async with open_appliance(settings) as appliance:
        sam = await appliance.store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOW))
        call = await call_by_hand(appliance.store, sam, CallType.EVENING, "console", NOW)
        attempt = await appliance.store.calls.begin_attempt(
            Attempt(call_id=call.id, number=1, channel="console", started_at=NOW)
        )
        for number in range(60):
            ours = number % 2 == 1
            turn = Turn(
                call_id=call.id,
                attempt_id=attempt.id,
                position=number,
                message_type=MessageType.AI if ours else MessageType.USER,
                content="words",
                engine="coqui:vctk,espeak" if ours else "whisper:base.en",
                worded_by="ollama:llama3.2:3b" if ours and number % 4 == 1 else None,
                endpoint_ms=700.0 if ours else None,
                voice_to_voice_ms=100.0 * number if ours else None,
                timestamp=NOW.replace(minute=number),
            )
            await appliance.store.calls.keep_turn(turn)


def test_the_doctor_and_the_page_tell_how_quick_the_latest_turns_were(tmp_path: Path) -> None:
    settings = Settings(local_data_path=tmp_path / "user_data", key_file=tmp_path / "key")

    async def scenario() -> None:
        await _sixty_turns(settings)
        findings = {finding.name: finding for finding in await examine_all(settings, NOW)}
        first_sound = findings["answering: first sound of the answer"]
        odd = [100.0 * number for number in range(1, 60, 2)]
        assert first_sound.figures == {"median_ms": statistics.median(odd), "p95_ms": 5700.0, "turns": 30}
        assert "3000 ms" in first_sound.detail
        served = findings["answering: served by"].figures
        assert served == {"coqui:vctk": 30, "espeak": 30, "whisper:base.en": 30, "ollama:llama3.2:3b": 15}
        async with open_appliance(settings) as appliance:
            status = await Observatory(settings, appliance.store, appliance.devices, appliance.clock).look()
            assert status.latencies == summarise(await appliance.store.calls.latest_timed(LOOKED_AT))
            page = build(parts_of(appliance, settings, CODE), "127.0.0.1")
            transport = httpx.ASGITransport(app=page)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
                shown = (await client.get("/")).text
            assert "<td>first sound of the answer</td><td>3.00</td><td>5.70</td><td>30</td>" in shown
            assert "ollama:llama3.2:3b (15)" in shown

    asyncio.run(scenario())
