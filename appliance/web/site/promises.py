"""What was promised: open, overdue, kept, broken, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import reads_private
from appliance.calls.looking_back import has_clip
from appliance.calls.occasions import today_of
from appliance.calls.promised import promise_of, reworded
from appliance.errors import InvalidInputError
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.store.paging import FIRST
from appliance.web.api.callers import owner_of
from appliance.web.forms import day_of, fields_of
from appliance.web.site.frame import Given, Me, local_path, page, to
from appliance.web.site.paging import edge_of, stretch_of

router = APIRouter(include_in_schema=False)

A_PAGE = 50
"""Of those that came to something."""

SETTLED = (CommitmentStatus.KEPT, CommitmentStatus.BROKEN, CommitmentStatus.DROPPED)


@router.get("/promises")
async def promises(request: Request, me: Me, parts: Given) -> Response:
    """One's own: all open ones, the next due first; of settled ones a page, the latest first."""
    progress, edge, today = parts.store.progress, edge_of(request.query_params), today_of(me.user, parts.now())
    async with parts.store.snapshot():
        open_ones = await progress.commitments(me.user.id, status=CommitmentStatus.OPEN) if edge == FIRST else []
        stretch = stretch_of(await progress.promised(me.user.id, A_PAGE + 1, edge, statuses=SETTLED), edge, A_PAGE)
    found = [*open_ones, *stretch.rows]
    shown = {
        "me": me.user, "groups": _groups(found, today), "today": today, "any": bool(found), "stretch": stretch,
        "first": edge == FIRST, "clips": {each.id for each in found if has_clip(parts.store, each.audio_url)},
    }  # fmt: skip
    return page(request, "promises.html", me.user.language, shown)


@router.post("/promises")
async def add(request: Request, me: Me, parts: Given) -> Response:
    """Promise something: due as the words say where no day is given."""
    fields = await fields_of(request)
    now = parts.now()
    due = day_of(fields["due_day"]) if fields.get("due_day") else None
    made = promise_of(me.user, fields.get("text", "")[:500], today_of(me.user, now), now, due)
    await parts.store.progress.add_commitment(made)
    return to("/promises")


@router.post("/promises/{promise_id}")
async def change(promise_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """What became of it, or nothing yet after all; or other words and another day."""
    fields = await fields_of(request)
    found = await parts.store.progress.commitment(promise_id)
    whose = await owner_of(parts, me, found.user_id, reads_private)
    done = fields.get("do", "")
    if done == "change":
        due = day_of(fields.get("due_day", ""))
        changed = reworded(found, whose, fields.get("text", "")[:500], due, today_of(whose, parts.now()), parts.now())
        await parts.store.progress.save_commitment(changed)
    elif done in list(CommitmentStatus):
        await parts.store.progress.settle(found.id, CommitmentStatus(done), parts.now())
    else:
        raise InvalidInputError("There is no such button.", says="button")
    return to(local_path(fields.get("back", "/promises")))


def _groups(found: Sequence[Commitment], today: date) -> list[tuple[str, list[Commitment]]]:
    """By what became of them; those without any are left out."""
    open_ones = [each for each in found if each.status is CommitmentStatus.OPEN]
    groups = [
        ("overdue", [each for each in open_ones if each.due_day < today]),
        ("open", [each for each in open_ones if each.due_day >= today]),
    ]
    for status in SETTLED:
        groups.append((status.value, [each for each in found if each.status is status]))
    return [(name, rows) for name, rows in groups if rows]
