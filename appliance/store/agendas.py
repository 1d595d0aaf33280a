"""Lists of questions that people wrote themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlmodel import col

from appliance.errors import ConflictError, InvalidInputError, NotFoundError, in_own_words
from appliance.records.people import CheckIn, CustomAgenda, User
from appliance.store.doors import checked, listed, must_get, one_line
from appliance.store.sqlite import Database

MOST_QUESTIONS = 40
"""More would fit into no call."""


class Agendas:
    """Each has a name that is its own among those of the person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, agenda: CustomAgenda) -> CustomAgenda:
        """Raises `ConflictError` for a name the person has (in any case), `InvalidInputError`, `NotFoundError`."""
        agenda = checked_agenda(agenda)
        query = select(col(CustomAgenda.name)).where(col(CustomAgenda.user_id) == agenda.user_id)
        async with self._database.writing() as session:
            await must_get(session, User, agenda.user_id)
            for name in await session.scalars(query):
                if name.casefold() == agenda.name.casefold():
                    raise ConflictError(
                        f"The agenda {name!r} exists already, or did: choose another name.", says="taken", name=name
                    )
            session.add(agenda)
        return agenda

    async def of(self, user_id: UUID, *, archived: bool = False) -> list[CustomAgenda]:
        """By name; with `archived`, those too."""
        query = select(CustomAgenda).where(col(CustomAgenda.user_id) == user_id)
        if not archived:
            query = query.where(col(CustomAgenda.archived_at).is_(None))
        async with self._database.reading() as session:
            return sorted(await session.scalars(query), key=lambda agenda: agenda.name.casefold())

    async def named(self, user_id: UUID, name: str) -> CustomAgenda:
        """By name in any case; not an archived one. Raises `NotFoundError` listing what there is."""
        found = await self.of(user_id)
        for agenda in found:
            if agenda.name.casefold() == name.strip().casefold():
                return agenda
        known = listed(agenda.name for agenda in found)
        raise NotFoundError(f"There is no agenda called {name!r}.", remedy=f"There is: {known}.")

    async def by_id(self, agenda_id: UUID) -> CustomAgenda:
        """Archived or not. Raises `NotFoundError`."""
        async with self._database.reading() as session:
            return await must_get(session, CustomAgenda, agenda_id)

    async def archive(self, agenda_id: UUID, now: datetime) -> CustomAgenda:
        """No check-in may use it any more; calls that did keep it. Raises `ConflictError` while a check-in uses it."""
        using = select(CheckIn).where(col(CheckIn.agenda_id) == agenda_id, col(CheckIn.archived_at).is_(None)).limit(1)
        async with self._database.writing() as session:
            agenda = await must_get(session, CustomAgenda, agenda_id)
            if check_in := (await session.scalars(using)).first():
                raise ConflictError(
                    f"The check-in at {check_in.at} asks {agenda.name!r}.",
                    remedy=f"Remove it first: appliance check-ins remove {str(check_in.id)[:8]}",
                )
            agenda.archived_at = agenda.archived_at or now
        return agenda


def checked_agenda(agenda: CustomAgenda) -> CustomAgenda:
    """A validated copy, put in order. Raises `InvalidInputError`."""
    agenda = checked(agenda)
    agenda.name = one_line(agenda.name, "An agenda's name")
    if not 1 <= len(agenda.questions) <= MOST_QUESTIONS:
        raise InvalidInputError(f"An agenda has 1 to {MOST_QUESTIONS} questions, not {len(agenda.questions)}.")
    try:
        agenda.questions = [asked.model_dump(mode="json") for asked in agenda.asks]
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInputError(f"A question of {agenda.name!r} cannot be: {in_own_words(first['msg'])}.") from error
    return agenda
