"""`appliance contacts`: who is told when somebody misses their calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer

from appliance.app import Appliance
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import InvalidInputError
from appliance.records.people import Consent, ConsentKind, Contact

contacts = typer.Typer(help="Who is told when somebody misses their calls.", no_args_is_help=True)

CONSENT_DAYS = 365

WORDING = (
    "{contact} agrees to be called by this appliance on {channel} when {person} has missed {count} calls in a row. "
    "The call says {person}'s name and nothing else about them. It never comes in quiet hours. "
    "This holds for a year and can be ended at any time: appliance contacts remove {person} {contact}"
)


@contacts.command("add")
def add_contact(
    user: Annotated[str, typer.Argument(help="Who may miss calls.")],
    contact: Annotated[str, typer.Argument(help="Who is told; somebody of the household.")],
    after: Annotated[int, typer.Option(min=1, max=20, help="Missed calls in a row.")] = 3,
    channel: Annotated[str, typer.Option(help="How the contact is called.")] = "speaker",
    room: Annotated[str | None, typer.Option(help="Where; default: the first room.")] = None,
) -> None:
    """Name a contact. Nothing rings before they agree: appliance contacts agree."""

    async def work(appliance: Appliance) -> str:
        people = appliance.store.people
        person, told = await people.user(user), await people.user(contact)
        if channel not in appliance.channels:
            raise InvalidInputError(f"There is no channel {channel!r}; there is: {', '.join(appliance.channels)}.")
        if room is not None:
            await people.room(room)
        made = Contact(
            user_id=person.id,
            contact_id=told.id,
            channel=channel,
            room=room,
            after_missed=after,
            created_at=appliance.now(),
        )
        await appliance.store.contacts.add(made)
        return f"{told.name} has to agree first: appliance contacts agree {person.name} {told.name}"

    print(on_appliance(work))


@contacts.command("agree")
def agree(
    user: Annotated[str, typer.Argument(help="Who may miss calls.")],
    contact: Annotated[str, typer.Argument(help="Who is told, and now agrees.")],
    yes: Annotated[bool, typer.Option("--yes", help="The contact has read the words and agrees.")] = False,
) -> None:
    """For the contact themselves: read what you agree to, and agree."""

    async def words(appliance: Appliance) -> str:
        person, told = await appliance.store.people.user(user), await appliance.store.people.user(contact)
        found = await appliance.store.contacts.contact(person.id, told.id)
        return WORDING.format(contact=told.name, person=person.name, channel=found.channel, count=found.after_missed)

    wording = on_appliance(words)
    print(wording)
    if not yes and not typer.confirm("Do you agree?"):
        print("Nothing was agreed to.")
        raise typer.Exit(1)

    async def work(appliance: Appliance) -> None:
        person, told = await appliance.store.people.user(user), await appliance.store.people.user(contact)
        found = await appliance.store.contacts.contact(person.id, told.id)
        now = appliance.now()
        consent = Consent(
            user_id=told.id,
            kind=ConsentKind.ESCALATION_CONTACT,
            wording=wording,
            granted_at=now,
            expires_at=now + timedelta(days=CONSENT_DAYS),
        )
        await appliance.store.contacts.agree(found.id, consent)

    on_appliance(work)
    print("Agreed.")


@contacts.command("list")
def list_contacts(as_json: AsJson = False) -> None:
    """Contacts, and whether they have agreed."""

    async def work(appliance: Appliance) -> tuple[list[Contact], dict[Any, str], set[Any]]:
        people = {person.id: person.name for person in await appliance.store.people.users()}
        agreed = {each.id for each in await appliance.store.contacts.agreed(appliance.now())}
        return await appliance.store.contacts.contacts(), people, agreed

    found, people, agreed = on_appliance(work)
    if as_json:
        show_json([{**record(each), "agreed": each.id in agreed} for each in found])
        return
    rows = [
        (
            people[each.user_id],
            people[each.contact_id],
            each.after_missed,
            each.channel,
            "yes" if each.id in agreed else "not yet",
        )
        for each in found
    ]
    show_table(
        ("who", "contact", "after missed", "channel", "agreed"),
        rows,
        "No contacts. Add one: appliance contacts add Sam Kim",
    )


@contacts.command("remove")
def remove_contact(user: Annotated[str, typer.Argument()], contact: Annotated[str, typer.Argument()]) -> None:
    """Tell them nothing any more."""

    async def work(appliance: Appliance) -> None:
        person, told = await appliance.store.people.user(user), await appliance.store.people.user(contact)
        found = await appliance.store.contacts.contact(person.id, told.id)
        await appliance.store.contacts.end(found.id, appliance.now())

    on_appliance(work)
    print(f"{contact} is told nothing any more.")


def _agreed(yes: bool) -> str:
    return "yes" if yes else "not yet"
