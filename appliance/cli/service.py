"""`appliance run`, `health` and `demo`."""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.accounts.pairings import Pairings
from appliance.accounts.secrets import new_code
from appliance.accounts.signing_in import SigningIn
from appliance.app import Appliance, utc_now
from appliance.cli.guarding import guarded
from appliance.cli.session import AsJson, opened, show_json
from appliance.demo import Rehearsed, rehearse
from appliance.egress import Guard
from appliance.errors import ApplianceError, ConflictError, SetupError
from appliance.on_duty import on_duty
from appliance.records.calls import CallStatus
from appliance.settings import Settings, load_settings, usable_settings
from appliance.upkeep import crashes, logs
from appliance.upkeep.announcing import announced
from appliance.upkeep.backups.starting import begin_with_restored, tells_the_way_back
from appliance.upkeep.findings import Finding
from appliance.upkeep.health import main as ask_health
from appliance.upkeep.hearing import Microphones

if TYPE_CHECKING:
    from appliance.web.parts import Parts
    from appliance.web.secure import Secured


def register(cli: typer.Typer) -> None:
    """Add this room's commands."""
    cli.command("run")(run)
    cli.command("health")(health)
    cli.command("demo")(demo)


def run(
    host: Annotated[str | None, typer.Option(help="Address to serve the page on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    tls: Annotated[bool | None, typer.Option(help="Serve the page over HTTPS, by a root of its own.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="End where it cannot start; without, a page says why and it waits.")
    ] = False,
) -> None:
    """Be on duty: ring what is due, and serve the local page.

    Where nobody is at a terminal and it cannot start, the page says why, and it starts once that is mended.
    """
    given = {"appliance_host": host, "appliance_port": port, "appliance_tls": tls}
    given = {name: value for name, value in given.items() if value is not None}
    settings: Settings | None = None
    try:
        settings = load_settings().model_copy(update=given)
        latest = logs.begin(settings.local_data_path)
        settings = begin_with_restored(settings, utc_now()).model_copy(update=given)
        with crashes.reported(settings.local_data_path, utc_now, latest), tells_the_way_back(settings):
            again = asyncio.run(_serve(settings, guarded(settings)))
    except ConflictError:
        raise  # another process has the folder, or the address
    except ApplianceError as fault:
        if strict or sys.stdin.isatty():
            raise
        settings = settings or usable_settings().model_copy(update=given)
        if not asyncio.run(_wait(fault, settings)):
            raise
        again = True
    if again:
        # The same process anew, as it was started: a container and a service manager see no end. What it holds open is
        # closed by then, or not passed on (PEP 446), and what the guard refuses is decided afresh.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606


async def _serve(settings: Settings, guard: Guard) -> bool:
    """Until it is told to stop; whether to begin anew."""
    from appliance.web.locked import is_locked, wait_for_unlock
    from appliance.web.pages import build, get_ready
    from appliance.web.server import serve

    address, ready = settings.appliance_host, settings
    secured = await _secured(settings)
    if not sys.stdin.isatty() and is_locked(settings):
        passphrase = await wait_for_unlock(settings, address, settings.appliance_port, secured)
        if passphrase is None:
            return False
        ready = settings.model_copy(update={"appliance_passphrase": passphrase})
    async with opened(ready, guard.refusals) as appliance, on_duty(appliance, guard.allow_name):
        parts = parts_of(appliance, appliance.settings, new_code())
        first = not await appliance.store.accounts.any()
        note = f"Nobody can sign in yet. The page asks for this code: {parts.claim_code}" if first else ""
        web = build(parts, address)
        spoken = {user.language for user in await appliance.store.people.users()}
        await asyncio.to_thread(get_ready, web, spoken)
        try:
            async with announced(ready):
                await serve(web, ready, secured, note, parts.restart)
        finally:
            await parts.pulls.aclose()
        return parts.restart.is_set()


async def _wait(fault: ApplianceError, settings: Settings) -> bool:
    """Say on the page why it cannot start; whether to try again."""
    from appliance.web.stopped import wait_until_mended

    try:
        return await wait_until_mended(fault, settings, await _secured(settings))
    except SetupError:  # the page cannot be served either
        return False


async def _secured(settings: Settings) -> Secured | None:
    from appliance.web.secure import Secured

    return await asyncio.to_thread(Secured, settings, utc_now) if settings.appliance_tls else None


def health() -> None:
    """Ask the appliance of this machine whether it is up: exit code 0, or 1 and what is wrong. For service managers."""
    ask_health()


def parts_of(appliance: Appliance, settings: Settings, claim_code: str) -> Parts:
    """What the page works with; whoever opens the first account has to know the code."""
    from appliance.upkeep.weights.pulling import Pulls
    from appliance.web.around_changes import findings_around
    from appliance.web.carrier import standing_of
    from appliance.web.parts import Parts
    from appliance.web.status import Observatory

    microphones = Microphones(appliance.store, appliance.devices, appliance.now)

    def watched() -> list[Finding]:
        return [*microphones.findings(), appliance.shortage.finding(), appliance.daily_round.finding()]

    return Parts(
        settings=settings,
        now=appliance.now,
        store=appliance.store,
        desk=appliance.desk,
        door=SigningIn(appliance.store, appliance.now),
        pairings=Pairings(appliance.store, appliance.now),
        personas=appliance.personas,
        observatory=Observatory(
            settings,
            appliance.store,
            appliance.devices,
            appliance.clock,
            partial(findings_around, appliance.around),
            appliance.ladders,
            telegram=lambda: standing_of(appliance.channels),
            watched=watched,
        ),
        ears=appliance.ears,
        voice=appliance.voice,
        devices=appliance.devices,
        channels=appliance.channels,
        pulls=Pulls(settings, appliance.store.audit, appliance.now),
        backups=appliance.backups,
        daily_round=appliance.daily_round,
        microphones=microphones,
        around=appliance.around,
        claim_code=claim_code,
        restart=appliance.restart,
    )


def demo(
    persona: Annotated[str, typer.Option(help="As in: appliance personas.")] = "friend",
    seed: Annotated[int | None, typer.Option(help="Repeat an earlier rehearsal's answers.")] = None,
    as_json: AsJson = False,
) -> None:
    """Rehearse an evening check-in in a virtual room: a second synthetic voice answers, and is really heard.

    Nothing is kept and no sound device is needed. What was said and what was heard are shown side by side.
    """
    show = (lambda _: None) if as_json else print
    result: Rehearsed = asyncio.run(rehearse(load_settings(), persona=persona, seed=seed, show=show))
    if as_json:
        show_json(result.as_json())
    if result.status is not CallStatus.COMPLETED:
        raise typer.Exit(1)
