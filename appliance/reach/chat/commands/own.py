"""Commands that set what is one's own: /persona, /language, /text, /discreet, /delete_after."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from appliance.calls import choosing
from appliance.errors import InvalidInputError
from appliance.language.folders import base_code
from appliance.language.messages import message_codes, messages
from appliance.reach.chat.linking import Wishes, arrange
from appliance.reach.chat.visit import Visit, button, in_rows, lines_in
from appliance.records.telegram import MOST_HOURS_KEPT

OFFERED_HOURS = (1, 12, 24, MOST_HOURS_KEPT - 1)
NEVER = "never"


async def persona(visit: Visit, argument: str) -> None:
    """Who calls from the next call on. A harsh one has to be allowed on the page first."""
    code = base_code(visit.user.language)
    titles = {name: each.title_in(code) for name, each in visit.house.personas.items()}
    wanted = argument.casefold()
    name = next((each for each, title in titles.items() if wanted in (each.casefold(), title.casefold())), None)
    if name is None:
        now = titles.get(visit.user.personality_mode, visit.user.personality_mode)
        buttons = [button(title, f"/persona {each}") for each, title in titles.items()]
        await visit.reply(visit.say("persona_pick", persona=now), in_rows(buttons))
        return
    try:
        await choosing.choose(visit.store, visit.house.personas, name, visit.user, visit.now)
    except InvalidInputError:
        await visit.reply(visit.say("persona_harsh", persona=titles[name]))
        return
    await visit.reply(visit.say("persona_now", persona=titles[name]))


async def language_of(visit: Visit, argument: str) -> None:
    """The language of calls, and of this chat."""
    titles = {code: messages(code).title for code in message_codes()}
    wanted = argument.casefold()
    code = next((each for each, title in titles.items() if wanted in (each, title.casefold())), None)
    if code is None:
        here = visit.house.languages
        offered = {each: title for each, title in titles.items() if here is None or each in here}
        buttons = [button(title, f"/language {each}") for each, title in offered.items()]
        await visit.reply(visit.say("language_pick"), in_rows(buttons))
        return
    try:
        await visit.house.change(visit.user, {"language": code})
    except InvalidInputError:
        await visit.reply(visit.say("language_wrong", language=titles[code]))
        return
    await visit.reply(messages(code).chat["language_now"][0])


async def text(visit: Visit, argument: str) -> None:
    """Whether the words stand below voice notes."""
    await _switch(visit, argument, "text", "with_text")


async def discreet(visit: Visit, argument: str) -> None:
    """Whether it rings without content."""
    await _switch(visit, argument, "discreet", "discreet")


async def _switch(visit: Visit, argument: str, name: str, column: str) -> None:
    code = visit.user.language
    on, off = ({each.casefold() for each in lines_in(code, key)} for key in ("on", "off"))
    wanted = True if argument.casefold() in on | {"on"} else False if argument.casefold() in off | {"off"} else None
    if wanted is not None:
        await _keep(visit, {column: wanted})
    stands = bool(getattr(visit.link, column)) if wanted is None else wanted
    choices = [] if wanted is not None else [[button(visit.say(each), f"/{name} {each}") for each in ("on", "off")]]
    await visit.reply(visit.say(f"{name}_{'on' if stands else 'off'}"), choices)


async def delete_after(visit: Visit, argument: str) -> None:
    """When messages of calls are deleted from the chat."""
    never = {each.casefold() for each in lines_in(visit.user.language, NEVER)} | {NEVER}
    digits = argument.isascii() and argument.isdigit() and len(argument) <= 2
    hours = int(argument) if digits else None
    if argument.casefold() in never:
        await _keep(visit, {"delete_after_hours": None})
        await visit.reply(visit.say("delete_never"))
    elif hours is not None and 1 <= hours < MOST_HOURS_KEPT:
        await _keep(visit, {"delete_after_hours": hours})
        await visit.reply(visit.say("delete_hours", hours=hours))
    else:
        buttons = [button(str(each), f"/delete_after {each}") for each in OFFERED_HOURS]
        keys = [buttons, [button(visit.say(NEVER), f"/delete_after {NEVER}")]]
        await visit.reply(visit.say("delete_pick", most=MOST_HOURS_KEPT - 1), keys)


async def _keep(visit: Visit, values: dict[str, Any]) -> None:
    link = visit.link
    wishes = replace(Wishes(link.with_text, link.discreet, link.delete_after_hours), **values)
    await arrange(visit.store, visit.user.id, wishes, visit.now, f"user {visit.user.id}")
