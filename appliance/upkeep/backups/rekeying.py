"""Another key for everything: the household is written anew under it beside the present one, and takes its place as a
restored one does. For a key, or words on paper, that somebody may have seen."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from appliance.settings import Settings
from appliance.store import open_store
from appliance.store.clips import SUFFIX, Clips
from appliance.store.copies import examine_copy, export_under
from appliance.store.keys import KEY_BYTES
from appliance.store.vault import Vault
from appliance.upkeep.backups.exchange import HOUSEHOLD
from appliance.upkeep.backups.household import DATABASE, files_of
from appliance.upkeep.backups.making import alone, unwritable
from appliance.upkeep.backups.restoring import DRAFT, check_none_waits, check_room, commit

CLIPS = "clips/"


def lay_rekeyed(settings: Settings, key: bytes, now: datetime) -> None:
    """Write the household under a new key and lay it ready for the next start; nothing else is touched. Blocks.

    Nobody may be on duty. Raises `ConflictError` where something lies ready already, `CorruptDatabaseError`,
    `DataFolderError`: then nothing was changed.
    """
    folder, new_key = settings.local_data_path, secrets.token_bytes(KEY_BYTES)
    with alone(folder):
        check_none_waits(folder)
        draft = folder / f"{DRAFT}{uuid4().hex}"
        try:
            names = list(files_of(settings))
            sizes = [settings.database_file.stat().st_size, *((folder / name).stat().st_size for name in names)]
            check_room(folder, sum(sizes))
            (draft / HOUSEHOLD).mkdir(mode=0o700, parents=True)
            _write(settings, key, new_key, draft / HOUSEHOLD, names)
            asyncio.run(_prove(draft / HOUSEHOLD / DATABASE, (key, new_key), now))
            _sync(draft)
            commit(draft, settings, now, new_key)
        except OSError as error:
            raise unwritable(draft, error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _write(settings: Settings, key: bytes, new_key: bytes, household: Path, names: list[str]) -> None:
    folder = settings.local_data_path
    export_under(settings.database_file, key, household / DATABASE, new_key)
    old, new = Clips(folder / CLIPS, key), Clips(household / CLIPS, new_key)
    for name in names:
        if name.startswith(CLIPS) and name.endswith(SUFFIX):
            new.sealed_by(old, name.removeprefix(CLIPS))
            continue
        target = household / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(folder / name, target)


def _sync(draft: Path) -> None:
    """Every file is on the disk; folders are up to who commits."""
    for path in (path for path in draft.rglob("*") if path.is_file()):
        with path.open("rb") as written:
            os.fsync(written.fileno())


async def _prove(database: Path, keys: tuple[bytes, bytes], now: datetime) -> None:
    key, new_key = keys
    await asyncio.to_thread(examine_copy, database, new_key)
    async with open_store(database, new_key) as store:
        await store.audit.sign_anew(Vault(key), now)
        await store.audit.append(now, "cli", "key.rotate", Vault(new_key).key_name)
