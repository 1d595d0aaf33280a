"""`appliance personas allow` and `disallow`: who may be talked to by a harsh persona."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.choosing import consent_to, persona_named, wording
from appliance.cli.session import on_appliance
from appliance.coach.persona import Persona
from appliance.errors import NotFoundError
from appliance.language.folders import base_code
from appliance.ports import Sentence
from appliance.records.people import Consent, ConsentKind, User
from appliance.voice.audio import gain

Name = Annotated[str, typer.Argument(help="A persona; see: appliance personas list")]
For = Annotated[str, typer.Option("--user", help="Who is talked to: name or id.")]


def register(personas: typer.Typer) -> None:
    """Put both beside the other commands about personas."""
    personas.command("allow")(allow)
    personas.command("disallow")(disallow)


def allow(
    name: Name,
    user: For,
    room: Annotated[str | None, typer.Option(help="Say the text out loud there, too.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="The person has heard or read the text and agrees.")] = False,
) -> None:
    """For the person themselves: hear what a harsh persona is like, and agree for ninety days."""

    async def words(appliance: Appliance) -> str:
        person, persona = await _both(appliance, user, name)
        text = wording(persona, person)
        if room is not None:
            await _say(appliance, Sentence(text, base_code(person.language)), room)
        return text

    text = on_appliance(words)
    print(text)
    if not yes and not typer.confirm("Do you agree?"):
        print("Nothing was agreed to.")
        raise typer.Exit(1)

    async def work(appliance: Appliance) -> Consent:
        person, persona = await _both(appliance, user, name)
        return await appliance.store.consents.give(consent_to(persona, person, text, appliance.now()))

    given = on_appliance(work)
    until = given.expires_at.date() if given.expires_at else "it is withdrawn"
    print(f"Agreed until {until}; it talks in private rooms only.")
    print(f"To end it: appliance personas disallow {name} --user {user}")


def disallow(name: Name, user: For) -> None:
    """Withdraw it; from the next call on the persona does not talk any more."""

    async def work(appliance: Appliance) -> int:
        person = await appliance.store.people.user(user)
        return await appliance.store.consents.withdraw(person.id, ConsentKind.HARSH_PERSONA, name, appliance.now())

    if not on_appliance(work):
        raise NotFoundError(f"{user} has not allowed {name}.", remedy="See: appliance personas list")
    print(f"{name} does not talk to {user} any more.")


async def _both(appliance: Appliance, user: str, name: str) -> tuple[User, Persona]:
    person = await appliance.store.people.user(user)
    return person, persona_named(appliance.personas, name)


async def _say(appliance: Appliance, sentence: Sentence, room: str) -> None:
    place = await appliance.store.people.room(room)
    audio = await appliance.voice.synthesize(sentence)
    async with appliance.devices.open(place.speaker_device, place.microphone_device) as wire:
        await wire.play(gain(audio, place.volume))
        await wire.drained()
