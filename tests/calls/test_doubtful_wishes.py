"""Wishes heard badly in mid-call: read back before anything is done; the yes to that is nobody's answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from appliance.ports import Expect, Transcript
from appliance.records.agenda import Answer
from appliance.records.calls import Call, CallStatus
from appliance.records.people import CallType
from appliance.records.progress import MetricKind
from appliance.records.requests import Receipt, RequestKind
from tests.calls.household import PersonChannel, house
from tests.virtual_time import run_virtual

DOUBTFUL = 0.5
"""Of a recogniser: too little to act on, enough to ask."""


class Mumbling:
    """Somebody who is there, and says one thing badly when asked; then agrees or not, then answers."""

    def __init__(self, wish: str, agrees: str) -> None:
        self._wish: str | None = wish
        self._agrees = agrees
        self.read_back: list[str] = []

    def __call__(self, said: str, expect: Expect) -> Transcript | str:
        if expect.hint.answer is Answer.PRESENCE:
            return "I'm here"
        if said.endswith("Is that right?"):
            self.read_back.append(said.removeprefix("So: "))
            return self._agrees
        wish, self._wish = self._wish, None
        return Transcript(wish, "en", DOUBTFUL, "test") if wish else "yes"


@dataclass(frozen=True)
class Held:
    """What a call came to."""

    call: Call
    receipts: list[Receipt]
    values: dict[str, float]


def held(sam: Mumbling) -> Held:
    """The only ring of a call in which exercise is asked about."""

    async def scenario() -> Held:
        async with house(PersonChannel(sam)) as home:
            await home.metric("exercise", MetricKind.HABIT, question="Did you exercise?", ask_in=["custom"])
            await home.check_in("12:10", call_type=CallType.CUSTOM, retry_minutes=[])
            async with home.on_duty():
                await asyncio.sleep(15 * 60)
                (call,) = await home.store.calls.recent()
            receipts = [Receipt.model_validate(kept.receipt) for kept in await home.store.requests.recent()]
            return Held(call, receipts, await home.values())

    return run_virtual(scenario())


def test_minutes_that_were_heard_badly_are_read_back() -> None:
    sam = Mumbling("call me back in twenty minutes", "yes")
    found = held(sam)
    assert sam.read_back == ["Call you again in twenty minutes. Is that right?"]
    assert [(receipt.kind, receipt.minutes) for receipt in found.receipts] == [(RequestKind.SNOOZE, 20)]
    assert (found.call.status, found.values) == (CallStatus.SNOOZED, {})


def test_minutes_that_were_denied_change_nothing() -> None:
    sam = Mumbling("call me back in twenty minutes", "no")
    found = held(sam)
    assert len(sam.read_back) == 1
    assert found.receipts == []
    assert (found.call.status, found.values) == (CallStatus.COMPLETED, {"exercise": 1.0})


def test_the_yes_to_a_wish_is_not_the_answer_to_the_question() -> None:
    sam = Mumbling("skip today I'm ill", "yes")
    found = held(sam)
    assert sam.read_back == ["Skip this call. Is that right?"]
    assert [receipt.kind for receipt in found.receipts] == [RequestKind.SKIP]
    assert (found.call.status, found.call.reason, found.values) == (CallStatus.SKIPPED, "I'm ill", {})


def test_stop_instead_of_a_yes_ends_the_call() -> None:
    sam = Mumbling("pause until Monday", "stop")
    found = held(sam)
    assert sam.read_back == ["Pause until Monday. Is that right?"]
    assert found.receipts == []
    assert (found.call.status, found.values) == (CallStatus.PARTIAL, {})
