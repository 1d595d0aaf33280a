"""The exchange: what lies ready takes the place of the present household, which is kept aside until a start succeeded.

    restore-ready/             what lies ready, made whole by one rename
        note.json              when its backup was made, and whether it brings a key
        household/             files, as in the data folder
        aside                  name of the folder that what was here before is moved to
        placing                there once everything old is in it
        comes-back             there in what was aside before: it is nothing to be forgotten
    before-restore-TIME/       what was here before, laid out the same way
        undone                 there in what a restore brought and was taken back: nobody goes back to it
    KEY.restored               the key it brings, beside the key file
    KEY.before-restore-TIME    the key that was here before

Each step is a rename that has happened or has not, so an exchange that was cut off goes on at the next start. It is
done under the duty lock, before anything opens the store.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from appliance.errors import ConflictError, DataFolderError, NotFoundError
from appliance.settings import Settings
from appliance.upkeep.backups.household import ASIDE, DATABASE, ITS_LOG, READY, belonging
from appliance.upkeep.duty import somebody_calls_by_hand

HOUSEHOLD, NOTE, MOVING, PLACING, COMES_BACK = "household", "note.json", "aside", "placing", "comes-back"
UNDONE = "undone"

GO_BACK = "appliance restore --undo"


@dataclass(frozen=True, slots=True)
class Aside:
    """What was here before a restore."""

    folder: Path
    made_at: datetime | None
    """When the backup was made that took its place; None where it was what had been there before."""
    undone: bool = False
    """Whether a restore had brought it, and was taken back."""


def ready_folder(data_folder: Path) -> Path:
    """Where a household lies that waits to take its place."""
    return data_folder / READY


def new_key_file(key_file: Path) -> Path:
    """Where the key lies that it brings."""
    return key_file.with_name(f"{key_file.name}.restored")


def waits(settings: Settings) -> bool:
    """Whether a household lies ready."""
    return ready_folder(settings.local_data_path).is_dir()


def exchange(settings: Settings, now: datetime) -> bool:
    """Put what lies ready in place; whether anything did. The caller holds the duty lock.

    Raises `ConflictError` while calls are made by hand, `DataFolderError` where a step cannot be done: it goes on from
    there the next time.
    """
    ready = ready_folder(settings.local_data_path)
    if not ready.is_dir():
        return False
    if somebody_calls_by_hand(settings.local_data_path):
        raise ConflictError("Somebody is being called by hand.", remedy="Wait until that has ended, then start again.")
    try:
        if not (ready / PLACING).exists():
            _put_aside(settings, ready, now)
        _place(settings, ready)
    except OSError as error:
        raise DataFolderError(
            f"The restored household cannot be put in its place ({error.filename}: {error.strerror}).",
            remedy="Mend that and start again: it goes on from there. Nothing was lost.",
        ) from error
    return True


def aside(settings: Settings) -> list[Aside]:
    """What was here before, of restores that no start followed yet; the latest last."""
    found = sorted(settings.local_data_path.glob(f"{ASIDE}*")) if settings.local_data_path.is_dir() else []
    return [Aside(folder, _made_at(folder), (folder / UNDONE).exists()) for folder in found if folder.is_dir()]


def forget_aside(settings: Settings) -> None:
    """The restored appliance has started: what was here before goes for good."""
    for each in aside(settings):
        shutil.rmtree(each.folder, ignore_errors=True)
    for key in settings.key_file.parent.glob(f"{settings.key_file.name}.{ASIDE}*"):
        key.unlink(missing_ok=True)


def undo(settings: Settings) -> str:
    """Forget what lies ready, or lay what was here before ready again; returns which: `forgotten` or `back`.

    After several restores each goes back one of them, up to what was here before the first. The caller holds the duty
    lock. Raises `NotFoundError` where there is nothing to take back.
    """
    ready, key_file = ready_folder(settings.local_data_path), settings.key_file
    if (ready / COMES_BACK).exists():
        return "back"
    if ready.is_dir() and not (ready / MOVING).exists():
        _take_away(ready)
        new_key_file(key_file).unlink(missing_ok=True)
        return "forgotten"
    if ready.is_dir():
        raise ConflictError("A restore was cut off in the middle.", remedy="Start the appliance once: it goes on.")
    before = [each for each in aside(settings) if not each.undone]
    if not before:
        raise NotFoundError(
            "There is nothing to go back to.", remedy="What was before a restore goes once the appliance has started."
        )
    new_key_file(key_file).unlink(missing_ok=True)
    if (key := _key_aside(key_file, before[-1].folder)).exists():
        os.link(key, new_key_file(key_file))
        _sync(key_file.parent)
    (before[-1].folder / COMES_BACK).touch()
    _sync(before[-1].folder)
    os.rename(before[-1].folder, ready)
    _sync(settings.local_data_path)
    return "back"


def _put_aside(settings: Settings, ready: Path, now: datetime) -> None:
    """Everything of the present household, the log of the database included."""
    data_folder, key = settings.local_data_path, settings.key_file
    kept = _folder_aside(settings, ready, now)
    for name in (DATABASE, *ITS_LOG, *belonging(settings)):  # the database first: without it nothing here is opened
        with suppress(FileNotFoundError):
            os.rename(data_folder / name, _free(kept / HOUSEHOLD / name))
    if new_key_file(key).exists() and key.exists() and not _key_aside(key, kept).exists():
        os.link(key, _key_aside(key, kept))
        _sync(key.parent)
    _sync(kept / HOUSEHOLD)
    _sync(data_folder)
    (ready / PLACING).touch()
    _sync(ready)


def _folder_aside(settings: Settings, ready: Path, now: datetime) -> Path:
    """Where this exchange moves things to: the same folder again where it was cut off."""
    if (ready / MOVING).exists():
        return settings.local_data_path / (ready / MOVING).read_text(encoding="ascii")
    kept = _free(settings.local_data_path / f"{ASIDE}{now.astimezone(UTC):%Y%m%d-%H%M%S}")
    while _key_aside(settings.key_file, kept).exists():  # of one that was taken back within this second
        kept = _free(kept.with_name(f"{kept.name}-2"))
    kept.mkdir(mode=0o700)
    (kept / HOUSEHOLD).mkdir(mode=0o700)
    if (ready / COMES_BACK).exists():
        (kept / NOTE).write_text("{}", encoding="utf-8")
        (kept / UNDONE).touch()
    else:
        shutil.copyfile(ready / NOTE, kept / NOTE)
    _sync(kept)
    draft = ready / f"{MOVING}.draft"
    draft.write_text(kept.name, encoding="ascii")
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    os.rename(draft, ready / MOVING)
    _sync(ready)
    return kept


def _place(settings: Settings, ready: Path) -> None:
    if new_key_file(settings.key_file).exists():
        os.replace(new_key_file(settings.key_file), settings.key_file)
        _sync(settings.key_file.parent)
    household = ready / HOUSEHOLD
    for name in sorted(os.listdir(household), key=lambda name: name == DATABASE):  # the database last
        os.rename(household / name, settings.local_data_path / name)
    _sync(settings.local_data_path)
    _take_away(ready)


def _take_away(ready: Path) -> None:
    """In one step: half of it must never be taken for one that begins."""
    gone = ready.with_name(f".{READY}-gone")
    shutil.rmtree(gone, ignore_errors=True)
    os.rename(ready, gone)
    _sync(ready.parent)
    shutil.rmtree(gone, ignore_errors=True)


def _free(path: Path) -> Path:
    """This name, or one like it that nothing has: what is aside is never written over."""
    found, number = path, 1
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _key_aside(key_file: Path, kept: Path) -> Path:
    return key_file.with_name(f"{key_file.name}.{kept.name}")


def _made_at(folder: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads((folder / NOTE).read_text(encoding="utf-8"))["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
