"""What is wrong, and what mends it at the press of a button, for the page and the API alike."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from appliance.accounts.roles import administers
from appliance.errors import ApplianceError, ConflictError, ForbiddenError, NotFoundError
from appliance.records.people import User
from appliance.records.requests import RequestKind, RequestSource, request_from
from appliance.upkeep import carriers, crashes, daily_round, hearing
from appliance.upkeep.counter import trust_clock
from appliance.upkeep.findings import Finding
from appliance.web.parts import Parts

PATIENCE_SECONDS = 20.0
"""A large model may take longer to load; it goes on loading when nobody waits any more."""

DEVICES = frozenset({"speaker", "microphone", "sound"})

MODELS: Mapping[str, str] = {"recogniser": "stt", "voice": "tts", "words": "llm"}
"""Engines by what they do, and the kind of models that they work with."""


class Mend(StrEnum):
    """What can be done about something."""

    ENGINE = "engine"
    """Try the rungs of a ladder that are down again, now."""
    DEVICES = "devices"
    """Look for sound devices again."""
    LISTEN = "listen"
    """Hear each room's microphone for two seconds, and tell how loud it is."""
    CLOCK = "clock"
    """Take a person's word that the clock is right."""
    BACKUP = "backup"
    """Make one now."""
    INTEGRITY = "integrity"
    """Read the whole database now."""
    CRASH = "crash"
    """Delete the reports of crashes: somebody has read them."""
    PAUSE = "pause"
    """End one's own pauses."""
    PAUSE_OF_ALL = "pause_of_all"
    """End the pauses of the household."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what mends it."""

    finding: Finding
    kind: str
    """The part of its name that can be said in any language."""
    which: str
    """The rest: an engine's string, a persona's name."""
    mend: Mend | None = None
    wants_model: bool = False
    """An engine that is not here: a model may have to be fetched."""
    wants_settings: bool = False
    """An owner mends it among the settings."""


def shown(parts: Parts, finding: Finding) -> Shown:
    """What to say of it and to do about it."""
    kind, _, which = finding.name.partition(" ")
    if kind not in MODELS and kind not in ("persona", hearing.NAME):
        kind, which = finding.name.replace(" ", "_"), ""
    if kind == hearing.NAME and (which or finding.ok):
        return Shown(finding, kind, which, Mend.LISTEN)
    if finding.ok:
        return Shown(finding, kind, which)
    if kind == "backup":
        return Shown(finding, kind, which, Mend.BACKUP)
    if kind in (daily_round.NAME, crashes.NAME):
        return Shown(finding, kind, which, Mend(kind))
    if kind in DEVICES:
        return Shown(finding, kind, which, Mend.DEVICES)
    if kind == carriers.NAME:
        standing = parts.observatory.telegram()
        passes = standing is not None and standing.state in carriers.PASSES
        return Shown(finding, kind, which, wants_settings=not passes)
    ladder = parts.observatory.ladders.get(kind)
    down = ladder is not None and any(not each.available and each.name == which for each in ladder.states)
    return Shown(finding, kind, which, Mend.ENGINE if down else None, kind in MODELS and not down)


async def mend_it(parts: Parts, user: User, what: Mend, kind: str = "") -> None:
    """Do it. Raises `ForbiddenError` where it is for owners, `NotFoundError`, `ConflictError`, `EngineError`."""
    if what is not Mend.PAUSE and not administers(user):
        raise ForbiddenError("Only an owner of the household may do that.", says="owner_only")
    match what:
        case Mend.ENGINE:
            await _try_again(parts, kind)
        case Mend.DEVICES:
            parts.observatory.look_anew()
            with suppress(ApplianceError):  # what is still wrong is the finding
                await parts.devices.available()
        case Mend.LISTEN:
            await parts.store.audit.append(parts.now(), f"user {user.id}", "microphones.listen", "rooms")
            await parts.microphones.listen()
        case Mend.CLOCK:
            await trust_clock(parts.store, parts.observatory.clock)
            await parts.store.audit.append(parts.now(), f"user {user.id}", "clock.trust", "clock")
        case Mend.BACKUP:
            parts.backups.start(f"user {user.id}")
            parts.observatory.look_anew()
        case Mend.INTEGRITY:
            await parts.daily_round.check()
        case Mend.CRASH:
            await asyncio.to_thread(crashes.forget, parts.settings.local_data_path)
            await parts.store.audit.append(parts.now(), f"user {user.id}", "crashes.forget", "crash reports")
            parts.observatory.look_anew()
        case Mend.PAUSE | Mend.PAUSE_OF_ALL:
            await _resume(parts, user, everybody=what is Mend.PAUSE_OF_ALL)


async def _try_again(parts: Parts, kind: str) -> None:
    ladder = parts.observatory.ladders.get(kind)
    if ladder is None:
        raise NotFoundError("There is no such engine.")
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ladder.try_again()
    except TimeoutError:
        raise ConflictError("It is still being loaded.", remedy="Look again in a minute.") from None
    finally:
        parts.observatory.look_anew()


async def _resume(parts: Parts, user: User, *, everybody: bool) -> None:
    whose = {} if everybody else {"user_id": user.id}
    wish = {"id": uuid4(), "kind": RequestKind.RESUME, "source": RequestSource.PAGE, **whose}
    receipt = await parts.desk.execute(request_from(wish))
    if not receipt.done:
        raise ConflictError("No pause stands.", says="no_pause")
