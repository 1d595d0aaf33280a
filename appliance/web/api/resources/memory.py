"""What is remembered of a person, and what they are after: nobody's but the person's own."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope, reads_private
from appliance.calls.erasing import forget_memory
from appliance.calls.notebook import kind_of
from appliance.records.progress import Goal, Memory, MemoryKind
from appliance.web.api.callers import Caller, Given, may, owner_of
from appliance.web.api.paging import Before, Limit, Page, edge_of, page_of
from appliance.web.api.views import GoalView, MemoryView

router = APIRouter(tags=["memory"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Recorder = Annotated[Caller, Depends(may(Scope.RECORD))]


class Words(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"content": "My sister is called Ana."}]})

    content: str = Field(min_length=1, max_length=1000)


class NewMemory(Words):
    kind: Literal[MemoryKind.FACT, MemoryKind.PERSON] | None = None
    """Where it is not given: by the words."""


class GoalWords(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Run a marathon.", "why": "To feel well."}]})

    title: str = Field(min_length=1, max_length=300)
    why: str = Field(default="", max_length=300)


class GoalChange(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"archived": True}]})

    title: str | None = Field(default=None, min_length=1, max_length=300)
    why: str | None = Field(default=None, max_length=300)
    archived: bool | None = None


@router.get("/people/me/memories")
async def list_memories(
    caller: Reader,
    parts: Given,
    kind: Annotated[list[MemoryKind] | None, Query()] = None,
    limit: Limit = 50,
    before: Before = "",
) -> Page[MemoryView]:
    """Facts, people, and summaries of calls, weeks and months: what was remembered last first."""
    found = await parts.store.memories.page(caller.user.id, kind or tuple(MemoryKind), limit + 1, edge_of(before))
    return page_of(found, MemoryView.of, limit, lambda row: str(row.id))


@router.post("/people/me/memories", status_code=201)
async def remember(body: NewMemory, caller: Recorder, parts: Given) -> MemoryView:
    """Have something remembered."""
    kind = body.kind or kind_of(body.content, caller.user.language)
    wanted = Memory(user_id=caller.user.id, kind=kind, content=body.content, created_at=parts.now())
    return MemoryView.of(await parts.store.memories.add(wanted))


@router.patch("/memories/{memory_id}")
async def change_memory(memory_id: UUID, body: Words, caller: Recorder, parts: Given) -> MemoryView:
    """Other words for it; the old ones are gone."""
    found = await _memory(parts, caller, memory_id)
    return MemoryView.of(await parts.store.memories.edit(found.id, body.content))


@router.delete("/memories/{memory_id}", status_code=204)
async def forget(memory_id: UUID, caller: Recorder, parts: Given) -> None:
    """Delete it for good, with the words it was said in."""
    found = await _memory(parts, caller, memory_id)
    await forget_memory(parts.store, found, parts.now())
    await parts.store.audit.append(parts.now(), caller.actor, "forget", f"memory {found.id}")


@router.get("/people/me/goals")
async def list_goals(caller: Reader, parts: Given, archived: bool = False) -> list[GoalView]:
    """What the person is after; with `archived`, what they were too."""
    return [GoalView.of(each) for each in await parts.store.goals.of(caller.user.id, archived=archived)]


@router.post("/people/me/goals", status_code=201)
async def add_goal(body: GoalWords, caller: Recorder, parts: Given) -> GoalView:
    """Set a goal; calls keep it in mind."""
    wanted = Goal(user_id=caller.user.id, title=body.title, why=body.why, created_at=parts.now())
    return GoalView.of(await parts.store.goals.add(wanted))


@router.patch("/goals/{goal_id}")
async def change_goal(goal_id: UUID, body: GoalChange, caller: Recorder, parts: Given) -> GoalView:
    """Other words, reached or given up (`archived`), or a goal again."""
    found = await parts.store.goals.goal(goal_id)
    await owner_of(parts, caller, found.user_id, reads_private)
    if body.title is not None or body.why is not None:
        why = found.why if body.why is None else body.why
        found = await parts.store.goals.change(found.id, body.title or found.title, why)
    if body.archived is not None:
        archive, reopen = parts.store.goals.archive, parts.store.goals.reopen
        found = await (archive(found.id, parts.now()) if body.archived else reopen(found.id))
    return GoalView.of(found)


async def _memory(parts: Given, caller: Caller, memory_id: UUID) -> Memory:
    found = await parts.store.memories.memory(memory_id)
    await owner_of(parts, caller, found.user_id, reads_private)
    return found
