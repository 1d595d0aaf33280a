"""Push-to-talk: heard from when the button goes down until it comes up, whatever else sounds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from appliance.channels.buttons import FORGOTTEN_SECONDS, LONGEST_HOLD_SECONDS, Buttons, Move
from appliance.channels.virtual_room import VirtualRoom
from appliance.ports import Expect, Hint
from appliance.records.agenda import Answer
from appliance.voice.line import VoiceLine
from tests.virtual_time import run_virtual
from tests.voice.tones import Loudness, ToneEars, ToneVoice, saying, spoken

HELD = Expect(Hint(Answer.YES_NO), patience_seconds=6.0, push_to_talk=True)

Later = Callable[[float, Callable[[], object]], object]


def heard_in(room_does: Callable[[VirtualRoom, Buttons, Later], object], *, button: bool = True) -> str | None:
    async def main() -> str | None:
        room, buttons = VirtualRoom(), Buttons()
        line = VoiceLine(room, ToneEars(), ToneVoice(), Loudness(), held=partial(buttons.held, "Kitchen"))
        if button:
            buttons.move("kitchen", Move.HERE)
        async with room.open():
            await line.say(saying("did you run?"))
            room_does(room, buttons, asyncio.get_running_loop().call_later)
            heard = await line.hear(HELD)
            return heard.transcript.text if heard.transcript else None

    return run_virtual(main())


def test_a_long_pause_does_not_end_what_is_said_while_it_is_held() -> None:
    def does(room: VirtualRoom, buttons: Buttons, later: Later) -> None:
        later(1.0, lambda: buttons.move("kitchen", Move.DOWN))
        later(1.1, lambda: room.speak(spoken("three kilometres")))
        later(4.5, lambda: room.speak(spoken("before dinner")))
        later(5.5, lambda: buttons.move("kitchen", Move.UP))

    assert heard_in(does) == "three kilometres before dinner"


def test_what_is_said_without_the_button_is_not_heard() -> None:
    def does(room: VirtualRoom, buttons: Buttons, later: Later) -> None:
        later(1.0, lambda: room.speak(spoken("yes")))
        later(3.0, lambda: buttons.move("kitchen", Move.DOWN))
        later(3.1, lambda: room.speak(spoken("no")))
        later(3.6, lambda: buttons.move("kitchen", Move.UP))

    assert heard_in(does) == "no"


def test_nobody_pressing_is_silence() -> None:
    def does(room: VirtualRoom, buttons: Buttons, later: Later) -> None:
        later(1.0, lambda: room.speak(spoken("yes")))

    assert heard_in(does) is None


@pytest.mark.parametrize("button", [True, False])
def test_without_a_button_they_are_heard_as_everybody_is(button: bool) -> None:
    def does(room: VirtualRoom, buttons: Buttons, later: Later) -> None:
        if button:
            buttons.move("kitchen", Move.GONE)
        later(1.0, lambda: room.speak(spoken("yes")))

    assert heard_in(does, button=button) == "yes"


def test_a_button_that_never_comes_up_is_up_after_a_while_and_forgotten_in_the_end() -> None:
    async def main() -> None:
        buttons = Buttons()
        buttons.move("Kitchen", Move.DOWN)
        assert buttons.held("kitchen") is True
        await asyncio.sleep(LONGEST_HOLD_SECONDS)
        assert buttons.held("kitchen") is False
        await asyncio.sleep(FORGOTTEN_SECONDS)
        assert buttons.held("kitchen") is None

    run_virtual(main())
