"""Commands that ask the desk for something: /call, /snooze, /skip, /pause, /resume, /away, /home."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import date, timedelta

from appliance.calls.desk.putting_off import MOST_SNOOZE
from appliance.channels.telegram.channel import TelegramChannel
from appliance.channels.telegram.whereabouts import TODAY
from appliance.language.catalogue import language
from appliance.reach.chat.placing import note_place, told_place
from appliance.reach.chat.visit import Visit, lines_in
from appliance.records.people import CallType, Whereabouts
from appliance.records.requests import RequestKind

MOST_PAUSE_DAYS = 366
WRITTEN_DAY = re.compile(r"\d+([-./])\d+\1\d+")
"""A date in digits; only 2027-01-31 is read: 1/2/2027 are two days."""

HERE = TelegramChannel.name


async def call(visit: Visit, argument: str) -> None:
    """Ring now, in this chat."""
    types = dict(zip(lines_in(visit.user.language, "types"), CallType, strict=True)) | {each: each for each in CallType}
    wanted = types.get(argument.lower()) if argument else None
    if argument and wanted is None:
        await visit.reply(visit.say("call_types", names=", ".join(lines_in(visit.user.language, "types"))))
        return
    await visit.reply(await visit.ask(RequestKind.CALL, call_type=wanted, channel=HERE))


async def snooze(visit: Visit, argument: str) -> None:
    """Ring again later."""
    minutes = minutes_in(argument, visit.user.language) if argument else None
    if argument and minutes is None:
        await visit.reply(visit.say("minutes_wrong"))
        return
    await visit.reply(await visit.ask(RequestKind.SNOOZE, minutes=minutes))


def minutes_in(text: str, code: str) -> float | None:
    """A length in minutes, in digits or words; None where there is none that calls may be put off by."""
    found = language(code).read_duration(text, "minutes")
    longest = MOST_SNOOZE.total_seconds() / 60
    return found.value if found is not None and math.isfinite(found.value) and 0 < found.value <= longest else None


async def skip(visit: Visit, argument: str) -> None:
    """Leave out the call under way, or the next one."""
    await visit.reply(await visit.ask(RequestKind.SKIP, text=argument))


async def pause(visit: Visit, argument: str) -> None:
    """Let nothing ring, for good or before a day."""
    until = until_in(argument, visit.user.language, visit.day) if argument else None
    if argument and until is None:
        await visit.reply(visit.say("pause_wrong"))
        return
    await visit.reply(await visit.ask(RequestKind.PAUSE, until_day=until))


def until_in(text: str, code: str, today: date) -> date | None:
    """The day on which calls begin again: one that is named, or after so many days; None where neither is said."""
    if (written := WRITTEN_DAY.search(text)) is not None:
        with suppress(ValueError):
            return date.fromisoformat(written[0])
        return None  # 2027-13-01, or 1.1.2020: not a number of days either
    rules = language(code)
    named, days = rules.read_day(text), rules.read_duration(text, "days")
    if named is not None:
        return named.on(today)
    if days is not None and 0 < days.value <= MOST_PAUSE_DAYS:
        return today + timedelta(days=math.ceil(days.value))
    return None


async def resume(visit: Visit, argument: str) -> None:
    """End the pause."""
    await visit.reply(await visit.ask(RequestKind.RESUME))


async def away(visit: Visit, argument: str) -> None:
    """Not at home from now on; with `today`, until their day ends."""
    if argument.casefold() == TODAY:
        await stay(visit, Whereabouts.AWAY)
        return
    await visit.reply(await visit.ask(RequestKind.PLACE, place=Whereabouts.AWAY))


async def stay(visit: Visit, place: Whereabouts) -> None:
    """Where they say they are, as an answer says it: away for the day, home for good."""
    update = visit.update
    receipt = await note_place(visit.house, visit.user, place, update.at, (update.bot_id, update.update_id))
    await visit.reply(told_place(visit.user, place) if receipt.done else visit.say("cannot"))


async def home(visit: Visit, argument: str) -> None:
    """At home from now on."""
    await visit.reply(await visit.ask(RequestKind.PLACE, place=Whereabouts.HOME))
