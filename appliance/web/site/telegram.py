"""Telegram: one's own chat with the household's bot, how it calls there, and what went to and fro."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.channels.hybrid import check_usable, lack_of
from appliance.errors import InvalidInputError
from appliance.reach.chat import linking
from appliance.reach.chat.pairing import GOOD_FOR
from appliance.records.people import User
from appliance.records.telegram import MOST_HOURS_KEPT, Crossing
from appliance.schedule.walltime import zone_named
from appliance.web.carrier import bot_name_of
from appliance.web.forms import fields_of
from appliance.web.qr import qr_code
from appliance.web.site.frame import Given, Me, page, to
from appliance.web.site.people import when_told

router = APIRouter(include_in_schema=False)

PATH = "/telegram"

MOST_SHOWN = 30
"""Messages that went to and fro."""


@router.get(PATH)
async def telegram(request: Request, me: Me, parts: Given) -> Response:
    """How it stands for oneself."""
    user, link = me.user, await parts.store.telegram.of_user(me.user.id)
    return page(request, "telegram.html", user.language, {
        "me": user, "owner": administers(user), "lack": lack_of(parts.settings), "link": link,
        "bot": bot_name_of(parts.channels), "most_hours": MOST_HOURS_KEPT - 1,
        "since": when_told(link.linked_at, user) if link else "",
        "blocked": when_told(link.blocked_at, user) if link and link.blocked_at else "",
        "crossings": [_told(each, user) for each in await parts.store.outbox.crossings(user.id, MOST_SHOWN)],
    })  # fmt: skip


@router.post(f"{PATH}/code")
async def code(request: Request, me: Me, parts: Given) -> Response:
    """A new code, in this answer only; an earlier one is worth nothing any more."""
    await fields_of(request)
    check_usable(parts.settings)
    now = parts.now()
    made = await linking.invite(parts.store, me.user.id, now, me.actor)
    bot = bot_name_of(parts.channels)
    address = linking.start_address(bot, made) if bot else ""
    return page(request, "telegram_code.html", me.user.language, {
        "me": me.user, "code": made, "bot": bot, "address": address, "qr": qr_code(address) if address else None,
        "until": when_told(now + GOOD_FOR, me.user),
    })  # fmt: skip


@router.post(f"{PATH}/wishes")
async def wishes(request: Request, me: Me, parts: Given) -> Response:
    """How it calls there from now on."""
    fields = await fields_of(request)
    wanted = linking.Wishes("with_text" in fields, "discreet" in fields, _hours(fields.get("delete_after_hours", "")))
    await linking.arrange(parts.store, me.user.id, wanted, parts.now(), me.actor)
    return to(PATH)


@router.post(f"{PATH}/unlink")
async def unlink(request: Request, me: Me, parts: Given) -> Response:
    """Nothing goes there any more."""
    await fields_of(request)
    await linking.unlink(parts.store, me.user.id, parts.now(), me.actor)
    return to(PATH)


def _hours(text: str) -> int | None:
    if not text.strip():
        return None
    hours = int(text) if text.isascii() and text.strip().isdigit() and len(text) < 6 else 0
    if not 0 < hours < MOST_HOURS_KEPT:
        raise InvalidInputError(
            f"Hours are a whole number from 1 to {MOST_HOURS_KEPT - 1}: Telegram lets bots delete no older messages.",
            remedy="Empty: they stay.",
            says="chat_hours",
            most=MOST_HOURS_KEPT - 1,
        )
    return hours


def _told(crossing: Crossing, user: User) -> dict[str, Any]:
    """With the ends of the words that say it."""
    ended = "dealt_with" if crossing.settled else "open"
    local = crossing.at.astimezone(zone_named(user.timezone))
    return {
        "at": f"{local:%Y-%m-%d %H:%M}", "way": "out" if crossing.outgoing else "in", "kind": crossing.kind.value,
        "fate": ended if crossing.fate is None else crossing.fate.value,
    }  # fmt: skip
