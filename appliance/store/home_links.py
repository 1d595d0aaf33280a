"""Machines of the home that the appliance is connected to, and what each person has told there."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlmodel import col

from appliance.errors import InvalidInputError
from appliance.records.people import User, Whereabouts
from appliance.records.reach import HomeLink, HomeShare, LinkKind, PresenceSource
from appliance.store.doors import checked, must_get
from appliance.store.home_addresses import HTTP, MQTT, checked_address
from appliance.store.sqlite import Database

PREFIX = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Of MQTT topics: one level, without wildcards."""

TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What ntfy takes for a topic (docs.ntfy.sh/publish)."""

SERVICE = re.compile(r"[a-z0-9_]{1,100}")
"""A service of Home Assistant, without its domain."""

MOST_SECRET, MOST_AUTHORITY, MOST_FAULT = 2000, 20_000, 500
LEAST_SECONDS, MOST_SECONDS = 10, 3600
MOST_HOLD_MINUTES = 7 * 24 * 60

TOPIC_PREFIX, DISCOVERY_PREFIX = "disciplinecall", "homeassistant"


class HomeLinks:
    """Part of the store. Everything is off until somebody sets it up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def links(self) -> list[HomeLink]:
        """All of them, by kind."""
        async with self._database.reading() as session:
            return sorted(await session.scalars(select(HomeLink)), key=lambda link: link.kind)

    async def link(self, kind: LinkKind) -> HomeLink | None:
        """The one of this kind that is in use; None where there is none."""
        return next((each for each in await self.links() if each.kind is kind and each.enabled), None)

    async def put_link(self, link: HomeLink) -> HomeLink:
        """Keep it in the place of the one of its kind. Raises `InvalidInputError`."""
        link = checked_link(link)
        link.id = uuid4()  # whoever holds a connection sees that it is another one
        async with self._database.writing() as session:
            await session.execute(delete(HomeLink).where(col(HomeLink.kind) == link.kind))
            session.add(link)
        return link

    async def remove_link(self, kind: LinkKind) -> bool:
        """Forget it with its password; whether it was there."""
        async with self._database.writing() as session:
            found = await session.scalar(select(HomeLink).where(col(HomeLink.kind) == kind))
            if found is not None:
                await session.delete(found)
        return found is not None

    async def share(self, user_id: UUID) -> HomeShare | None:
        """What a person has told; None: nothing."""
        async with self._database.reading() as session:
            return await session.scalar(select(HomeShare).where(col(HomeShare.user_id) == user_id))

    async def shares(self) -> dict[UUID, HomeShare]:
        """By person."""
        async with self._database.reading() as session:
            return {each.user_id: each for each in await session.scalars(select(HomeShare))}

    async def put_share(self, share: HomeShare) -> HomeShare:
        """From here on this is told about the person. Raises `InvalidInputError`, `NotFoundError`."""
        share = checked_share(share)
        async with self._database.writing() as session:
            await must_get(session, User, share.user_id)
            await session.execute(delete(HomeShare).where(col(HomeShare.user_id) == share.user_id))
            session.add(share)
        return share

    async def presences(self) -> list[PresenceSource]:
        """Of everybody."""
        async with self._database.reading() as session:
            return list(await session.scalars(select(PresenceSource)))

    async def presence(self, user_id: UUID) -> PresenceSource | None:
        """Of one person; None where nothing says whether they are at home."""
        async with self._database.reading() as session:
            return await session.scalar(select(PresenceSource).where(col(PresenceSource.user_id) == user_id))

    async def put_presence(self, source: PresenceSource) -> PresenceSource:
        """In the place of what the person had. Raises `InvalidInputError`, `NotFoundError`."""
        source = checked_presence(source)
        async with self._database.writing() as session:
            await must_get(session, User, source.user_id)
            await session.execute(delete(PresenceSource).where(col(PresenceSource.user_id) == source.user_id))
            session.add(source)
        return source

    async def remove_presence(self, user_id: UUID) -> None:
        """It is asked no more. Idempotent."""
        async with self._database.writing() as session:
            await session.execute(delete(PresenceSource).where(col(PresenceSource.user_id) == user_id))

    async def note_presence(self, source_id: UUID, at: datetime, seen: Whereabouts | None, fault: str = "") -> None:
        """What it said, or why nothing could be read of it. Nothing happens where it was removed meanwhile."""
        async with self._database.writing() as session:
            source = await session.get(PresenceSource, source_id)
            if source is not None:
                source.fault = fault[:MOST_FAULT]
                if seen is not None:
                    source.seen, source.seen_at = seen, at


def checked_link(link: HomeLink) -> HomeLink:
    """A validated copy, with its options complete. Raises `InvalidInputError`."""
    link = checked(link)
    link.address = checked_address(link.address, MQTT if link.kind is LinkKind.MQTT else HTTP)
    check_secret(link.username, "The user name")
    check_secret(link.secret, "The password")
    if link.authority and not ("BEGIN CERTIFICATE" in link.authority and len(link.authority) <= MOST_AUTHORITY):
        raise InvalidInputError("That is no certificate.", remedy="Paste it with its line BEGIN CERTIFICATE.")
    if link.kind is LinkKind.MQTT:
        names = {"topic_prefix": TOPIC_PREFIX, "discovery_prefix": DISCOVERY_PREFIX}
        link.options = {name: str(link.options.get(name) or usual).strip() for name, usual in names.items()}
        for value in link.options.values():
            if not PREFIX.fullmatch(value):
                raise InvalidInputError(f"{value[:80]!r} is no prefix.", remedy="One word of letters, digits, _ and -.")
    else:
        page = str(link.options.get("page_address") or "").strip()
        link.options = {"page_address": checked_address(page).rstrip("/") if page else ""}
    return link


def checked_share(share: HomeShare) -> HomeShare:
    """A validated copy. Raises `InvalidInputError`."""
    share = checked(share)
    share.ntfy_topic = share.ntfy_topic.strip()
    if share.ntfy_topic and not TOPIC.fullmatch(share.ntfy_topic):
        raise InvalidInputError(
            "That is no topic of ntfy.", remedy="Letters, digits, _ and -, at most 64; one that nobody guesses."
        )
    service = share.notify_service.strip().removeprefix("notify.")
    if service and not SERVICE.fullmatch(service):
        raise InvalidInputError("That is no service of Home Assistant.", remedy="As in mobile_app_sams_phone.")
    share.notify_service = service
    return share


def checked_presence(source: PresenceSource) -> PresenceSource:
    """A validated copy. Raises `InvalidInputError`."""
    source = checked(source)
    source.address = checked_address(source.address)
    check_secret(source.token, "The token")
    if not LEAST_SECONDS <= source.every_seconds <= MOST_SECONDS:
        raise InvalidInputError(f"It is asked every {LEAST_SECONDS} to {MOST_SECONDS} seconds.")
    if not 0 <= source.hold_minutes <= MOST_HOLD_MINUTES:
        raise InvalidInputError(f"What is set by hand holds for 0 to {MOST_HOLD_MINUTES} minutes.")
    return source


def check_secret(text: str, what: str) -> None:
    """Raises `InvalidInputError` for what cannot be sent in a header."""
    if len(text) > MOST_SECRET or not text.isprintable():
        raise InvalidInputError(f"{what} has at most {MOST_SECRET} printable characters.")
