"""`appliance memory` and `appliance goals`: what is known about a person, for the person to read and change."""

from __future__ import annotations

from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.erasing import forget_memory
from appliance.calls.notebook import kind_of
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.errors import InvalidInputError
from appliance.records.progress import Goal, Memory, MemoryKind
from appliance.store.memory import Recalled

memory = typer.Typer(help="What is remembered about somebody.", no_args_is_help=True)
goals = typer.Typer(help="What somebody is after, and why.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="Name or id.")]
MemoryId = Annotated[str, typer.Argument(help="The id, or its beginning.")]


@memory.command("list")
def list_memories(
    user: Person,
    kind: Annotated[MemoryKind | None, typer.Option(help="Only these; default: all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Facts, people, and summaries of calls, weeks and months."""

    async def work(appliance: Appliance) -> list[Memory]:
        person = await appliance.store.people.user(user)
        return await appliance.store.memories.of(person.id, [kind] if kind else tuple(MemoryKind))

    found = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    show_table(
        ("id", "kind", "day", "what"),
        [(str(each.id)[:8], each.kind, each.day, each.content) for each in found],
        f'Nothing yet. In a call say "remember that …", or: appliance memory add {user} "…"',
    )


@memory.command("add")
def add_memory(
    user: Person,
    words: Annotated[str, typer.Argument(help="What is to be remembered: my sister is called Ana.")],
    kind: Annotated[MemoryKind | None, typer.Option(help="fact or person; default: by the words.")] = None,
    as_json: AsJson = False,
) -> None:
    """Have something remembered. It is told to a language model in calls, and to nobody else."""
    if kind not in (None, MemoryKind.FACT, MemoryKind.PERSON):
        raise InvalidInputError(f"Summaries of a {kind} are made by themselves.", remedy="Give --kind fact or person.")

    async def work(appliance: Appliance) -> Memory:
        person = await appliance.store.people.user(user)
        chosen = kind or kind_of(words, person.language)
        return await appliance.store.memories.add(
            Memory(user_id=person.id, kind=chosen, content=words, created_at=appliance.now())
        )

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(f"Remembered ({added.kind}): {added.content}")


@memory.command("edit")
def edit_memory(memory_id: MemoryId, words: Annotated[str, typer.Argument(help="What it shall say.")]) -> None:
    """Change what is remembered; the old words are gone."""

    async def work(appliance: Appliance) -> Memory:
        found = await appliance.store.memories.memory(memory_id)
        return await appliance.store.memories.edit(found.id, words)

    print(f"Remembered: {on_appliance(work).content}")


@memory.command("forget")
def forget(memory_id: MemoryId) -> None:
    """Delete it, out of the search and out of the file."""

    async def work(appliance: Appliance) -> Memory:
        found = await appliance.store.memories.memory(memory_id)
        await forget_memory(appliance.store, found, appliance.now())
        return found

    print(f"Forgotten: {on_appliance(work).content}")


@memory.command("search")
def search_memory(
    user: Person,
    words: Annotated[str, typer.Argument(help="Any words; related forms are found too.")],
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """What was said in calls or remembered, by its words, the best match first."""

    async def work(appliance: Appliance) -> list[Recalled]:
        person = await appliance.store.people.user(user)
        return await appliance.store.memories.search(person, words, limit)

    found = on_appliance(work)
    if as_json:
        show_json([{"id": each.id, "from": each.source, "day": each.day, "content": each.content} for each in found])
        return
    rows = [(str(each.id)[:8], each.source, each.day, each.content) for each in found]
    show_table(("id", "from", "day", "what"), rows, "Nothing was said of that.")


@goals.command("add")
def add_goal(
    user: Person,
    title: Annotated[str, typer.Argument(help="What they are after: run a marathon.")],
    why: Annotated[str, typer.Option(help="Why it matters to them.")] = "",
    as_json: AsJson = False,
) -> None:
    """Set a goal; calls keep it in mind."""

    async def work(appliance: Appliance) -> Goal:
        person = await appliance.store.people.user(user)
        return await appliance.store.goals.add(
            Goal(user_id=person.id, title=title, why=why, created_at=appliance.now())
        )

    added = on_appliance(work)
    if as_json:
        show_json(record(added))
    else:
        print(f"{added.title}{f', because {added.why}' if added.why else ''}.")


@goals.command("list")
def list_goals(
    user: Person,
    archived: Annotated[bool, typer.Option(help="Those that were archived too.")] = False,
    as_json: AsJson = False,
) -> None:
    """What they are after."""

    async def work(appliance: Appliance) -> list[Goal]:
        return await appliance.store.goals.of((await appliance.store.people.user(user)).id, archived=archived)

    found = on_appliance(work)
    if as_json:
        show_json([record(each) for each in found])
        return
    rows = [(str(each.id)[:8], each.title, each.why, "archived" if each.archived_at else "") for each in found]
    show_table(("id", "goal", "why", ""), rows, f'No goals yet. Set one: appliance goals add {user} "…" --why "…"')


@goals.command("archive")
def archive_goal(goal: Annotated[str, typer.Argument(help="The id, or its beginning.")]) -> None:
    """It was reached, or given up: calls speak of it no more."""

    async def work(appliance: Appliance) -> Goal:
        found = await appliance.store.goals.goal(goal)
        return await appliance.store.goals.archive(found.id, appliance.now())

    print(f"{on_appliance(work).title}: archived.")
