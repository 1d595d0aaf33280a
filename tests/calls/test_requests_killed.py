"""kill -9 with requests arriving meanwhile: no acknowledged request is lost, none is done twice."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from appliance.calls.alarm import Alarm
from appliance.calls.desk import Desk
from appliance.calls.dialer import DIAL_AHEAD_SECONDS, Dialer
from appliance.coach.persona import load_personas
from appliance.errors import AnswerLostError, NobodyOnDutyError
from appliance.records.calls import FINAL_STATUSES, Attempt, AttemptResult, Call, CallPurpose, CallStatus
from appliance.records.people import CallType, CheckIn, User
from appliance.records.progress import MetricKind
from appliance.records.requests import Receipt, Request, RequestKind, RequestSource
from appliance.store import Store, open_store, unlock
from appliance.store.calls import Calls
from appliance.upkeep.control import ask
from appliance.upkeep.counter import CLOCK_TRUSTED
from tests.calls.household import IN_MEMORY, PersonChannel, house
from tests.calls.lives import Host
from tests.calls.requests_victim import answer, host, settings_in, wall_clock
from tests.virtual_time import run_virtual

KILLS = 100
IN_START = 4
"""One life in so many is killed at a moment of its start; the others after their first answer."""

LONGEST_START_SECONDS = 0.3
LONGEST_LIFE_SECONDS = 1.6

BEGINS = datetime(2026, 11, 30, 12, 5, tzinfo=UTC)
"""A Monday; no check-in is due before it is over."""

Message = dict[str, Any]


def call_or_answer_late(chance: random.Random) -> Message:
    return {"kind": chance.choice(["call", "call", "answer_late"]), "call_type": "evening"}


def put_off_or_end(chance: random.Random) -> Message:
    kind = chance.choice(["move", "move", "move", "snooze", "snooze", "snooze", "snooze", "skip", "cancel"])
    if kind == "move":
        return {"kind": kind, "at": f"{chance.randrange(13, 24)}:{chance.randrange(60):02d}"}
    return {"kind": kind, "minutes": chance.choice([0.0005, 0.002, 5.0])} if kind == "snooze" else {"kind": kind}


def pause_or_resume(chance: random.Random) -> Message:
    if chance.random() < 0.3:
        return {"kind": "resume"}
    return {"kind": "pause", "until_day": chance.choice([None, "2026-12-01", "2026-12-24"])}


def focus_or_place(chance: random.Random) -> Message:
    if chance.random() < 0.5:
        return {"kind": "place", "place": chance.choice(["home", "away"])}
    return {"kind": "focus", "minutes": chance.choice([0.001, 0.004, 30.0]), "text": "tax return"}


WISHES: dict[str, Callable[[random.Random], Message]] = {
    "Sam": call_or_answer_late,
    "Kim": put_off_or_end,
    "Lee": pause_or_resume,
    "Noa": focus_or_place,
}


@dataclass
class Person:
    """Sends one request after the other, each until it is acknowledged."""

    name: str
    folder: Path
    chance: random.Random
    sent: dict[UUID, Message] = field(default_factory=dict)
    """In the order in which they were sent for the first time."""
    acknowledged: dict[UUID, Message] = field(default_factory=dict)
    lost: int = 0
    """Answers that never came."""

    def _next(self) -> UUID:
        if len(self.sent) > len(self.acknowledged):
            return next(reversed(self.sent))
        if self.acknowledged and self.chance.random() < 0.1:
            return self.chance.choice(list(self.acknowledged))
        fresh = UUID(int=self.chance.getrandbits(128), version=4)
        self.sent[fresh] = {"id": str(fresh), "source": "page", **WISHES[self.name](self.chance)}
        return fresh

    async def ask(self) -> None:
        """Send one, now and then twice at once; what comes back for an id is always the same."""
        wish = self._next()
        message = {"command": "request", "user": self.name, "request": self.sent[wish]}
        times = 2 if self.chance.random() < 0.1 else 1
        told = await asyncio.gather(
            *(ask(self.folder / "user_data", message) for _ in range(times)), return_exceptions=True
        )
        for each in told:
            if isinstance(each, AnswerLostError):
                self.lost += 1
            elif isinstance(each, BaseException):
                raise each
            else:
                assert self.acknowledged.setdefault(wish, each["receipt"]) == each["receipt"]

    async def go_on(self, killed: asyncio.Event, answered: asyncio.Event) -> None:
        while not killed.is_set():
            try:
                await self.ask()
            except NobodyOnDutyError:
                await asyncio.sleep(0.005)
            else:
                answered.set()

    def receipts(self, *kinds: str) -> list[Receipt]:
        """Of what was done, in order."""
        found = [Receipt.model_validate(self.acknowledged[each]) for each in self.sent]
        return [receipt for receipt in found if receipt.done and receipt.kind in kinds]


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory: a killed process leaves the same there as on a disk, and lives faster. A power cut is not meant."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as made:
        yield Path(made)


@pytest.mark.timeout(240)
def test_a_hundred_kills_with_requests_arriving(folder: Path) -> None:
    chance = random.Random()
    seed = chance.randrange(10**6)
    chance.seed(seed)
    offset = (BEGINS - datetime.now(UTC)).total_seconds()
    (folder / "offset").write_text(str(offset))
    people = {name: Person(name, folder, random.Random(f"{seed} {name}")) for name in WISHES}
    asyncio.run(move_in(folder))
    with host(folder) as lives:
        for number in range(KILLS):
            asyncio.run(one_life(lives, list(people.values()), chance, at_start=number % IN_START == 0))
        asyncio.run(last_life(lives, list(people.values())))
    try:
        asyncio.run(inspect(folder, people))
    except AssertionError as error:
        error.add_note(f"seed {seed}; the lives said: {(folder / 'stderr').read_text()[-600:]}")
        raise


async def one_life(lives: Host, people: list[Person], chance: random.Random, *, at_start: bool) -> None:
    killed, answered = asyncio.Event(), asyncio.Event()
    life = lives.begin()
    some = chance.sample(people, chance.randint(1, len(people)))
    asking = [asyncio.create_task(person.go_on(killed, answered)) for person in some]
    if at_start:
        await asyncio.sleep(chance.uniform(0.0, LONGEST_START_SECONDS))
    else:
        await asyncio.wait(
            [asyncio.create_task(answered.wait()), *asking], timeout=30, return_when=asyncio.FIRST_COMPLETED
        )
        await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE_SECONDS))
    lives.end(life)
    killed.set()
    await asyncio.gather(*asking)


async def last_life(lives: Host, people: list[Person]) -> None:
    """Everything that is not acknowledged yet is sent once more."""
    life = lives.begin()
    for person in people:
        async with asyncio.timeout(30):
            while len(person.sent) > len(person.acknowledged):
                try:
                    await person.ask()
                except NobodyOnDutyError:
                    await asyncio.sleep(0.01)
    lives.end(life)


async def move_in(folder: Path) -> None:
    settings = settings_in(folder)
    async with open_store(settings.database_file, unlock(settings.key_file, settings.database_file)) as store:
        now = wall_clock(folder)
        users = {name: await store.people.add_user(User(name=name, timezone="UTC", created_at=now)) for name in WISHES}
        for number in range(12):
            check_in = CheckIn(
                user_id=users["Kim"].id,
                call_type=CallType.MIDDAY,
                at=f"{12 + number}:50",
                weekdays=list(range(7)),
                channels=["speaker"],
                retry_minutes=[10, 30],
                created_at=now,
            )
            await store.people.add_check_in(check_in)
        await store.days.mark(CLOCK_TRUSTED, now)


async def inspect(folder: Path, people: dict[str, Person]) -> None:
    settings = settings_in(folder)
    async with open_store(settings.database_file, unlock(settings.key_file, settings.database_file)) as store:
        await store.calls.drop_open_attempts(wall_clock(folder))
        calls = await store.calls.recent(limit=100_000)
        await receipts_are_kept(store, people)
        results = await legal(store, calls, folder)
        for each in people.values():
            user = await store.people.user(each.name)
            own = {call.id: call for call in calls if call.user_id == user.id}
            await EFFECTS[each.name](store, each, own, user)
    lost = sum(person.lost for person in people.values())
    settled = [told for person in people.values() for told in person.acknowledged.values()]
    figures = f"{len(settled)} requests; {lost} answers lost; attempts: {results}"
    assert lost >= KILLS // 4, f"the kills hit no requests: {figures}"
    assert results[AttemptResult.DROPPED] >= KILLS // 10, f"the kills hit no calls: {figures}"
    for kind in ("call", "answer_late", "move", "snooze", "skip", "cancel", "pause", "resume", "focus", "place"):
        assert any(each["kind"] == kind for each in settled), f"none was asked: {kind}"
    assert sum(each["done"] for each in settled) >= KILLS


async def receipts_are_kept(store: Store, people: dict[str, Person]) -> None:
    records = {record.id: record for record in await store.requests.recent(limit=1_000_000)}
    acknowledged = {key: told for person in people.values() for key, told in person.acknowledged.items()}
    assert records.keys() == acknowledged.keys()
    for key, told in acknowledged.items():
        assert Receipt.model_validate(records[key].receipt) == Receipt.model_validate(told)


async def legal(store: Store, calls: list[Call], folder: Path) -> Counter[AttemptResult | None]:
    """No attempt rang twice, and every call is in a state that it can be in."""
    lines = [line.split() for line in (folder / "witness").read_text().splitlines()]
    rings = Counter(attempt for _, attempt in lines)
    assert max(rings.values()) == 1
    results, known = Counter[AttemptResult | None](), set()
    for call in calls:
        attempts = await store.calls.attempts(call.id)
        known |= {str(attempt.id) for attempt in attempts}
        results.update(attempt.result for attempt in attempts)
        assert [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1))
        assert call.status in FINAL_STATUSES | {CallStatus.SCHEDULED, CallStatus.SNOOZED}
        assert (call.completed_at is not None) == (call.status in FINAL_STATUSES)
        turns = await store.calls.turns(call.id)
        assert [turn.position for turn in turns] == list(range(len(turns)))
    assert rings.keys() <= known
    assert results[None] == 0
    return results


async def effects_of_calls(store: Store, sam: Person, calls: dict[UUID, Call], user: User) -> None:
    """A call of its own for each request that made one, a step of the ladder for each late answer, a promise for each
    completed call."""
    done = sam.receipts("call")
    assert {receipt.call_id for receipt in done} <= calls.keys()
    own = {f"request:{receipt.request_id.hex}" for receipt in done}
    made = [call.occasion for call in calls.values()]
    assert set(made) <= own
    assert len(made) == len(set(made))
    for receipt in done:
        call = calls[receipt.call_id] if receipt.call_id else None
        assert call is not None
        if f"request:{receipt.request_id.hex}" in made:
            assert call.occasion == f"request:{receipt.request_id.hex}"
    assert sum(call.ladder for call in calls.values()) == len(sam.receipts("answer_late"))
    completed = {call.id for call in calls.values() if call.status is CallStatus.COMPLETED}
    promises = Counter(promise.call_id for promise in await store.progress.commitments(user.id))
    assert completed <= promises.keys()
    assert set(promises.values()) <= {1}


async def effects_of_putting_off(store: Store, kim: Person, calls: dict[UUID, Call], user: User) -> None:
    """A ladder's step for each time a call was put off, and no ring of it before; each call ends once."""
    assert sum(call.ladder for call in calls.values()) == len(kim.receipts("snooze", "move"))
    steps = Counter[UUID | None]()
    for receipt in kim.receipts("snooze", "move"):
        assert receipt.call_id is not None
        assert receipt.ring_at is not None
        steps[receipt.call_id] += 1
        for attempt in await store.calls.attempts(receipt.call_id):
            early = (receipt.ring_at - attempt.started_at).total_seconds()
            assert attempt.ladder != steps[receipt.call_id] or early <= DIAL_AHEAD_SECONDS + 1.0
    skipped, cancelled = ([receipt.call_id for receipt in kim.receipts(kind)] for kind in ("skip", "cancel"))
    assert len(skipped + cancelled) == len({*skipped, *cancelled})
    by_status = {status: {call.id for call in calls.values() if call.status is status} for status in CallStatus}
    assert set(cancelled) == by_status[CallStatus.CANCELLED]
    assert (
        by_status[CallStatus.SKIPPED] <= set(skipped) <= by_status[CallStatus.SKIPPED] | by_status[CallStatus.PARTIAL]
    )
    assert len({(call.check_in_id, call.day) for call in calls.values()}) == len(calls)


async def effects_of_pauses(store: Store, lee: Person, _: dict[UUID, Call], user: User) -> None:
    """A row for each pause; each end of them ends those that stood then."""
    pauses = {pause.created_at: pause for pause in await store.silences.pauses(user.id)}
    done = lee.receipts("pause", "resume")
    assert len(await store.silences.pauses(user.id)) == len(lee.receipts("pause")) == len(pauses)
    standing = 0
    for each in lee.sent:
        told = Receipt.model_validate(lee.acknowledged[each])
        assert told.done == (told.kind == "pause" or standing > 0)
        standing = standing + 1 if told.kind == "pause" else 0
    assert sum(pause.ended_at is None for pause in pauses.values()) == standing
    assert len({pause.ended_at for pause in pauses.values()} - {None}) == len(done) - len(lee.receipts("pause"))


async def effects_of_focus(store: Store, noa: Person, calls: dict[UUID, Call], user: User) -> None:
    """A session with its two words for each request; she is where she said last."""
    sessions = await store.days.focus_sessions(user.id)
    assert len(sessions) == len(noa.receipts("focus"))
    words = Counter(call.subject_id for call in calls.values() if call.purpose is CallPurpose.FOCUS)
    assert words == {session.id: 2 for session in sessions}
    assert len(calls) == 2 * len(sessions)
    assert user.whereabouts == noa.receipts("place")[-1].place


EFFECTS = {
    "Sam": effects_of_calls,
    "Kim": effects_of_putting_off,
    "Lee": effects_of_pauses,
    "Noa": effects_of_focus,
}


@pytest.mark.parametrize("kind", [RequestKind.SNOOZE, RequestKind.CANCEL])
def test_a_request_in_the_last_moment_before_the_ring_holds(kind: RequestKind) -> None:
    class Overtaken(Calls):
        desk: Desk
        request: Request | None = None

        async def begin_attempt(self, attempt: Attempt, *, waiting: bool = False) -> Attempt:
            if self.request is not None:
                request, self.request = self.request, None
                assert (await self.desk.execute(request)).done
            return await super().begin_attempt(attempt, waiting=waiting)

    async def scenario() -> None:
        sam = PersonChannel(answer)
        async with house(sam) as home:
            calls = Overtaken(home.store.database)
            calls.desk = Desk(home.store, home.clock)
            calls.request = Request(kind=kind, source=RequestSource.CLI, user_id=home.sam.id)
            home.store = replace(home.store, calls=calls)
            home.dialer = Dialer(home.store, home.channels, load_personas(), home.clock)
            home.alarm = Alarm(home.store, home.dialer, home.clock)
            await home.check_in("12:30")
            async with home.on_duty():
                await asyncio.sleep(45 * 60)
                assert sam.rings == []
                await asyncio.sleep(30 * 60)
            assert len(sam.rings) == (1 if kind is RequestKind.SNOOZE else 0)

    run_virtual(scenario())


def test_a_call_that_is_asked_for_rings_although_nothing_is_left_to_ask() -> None:
    async def scenario() -> None:
        sam = PersonChannel(answer)
        async with house(sam) as home:
            await home.metric("exercise", MetricKind.HABIT, ask_in=["custom"])
            async with home.on_duty():
                for _ in range(2):
                    receipt = await home.desk.execute(
                        Request(kind=RequestKind.CALL, source=RequestSource.CLI, user_id=home.sam.id)
                    )
                    await asyncio.sleep(600)
                    assert receipt.call_id is not None
                    assert (await home.store.calls.call(receipt.call_id)).status is CallStatus.COMPLETED
            assert len(sam.rings) == 2

    run_virtual(scenario())
