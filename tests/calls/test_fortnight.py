"""Fourteen days of three calls with the scripted coach: what returns, what is asked twice, what follows from it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from statistics import mean

import pytest

from appliance.channels.rehearsal import Person, RehearsalChannel
from appliance.coach.context import estimated_tokens
from appliance.coach.memory.about import About
from appliance.coach.persona import load_personas
from appliance.coach.prompts import head
from appliance.coach.prompts.head import BUDGET_TOKENS
from appliance.coach.variety import wording_digest
from appliance.language.catalogue import language
from appliance.ports import Expect, Line, Message, Notice, Sentence, Unreached, VoiceStyle
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Call, CallStatus, Meaning, MessageType, Turn
from appliance.records.people import CallType, Consent, ConsentKind, Room
from appliance.records.progress import MetricKind
from appliance.voice.espeak import Espeak
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.sphinx.engine import Sphinx
from tests.calls.household import House, PersonChannel, house
from tests.virtual_time import run_virtual
from tests.whole.still import StillEars, StillVoice

DAYS = 14
STAYS_AWAY = timedelta(days=3)
CURT = range(5, 9)
"""Days on which Sam answers in single words."""
LOW = range(9, 11)
"""Days on which Sam tells a low mood."""

PROMISES = (
    "write two pages", "call the dentist", "clean the kitchen", "run five kilometres", "read ten pages",
    "cook dinner", "water the plants", "answer the letter", "go to bed before eleven", "practise the guitar",
)  # fmt: skip


@dataclass
class Sam:
    """Answers by what is asked, as a person would on that day."""

    home: House | None = None
    chance: Random = field(default_factory=lambda: Random(7))
    promised: int = 0

    @property
    def day(self) -> int:
        assert self.home is not None
        return (self.home.clock() - self.home.sam.created_at).days

    def __call__(self, said: str, expect: Expect) -> str | None:
        curt = self.day in CURT
        if expect.hint.answer is Answer.PRESENCE:
            return "yes" if curt else "yeah I'm here"
        if expect.hint.answer is Answer.OPEN:
            return self._open(said, curt)
        return self._short(said, expect.hint.answer, curt)

    def _open(self, said: str, curt: bool) -> str:
        if "else" in said.lower() or self.chance.random() < 0.2:
            return "nothing" if curt else "no, I think that was all of it for today"
        self.promised += 1
        return f"pages {self.promised}" if curt else f"{PROMISES[self.promised % len(PROMISES)]} number {self.promised}"

    def _short(self, said: str, answer: Answer, curt: bool) -> str:
        if "is that right" in said.lower() or "right?" in said.lower():
            return "yes"
        if answer is Answer.SCALE:
            return "two" if self.day in LOW else str(self.chance.randint(5, 9))
        if answer is Answer.DURATION:
            return "seven" if curt else f"about {self.chance.randint(5, 8)} and a half hours"
        done = self.chance.random() < 0.7
        if curt:
            return "yes" if done else "no"
        return "yes, I did that this afternoon" if done else "no, I didn't get to it today"


@dataclass
class Fortnight:
    """What happened."""

    calls: list[Call]
    turns: dict[str, list[Turn]]
    home: House

    def spoken(self, call: Call) -> list[Turn]:
        return [turn for turn in self.turns[str(call.id)] if turn.message_type is MessageType.AI]


class Aloud:
    """The speaker, whose calls of one day go through real sound, ears and voice; the others are typed."""

    name = "speaker"

    def __init__(self, sam: Sam, day: int | None) -> None:
        self._typed = PersonChannel(sam, pace=0.2)
        self._sam = sam
        self._day = day
        self.spoken_aloud = 0
        own = StillVoice(Espeak("en-us"))
        person = Person(lambda expect, said: sam(said, expect), own, VoiceStyle(rate=0.9))
        self._aloud = RehearsalChannel(person, StillEars(Sphinx()), PhraseCache(StillVoice(Espeak())), Silero)

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await self._typed.prepare(sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        aloud = self._sam.day == self._day
        self.spoken_aloud += aloud
        async with (self._aloud if aloud else self._typed).dial(notice) as reached:
            yield reached


def fortnight(check: Callable[[Fortnight], Awaitable[None]], *, aloud: int | None = None, **of_sam: object) -> None:
    async def scenario() -> None:
        sam = Sam()
        speaker = Aloud(sam, aloud)
        async with house(speaker) as home:
            sam.home = home
            await home.store.people.add_room(Room(name="study", private=True, created_at=home.clock()))
            await home.store.consents.give(
                Consent(
                    user_id=home.sam.id,
                    kind=ConsentKind.HARSH_PERSONA,
                    subject="drill_sergeant",
                    wording="yes",
                    granted_at=home.clock(),
                )
            )
            for name, value in of_sam.items():
                setattr(home.sam, name, value)
            await home.store.people.save_user(home.sam, home.clock())
            for call_type, at in ((CallType.MORNING, "07:30"), (CallType.MIDDAY, "13:00"), (CallType.EVENING, "21:00")):
                await home.check_in(at, call_type)
            await home.metric("sleep", MetricKind.DURATION, unit="hours", role="sleep", ask_in=["morning"])
            await home.metric("exercise", MetricKind.HABIT)
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(DAYS * 86_400)
            assert speaker.spoken_aloud == (0 if aloud is None else 3)
            calls = sorted(await home.store.calls.recent(limit=200), key=lambda call: call.due_at)
            turns = {str(call.id): await home.store.calls.turns(call.id) for call in calls}
            await check(Fortnight([call for call in calls if call.purpose == "check_in"], turns, home))

    run_virtual(scenario())


def too_soon(said: Iterable[tuple[datetime, str]]) -> list[tuple[str, timedelta]]:
    """What was said again before it had stayed away long enough, and after how long."""
    last: dict[str, datetime] = {}
    found = []
    for moment, words in said:
        if words in last and moment - last[words] < STAYS_AWAY:
            found.append((words, moment - last[words]))
        last[words] = moment
    return found


@pytest.mark.parametrize(("persona", "aloud"), [("friend", None), ("motivator", 3), ("drill_sergeant", None)])
def test_no_line_returns_and_each_promise_is_asked_about_once(persona: str, aloud: int | None) -> None:
    async def check(found: Fortnight) -> None:
        assert len(found.calls) == DAYS * 3
        loud = [call for call in found.calls if (call.due_at - found.home.sam.created_at).days == aloud]
        assert {call.status for call in found.calls if call not in loud} == {CallStatus.COMPLETED}
        # a recogniser may take a noise for "stop", or a word for another: the call still ends as one that was answered
        assert {call.status for call in loud} <= {CallStatus.COMPLETED, CallStatus.PARTIAL}
        openings = [(found.spoken(call)[0].timestamp, found.spoken(call)[0].content) for call in found.calls]
        assert too_soon(openings) == []
        lines = [
            (turn.timestamp, line) for call in found.calls for turn in found.spoken(call) for line in turn.wordings
        ]
        assert len(lines) > DAYS * 3 * 4, "openings, greetings, acknowledgements and closings are all counted"
        assert too_soon(lines) == []
        await each_promise_is_settled_once(found)
        length_follows(found)
        tone_follows(found)
        await prompts_stay_small(found)

    fortnight(check, aloud=aloud, personality_mode=persona)


async def each_promise_is_settled_once(found: Fortnight) -> None:
    settled: Counter[str] = Counter()
    for call in found.calls:
        for each in await found.home.store.calls.observations(call.id):
            if each.settled and each.item_key.startswith("follow_up:") and each.meaning is Meaning.VALUE:
                settled[each.item_key] += 1
    promises = await found.home.store.progress.commitments(found.home.sam.id)
    assert len(promises) > DAYS
    assert max(settled.values()) == 1
    asked = Counter(
        key for call in found.calls for key in {turn.item_key for turn in found.spoken(call)}
        if key is not None and key.startswith("follow_up:")
    )  # fmt: skip
    assert max(asked.values()) == 1, "in one call only"


def length_follows(found: Fortnight) -> None:
    """Shorter acknowledgements for somebody who answers in single words."""
    begin = found.home.sam.created_at
    own = load_personas()[found.home.sam.personality_mode].messages("en").words
    lengths = {wording_digest(each): len(each) for each in (*own.good, *own.half, *own.missed, *own.neutral)}

    def brisk(call: Call) -> bool:
        return About.model_validate((call.briefing or {})["about"]).bearing.brisk

    def acknowledged(calls: Sequence[Call]) -> float:
        return mean(
            lengths[line] for call in calls for turn in found.spoken(call) for line in turn.wordings if line in lengths
        )

    curt = [call for call in found.calls if (call.due_at - begin).days in CURT[1:]]
    assert all(map(brisk, curt))
    assert acknowledged(curt) < 0.85 * acknowledged([call for call in found.calls if not brisk(call)])


def tone_follows(found: Fortnight) -> None:
    """A harsh persona is mild for days after a low mood was told, and only then."""
    persona = load_personas()[found.home.sam.personality_mode]
    if not persona.harsh:
        return
    own = {wording_digest(each) for each in persona.messages("en").words.greetings.evening}
    harsh = {
        (call.due_at - found.home.sam.created_at).days
        for call in found.calls
        if call.call_type is CallType.EVENING and any(own & set(turn.wordings) for turn in found.spoken(call))
    }
    assert harsh.isdisjoint({LOW[0] + 1, LOW[0] + 2, LOW[-1] + 1, LOW[-1] + 2})
    assert len(harsh) >= 7


async def prompts_stay_small(found: Fortnight) -> None:
    sam = found.home.sam
    persona = load_personas()[sam.personality_mode]
    for call in found.calls:
        about = About.model_validate((call.briefing or {})["about"])
        agenda = Agenda.model_validate(call.agenda)
        words = head(persona, agenda, about, user_name=sam.name, language=sam.language)
        assert estimated_tokens(Message("system", words)) <= BUDGET_TOKENS


def test_the_names_used_here_are_read_as_open_answers() -> None:
    item = AgendaItem(key="promise", kind=ItemKind.PROMISE, answer=Answer.OPEN)
    assert not any(language("en").says_little(words) for words in PROMISES), item.key
