"""`appliance doctor` and `appliance personas`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import typer

from appliance.app import Appliance
from appliance.channels.sound_card import SoundDevices
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.settings import load_settings
from appliance.upkeep.doctor import examine


def register(cli: typer.Typer) -> None:
    """Add this room's commands."""
    cli.command("doctor")(doctor)
    cli.command("personas")(personas)


def doctor(as_json: AsJson = False) -> None:
    """What is missing on this machine, and the remedy. Exit code 1 when a call out loud cannot be held."""
    findings = asyncio.run(examine(load_settings(), SoundDevices()))
    if as_json:
        show_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(
                f"{'ok     ' if finding.ok else 'MISSING' if finding.needed else 'absent '}  "
                f"{finding.name}: {finding.detail}"
            )
            if finding.remedy and not finding.ok:
                print(f"           {finding.remedy}")
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(1)


def personas(as_json: AsJson = False) -> None:
    """Who can call."""

    async def work(appliance: Appliance) -> list[tuple[str, str]]:
        return [(name, persona.title) for name, persona in appliance.personas.items()]

    found = on_appliance(work)
    if as_json:
        show_json([{"name": name, "title": title} for name, title in found])
    else:
        show_table(("name", "who"), found, "No personas.")
