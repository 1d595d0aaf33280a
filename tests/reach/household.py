"""A store with Sam, who agreed to everything, and Kim, who agreed to nothing; and the home around them at work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from appliance.calls.desk import Desk
from appliance.channels.browser import Ringing
from appliance.reach.around import Around
from appliance.reach.nearby import Nearby
from appliance.reach.signing import new_secret
from appliance.records.calls import Attempt, AttemptResult, Call, CallStatus
from appliance.records.people import Role, User
from appliance.records.reach import Event, HomeLink, HomeShare, LinkKind, Webhook
from appliance.store import Store, open_store
from tests.store import samples

KEY = bytes(range(32))
PAGE = "https://box.local:8080"
ALL_EVENTS = [each.value for each in Event if each is not Event.TEST]


@dataclass
class Household:
    store: Store
    around: Around
    sam: User
    kim: User
    ringing: Ringing
    time: datetime = samples.NOW

    def now(self) -> datetime:
        return self.time

    def later(self, **span: float) -> None:
        self.time += timedelta(**span)

    async def share(self, user: User, **told: Any) -> HomeShare:
        return await self.store.home.put_share(HomeShare(user_id=user.id, changed_at=self.time, **told))

    async def link(self, kind: LinkKind, address: str, **more: Any) -> HomeLink:
        return await self.store.home.put_link(HomeLink(kind=kind, address=address, created_at=self.time, **more))

    async def webhook(self, address: str, **more: Any) -> Webhook:
        usual = {"secret": new_secret(), "events": ALL_EVENTS, "created_at": self.time}
        return await self.store.hooks.add_webhook(Webhook(address=address, **{**usual, **more}))

    async def ring(self, user: User, channel: str = "speaker") -> tuple[Call, Attempt]:
        """A call of theirs that rings now."""
        call = await self.store.calls.add(samples.call(user, due_at=self.time, scheduled_at=self.time))
        attempt = await self.store.calls.begin_attempt(samples.attempt(call, channel=channel, started_at=self.time))
        return call, attempt

    async def end(self, attempt: Attempt, result: AttemptResult, status: CallStatus) -> None:
        await self.store.calls.finish_attempt(attempt.id, result, now=self.time, status=status)

    async def requests(self) -> list[tuple[str, str, UUID | None]]:
        """Kind, source and person of what was asked for, by kind."""
        found = await self.store.requests.recent()
        return sorted((str(each.kind), str(each.source), each.user_id) for each in found)


@asynccontextmanager
async def household(folder: Path, *, nearby: Nearby | None = None, at_work: bool = True) -> AsyncIterator[Household]:
    async with open_store(folder / "user_data" / "appliance.db", KEY) as store:
        sam = await store.people.add_user(samples.user("Sam", role=Role.OWNER))
        kim = await store.people.add_user(samples.user("Kim"))
        home = Household(store, None, sam, kim, Ringing())  # type: ignore[arg-type]
        home.around = Around.build(store, Desk(store, home.now), home.now, lambda: PAGE, nearby)
        working = asyncio.create_task(home.around.run(home.ringing)) if at_work else None
        try:
            yield home
        finally:
            if working is not None:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
