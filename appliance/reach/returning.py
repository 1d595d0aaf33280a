"""Who said that they are away for the day is at home again when it has ended, unless something else was said since."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from appliance.calls.desk import Desk
from appliance.calls.occasions import today_of
from appliance.ports import Now
from appliance.reach.wishes import wish
from appliance.records.host import RequestRecord
from appliance.records.people import User, Whereabouts
from appliance.records.requests import Receipt, RequestSource
from appliance.store import Store

LOOK_SECONDS = 30.0


class Returning:
    """Looks now and then. What a presence address says afterwards counts as ever."""

    def __init__(self, store: Store, desk: Desk, now: Now) -> None:
        self._store = store
        self._desk = desk
        self._now = now

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.once()
            await asyncio.sleep(LOOK_SECONDS)

    async def once(self) -> None:
        """Everybody whose time away is over."""
        for user in await self._store.people.users():
            if user.whereabouts is Whereabouts.AWAY and await self._is_over(user):
                today = today_of(user, self._now())
                await self._desk.execute(wish("arrived", user.id, RequestSource.PRESENCE, uuid4(), today))

    async def _is_over(self, user: User) -> bool:
        """By what was done about it last."""
        records = await self._store.requests.places(user.id)
        latest = next((each for each in map(_receipt, records) if each.done), None)
        if latest is None or latest.place is not Whereabouts.AWAY or latest.until_day is None:
            return False
        return today_of(user, self._now()) >= latest.until_day


def _receipt(record: RequestRecord) -> Receipt:
    return Receipt.model_validate(record.receipt)


__all__ = ["Returning"]
