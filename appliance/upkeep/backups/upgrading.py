"""What stands around the migration of an older database: nobody else uses it, and a backup of it is made first."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from appliance.errors import ApplianceError, ConflictError, UpgradeError
from appliance.ports import Now
from appliance.settings import Settings
from appliance.store import migrations
from appliance.store.opening import Upgrading
from appliance.store.sqlite import Database
from appliance.store.vault import Vault
from appliance.upkeep.backups.making import Making, Progress, make
from appliance.upkeep.duty import duty_lock, somebody_calls_by_hand

LOG = logging.getLogger(__name__)

GO_BACK = "Install the version you had before: it opens the database as it is."


@dataclass(frozen=True, slots=True)
class _Older:
    """A database that this version cannot ask anything of yet; it is copied as it is."""

    database: Database
    vault: Vault


def saved(settings: Settings, key: bytes, now: Now) -> Upgrading:
    """A backup goes before, in the folder of backups, under the lock of who is on duty.

    Raises `ConflictError` where another process uses the database, `UpgradeError` where no backup can be made or the
    migration fails: the database is then what it was.
    """

    @asynccontextmanager
    async def upgrading(database: Database, revision: str) -> AsyncIterator[None]:
        folder = settings.local_data_path
        with duty_lock(folder):
            if somebody_calls_by_hand(folder):
                raise ConflictError("Somebody is being called by hand.", remedy="Wait until that has ended.")
            LOG.warning("the database has schema %s and is brought to %s; a backup first", revision, migrations.HEAD)
            try:
                making = Making(now(), revision)
                kept = await make(_Older(database, Vault(key)), settings, making, settings.backups_path, Progress())
            except ApplianceError as error:
                raise UpgradeError(
                    f"The database was not brought up to date, as no backup of it can be made: {error.message}",
                    remedy=f"{error.remedy} Then start again; until then the version you had before opens it.",
                ) from error
            LOG.warning("the backup from before the update is %s", kept.file)
            try:
                yield
            except Exception as error:
                raise UpgradeError(
                    f"Bringing the database from schema {revision} to {migrations.HEAD} failed ({_said(error)}). "
                    f"It is as it was before.",
                    remedy=f"{GO_BACK} Its backup is {kept.file}.",
                ) from error
            LOG.warning("the database has schema %s", migrations.HEAD)

    return upgrading


def left_alone(database: Database, revision: str) -> AbstractAsyncContextManager[None]:
    """For who only looks: an older database is not migrated. Raises `UpgradeError`."""
    raise UpgradeError(
        f"{database.file} is of an earlier version (schema {revision}, this one has {migrations.HEAD}).",
        remedy="It is brought up to date at the next start, after a backup: appliance run",
    )


def _said(error: Exception) -> str:
    return error.message if isinstance(error, ApplianceError) else type(error).__name__
