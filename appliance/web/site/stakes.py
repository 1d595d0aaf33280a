"""Stakes: rules to agree to, what is owed, and the ledger with what came in between."""

from __future__ import annotations

from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import reads_private
from appliance.calls.stakes import books_of, settle, take_back
from appliance.coach.stakes import amount_shown
from appliance.errors import InvalidInputError
from appliance.progress.stakes import due, may_contest
from appliance.records.printable import is_printable
from appliance.records.stakes import LedgerEntry, StakeRule
from appliance.web.api.callers import Caller, owner_of
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

MOST_ENTRIES = 100


@router.get("/stakes")
async def stakes(request: Request, me: Me, parts: Given) -> Response:
    """The latest entries first."""
    books, now, code = await books_of(parts.store, me.user), parts.now(), me.user.language
    owed = due(books.ledger, now)
    rules = [
        {
            "rule": rule,
            "owed": books.told(rule.id, books.ledger.owed[rule.id], code),
            "settles": rule.id in owed and rule.settles,
        }
        for rule in books.rules.values()
        if rule.ended_at is None or books.ledger.owed[rule.id]
    ]
    entries = [
        {
            "entry": entry,
            "amount": amount_shown(entry.amount, books.rules[entry.rule_id].form.parts),
            "stands": books.ledger.stands(entry),
            "contestable": may_contest(entry, books.ledger, now),
        }
        for entry in reversed(list(books.ledger.entries.values())[-MOST_ENTRIES:])
    ]
    shown = {
        "me": me.user,
        "on": parts.store.stakes.in_force,
        "rules": rules,
        "entries": entries,
        "request_id": uuid4(),
    }
    return page(request, "stakes.html", code, shown)


@router.post("/stakes/rules/{rule_id}")
async def answer(rule_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Agree to a rule, end it, or say that what it owes is done."""
    fields = await fields_of(request)
    rule = await _rule(parts, me, rule_id)
    match fields.get("do"):
        case "agree":
            await parts.store.stakes.agree(rule.id, parts.now())
        case "end":
            await parts.store.stakes.end(rule.id, parts.now())
        case "settle":
            await settle(parts.store, me.user, rule, parts.now(), fields.get("id", "")[:80])
        case _:
            raise InvalidInputError("There is no such button.", says="button")
    return to("/stakes")


@router.post("/stakes/entries/{entry_id}")
async def reverse(entry_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Contest a charge, or undo an entry, with what came in between."""
    fields = await fields_of(request)
    entry = await _entry(parts, me, entry_id)
    reason = " ".join(fields.get("reason", "").split())[:300]
    if not reason or not is_printable(reason):
        raise InvalidInputError("Say what came in between.", says="reason")
    await take_back(parts.store, me.user, entry, reason, parts.now())
    return to("/stakes")


async def _rule(parts: Parts, me: Caller, rule_id: UUID) -> StakeRule:
    found = await parts.store.stakes.rule(rule_id)
    await owner_of(parts, me, found.user_id, reads_private)
    return found


async def _entry(parts: Parts, me: Caller, entry_id: UUID) -> LedgerEntry:
    found = await parts.store.stakes.entry(entry_id)
    await owner_of(parts, me, found.user_id, reads_private)
    return found
