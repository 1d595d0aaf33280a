"""`appliance users password`, `reset-password`, `tokens`: who may open the page and use the API."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from appliance.accounts import tokens
from appliance.accounts.roles import Scope
from appliance.accounts.signing_in import SigningIn
from appliance.app import Appliance
from appliance.cli.consent import who
from appliance.cli.session import AsJson, on_appliance, show_json, show_table
from appliance.errors import InvalidInputError, NotFoundError
from appliance.records.people import User
from appliance.records.security import ApiToken

Person = Annotated[str, typer.Argument(help="Name or id.")]


def register(users: typer.Typer) -> None:
    """Add the commands to `appliance users`."""
    users.command("reset-password")(reset_password)
    users.command("token")(issue_token)
    users.command("tokens")(list_tokens)
    users.command("revoke-token")(revoke_token)


def reset_password(user: Person) -> None:
    """Give somebody a password for the page, or another one: their browsers are signed out, a second factor is gone.

    It is asked for in the terminal; in a script it is read from standard input.
    """
    password = _typed()

    async def work(appliance: Appliance) -> User:
        person = await appliance.store.people.user(user)
        await SigningIn(appliance.store, appliance.now).reset(person, password)
        await appliance.store.audit.append(appliance.now(), who(), "reset password", f"user {person.id}")
        return person

    print(f"{on_appliance(work).name} can sign in on the page with it.")


def issue_token(
    user: Person,
    name: Annotated[str, typer.Argument(help="What it is for: watch, home-assistant.")],
    scopes: Annotated[str, typer.Option(help="Comma-separated: read, record, call, administer, scrape.")] = "read",
    days: Annotated[int | None, typer.Option(help="How long it is good for; default: until it is revoked.")] = None,
) -> None:
    """Make a token for a program. It is shown this once."""
    wanted = [_scope(each) for each in scopes.split(",")]

    async def work(appliance: Appliance) -> str:
        person = await appliance.store.people.user(user)
        token, row = await tokens.issue(appliance.store, person, name, wanted, days, appliance.now())
        await appliance.store.audit.append(appliance.now(), who(), "issue token", f"token {row.id}")
        return token

    print(on_appliance(work))
    print("Send it as a header: Authorization: Bearer …  It is not shown again.", file=sys.stderr)


def list_tokens(user: Person, as_json: AsJson = False) -> None:
    """Tokens of somebody's programs."""

    async def work(appliance: Appliance) -> list[ApiToken]:
        return await appliance.store.accounts.tokens((await appliance.store.people.user(user)).id)

    found = on_appliance(work)
    if as_json:
        show_json([each.model_dump(mode="json", exclude={"token_digest"}) for each in found])
        return
    show_table(
        ("id", "name", "scopes", "made", "good until", "used last"),
        [
            (
                str(each.id)[:8],
                each.name,
                ", ".join(each.scopes),
                each.created_at.date(),
                each.expires_at.date() if each.expires_at else "it is revoked",
                each.seen_at.date() if each.seen_at else "never",
            )
            for each in found
        ],
        f"No tokens. Make one: appliance users token {user} watch --scopes record",
    )


def revoke_token(user: Person, token: Annotated[str, typer.Argument(help="The id, or its beginning.")]) -> None:
    """Let a program in no more."""

    async def work(appliance: Appliance) -> ApiToken:
        person = await appliance.store.people.user(user)
        found = [each for each in await appliance.store.accounts.tokens(person.id) if str(each.id).startswith(token)]
        if len(found) != 1:
            raise NotFoundError(f"No one token of {person.name} begins with {token!r}.")
        await appliance.store.accounts.revoke_token(person.id, found[0].id, appliance.now())
        await appliance.store.audit.append(appliance.now(), who(), "revoke token", f"token {found[0].id}")
        return found[0]

    print(f"{on_appliance(work).name} is let in no more.")


def _typed() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("New password for the page: ")
    if getpass.getpass("Once more: ") != password:
        raise InvalidInputError("The two are not the same.", remedy="Nothing was changed; try again.")
    return password


def _scope(text: str) -> Scope:
    try:
        return Scope(text.strip())
    except ValueError:
        raise InvalidInputError(f"There is no scope {text!r}.", remedy=f"There is: {', '.join(Scope)}.") from None
