"""Thirty people answer their calls by voice note at once: how long each waits, and whether anything else stands still.

The whole appliance is on duty in this process, with the engines that come with it (espeak-ng, pocketsphinx), against a
Bot API server of the tests over a real socket, which shares the processor and the loop with it. Each of the people has
a call under way in a chat; then all of them send a voice note at the same moment, twice. Beside them somebody sends
`/help` again and again. An answer waits `GATHERING_SECONDS` for more notes before it is read: that is in the figures.
Prints one JSON object a line: name, value, unit, baseline, ratio (value / baseline).
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from appliance.app import Appliance, open_appliance, utc_now
from appliance.channels.telegram.line import GATHERING_SECONDS
from appliance.on_duty import on_duty
from appliance.ports import Audio, Hint
from appliance.reach.chat.pairing import offer
from appliance.records.agenda import Answer
from appliance.records.people import CallType, User
from appliance.records.progress import MetricKind, MetricType
from appliance.records.requests import Request, RequestKind, RequestSource
from appliance.settings import DeploymentMode, Settings
from appliance.voice.espeak import Espeak
from scripts.bench._measuring import Stalls, p95, show, spoken
from tests.channels.botapi import BotApiServer, Person, serving_bot_api

PEOPLE, ROUNDS = 30, 2
LONGEST_SECONDS = 90.0
LOOK_SECONDS = 0.02
PROBE_SECONDS = 2.0


def memory_mb() -> float:
    """Resident memory of this process and its children."""
    here = psutil.Process()
    return sum(each.memory_info().rss for each in (here, *here.children(recursive=True))) / 1e6


async def household(appliance: Appliance, server: BotApiServer) -> list[tuple[User, Person]]:
    """People who are asked something, and one more who only wants help."""
    made = []
    for number in range(PEOPLE + 1):
        user = await appliance.store.people.add_user(
            User(name=f"Person {number}", timezone="UTC", created_at=appliance.now())
        )
        for name in ("exercise", "reading", "water", "walk"):
            habit = MetricType(user_id=user.id, name=name, kind=MetricKind.HABIT, created_at=appliance.now())
            habit.ask_in, habit.question = ["evening"], f"Did you do your {name} today?"
            await appliance.store.progress.add_metric_type(habit)
        made.append((user, server.person(user.name)))
    return made


async def link(appliance: Appliance, people: list[tuple[User, Person]]) -> None:
    """Everybody sends their code, and is welcomed."""
    for user, person in people:
        person.write(f"/start {await offer(appliance.store, user.id, appliance.now())}")
    await asyncio.gather(*(heard_more(person, 0, 0.0) for _, person in people))


async def heard_more(person: Person, than: int, since: float) -> float:
    """Seconds from `since` until this person has more messages than so many."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while len(person.heard) <= than:  # noqa: ASYNC110  # the server of the tests tells nobody
            await asyncio.sleep(LOOK_SECONDS)
    return time.monotonic() - since


async def openings(appliance: Appliance, people: list[tuple[User, Person]]) -> list[float]:
    """Everybody is called at once; seconds until each has the first note."""
    before = [len(person.heard) for _, person in people]
    since = time.monotonic()
    for user, _ in people:
        await appliance.desk.execute(
            Request(
                kind=RequestKind.CALL,
                source=RequestSource.CLI,
                user_id=user.id,
                channel="telegram",
                call_type=CallType.EVENING,
            )
        )
    waits = (heard_more(person, had, since) for (_, person), had in zip(people, before, strict=True))
    return await asyncio.gather(*waits)


async def answers(people: list[tuple[User, Person]], ogg: bytes) -> list[float]:
    """Everybody answers at once; seconds until each has the next note."""
    before = [len(person.heard) for _, person in people]
    since = time.monotonic()
    for _, person in people:
        person.speak(ogg, 1)
    waits = (heard_more(person, had, since) for (_, person), had in zip(people, before, strict=True))
    return await asyncio.gather(*waits)


async def helped(person: Person, seconds: list[float]) -> None:
    """Ask for help again and again; how long each answer took."""
    while True:
        had, since = len(person.heard), time.monotonic()
        person.write("/help")
        seconds.append(await heard_more(person, had, since))
        await asyncio.sleep(PROBE_SECONDS)


async def recognised_alone(appliance: Appliance, audio: Audio) -> float:
    """Seconds that the recogniser takes for one such note, the median of five."""
    taken = []
    for _ in range(5):
        since = time.monotonic()
        session = await appliance.ears.open("en", Hint(Answer.YES_NO))
        await session.feed(audio)
        await session.finish()
        taken.append(time.monotonic() - since)
    return statistics.median(taken)


async def measure(folder: Path) -> None:
    async with serving_bot_api(utc_now) as server:
        settings = Settings(
            local_data_path=folder / "user_data",
            key_file=folder / "key",
            deployment_mode=DeploymentMode.HYBRID,
            local_only=False,
            telegram_bot_token=server.token,
            telegram_base_url=server.url,
            local_stt_model="sphinx",
            local_tts_model="espeak",
            local_llm_model="scripted",
        )
        person = Espeak()
        said = await spoken(person, "yes I did")
        await person.aclose()
        async with open_appliance(settings) as appliance:
            people = await household(appliance, server)
            async with on_duty(appliance):
                await link(appliance, people)
                await figures(appliance, people[:-1], people[-1][1], said)


async def figures(appliance: Appliance, people: list[tuple[User, Person]], seeker: Person, said: Audio) -> None:
    assert appliance.post is not None  # noqa: S101  # hybrid, so there is one
    assert appliance.post.bot is not None  # noqa: S101
    opened = await openings(appliance, people)
    show("letters.opening to 30 people.p50", statistics.median(opened), unit="s")
    show("letters.opening to 30 people.worst", max(opened), unit="s")
    ogg = (await appliance.post.bot.notes.encode(said)).ogg
    alone = await recognised_alone(appliance, said)
    stalls, helps, memory, taken = Stalls(), list[float](), [memory_mb()], list[float]()
    async with stalls.watched():
        asking = asyncio.create_task(helped(seeker, helps))
        for _ in range(ROUNDS):
            taken += await answers(people, ogg)
            memory.append(memory_mb())
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    queued = GATHERING_SECONDS + PEOPLE * alone
    show("letters.answer to next note, 30 at once.p50", statistics.median(taken), queued, unit="s")
    show("letters.answer to next note, 30 at once.p95", p95(taken), queued, unit="s")
    show(
        "letters.answer to next note, 30 at once.worst",
        max(taken),
        queued,
        unit="s",
        recognised_alone_s=round(alone, 3),
    )
    show("letters.a command beside them.worst", max(helps), unit="s", commands=len(helps))
    show("letters.longest stall of the loop beside them", 1e3 * max(stalls.own_seconds), unit="ms")
    show("letters.memory after the second round", memory[-1], memory[1], unit="MB")


def main() -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as name:
        asyncio.run(measure(Path(name)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
