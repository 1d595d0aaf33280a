"""Commands of the chat, by what they are about. Each does what page and command line do, for the person themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.reach.chat.commands import around, day, own, values, wishes
from appliance.reach.chat.visit import Visit

Command = Callable[[Visit, str], Awaitable[None]]
"""Takes what stands behind its name."""

COMMANDS: Mapping[str, Command] = {
    "call": wishes.call,
    "today": day.today,
    "progress": day.progress,
    "done": values.done,
    "log": values.log,
    "snooze": wishes.snooze,
    "skip": wishes.skip,
    "pause": wishes.pause,
    "resume": wishes.resume,
    "away": wishes.away,
    "home": wishes.home,
    "persona": own.persona,
    "language": own.language_of,
    "text": own.text,
    "discreet": own.discreet,
    "delete_after": own.delete_after,
    "privacy": around.privacy,
    "delete": around.delete,
    "unlink": around.unlink,
    "help": around.show_help,
}
"""In the order in which Telegram offers them."""

MOST_ARGUMENT = 500


async def run(visit: Visit, line: str) -> None:
    """Do what `/name argument` says; a mistake in it is told, with what is right."""
    name, _, argument = line.strip().removeprefix("/").partition(" ")
    name = name.partition("@")[0].lower()
    command = around.start if name == "start" else COMMANDS.get(name)
    if command is None:
        await visit.reply(visit.say("unknown"))
        return
    try:
        await command(visit, " ".join(argument.split())[:MOST_ARGUMENT])
    except (ConflictError, InvalidInputError, NotFoundError):
        await visit.reply(visit.say("cannot"))


__all__ = ["COMMANDS", "run"]
