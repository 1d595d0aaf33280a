"""Privacy: what is kept about oneself, for how long, its deletion, and who did what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import administers
from appliance.calls import erasing
from appliance.calls.occasions import today_of
from appliance.errors import InvalidInputError
from appliance.records.people import User
from appliance.records.security import AuditEntry
from appliance.schedule.walltime import zone_named
from appliance.upkeep.weights.faults import megabytes
from appliance.web.api.callers import address_of
from appliance.web.api.resources.privacy import check_name
from appliance.web.cookies import take_cookie
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

PATH = "/privacy"

A_PAGE = 50
"""Entries of the audit log."""

MOST_LETTERS = 60


@router.get(PATH)
async def privacy(request: Request, me: Me, parts: Given) -> Response:
    """What is kept, and the ways to be rid of it."""
    user, store = me.user, parts.store
    clips = await store.privacy.clips(user.id)
    return page(request, "privacy.html", user.language, {
        "me": user, "holdings": await store.privacy.holdings(user.id), "today": today_of(user, parts.now()),
        "recordings": megabytes(await store.clips.size(clips)),
        "database": megabytes(store.privacy.database_bytes()) if administers(user) else "",
        "prefers": user.prefers,
    })  # fmt: skip


@router.post(f"{PATH}/keep")
async def keep(request: Request, me: Me, parts: Given) -> Response:
    """How long recordings, words and values are kept."""
    fields = await fields_of(request)
    recordings, words, values = (_days(fields.get(name, "")) for name in ("recordings", "words", "values"))
    await erasing.keep_for(parts.store, me.user.id, parts.now(), erasing.Keeping(recordings, words, values))
    return to(PATH)


@router.post(f"{PATH}/recordings")
async def delete_recordings(request: Request, me: Me, parts: Given) -> Response:
    """Delete all of one's recordings."""
    fields = await fields_of(request)
    check_name(me.user, fields.get("name", ""))
    await erasing.delete_recordings(parts.store, me.user, parts.now())
    return to(PATH)


@router.post(f"{PATH}/words")
async def delete_words(request: Request, me: Me, parts: Given) -> Response:
    """Delete what was said on some days."""
    fields = await fields_of(request)
    check_name(me.user, fields.get("name", ""))
    first, last = (_date(fields.get(name, "")) for name in ("first", "last"))
    await erasing.delete_words(parts.store, me.user, parts.now(), first, last)
    return to(PATH)


@router.post(f"{PATH}/everything")
async def delete_everything(request: Request, me: Me, parts: Given) -> Response:
    """Delete oneself."""
    fields = await fields_of(request)
    await parts.door.confirm(me.user, fields.get("password", ""), address=address_of(request))
    await erasing.delete_person(parts.store, me.user, parts.now())
    response = to("/sign-in")
    take_cookie(request, response)
    return response


@router.get(f"{PATH}/audit")
async def audit(request: Request, me: Me, parts: Given) -> Response:
    """One's own entries of the audit log; an owner may look at all."""
    asked = request.query_params
    owner = administers(me.user)
    everybody = owner and asked.get("whose") == "all"
    action = asked.get("action", "")[:MOST_LETTERS]
    before = asked.get("before", "")
    entries = await parts.store.audit.entries(
        A_PAGE + 1,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        about=None if everybody else me.user.id,
        action=action,
    )
    shown, more = entries[:A_PAGE], len(entries) > A_PAGE
    following = {"whose": "all" if everybody else "", "action": action, "before": shown[-1].id if shown else ""}
    names = {str(each.id): each.name for each in await parts.store.people.users()} if owner else {}
    return page(request, "audit.html", me.user.language, {
        "me": me.user, "owner": owner, "everybody": everybody, "action": action, "filtered": bool(action or before),
        "entries": [_told(each, me.user, names) for each in shown],
        "next": f"{PATH}/audit?{urlencode(following)}" if more else "",
        "unbroken": await _unbroken(parts) if everybody else None,
    })  # fmt: skip


async def _unbroken(parts: Parts) -> bool:
    return await parts.store.audit.verify() is None


def _told(entry: AuditEntry, me: User, names: Mapping[str, str]) -> dict[str, Any]:
    """With names in the place of the ids that the log has."""
    known = {**names, str(me.id): me.name}
    at = entry.at.astimezone(zone_named(me.timezone))
    return {
        "at": f"{at:%Y-%m-%d %H:%M}", "action": entry.action,
        "actor": _named(entry.actor, known), "subject": _named(entry.subject, known),
    }  # fmt: skip


def _named(text: str, known: Mapping[str, str]) -> str:
    for key, name in known.items():
        text = text.replace(f"user {key}", name)
    return text


def _days(text: str) -> int | None:
    if not text.strip():
        return None
    if not (text.isascii() and text.strip().isdigit() and len(text) < 6):
        raise InvalidInputError(
            "Days are a whole number from 1 to 3650.", remedy="Empty: all is kept.", says="days_kept"
        )
    return int(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError("Choose the first and the last day.", says="days_chosen") from None
