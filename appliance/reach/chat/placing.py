"""Home or away by an answer in the chat: away until the person's day ends, home until something else is said."""

from __future__ import annotations

from datetime import datetime

from appliance.calls.occasions import today_of
from appliance.reach.chat.visit import House, reply_of, request_id_of, text_in
from appliance.records.people import User, Whereabouts
from appliance.records.requests import Receipt, Request, RequestKind, RequestSource
from appliance.records.telegram import Goes, TelegramIn, TelegramLink, TelegramOut
from appliance.schedule.walltime import ONE_DAY


async def placed(house: House, letter: TelegramIn, place: Whereabouts) -> None:
    """A letter to a call says where they are: note it, once, and answer."""
    user = await house.store.people.user_by_id(letter.user_id)
    link = await house.store.telegram.of_user(user.id)
    receipt = await note_place(house, user, place, letter.sent_at, (letter.bot_id, letter.update_id))
    if link is not None and receipt.done:
        await house.post.send(_told(house, user, link, letter, place))


async def note_place(
    house: House, user: User, place: Whereabouts, said_at: datetime, update: tuple[int, int]
) -> Receipt:
    """Have it done by the desk, once for this update (bot, number). `said_at` decides which day away is for."""
    key = request_id_of(*update)
    if (known := await house.store.requests.receipt(key)) is not None:
        return known
    said_on = today_of(user, min(said_at, house.post.now()))
    until = said_on + ONE_DAY if place is Whereabouts.AWAY else None
    request = Request(
        id=key,
        kind=RequestKind.PLACE,
        source=RequestSource.TELEGRAM,
        user_id=user.id,
        place=place,
        until_day=until,
    )
    return await house.desk.execute(request)


def _told(house: House, user: User, link: TelegramLink, letter: TelegramIn, place: Whereabouts) -> TelegramOut:
    now = house.post.now()
    return TelegramOut(
        occasion=reply_of(letter.bot_id, letter.update_id),
        user_id=user.id,
        chat_id=link.chat_id,
        kind=Goes.TEXT,
        content=told_place(user, place),
        created_at=now,
    )


def told_place(user: User, place: Whereabouts) -> str:
    """What is answered."""
    return text_in(user.language, "away_today" if place is Whereabouts.AWAY else "home_now")


__all__ = ["note_place", "placed", "told_place"]
