"""The store as one thing: opened with a key, closed at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.feed import Feed
from appliance.store.accounts import Accounts
from appliance.store.agendas import Agendas
from appliance.store.audit import Audit
from appliance.store.background import Backgrounds
from appliance.store.belongings import Belongings
from appliance.store.calendars import CalendarStore
from appliance.store.calls import Calls
from appliance.store.clips import Clips, OffLoop
from appliance.store.consents import Consents
from appliance.store.contacts import Contacts
from appliance.store.corrections import Corrections
from appliance.store.days import Days
from appliance.store.deletions import Deletions
from appliance.store.forgetting import Forgetting
from appliance.store.goals import Goals
from appliance.store.home_links import HomeLinks
from appliance.store.hooks import Hooks
from appliance.store.invitations import Invitations
from appliance.store.kiosks import Kiosks
from appliance.store.letters import Letters
from appliance.store.memory import Memories
from appliance.store.opening import Upgrading, open_database, unsaved
from appliance.store.outbox import Outbox
from appliance.store.people import People
from appliance.store.privacy import Privacy
from appliance.store.progress import Progress
from appliance.store.requests import Requests
from appliance.store.scores import Scores
from appliance.store.silences import Silences
from appliance.store.sqlite import Connect, Database, threaded
from appliance.store.stakes import Stakes
from appliance.store.tallies import Tallies
from appliance.store.telegram import TelegramLinks
from appliance.store.timetable import Timetable
from appliance.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Store:
    """What is kept, by the questions asked of it."""

    people: People
    agendas: Agendas
    calls: Calls
    requests: Requests
    timetable: Timetable
    silences: Silences
    contacts: Contacts
    consents: Consents
    days: Days
    calendars: CalendarStore
    progress: Progress
    scores: Scores
    stakes: Stakes
    forgetting: Forgetting
    corrections: Corrections
    goals: Goals
    memories: Memories
    backgrounds: Backgrounds
    belongings: Belongings
    privacy: Privacy
    tallies: Tallies
    accounts: Accounts
    invitations: Invitations
    kiosks: Kiosks
    home: HomeLinks
    hooks: Hooks
    audit: Audit
    telegram: TelegramLinks
    letters: Letters
    outbox: Outbox
    clips: Clips
    deletions: Deletions
    vault: Vault
    database: Database

    @property
    def feed(self) -> Feed:
        """What this process commits."""
        return self.database.feed

    def snapshot(self) -> AbstractAsyncContextManager[None]:
        """What is read in the block is of one moment; see `Database.snapshot`."""
        return self.database.snapshot()

    async def check(self) -> list[str]:
        """What is damaged in the database, by reading all of it; empty when it is sound."""
        return await self.database.check()


@asynccontextmanager
async def open_store(
    database_file: Path,
    key: bytes,
    *,
    connect: Connect = threaded,
    off_loop: OffLoop = asyncio.to_thread,
    upgrading: Upgrading = unsaved,
    stakes: bool = False,
    analytics: bool = False,
) -> AsyncIterator[Store]:
    """Open the encrypted database, made where there is none, and the folder `clips` beside it.

    `connect` and `off_loop` say where blocking work runs: in threads, or, for tests in virtual time, on the loop.
    `upgrading` stands around the migration of an older database. `stakes`: whether rules of stakes are in force;
    `analytics`: whether insights are wanted.
    Raises `DataFolderError`, `WrongKeyError`, `CorruptDatabaseError`, `SetupError`; never replaces what is there.
    """
    async with open_database(database_file, key, connect, upgrading) as database:
        clips, vault = Clips(database_file.parent / "clips", key, off_loop), Vault(key)
        yield Store(
            people=People(database),
            agendas=Agendas(database),
            calls=Calls(database),
            requests=Requests(database),
            timetable=Timetable(database),
            silences=Silences(database),
            contacts=Contacts(database),
            consents=Consents(database),
            days=Days(database),
            calendars=CalendarStore(database),
            progress=Progress(database),
            scores=Scores(database, off_loop, analytics=analytics),
            stakes=Stakes(database, in_force=stakes),
            forgetting=Forgetting(database),
            corrections=Corrections(database),
            goals=Goals(database),
            memories=Memories(database),
            backgrounds=Backgrounds(database),
            belongings=Belongings(database),
            privacy=Privacy(database),
            tallies=Tallies(database),
            accounts=Accounts(database),
            invitations=Invitations(database),
            kiosks=Kiosks(database),
            home=HomeLinks(database),
            hooks=Hooks(database),
            audit=Audit(database, vault, off_loop),
            telegram=TelegramLinks(database),
            letters=Letters(database),
            outbox=Outbox(database),
            clips=clips,
            deletions=Deletions(database_file.parent, off_loop),
            vault=vault,
            database=database,
        )
