"""`appliance review`: the week in sentences, or as a page that can be printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from appliance.app import Appliance
from appliance.calls.occasions import today_of
from appliance.cli.session import on_appliance
from appliance.errors import InvalidInputError
from appliance.review.file import write_page
from appliance.review.page import Page, document, page_of
from appliance.review.reading import Review, last_day_of, review_of


def register(cli: typer.Typer) -> None:
    """Add the command to the root."""
    cli.command("review")(review)


def review(
    user: Annotated[str, typer.Argument(help="Name or id.")],
    html: Annotated[
        Path | None, typer.Option(help="Write a page there that can be printed or sent: week.html.")
    ] = None,
    week: Annotated[str, typer.Option(help="An earlier week: 2026-W47. Without it, the last seven days.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")] = False,
) -> None:
    """The week in the person's language: what was kept, how firm habits are, what shows, what is next."""

    async def work(appliance: Appliance) -> Review:
        person = await appliance.store.people.user(user)
        today = today_of(person, appliance.now())
        return await review_of(appliance.store, person, today, last_day_of(week, today) if week else None)

    found = on_appliance(work)
    if html is not None:
        try:
            write_page(html, document(found), replace=force)
        except OSError as error:
            remedy = "Name a file in a folder that is there and that you may write to."
            raise InvalidInputError(f"{html} cannot be written: {error.strerror}.", remedy=remedy) from error
        print(f"Written: {html}. Whoever has the file can read it.")
        return
    print("\n".join(_told(page_of(found))))


def _told(page: Page) -> Iterator[str]:
    yield f"{page.title}, {page.dates}"
    yield from page.told
    for group in page.promises:
        yield f"{group.title}: {'; '.join(group.texts)}"
    yield from (told.text for told in page.shows)
    if page.slip:
        yield page.slip
    for each in page.coming:
        yield f"{each.due}: {each.text}"
    if page.empty:
        yield f"Nothing to tell yet. Track something: appliance metrics start {page.name} exercise"
