"""Sends a request to whoever carries it out: the appliance on duty, or, where none is, the desk of this command."""

from __future__ import annotations

import asyncio
import sys
from typing import Any
from uuid import UUID, uuid4

import typer

from appliance.cli.session import opened, show_json
from appliance.errors import AnswerLostError, NobodyOnDutyError
from appliance.language.catalogue import language
from appliance.records.requests import Receipt, RequestKind, RequestSource, request_from
from appliance.settings import Settings, load_settings
from appliance.upkeep.control import ask


def send(kind: RequestKind, user: str | None, **content: Any) -> Receipt:
    """The receipt. The request has one id however often it has to be sent, so it is done once."""
    settings = load_settings()
    sent = {"id": str(uuid4()), "kind": kind, "source": RequestSource.CLI, **content}
    sent = {name: value for name, value in sent.items() if value is not None}
    return asyncio.run(_send(settings, sent, user))


async def _send(settings: Settings, content: dict[str, Any], user: str | None) -> Receipt:
    message = {"command": "request", "request": request_from(content).model_dump(mode="json"), "user": user}
    try:
        try:
            answer = await ask(settings.local_data_path, message)
        except AnswerLostError:
            answer = await ask(settings.local_data_path, message)
        return Receipt.model_validate(answer["receipt"])
    except NobodyOnDutyError:
        print("Nobody is on duty: what rings, rings once the appliance runs.", file=sys.stderr)
        async with opened(settings) as appliance:
            if user is not None:
                content = {**content, "user_id": (await appliance.store.people.user(user)).id}
            if content.get("call_id") is not None:
                content = {**content, "call_id": (await appliance.store.calls.call(str(content["call_id"]))).id}
            return await appliance.desk.execute(request_from(content))


def call_id_of(text: str | None) -> UUID | None:
    """A call's id from its beginning, by the store."""
    if text is None:
        return None

    async def look() -> UUID:
        async with opened() as appliance:
            return (await appliance.store.calls.call(text)).id

    return asyncio.run(look())


def tell(receipt: Receipt, as_json: bool) -> None:
    """Print what became of it; exit code 1 where it was refused."""
    if as_json:
        show_json(receipt.model_dump(mode="json"))
    else:
        from appliance.app import utc_now

        english = language("en")
        if receipt.done:
            print(english.say_receipt(receipt, utc_now()))
        else:
            why = english.say_refusal(receipt)
            print(f"Not done: {why}. Nothing has changed.")
    if not receipt.done:
        raise typer.Exit(1)
