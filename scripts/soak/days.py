"""A household of six for so many days, as fast as the machine goes: the clock jumps from one thing to the next.

The store, the alarm, the dialer, the closing of days, the nightly backups and the limits of what is kept are the
appliance's own. The six people answer by rules, in time that is made up; no sound, no threads, and no page: those are
what `sound.py` and the faults are for.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from appliance.calls.alarm import Alarm
from appliance.calls.dialer import Dialer
from appliance.calls.occasions import today_of
from appliance.coach.persona import load_personas
from appliance.ports import Expect, Transcript
from appliance.records.agenda import Answer
from appliance.records.calls import FINAL_STATUSES, CallPurpose, CallStatus
from appliance.records.people import CallType, CheckIn, Role, User
from appliance.records.progress import MetricKind, MetricType
from appliance.review.look import look
from appliance.settings import Settings
from appliance.store import Store, open_store
from appliance.upkeep.backups.keeper import Backups
from scripts.soak._samples import Sample, promise, sample, show, show_sample, slope
from tests.calls.household import IN_MEMORY, House, PersonChannel
from tests.inline_sqlite import directly, inline
from tests.prepared import furnish
from tests.virtual_time import WallClock, outside_time, run_virtual

BEGINS = datetime(2026, 10, 5, tzinfo=UTC)
"""A Monday; the clocks go back in Berlin on day 20 and in New York on day 27."""
NAMES = ("Sam", "Alex", "Robin", "Kim", "Toni", "Sascha")
ZONES = ("Europe/Berlin", "Europe/Berlin", "America/New_York", "Europe/Berlin", "UTC", "Asia/Kolkata")
TIMES = ((CallType.MORNING, "07:10"), (CallType.MIDDAY, "12:40"), (CallType.EVENING, "21:30"))
KEEP = {"keep_recordings_days": 5, "keep_words_days": 10}
BACKUP_KEEP = 7
SEED = 7
WARM_UP_DAYS = 5.0
MEMORY_MB_A_DAY = 0.5
"""At most, after the warm-up: 15 MB in a month, with a month of data more to look at."""
DATABASE_MB_A_DAY = 0.5
MOST_LOG_MB = 16.0

SILENT, GRUFF = 0.12, 0.35
"""Shares of rings that nobody answers, and of promises that are heard badly, so that their recording is kept."""


@dataclass
class Soak:
    """One run."""

    days: int
    samples: list[Sample] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  # made-up lives
    rings: list[bool] = field(default_factory=list)
    """Whether anybody is there, by ring."""

    async def run(self) -> bool:
        """Whether every promise held."""
        clock = WallClock(BEGINS)
        channel = PersonChannel(lambda said, expect: self._answer(len(channel.rings), expect))
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as made:
            settings = Settings(
                local_data_path=Path(made) / "user_data", key_file=Path(made) / "key", backup_keep=BACKUP_KEEP
            )
            key = await furnish(settings.database_file, settings.key_file)
            async with open_store(settings.database_file, key, connect=inline, off_loop=directly) as store:
                people = [await _move_in(store, number, clock()) for number in range(len(NAMES))]
                dialer = Dialer(store, {channel.name: channel}, load_personas(), clock)
                home = House(store, clock, {channel.name: channel}, dialer, Alarm(store, dialer, clock), people[0])
                backups = Backups(settings, store, clock)
                async with home.on_duty(long=True, watching=False):
                    for day in range(self.days):
                        await self._day(day, home, backups, people, settings.local_data_path)
                with outside_time():
                    await asyncio.get_running_loop().shutdown_default_executor()  # backups were sealed in its threads
                return await self._judge(store, people, clock(), len(channel.rings))

    async def _day(self, day: int, home: House, backups: Backups, people: list[User], folder: Path) -> None:
        """A day in quarters of an hour; each looks after backups, as the appliance does each minute."""
        for quarter in range(96):
            await asyncio.sleep(900)
            with outside_time():
                if await backups.look():
                    await backups.over()
            if quarter == 90:
                for person in people:
                    await home.store.scores.worked_out(person, today_of(person, home.clock()), look)
        self.samples.append(sample(day + 1, folder))
        show_sample(self.samples[-1])

    def _answer(self, ring: int, expect: Expect) -> Transcript | str | None:
        while len(self.rings) < ring:
            self.rings.append(self.chance.random() >= SILENT)
        if not self.rings[ring - 1]:
            return None
        if expect.hint.answer is Answer.OPEN:
            sure = self.chance.random() > GRUFF
            return Transcript(f"read {self.chance.randint(3, 90)} pages", "en", 0.95 if sure else 0.2, "test")
        number = self.chance.randint(4, 9)
        answers = {Answer.PRESENCE: "yes, I'm here", Answer.DURATION: f"{number} hours", Answer.YES_NO: "yes"}
        return answers.get(expect.hint.answer, str(number))

    async def _judge(self, store: Store, people: list[User], now: datetime, rings: int) -> bool:
        calls = [call for user in people for call in await store.calls.recent(user.id, limit=10_000)]
        due = _due(people, BEGINS, now)
        had = Counter((call.user_id, call.call_type, call.day) for call in calls if call.check_in_id is not None)
        standing = [call for call in calls if call.status not in FINAL_STATUSES]
        endings = Counter(str(call.status) for call in calls)
        regular = sum(call.purpose is CallPurpose.CHECK_IN for call in calls)
        show("calls", len(calls), "calls", rings=rings, endings=dict(endings), of_check_ins=regular)
        held = [
            promise("every check-in had its call, once", all(had[each] == 1 for each in due),
                    str([each for each in due if had[each] != 1][:3])),
            promise("no call stands that should have ended", all(now - call.due_at < timedelta(hours=3)
                    for call in standing), str([(call.status, call.due_at) for call in standing[:3]])),
            promise("calls are not missed by the appliance", not endings[str(CallStatus.MISSED_OFFLINE)], str(endings)),
            promise("the database passes its full check", not await store.check()),
            promise("the audit log holds together", await store.audit.verify() is None),
            *await self._closed(store, people, now),
        ]  # fmt: skip
        return all([*held, *self._bounded()])

    async def _closed(self, store: Store, people: list[User], now: datetime) -> list[bool]:
        closed = await store.days.last_closed()
        late = [user.name for user in people if closed.get(user.id, date.min) < today_of(user, now) - timedelta(days=2)]
        return [promise("every day that is over was closed", not late, str(late))]

    def _bounded(self) -> list[bool]:
        """Memory flat, files bounded."""
        last, warm = self.samples[-1], min(WARM_UP_DAYS, self.days / 2)
        memory, database = (slope(self.samples, name, warm) for name in ("memory_mb", "database_mb"))
        show("memory", last.memory_mb, "MB", a_day=round(memory, 3), at_first=round(self.samples[0].memory_mb, 1))
        show("database", last.database_mb, "MB", a_day=round(database, 3))
        most_clips = max(each.clips for each in self.samples)
        show("recordings at once", most_clips, "files", at_the_end=last.clips, end_mb=round(last.clips_mb, 2))
        steady = {(each.open_files, each.tasks) for each in self.samples if each.at >= warm}
        return [
            promise("memory is flat", memory <= MEMORY_MB_A_DAY, f"{memory:.2f} MB a day"),
            promise("open files and tasks stay the same", len(steady) == 1, str(sorted(steady))),
            promise("the database grows no faster than what is said", database <= DATABASE_MB_A_DAY, f"{database:.2f}"),
            promise("the log is folded", max(each.log_mb for each in self.samples) <= MOST_LOG_MB),
            promise("backups are pruned", max(each.backups for each in self.samples) <= BACKUP_KEEP),
            promise("nothing else is left in the data folder", not any(each.strays for each in self.samples)),
        ]


async def _move_in(store: Store, number: int, now: datetime) -> User:
    user = User(
        name=NAMES[number], timezone=ZONES[number], role=Role.MEMBER if number else Role.OWNER, created_at=now,
        preferences=KEEP,
    )  # fmt: skip
    user = await store.people.add_user(user)
    kinds = (("exercise", MetricKind.HABIT), ("water", MetricKind.NUMBER), ("sleep", MetricKind.DURATION))
    for position, (name, kind) in enumerate(kinds):
        metric = MetricType(
            user_id=user.id, name=name, kind=kind, position=position, created_at=now,
            ask_in=["morning"] if kind is MetricKind.DURATION else ["evening"],
            unit="hours" if kind is MetricKind.DURATION else "",
        )  # fmt: skip
        await store.progress.add_metric_type(metric)
    for call_type, at in TIMES:
        check_in = CheckIn(
            user_id=user.id, call_type=call_type, at=at, weekdays=list(range(7)), channels=["speaker"],
            retry_minutes=[10, 30], created_at=now,
        )  # fmt: skip
        await store.people.add_check_in(check_in)
    return user


def _due(people: list[User], begin: datetime, end: datetime) -> list[tuple[UUID, CallType, date]]:
    """What the household was to be called for, reckoned without the appliance, up to three hours before the end."""
    found: list[tuple[UUID, CallType, date]] = []
    for user in people:
        zone = ZoneInfo(user.timezone)
        for number in range((end - begin).days + 2):
            day = begin.astimezone(zone).date() + timedelta(days=number)
            for call_type, at in TIMES:
                moment = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=zone)
                if begin < moment <= end - timedelta(hours=3):
                    found.append((user.id, call_type, day))
    return found


def run(days: int) -> bool:
    """Whether every promise held."""
    began = time.monotonic()
    held = run_virtual(Soak(days).run())
    show("took", time.monotonic() - began, "s", days=days)
    return held
