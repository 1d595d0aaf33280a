"""An Ollama that fails in the middle of a call, in every way it can: the call completes, and its record says why."""

from __future__ import annotations

import asyncio

import pytest

from appliance.calls.by_hand import call_by_hand
from appliance.engines.ladder import Looks
from appliance.engines.ladder_of_models import ModelLadder
from appliance.ports import Expect, Transcript
from appliance.records.calls import CallStatus, MessageType
from appliance.records.people import CallType
from appliance.records.progress import MetricKind
from tests.calls.household import PersonChannel, by_keyword, house
from tests.coach.ollama_talk import NAME, patience_for, talking
from tests.coach.test_ollama_faults import BEFORE_THE_FIRST_WORD, IN_THE_MIDDLE
from tests.engines.ollama_server import Fault, OllamaServer
from tests.engines.talkers import Talker

PACE = 0.001
"""Speaking and thinking take next to no time; the sockets are real."""

ANSWERS = {"exercise": "yes I did", "sleep": "six hours", "coffee": "three", "thing": "call the dentist before ten"}


class Breaking:
    """Sam, who answers everything; at the question about sleep the server breaks, at the last one it works again."""

    def __init__(self, server: OllamaServer, fault: Fault | None) -> None:
        self._server = server
        self._fault = fault
        self._answers = by_keyword(sam="yeah I'm here", **ANSWERS)

    def __call__(self, said: str, expect: Expect) -> Transcript | str | None:
        if "sleep" in said:
            self._server.fault = self._fault
            self._server.unload()
            if self._fault is None:
                self._server.library.models.clear()
        elif "thing" in said:
            self._server.fault = None
        return self._answers(said, expect)


@pytest.mark.parametrize(
    "fault", [*BEFORE_THE_FIRST_WORD, *IN_THE_MIDDLE, None], ids=lambda fault: fault.name if fault else "MODEL_GONE"
)
def test_the_call_completes_and_its_record_says_what_failed(fault: Fault | None) -> None:
    async def scenario() -> None:
        patience_seconds = 30.0 if fault is None else patience_for(fault)
        async with talking(read_seconds=patience_seconds) as (ollama, server):
            below = Talker(name="below", first_seconds=0.0, piece_seconds=0.0)
            ladder = ModelLadder([ollama, below], looks=Looks(60.0, 60.0))
            sam = PersonChannel(Breaking(server, fault), pace=PACE)
            async with house(sam, model=ladder) as home:
                await home.metric("exercise", MetricKind.HABIT, question="Did you exercise?", position=0)
                await home.metric("sleep", MetricKind.DURATION, unit="hours", question="How long a sleep?", position=1)
                await home.metric("coffee", MetricKind.NUMBER, question="How many coffees?", position=2)
                call = await call_by_hand(home.store, home.sam, CallType.EVENING, "speaker", home.clock())
                stage = await home.dialer.prepare(call)
                call = await home.dialer.ring(call, stage)
                await ladder.aclose()
                assert call.status is CallStatus.COMPLETED
                assert await home.values() == {"exercise": 1.0, "sleep": 6.0, "coffee": 3.0}
                turns = await home.store.calls.turns(call.id)
        answers = [turn for turn in turns if turn.message_type is MessageType.AI]
        (troubled,) = [turn for turn in answers if turn.trouble]
        assert troubled.trouble is not None
        assert troubled.trouble.startswith(f"{NAME}: ")
        before = [turn for turn in answers if turn.position < troubled.position]
        assert [turn for turn in before if turn.first_token_ms is not None], "Ollama served until it failed"
        assert {turn.worded_by for turn in before} <= {None, NAME}
        assert answers[-1].worded_by == "below"

    asyncio.run(scenario())
