"""How carriers outside the house stand, as a finding for the doctor and the health page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.channels.hybrid import LACKS, lack_of
from appliance.errors import ApplianceError
from appliance.settings import Settings
from appliance.upkeep.control import ask
from appliance.upkeep.findings import Finding

if TYPE_CHECKING:
    from appliance.channels.telegram.standing import Standing

NAME = "telegram"
ASK_SECONDS = 5.0

WORDS = {
    "off": "is not on duty",
    "connecting": "has not been reached yet since the start",
    "token_refused": "refuses the token of the bot",
    "taken": "gives the bot's messages to another program",
    "no_network": "is not reached: no network",
    "troubled": "answers with errors, or not in time",
}
"""By the state of a connection that is not fine."""

PASSES = frozenset({"connecting", "no_network", "troubled"})
"""States that end by themselves: nobody can do anything here."""


def telegram(settings: Settings) -> Iterator[Finding]:
    """What can be known without asking Telegram; nothing in local mode, where it is not used."""
    lack = lack_of(settings)
    if lack == "local":
        return
    if lack:
        told, remedy = LACKS[lack]
        yield Finding(NAME, False, told, remedy, needed=False)
        return
    yield Finding(NAME, True, "set up; the appliance on duty tells how the connection stands", needed=False)


def as_it_stands(finding: Finding, standing: Standing, unsent: int, now: datetime) -> Finding:
    """The finding of the appliance that is on duty. `unsent` messages wait to go."""
    state = standing.state.value
    told = [f"@{standing.bot_name}" if standing.bot_name else "", WORDS.get(state, "")]
    if state not in ("fine", "connecting") and standing.last_error:
        told[1] = standing.last_error.rstrip(".")
    if standing.last_poll_at is not None:
        told.append(f"last answer {_ago(standing.last_poll_at, now)}")
    if unsent:
        told.append(f"{unsent} {'message waits' if unsent == 1 else 'messages wait'} to go")
    remedy = "" if state in PASSES else standing.last_remedy or finding.remedy
    return replace(
        finding,
        ok=finding.ok and state in ("fine", "connecting"),
        detail="; ".join(each for each in told if each) or finding.detail,
        remedy=remedy,
        figures={"unsent": float(unsent)},
    )


async def asked(folder: Path) -> tuple[Standing, int] | None:
    """How the bot of the appliance on duty stands, and how many messages wait to go; None where none is on duty.

    Calls that wait in chats look again at whose chats those are.
    """
    try:
        answer = await ask(folder, {"command": "telegram"}, ASK_SECONDS)
    except ApplianceError:  # nobody is on duty, or one of an earlier version
        return None
    if answer.get("standing") is None:
        return None
    from appliance.channels.telegram.standing import Standing

    with suppress(ValueError, TypeError):
        return Standing.from_json(answer["standing"]), int(answer.get("unsent", 0))
    return None


def _ago(then: datetime, now: datetime) -> str:
    seconds = max(0, round((now - then).total_seconds()))
    if seconds < 120:
        return f"{seconds} s ago"
    minutes = seconds // 60
    return f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"


__all__ = ["NAME", "PASSES", "as_it_stands", "asked", "telegram"]
