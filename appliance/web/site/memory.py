"""What is remembered of somebody, for them to read, change and have forgotten; and what they are after."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from appliance.accounts.roles import reads_private
from appliance.calls.erasing import forget_memory
from appliance.calls.notebook import kind_of
from appliance.errors import InvalidInputError
from appliance.records.progress import Goal, Memory, MemoryKind
from appliance.store.memory import SUMMARIES, TOLD
from appliance.web.api.callers import owner_of
from appliance.web.forms import fields_of
from appliance.web.site.frame import Given, Me, page, to
from appliance.web.site.paging import edge_of, stretch_of

router = APIRouter(include_in_schema=False)

SUMMARIES_A_PAGE = 30
LONGEST_SEARCH = 200


@router.get("/memory")
async def memory(request: Request, me: Me, parts: Given) -> Response:
    """Goals, people and facts, summaries; or what is found by some words."""
    words = request.query_params.get("words", "").strip()[:LONGEST_SEARCH]
    edge = edge_of(request.query_params)
    summaries = await parts.store.memories.page(me.user.id, SUMMARIES, SUMMARIES_A_PAGE + 1, edge)
    goals = await parts.store.goals.of(me.user.id, archived=True)
    shown = {
        "me": me.user, "words": words,
        "found": await parts.store.memories.search(me.user, words, 20) if words else None,
        "goals": [goal for goal in goals if goal.archived_at is None],
        "past_goals": [goal for goal in goals if goal.archived_at is not None],
        "told": await parts.store.memories.of(me.user.id, TOLD),
        "stretch": stretch_of(summaries, edge, SUMMARIES_A_PAGE),
    }  # fmt: skip
    return page(request, "memory.html", me.user.language, shown)


@router.post("/memory")
async def add(request: Request, me: Me, parts: Given) -> Response:
    """Have something remembered."""
    fields = await fields_of(request)
    wanted, words = fields.get("kind", ""), fields.get("content", "")
    if wanted not in ("", *TOLD):
        raise InvalidInputError("Summaries are made by themselves.")
    kind = MemoryKind(wanted) if wanted else kind_of(words, me.user.language)
    await parts.store.memories.add(Memory(user_id=me.user.id, kind=kind, content=words, created_at=parts.now()))
    return to("/memory")


@router.post("/memory/goals")
async def add_goal(request: Request, me: Me, parts: Given) -> Response:
    """What one is after, and why."""
    fields = await fields_of(request)
    goal = Goal(user_id=me.user.id, title=fields.get("title", ""), why=fields.get("why", ""), created_at=parts.now())
    await parts.store.goals.add(goal)
    return to("/memory")


@router.post("/memory/goals/{goal_id}")
async def change_goal(goal_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Other words; reached or given up; a goal again."""
    fields = await fields_of(request)
    goal = await parts.store.goals.goal(goal_id)
    await owner_of(parts, me, goal.user_id, reads_private)
    match fields.get("do"):
        case "change":
            await parts.store.goals.change(goal.id, fields.get("title", ""), fields.get("why", ""))
        case "archive":
            await parts.store.goals.archive(goal.id, parts.now())
        case "reopen":
            await parts.store.goals.reopen(goal.id)
        case _:
            raise InvalidInputError("There is no such button.", says="button")
    return to("/memory")


@router.post("/memory/{memory_id}")
async def change(memory_id: UUID, request: Request, me: Me, parts: Given) -> Response:
    """Other words, or forgotten for good."""
    fields = await fields_of(request)
    found = await parts.store.memories.memory(memory_id)
    await owner_of(parts, me, found.user_id, reads_private)
    match fields.get("do"):
        case "change":
            await parts.store.memories.edit(found.id, fields.get("content", ""))
        case "forget":
            await forget_memory(parts.store, found, parts.now())
            await parts.store.audit.append(parts.now(), me.actor, "forget", f"memory {found.id}")
        case _:
            raise InvalidInputError("There is no such button.", says="button")
    return to("/memory")
