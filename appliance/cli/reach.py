"""`appliance reach`: the home around, as it is set up; and a try of each part."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from appliance.app import Appliance
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.errors import NotFoundError, ReachError
from appliance.records.reach import LinkKind

reach = typer.Typer(help="Machines of the home that are told what happens; set up on the page.", no_args_is_help=True)

WEBHOOKS = "webhooks"


@reach.command("list")
def list_reach(as_json: AsJson = False) -> None:
    """What is connected, who is told, and what came of the latest messages. No password is shown."""

    async def work(appliance: Appliance) -> list[dict[str, Any]]:
        store = appliance.store
        people = {user.id: user.name for user in await store.people.users()}
        latest = {each.webhook_id: each for each in reversed(await store.hooks.deliveries())}
        links = await store.home.links()
        rows = [{"kind": str(each.kind), "address": each.address, "detail": each.username} for each in links]
        for hook in await store.hooks.webhooks():
            said = latest.get(hook.id)
            detail = hook.disabled_because or (said.result if said else "")
            rows.append({"kind": "webhook", "address": hook.address, "detail": detail})
        for source in await store.home.presences():
            detail = source.fault or f"{people.get(source.user_id, '')}: {source.seen or 'nothing yet'}"
            rows.append({"kind": "presence", "address": source.address, "detail": detail})
        return rows

    rows = on_appliance(work)
    if as_json:
        show_json(rows)
    else:
        empty = "Nothing is set up. An owner does that on the page: Around the home."
        show_table(["Kind", "Address", "Detail"], [list(row.values()) for row in rows], empty)


@reach.command("test")
def try_reach(
    kind: Annotated[str, typer.Argument(help=f"{', '.join(LinkKind)}, or {WEBHOOKS}.")],
    user: Annotated[str | None, typer.Option(help="Whose telephone rings, for pushes: name or id.")] = None,
) -> None:
    """Connect to it, ring a telephone, or send every webhook a message that says nothing."""

    async def work(appliance: Appliance) -> str:
        store, around = appliance.store, appliance.around
        if kind == WEBHOOKS:
            sent = [(hook, await around.deliverer.test(hook)) for hook in await store.hooks.webhooks()]
            return "; ".join(f"{hook.address}: {each.result}" for hook, each in sent if not each.delivered)
        found = next((each for each in await store.home.links() if each.kind == kind), None)
        if found is None:
            raise NotFoundError(f"{kind!r} is not set up.", remedy="An owner does that on the page: Around the home.")
        people = await store.people.users()
        person = await store.people.user(user) if user else people[0]
        return await around.try_link(found, person)

    wrong = on_appliance(work)
    if wrong:
        raise ReachError(wrong)
    print(f"{kind} works.")
