"""`appliance telegram`: whose chat is linked, and the codes that link one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.app import Appliance, utc_now
from appliance.channels.hybrid import LACKS, check_usable, lack_of
from appliance.cli.consent import who
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.reach.chat import linking
from appliance.records.people import User
from appliance.records.telegram import TelegramLink
from appliance.settings import Settings, load_settings
from appliance.upkeep import carriers

if TYPE_CHECKING:
    from appliance.channels.telegram.standing import Standing

telegram = typer.Typer(help="Calls by voice notes of the household's own bot (hybrid mode).", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="Name or id.")]


@telegram.command("link")
def link(user: Person) -> None:
    """A code by which somebody's chat becomes theirs, with the steps. Good once, for 15 minutes."""
    check_usable(load_settings())

    async def work(appliance: Appliance) -> tuple[User, str]:
        person = await appliance.store.people.user(user)
        return person, await linking.invite(appliance.store, person.id, appliance.now(), who())

    person, code = on_appliance(work)
    print(code)
    print(f"1. {person.name} opens the chat with the household's bot in Telegram (@BotFather told its name).")
    print("2. They press Start and send this code, within 15 minutes. An earlier code is worth nothing any more.")
    print("3. The bot answers. Chats with bots are not end-to-end encrypted: Telegram can read them.")


@telegram.command("status")
def status(as_json: AsJson = False) -> None:
    """Whether Telegram can be used here, whose chats are linked, and how many messages wait to go."""
    settings = load_settings()
    lack = lack_of(settings)

    async def work(appliance: Appliance) -> tuple[dict[str, TelegramLink], int]:
        names = {each.id: each.name for each in await appliance.store.people.users()}
        links = {names[each.user_id]: each for each in await appliance.store.telegram.all()}
        return links, await appliance.store.outbox.count_open()

    links, unsent = on_appliance(work)
    live = asyncio.run(carriers.asked(settings.local_data_path))
    if as_json:
        hidden = {"id", "user_id", "chat_id", "unlinked_at"}
        told = [{"user": name, **each.model_dump(mode="json", exclude=hidden)} for name, each in links.items()]
        show_json({"lacks": lack, "links": told, "unsent": unsent, "standing": live and live[0].as_json()})
        return
    print(" ".join(LACKS[lack]) if lack else _stands(settings, live))
    print(f"Messages that wait to go: {unsent}.")
    show_table(
        ("person", "chat", "since", "words below notes", "rings without content", "deleted after", "blocked since"),
        [
            (
                name,
                each.name,
                each.linked_at.date(),
                _told(each.with_text),
                _told(each.discreet),
                f"{each.delete_after_hours} h" if each.delete_after_hours else "never",
                each.blocked_at.date() if each.blocked_at else "",
            )
            for name, each in links.items()
        ],
        "No chat is linked. Link one: appliance telegram link NAME",
    )


@telegram.command("unlink")
def unlink(user: Person) -> None:
    """Nothing goes to somebody's chat any more. What is in it stays until they delete it in Telegram."""

    async def work(appliance: Appliance) -> User:
        person = await appliance.store.people.user(user)
        await linking.unlink(appliance.store, person.id, appliance.now(), who())
        return person

    name = on_appliance(work).name
    asyncio.run(carriers.asked(load_settings().local_data_path))  # a call that waits in the chat ends now
    print(f"{name} is not called in Telegram any more.")


def _stands(settings: Settings, live: tuple[Standing, int] | None) -> str:
    if live is None:
        return "Telegram is set up. Nobody is on duty who could tell how the connection stands."
    (finding,) = carriers.telegram(settings)
    found = carriers.as_it_stands(finding, live[0], 0, utc_now())
    state = f"Telegram: {live[0].state.value.replace('_', ' ')}; {found.detail}."
    return f"{state} {found.remedy}".strip() if not found.ok else state


def _told(switch: bool) -> str:
    return "yes" if switch else "no"
