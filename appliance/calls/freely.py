"""Free conversation, without an agenda: until the person, the model or the clock ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum

from appliance.calls.dialogue import Dialogue
from appliance.coach.reading import Reading
from appliance.coach.replies import TALK
from appliance.ports import Heard
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning

ASIDE_SECONDS = 180.0
"""A talk in the middle of an agenda may take this long."""

MOST_SILENCES = 2

FREE = AgendaItem(key="talk", kind=ItemKind.TALK, answer=Answer.OPEN)


class Over(Enum):
    """Who ended the talk."""

    PERSON = "person"
    MODEL = "model"
    CLOCK = "clock"
    SILENCE = "silence"


Deal = Callable[[AgendaItem, Heard, Reading], Awaitable[bool]]
"""Deals with what is no part of a talk (a wish, "slower"); whether it was such."""


async def talk_freely(talk: Dialogue, user_name: str, seconds: float, deal: Deal) -> Over:
    """Talk for at most so long. What was owed is said first; each turn is kept under the item `talk`.

    Without a language model the person is heard out: each turn is acknowledged, none is answered.
    """
    loop = asyncio.get_running_loop()
    until, silences, turns = loop.time() + seconds, 0, 0
    while True:
        heard, reading = await talk.listen(FREE, user_name, thinking=True)
        if reading.meaning is Meaning.SILENCE:
            silences += 1
            if silences == MOST_SILENCES:
                return Over.SILENCE
            await talk.say(talk.coach.still_there(FREE), FREE.key)
            continue
        silences = 0
        if reading.meaning in (Meaning.STOP, Meaning.SKIP) and reading.sure:
            await talk.keep_answer(FREE, heard, reading, settled=False)
            return Over.PERSON
        if not await deal(FREE, heard, reading):
            await talk.keep_answer(FREE, heard, reading, settled=False)
            turns += 1
            reply = await talk.reply(FREE.key, TALK, talk.coach.hear_out(reading.words, turns))
            if reply is not None and reply.over:
                return Over.MODEL
        if loop.time() >= until:
            return Over.CLOCK
