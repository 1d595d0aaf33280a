"""The first run: what is set up step by step, by whom, and how far they are.

Steps about the house are done once for everybody, the others once by each person. What is settled is kept among the
host's marks, under ids only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appliance.channels.speaker import SpeakerChannel
from appliance.records.people import Role, User
from appliance.store import Store

BROWSER = "browser"
"""The channel that rings in a browser, where the appliance has one."""

BROWSER_ROOM = "setup house browser"
"""Marked where the browser was chosen to be the room."""

BEGUN, CLOSED = "begun", "closed"


class Step(StrEnum):
    YOU = "you"
    ROOM = "room"
    ENGINES = "engines"
    PERSONA = "persona"
    HABITS = "habits"
    CALLS = "calls"
    TRIAL = "trial"
    END = "end"


OF_THE_HOUSE = frozenset({Step.ROOM, Step.ENGINES})
OWNERS = tuple(Step)
MEMBERS = (Step.YOU, Step.PERSONA, Step.HABITS, Step.CALLS, Step.END)


class Settled(StrEnum):
    DONE = "done"
    LATER = "later"
    """Put off: it is not asked again by itself."""


@dataclass(frozen=True, slots=True)
class FirstRun:
    """How far somebody is."""

    steps: tuple[Step, ...]
    settled: Mapping[Step, Settled]
    begun: bool = False
    closed: bool = False
    """For good."""

    @property
    def next_step(self) -> Step:
        """The first that is neither done nor put off; the end, where there is none."""
        return next((step for step in self.steps if step not in self.settled), Step.END)

    def number(self, step: Step) -> int:
        """From 1."""
        return self.steps.index(step) + 1

    def before(self, step: Step) -> Step | None:
        """The step before it; None for the first."""
        return self.steps[self.steps.index(step) - 1] if step is not self.steps[0] else None

    def after(self, step: Step) -> Step:
        """The step behind it; behind the last, the last."""
        return self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)]


async def first_run(store: Store, user: User) -> FirstRun:
    """How far a person is."""
    steps = OWNERS if user.role is Role.OWNER else MEMBERS
    own = await store.days.marks(_of(user, ""))
    marks = {*own, *await store.days.marks(_of_house(""))}
    settled = {}
    for step in steps:
        for how in (Settled.LATER, Settled.DONE):
            if f"{step} {how}" in marks:
                settled[step] = how
    return FirstRun(steps, settled, begun=bool(own), closed=CLOSED in own)


async def begin(store: Store, user: User, now: datetime) -> None:
    """From now on they are reminded of it until they close it."""
    await store.days.mark(_of(user, BEGUN), now)


async def settle(store: Store, user: User, step: Step, how: Settled, now: datetime) -> None:
    """Done, or put off."""
    name = f"{step} {how}"
    await store.days.mark(_of_house(name) if step in OF_THE_HOUSE else _of(user, name), now)


async def close(store: Store, user: User, now: datetime) -> None:
    """For good."""
    await store.days.mark(_of(user, CLOSED), now)


async def unfinished(store: Store, user: User) -> bool:
    """Whether to remind them: they began, or nothing was ever set up for them."""
    run = await first_run(store, user)
    if run.closed or run.begun:
        return not run.closed
    return not await store.people.check_ins(user.id) and not await store.progress.metric_types(user.id)


async def usual_channel(store: Store, channels: Mapping[str, object]) -> str:
    """Where calls ring: the browser, where that was chosen to be the room; else the speaker."""
    chosen = BROWSER in channels and await store.days.marked(BROWSER_ROOM) is not None
    return BROWSER if chosen else SpeakerChannel.name


def _of(user: User, name: str) -> str:
    return f"setup {user.id} {name}"


def _of_house(name: str) -> str:
    return f"setup house {name}"
