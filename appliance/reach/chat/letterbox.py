"""What a linked person writes or says: an answer to the call that waits, or a late one, or nothing that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from appliance.channels.browser import BrowserChannel
from appliance.channels.telegram.channel import TelegramChannel
from appliance.channels.telegram.incoming import Incoming, Kind
from appliance.reach.chat.visit import Visit
from appliance.records.calls import OF_THE_DAY, UNDER_WAY, Call, CallStatus
from appliance.records.people import User
from appliance.records.requests import RequestKind
from appliance.records.telegram import Came, TelegramIn
from appliance.schedule.walltime import ONE_DAY
from appliance.store import Store

MOST_LETTER = 2000
"""Characters of a text that are an answer: about two minutes of speaking."""

CAME = {Kind.TEXT: Came.TEXT, Kind.VOICE: Came.VOICE, Kind.VIDEO_NOTE: Came.VIDEO_NOTE, Kind.PRESS: Came.BUTTON}

PLACES = {BrowserChannel.name: "rings_page", "speaker": "rings_room"}
"""Which line says where a call of a channel is to be answered."""

UNANSWERED = frozenset({CallStatus.MISSED, CallStatus.MISSED_OFFLINE, CallStatus.PARTIAL})


async def put_in(visit: Visit) -> None:
    """Keep it for the call that waits for it, have the call that was missed take it, or say what can be done."""
    letter = letter_of(visit.update, visit.user)
    if await by_letter(visit.store, visit.user) is not None:
        await visit.store.letters.take_in(letter)
        visit.house.post.came(visit.user.id)
        return
    if (where := await _elsewhere(visit)) and await visit.store.requests.receipt(visit.request_id) is None:
        await visit.reply(visit.say(where))
        return
    if letter.kind is Came.OTHER or not await _answers_late(visit, letter):
        await visit.reply(visit.say("nothing_waits"))


async def _elsewhere(visit: Visit) -> str:
    """Which line says where a call of theirs rings or is held just now; empty where none does."""
    for call in await visit.store.calls.unfinished():
        if call.user_id == visit.user.id and call.status in (CallStatus.RINGING, CallStatus.LIVE):
            return PLACES.get(call.platform or "", "")
    return ""


async def _answers_late(visit: Visit, letter: TelegramIn) -> bool:
    """The latest call that was missed, of today or yesterday, goes on here and hears the letter first."""
    if await visit.store.requests.receipt(visit.request_id) is None:
        call = await _missed(visit)
        if call is None:
            return False
        await visit.ask(RequestKind.ANSWER_LATE, call_id=call.id, channel=TelegramChannel.name)
    settled = await visit.store.requests.receipt(visit.request_id)
    if settled is None or not settled.done:
        return False
    await visit.store.letters.take_in(letter)  # only now: a letter that no call waits for is cleared away
    visit.house.post.came(visit.user.id)
    return True


async def _missed(visit: Visit) -> Call | None:
    days = [visit.day, visit.day - ONE_DAY]
    found: list[Call] = []
    for day in days:
        found += await visit.store.calls.of_day(visit.user.id, day)
    missed = [each for each in found if each.status in UNANSWERED and each.purpose in OF_THE_DAY]
    return max(missed, key=lambda each: each.due_at, default=None)


async def by_letter(store: Store, user: User) -> Call | None:
    """The call of theirs that is held in the chat, or is about to be."""
    for call in await store.calls.unfinished():
        if call.user_id == user.id and _in_the_chat(call):
            return call
    return None


def _in_the_chat(call: Call) -> bool:
    here = TelegramChannel.name
    asked_here = call.asked and call.ring_channel == here
    return call.status is CallStatus.WAITING or asked_here or (call.status in UNDER_WAY and call.platform == here)


def letter_of(update: Incoming, user: User, content: str | None = None) -> TelegramIn:
    """The update as a letter; `content` instead of its text."""
    file = update.file
    kind = CAME.get(update.kind, Came.OTHER)
    return TelegramIn(
        bot_id=update.bot_id,
        update_id=update.update_id,
        user_id=user.id,
        message_id=update.message_id or 0,
        kind=kind,
        content=(update.text if content is None else content)[:MOST_LETTER] if kind is not Came.OTHER else "",
        file_id=file.file_id if file and kind in (Came.VOICE, Came.VIDEO_NOTE) else "",
        seconds=file.duration_seconds if file else None,
        size=file.size_bytes if file else None,
        press_id=update.press_id,
        sent_at=update.at,
    )


async def clear_away(store: Store, users: Sequence[User], now: datetime) -> None:
    """What came as a call ended belongs to no other: it is dealt with, so that no later call takes it for an answer."""
    for user in users:
        letters = await store.letters.waiting(user.id)
        if letters and await by_letter(store, user) is None:
            await store.letters.deal_with(letters, now)


__all__ = ["by_letter", "clear_away", "letter_of", "put_in"]
