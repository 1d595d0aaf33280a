"""What a restore means for the start after it: the exchange before, and after a good start nothing kept aside."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from appliance.calls.erasing import delete_again
from appliance.errors import ApplianceError
from appliance.settings import Settings
from appliance.store import Store
from appliance.upkeep.backups.exchange import GO_BACK, aside, exchange, forget_aside, waits
from appliance.upkeep.backups.merging import OF_THE_MACHINE, reread
from appliance.upkeep.duty import duty_lock

LOG = logging.getLogger(__name__)


def begin_with_restored(settings: Settings, now: datetime) -> Settings:
    """Put a household that lies ready in its place; the settings as they are with it.

    Raises `ConflictError` where another process is on duty, `DataFolderError`, `SettingsError`.
    """
    if not waits(settings):
        return settings
    with duty_lock(settings.local_data_path):
        exchange(settings, now)
    LOG.warning("a backup was restored; what was here before is kept aside until the appliance has started")
    stays = {name: getattr(settings, name) for name in OF_THE_MACHINE}
    return reread(settings).model_copy(update=stays)


async def settle_in(settings: Settings, store: Store, now: datetime) -> None:
    """The appliance has started. After a restore everybody signs in anew (a session that was ended since the backup
    must not come back), what was deleted since is deleted again, and what was before goes for good."""
    before = await asyncio.to_thread(aside, settings)
    if not before:
        return
    for user in await store.people.users():
        await store.accounts.revoke_sessions(user.id, now)
    made_at = before[-1].made_at
    subject = f"the backup of {made_at:%Y-%m-%d %H:%M} UTC" if made_at else "what was before"
    await store.audit.append(now, "appliance", "restore", subject)
    if made_at is not None and (again := await delete_again(store, made_at, now)):
        LOG.warning("%d deletions were made again, as the backup is older than they are", again)
    await asyncio.to_thread(forget_aside, settings)


@contextmanager
def tells_the_way_back(settings: Settings) -> Iterator[None]:
    """Where a start fails that follows a restore, it is said how to go back to what was before."""
    try:
        yield
    except Exception as error:
        if before := aside(settings):
            told = f"What was here before the restore is kept in {before[-1].folder}. Go back to it: {GO_BACK}"
            print(told, file=sys.stderr)
            if isinstance(error, ApplianceError):
                error.remedy = f"{error.remedy} {told}".strip()
        raise
