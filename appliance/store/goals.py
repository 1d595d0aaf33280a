"""What people are after, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from appliance.errors import ConflictError
from appliance.records.people import User
from appliance.records.progress import Goal
from appliance.store.doors import by_id_or_prefix, checked, must_get, one_line
from appliance.store.sqlite import Database, forget_what_was_told

MOST_CHARACTERS = 300


class Goals:
    """A goal that is reached or given up is archived."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, goal: Goal) -> Goal:
        """Raises `ConflictError` for a goal that the person has, `InvalidInputError`, `NotFoundError`."""
        goal = _in_order(goal)
        async with self._database.writing() as session:
            await must_get(session, User, goal.user_id)
            await _is_new(session, goal)
            session.add(goal)
        return goal

    async def change(self, goal_id: UUID, title: str, why: str) -> Goal:
        """Other words for it. Raises as `add`."""
        async with self._database.writing() as session:
            goal = await must_get(session, Goal, goal_id)
            wanted = _in_order(goal.model_copy(update={"title": title, "why": why}))
            await _is_new(session, wanted)
            goal.title, goal.why = wanted.title, wanted.why
            await forget_what_was_told(session, goal.user_id)
        return goal

    async def reopen(self, goal_id: UUID) -> Goal:
        """It is one again. Raises as `add`."""
        async with self._database.writing() as session:
            goal = await must_get(session, Goal, goal_id)
            await _is_new(session, goal)
            goal.archived_at = None
        return goal

    async def of(self, user_id: UUID, *, archived: bool = False) -> list[Goal]:
        """In the order they were set; with `archived`, those too."""
        query = select(Goal).where(col(Goal.user_id) == user_id).order_by(col(Goal.created_at))
        if not archived:
            query = query.where(col(Goal.archived_at).is_(None))
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def goal(self, wanted: UUID | str) -> Goal:
        """By id or by its unique beginning. Raises `NotFoundError`, `InvalidInputError` where several begin so."""
        async with self._database.reading() as session:
            return await by_id_or_prefix(session, Goal, wanted)

    async def archive(self, goal_id: UUID, now: datetime) -> Goal:
        """It is not spoken of any more. Archiving twice keeps the first time. Raises `NotFoundError`."""
        async with self._database.writing() as session:
            goal = await must_get(session, Goal, goal_id)
            goal.archived_at = goal.archived_at or now
            await forget_what_was_told(session, goal.user_id)
        return goal


def _in_order(goal: Goal) -> Goal:
    """A validated copy. Raises `InvalidInputError`."""
    goal = checked(goal)
    goal.title = one_line(goal.title, "A goal", most=MOST_CHARACTERS)
    goal.why = one_line(goal.why, "A reason", most=MOST_CHARACTERS) if goal.why.strip() else ""
    return goal


async def _is_new(session: AsyncSession, goal: Goal) -> None:
    """Raises `ConflictError` where the person has it already."""
    others = select(col(Goal.title)).where(
        col(Goal.user_id) == goal.user_id, col(Goal.archived_at).is_(None), col(Goal.id) != goal.id
    )
    if goal.title.casefold() in {title.casefold() for title in await session.scalars(others)}:
        raise ConflictError(f"{goal.title!r} is a goal already.", says="taken", name=goal.title)
