"""The whole appliance on duty, to be killed or stopped: real store, alarm, dialer, desk and control socket.

    python -m tests.calls.requests_victim FOLDER

Begun and killed by `tests.calls.lives`. FOLDER/offset holds by how many seconds its wall clock is ahead of the
machine's; FOLDER/witness what the outside world could have noticed: `ring ATTEMPT` for each chime, synced
before it sounds.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from appliance.app import open_appliance
from appliance.calls import alarm
from appliance.coach.persona import load_personas
from appliance.on_duty import learn, on_duty
from appliance.ports import Audio, Expect, Hint, Line, Notice, RecognitionSession, Sentence, Unreached
from appliance.records.agenda import Answer
from appliance.settings import Settings
from tests.calls.household import PersonChannel, PersonLine
from tests.calls.lives import Host, hosting, make_lives
from tests.calls.victim import Witness

PACE = 0.002
"""A chime takes two milliseconds, an answer as long."""

WATCH_SECONDS = 0.1
"""The watcher looks more often than the appliance's does: a life here is a fraction of a second."""


class Mute:
    """Neither hears nor speaks: the channel needs no engines."""

    name = "mute"

    async def warm(self) -> None:
        """Nothing to load."""

    async def aclose(self) -> None:
        """Nothing to release."""

    async def open(self, language: str, hint: Hint) -> RecognitionSession:
        raise NotImplementedError

    async def synthesize(self, sentence: Sentence) -> Audio:
        raise NotImplementedError


def answer(said: str, expect: Expect) -> str:
    return {Answer.PRESENCE: "yes, I'm here", Answer.OPEN: "read twenty pages"}.get(expect.hint.answer, "yes")


class WitnessedChannel(PersonChannel):
    """A person who answers everything within milliseconds."""

    def __init__(self, witness: Witness) -> None:
        super().__init__(answer, pace=PACE)
        self._witness = witness

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:  # type: ignore[override]
        yield WitnessedLine(self, notice, self._witness)


class WitnessedLine(PersonLine):
    def __init__(self, channel: PersonChannel, notice: Notice, witness: Witness) -> None:
        super().__init__(channel)
        self._notice, self._witness = notice, witness

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        self._witness.write("ring", self._notice.attempt_id)
        await super().chime(loudness, notes)


def settings_in(folder: Path) -> Settings:
    return Settings(local_data_path=folder / "user_data", key_file=folder / "key" / "appliance.key")


def wall_clock(folder: Path) -> datetime:
    """The machine's time, as many seconds ahead as the test says."""
    return datetime.now(UTC) + timedelta(seconds=float((folder / "offset").read_text()))


async def serve(folder: Path) -> None:
    channel = WitnessedChannel(Witness(folder / "witness"))
    async with (
        open_appliance(
            settings_in(folder),
            now=lambda: wall_clock(folder),
            ears=Mute(),
            voice=Mute(),
            channels={"speaker": channel},
        ) as appliance,
        on_duty(appliance),
    ):
        print("on duty", flush=True)
        await asyncio.Event().wait()


def host(folder: Path) -> AbstractContextManager[Host]:
    """What makes such lives."""
    return hosting("tests.calls.requests_victim", folder)


def prepare() -> None:
    """Before the first life."""
    alarm.WATCH_SECONDS = WATCH_SECONDS
    sys.setswitchinterval(0.005)
    configure_mappers()
    learn(["en"])
    load_personas()


if __name__ == "__main__":
    make_lives(prepare, serve)
