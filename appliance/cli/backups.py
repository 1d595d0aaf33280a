"""`appliance backup`, `appliance restore` and `appliance key words`."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from appliance.app import utc_now
from appliance.cli.consent import agree, who
from appliance.cli.session import AsJson, show_json, show_table
from appliance.errors import (
    ConflictError,
    InvalidInputError,
    LockedError,
    NotFoundError,
    PassphraseNeededError,
    SetupError,
    WrongKeyError,
)
from appliance.settings import Settings, load_settings, usable_settings
from appliance.store import open_store, read_key, write_key
from appliance.store.key_words import key_of, words_of
from appliance.store.opening import has_salt_of
from appliance.store.whereabouts import check_not_gone
from appliance.upkeep.backups.exchange import exchange, undo
from appliance.upkeep.backups.keeper import Backups
from appliance.upkeep.backups.rekeying import lay_rekeyed
from appliance.upkeep.backups.restoring import Ready, lay_ready
from appliance.upkeep.backups.shelf import Kept, delete, kept_in, look_at, named
from appliance.upkeep.backups.starting import begin_with_restored
from appliance.upkeep.backups.upgrading import saved
from appliance.upkeep.control import ask
from appliance.upkeep.duty import duty_lock, somebody_on_duty
from appliance.upkeep.weights.faults import megabytes

T = TypeVar("T")

PATIENCE_SECONDS = 24 * 3600.0
"""A large household takes as long as its disk does."""

backup = typer.Typer(invoke_without_command=True, help="One encrypted file with all of the household.")
key = typer.Typer(no_args_is_help=True, help="The key that everything is encrypted with.")


def register(cli: typer.Typer) -> None:
    """Add this room's commands."""
    cli.add_typer(backup, name="backup")
    cli.add_typer(key, name="key")
    cli.command("restore")(restore)


@backup.callback()
def make_backup(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--to", help="Folder to put it in, instead of BACKUP_FOLDER.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a backup now, while everything goes on: one encrypted file, which the key opens and nothing else does."""
    if context.invoked_subcommand is not None:
        return
    settings, folder = load_settings(), to and to.expanduser().resolve()
    if somebody_on_duty(settings.local_data_path):
        message = {"command": "backup", "folder": str(folder or ""), "by": who()}
        made = asyncio.run(ask(settings.local_data_path, message, PATIENCE_SECONDS))
    else:
        made = _with_passphrase(settings, lambda ready: asyncio.run(_make(ready, folder))).as_json()
    if as_json:
        show_json(made)
        return
    print(f"{made['file']}  {megabytes(made['bytes'])}, {made['files']} files")
    print("It is encrypted. Only the key opens it: print that once as words, on paper: appliance key words")


@backup.command("list")
def list_backups(as_json: AsJson = False) -> None:
    """Backups in BACKUP_FOLDER, the latest first."""
    found = kept_in(load_settings().backups_path)
    if as_json:
        show_json([each.as_json() for each in found])
        return
    show_table(("made", "size", "version", "file"), [_row(each) for each in found], "None yet: appliance backup")


@backup.command("delete")
def delete_backup(
    name: Annotated[str, typer.Argument(help="As in: appliance backup list")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete one backup in BACKUP_FOLDER for good."""
    folder = load_settings().backups_path
    found = named(folder, name)
    agree(f"{found.name} is deleted for good. Go on?", yes, "Nothing was deleted.")
    delete(folder, name)
    print(f"{found.name} is deleted.")


@key.command("words")
def show_words(as_json: AsJson = False) -> None:
    """Print the key as 24 words, to be written on paper: with them a backup comes back on any machine.

    Whoever has the words and a backup reads all of it.
    """
    words = _with_passphrase(
        load_settings(), lambda ready: words_of(read_key(ready.key_file, ready.appliance_passphrase))
    )
    if as_json:
        show_json({"words": words})
        return
    for row in range(0, len(words), 4):
        print("  ".join(f"{place + 1:2}. {words[place]:<9}" for place in range(row, row + 4)).rstrip())
    print("Write them on paper, in order, and keep it where the appliance is not.", file=sys.stderr)


@key.command("from-words")
def key_from_words(
    words: Annotated[str, typer.Argument(help="The 24 words; `-` reads them from standard input.")] = "-",
) -> None:
    """Write a key file that was lost anew from its words. One that is there is never overwritten.

    It is wrapped by APPLIANCE_PASSPHRASE where that is set; see also `appliance passphrase`.
    """
    settings = _settings()
    found = key_of(sys.stdin.read() if words == "-" else words)
    if settings.database_file.exists() and not has_salt_of(found, settings.database_file):
        raise WrongKeyError(
            f"These words are a key, but not the one of {settings.database_file}.", remedy="Look for its own words."
        )
    write_key(settings.key_file, found, settings.appliance_passphrase)
    print(f"{settings.key_file} is written.")


@key.command("rotate")
def rotate_key(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Give everything another key: the database, recordings, the key file. The appliance must be stopped meanwhile.

    For a key or words that somebody may have seen. Backups made before stay under the old key: keep its words for as
    long as you keep them. The passphrase of the key file stays.
    """
    settings = begin_with_restored(load_settings(), utc_now())
    if not settings.database_file.exists():
        raise NotFoundError("There is no key to change yet.", remedy="Start the appliance once: appliance run")
    agree("Everything is written anew under another key, and everybody signs in anew. Go on?", yes, "Nothing changed.")
    with duty_lock(settings.local_data_path):
        _with_passphrase(settings, lambda opened: lay_rekeyed(opened, _key_of(opened), utc_now()))
        exchange(settings, utc_now())
    print(f"{settings.key_file} is another key now. Print its words, and make a backup: appliance key words")
    print("What was here under the old key goes once the appliance has started; until then: appliance restore --undo")


def restore(
    file: Annotated[Path | None, typer.Argument(help="A backup, or its name in BACKUP_FOLDER.")] = None,
    words: Annotated[str, typer.Option(help="The 24 words of its key; `-` reads them from standard input.")] = "",
    take_back: Annotated[bool, typer.Option("--undo", help="Go back to what was before the last restore.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Have a backup take the place of everything here. It is proved to be whole first; a fault changes nothing.

    What was here before is kept aside until the appliance has started once. A new machine needs the words of the key.
    """
    settings = _settings()
    if take_back:
        _undo(settings, as_json=as_json)
        return
    if file is None:
        raise InvalidInputError("Which backup?", remedy="See them: appliance backup list")
    found = _found(file, settings)
    if settings.database_file.exists():
        agree(f"All that is here is replaced by the backup {found.name}. Go on?", yes, "Nothing was changed.")
    typed = sys.stdin.read() if words == "-" else words
    ready = _with_passphrase(settings, lambda opened: _lay_ready(found.file, opened, typed))
    state = _take_place(settings)
    if as_json:
        show_json({
            "file": str(found.file), "made_at": ready.head.made_at.isoformat(), "files": ready.head.members,
            "bytes": ready.size, "new_key": ready.new_key, "note": ready.note, "state": state,
        })  # fmt: skip
        return
    if ready.note:
        print(ready.note)
    print(f"The backup of {ready.head.made_at:%Y-%m-%d %H:%M} UTC, {ready.head.members} files: {_STATES[state]}")
    if ready.new_key:
        print(f"Its key is in {settings.key_file} now. Keep a copy, and the words: appliance key words")


_STATES = {
    "restarting": "the appliance starts again with it.",
    "restored": "it is here. Start the appliance: appliance run",
    "waiting": "it is ready, and takes its place when the appliance is unlocked: appliance unlock",
}


def _settings() -> Settings:
    """As far as they can be used: what brings a household back must not fail over a line that it replaces."""
    try:
        return load_settings()
    except SetupError as error:
        settings = usable_settings()
        print(f"Not all settings can be used, and what is wrong has its default: {error.message}", file=sys.stderr)
        return settings


def _take_place(settings: Settings) -> str:
    if not somebody_on_duty(settings.local_data_path):
        begin_with_restored(settings, utc_now())
        return "restored"
    try:
        asyncio.run(ask(settings.local_data_path, {"command": "restart"}))
    except LockedError:
        return "waiting"
    return "restarting"


def _undo(settings: Settings, *, as_json: bool) -> None:
    with duty_lock(settings.local_data_path):
        done = undo(settings)
        if done == "back":
            exchange(settings, utc_now())
    if as_json:
        show_json({"state": done})
        return
    print("What was before the restore is here again." if done == "back" else "Nothing takes its place any more.")


def _lay_ready(file: Path, settings: Settings, words: str) -> Ready:
    try:
        return lay_ready(file, settings, words)
    except WrongKeyError:
        if words.strip() or not sys.stdin.isatty():
            raise
    print("This backup was made with another key. Type the 24 words of that key.", file=sys.stderr)
    return lay_ready(file, settings, getpass.getpass("Words: "))


async def _make(settings: Settings, folder: Path | None) -> Kept:
    settings = begin_with_restored(settings, utc_now())
    check_not_gone(settings.key_file, settings.database_file)
    if not settings.database_file.exists():
        raise NotFoundError("There is nothing to back up yet.", remedy="Start the appliance once: appliance run")
    key = _key_of(settings)
    async with open_store(settings.database_file, key, upgrading=saved(settings, key, utc_now)) as store:
        backups = Backups(settings, store, utc_now)
        try:
            return await backups.make_now(who(), folder)
        finally:
            await backups.aclose()


def _with_passphrase(settings: Settings, work: Callable[[Settings], T]) -> T:
    """Ask for the passphrase of the key file where one is needed and somebody is there."""
    try:
        return work(settings)
    except PassphraseNeededError:
        if not sys.stdin.isatty():
            raise
    given = getpass.getpass("Passphrase of the key file: ")
    return work(settings.model_copy(update={"appliance_passphrase": given}))


def _key_of(settings: Settings) -> bytes:
    return read_key(settings.key_file, settings.appliance_passphrase)


def _found(file: Path, settings: Settings) -> Kept:
    for path in (file.expanduser(), settings.backups_path / file):
        if path.is_file():
            return look_at(path.resolve())
    if file.is_dir():
        raise ConflictError(f"{file} is a folder.", remedy="Name the backup itself; see: appliance backup list")
    raise NotFoundError(f"There is no backup {file}.", remedy="See them: appliance backup list")


def _row(each: Kept) -> tuple[Any, ...]:
    head = each.head
    if head is None:
        return "cannot be read", megabytes(each.size), "", each.name
    return f"{head.made_at:%Y-%m-%d %H:%M} UTC", megabytes(each.size), head.appliance, each.name
