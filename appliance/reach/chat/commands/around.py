"""Commands about the chat itself: /help, /privacy, /delete, /unlink."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from appliance.reach.chat import linking
from appliance.reach.chat.visit import Visit, button, occasion_of
from appliance.records.telegram import MOST_HOURS_KEPT

NAMES = (
    "call", "today", "progress", "done", "log", "snooze", "skip", "pause", "resume", "away", "home", "persona",
    "language", "text", "discreet", "delete_after", "privacy", "delete", "unlink", "help",
)  # fmt: skip
YES, NO = "yes", "no"


async def welcome(visit: Visit) -> None:
    """The first words in a chat that has become somebody's."""
    hello = visit.say("welcome", name=visit.user.name)
    await visit.reply("\n\n".join((hello, visit.say("leaves"), "\n".join(_listed(visit)))))


async def start(visit: Visit, argument: str) -> None:
    """Telegram's own button, pressed again."""
    await welcome(visit)


async def show_help(visit: Visit, argument: str) -> None:
    """What can be written."""
    await visit.reply("\n\n".join((visit.say("help"), "\n".join(_listed(visit)))))


def _listed(visit: Visit) -> Iterator[str]:
    for name in NAMES:
        yield f"/{name} – {visit.say(f'c_{name}')}"


async def privacy(visit: Visit, argument: str) -> None:
    """What is kept, and what leaves the house."""
    await visit.reply("\n\n".join((visit.say("leaves"), visit.say("kept"))))


async def delete(visit: Visit, argument: str) -> None:
    """Take the bot's messages of two days out of the chat and end its link, once that is confirmed."""
    if argument == YES:
        since = visit.now - timedelta(hours=MOST_HOURS_KEPT)
        messages = await visit.store.outbox.sent_to(visit.link.chat_id, since)
        await visit.store.outbox.remove(messages, visit.now)
        await _part(visit, "deleted")
    elif argument == NO:
        await visit.reply(visit.say("not_deleted"))
    else:
        keys = [[button(visit.say("delete_yes"), f"/delete {YES}")], [button(visit.say("delete_no"), f"/delete {NO}")]]
        await visit.reply(visit.say("delete_ask"), keys)


async def unlink(visit: Visit, argument: str) -> None:
    """The chat is nobody's any more."""
    await _part(visit, "unlinked")


async def _part(visit: Visit, key: str) -> None:
    """The last line is kept before the link goes: what is delivered again after that finds a stranger's chat."""
    store, actor, farewell = visit.store, f"user {visit.user.id}", occasion_of(visit.update)
    await store.letters.deal_with(await store.letters.waiting(visit.user.id), visit.now)
    await visit.reply(visit.say(key))
    await linking.unlink(store, visit.user.id, visit.now, actor, farewell)
    visit.house.post.came(visit.user.id)
