"""`appliance doctor`, `appliance passphrase` and `appliance unlock`."""

from __future__ import annotations

import asyncio
import getpass
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from appliance.app import Appliance, utc_now
from appliance.cli.session import AsJson, on_appliance, show_json
from appliance.errors import (
    AnswerLostError,
    ApplianceError,
    InvalidInputError,
    LockedError,
    NobodyOnDutyError,
    NotFoundError,
    PassphraseNeededError,
    SetupError,
)
from appliance.settings import Settings, load_settings, usable_settings
from appliance.store import read_key, rewrap
from appliance.upkeep import carriers, hearing
from appliance.upkeep.control import ask
from appliance.upkeep.doctor import examine_all
from appliance.upkeep.duty import somebody_on_duty
from appliance.upkeep.findings import Finding
from appliance.upkeep.hearing import Microphones

STATES = {"ok": "ok", "missing": "MISSING", "absent": "absent", "faulty": "LOOK AT"}


def register(cli: typer.Typer) -> None:
    """Add this room's commands."""
    cli.command("doctor")(doctor)
    cli.command("passphrase")(passphrase)
    cli.command("unlock")(unlock)


def doctor(
    as_json: AsJson = False,
    listen: Annotated[bool, typer.Option(help="Hear each room's microphone for two seconds; nothing is kept.")] = False,
) -> None:
    """What is missing on this machine, and the remedy. Exit code 1 when a call out loud cannot be held."""
    findings = [*asyncio.run(_examined()), *(_listened() if listen else ())]
    if as_json:
        show_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"{STATES[finding.state]:7}  {finding.name}: {finding.detail}")
            if finding.remedy and not finding.ok:
                print(f"           {finding.remedy}")
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(1)


async def _examined() -> list[Finding]:
    """Of this machine, with what can be used of its settings; of Telegram as the appliance on duty sees it."""
    faults: list[Finding] = []
    try:
        settings = load_settings()
    except SetupError as error:
        settings, faults = usable_settings(), [Finding("settings", False, error.message, error.remedy)]
    now = utc_now()
    findings = [*faults, *await examine_all(settings, now)]
    if await _is_unlocked(settings):
        opened = "wrapped by a passphrase, which the appliance on duty has"
        findings = [
            replace(each, ok=True, detail=opened) if each.name in ("key", "database") else each for each in findings
        ]
    if not any(each.name == carriers.NAME for each in findings):
        return findings
    standing = await carriers.asked(settings.local_data_path)
    if standing is None:
        return findings
    return [carriers.as_it_stands(each, *standing, now) if each.name == carriers.NAME else each for each in findings]


def _listened() -> list[Finding]:
    async def work(appliance: Appliance) -> list[Finding]:
        return await Microphones(appliance.store, appliance.devices, appliance.now).listen()

    try:
        if not load_settings().database_file.exists():
            raise NotFoundError("There is no household yet.", remedy="Begin one: appliance run")
        return on_appliance(work)
    except ApplianceError as error:
        return [Finding(f"{hearing.NAME} level", False, error.message, error.remedy, needed=False)]


async def _is_unlocked(settings: Settings) -> bool:
    """Whether the key cannot be opened here, and an appliance is on duty that has opened it."""
    try:
        read_key(settings.key_file, settings.appliance_passphrase)
    except PassphraseNeededError:
        folder = settings.local_data_path
        return somebody_on_duty(folder) and not await _waits_for_passphrase(folder)
    except (ApplianceError, OSError):
        pass
    return False


def passphrase() -> None:
    """Wrap the key file by a passphrase, change the passphrase, or remove it (an empty new one).

    Asks twice at a terminal; from a pipe it reads two lines: the old passphrase (empty when there is none) and the new.
    With a passphrase the appliance waits, after a power cut, for `appliance unlock` or its page, unless
    APPLIANCE_PASSPHRASE is set.
    """
    settings = load_settings()
    if not settings.key_file.exists():
        raise SetupError(f"There is no key file {settings.key_file} yet.", remedy="Start the appliance once: make run")
    old, new = _typed_passphrases() if sys.stdin.isatty() else (sys.stdin.readline().rstrip("\n"), _next_line())
    rewrap(settings.key_file, old, new)
    if new:
        print(f"{settings.key_file} now needs the passphrase. Forgotten, only its words help: appliance key words")
    else:
        print(f"{settings.key_file} opens without a passphrase.")


def unlock() -> None:
    """Give the passphrase to an appliance that waits for it. Asks at a terminal; from a pipe it reads one line."""
    folder = load_settings().local_data_path
    if not asyncio.run(_waits_for_passphrase(folder)):
        print("Nothing is locked: the appliance is on duty.")
        return
    from_pipe = not sys.stdin.isatty()
    given = sys.stdin.readline().rstrip("\n") if from_pipe else getpass.getpass("Passphrase of the key file: ")
    asyncio.run(ask(folder, {"command": "unlock", "passphrase": given}))
    print("Unlocked: the appliance goes on duty.")


async def _waits_for_passphrase(folder: Path) -> bool:
    """Whether the appliance that holds this folder is locked: then it refuses every other request."""
    try:
        await ask(folder, {"command": "status"})
    except (NobodyOnDutyError, AnswerLostError, SetupError):
        raise
    except LockedError:
        return True
    except ApplianceError:
        return False
    return False


def _typed_passphrases() -> tuple[str, str]:
    old = getpass.getpass("Old passphrase (empty if there is none): ")
    new = getpass.getpass("New passphrase (empty for none): ")
    if getpass.getpass("New passphrase again: ") != new:
        raise InvalidInputError("The two new passphrases differ.", remedy="Nothing was changed; try again.")
    return old, new


def _next_line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise InvalidInputError("Two lines are needed: the old passphrase, then the new one.")
    return line.rstrip("\n")
