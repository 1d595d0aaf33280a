"""Who calls somebody: choosing a persona, and agreeing to one that is harsh."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from appliance.coach.persona import Persona
from appliance.coach.safety.permission import CONSENT_LASTS, lacks_consent
from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.language.folders import base_code
from appliance.language.vetted import vetted
from appliance.records.people import Consent, ConsentKind, User
from appliance.store import Store


def persona_named(personas: Mapping[str, Persona], name: str) -> Persona:
    """Raises `NotFoundError` listing who there is."""
    persona = personas.get(name)
    if persona is None:
        raise NotFoundError(
            f"There is no persona {name!r}.", remedy=f"There is: {', '.join(personas)}.", says="no_persona", name=name
        )
    return persona


def wording(persona: Persona, person: User) -> str:
    """What is agreed to, in the person's language. Raises `ConflictError` where nobody needs to agree, or may."""
    if not persona.harsh:
        raise ConflictError(
            f"{persona.name} is not harsh: it may talk to everybody.",
            remedy=f"Choose it: appliance users set {person.name} --persona {persona.name}",
        )
    if person.prefers.minor:
        raise ConflictError(
            f"{person.name} is a minor: {persona.name} never talks to them.",
            says="minor",
            name=person.name,
            persona=persona.name,
        )
    title = persona.title_in(base_code(person.language))
    return vetted(person.language).consent_harsh.format(name=person.name, persona=title)


def consent_to(persona: Persona, person: User, text: str, now: datetime) -> Consent:
    """The person's consent, in the words they were told."""
    return Consent(
        user_id=person.id,
        kind=ConsentKind.HARSH_PERSONA,
        subject=persona.name,
        wording=text,
        granted_at=now,
        expires_at=now + CONSENT_LASTS,
    )


async def has_allowed(store: Store, persona: Persona, person: User, now: datetime) -> bool:
    """Whether a consent of theirs to a harsh persona stands."""
    consents = await store.consents.of(person.id, ConsentKind.HARSH_PERSONA)
    return lacks_consent(persona.name, consents, now) is None


async def check_choice(store: Store, personas: Mapping[str, Persona], name: str, person: User, now: datetime) -> None:
    """Raises `InvalidInputError` for a persona there is not, or a harsh one that the person has not allowed."""
    persona = personas.get(name)
    if persona is None:
        raise InvalidInputError(
            f"There is no persona {name!r}; there is: {', '.join(personas)}.", says="no_persona", name=name
        )
    if not persona.harsh:
        return
    if person.prefers.minor:
        raise InvalidInputError(
            f"{person.name} is a minor: {name} never talks to them.", says="minor", name=person.name, persona=name
        )
    consents = await store.consents.of(person.id, ConsentKind.HARSH_PERSONA)
    why = lacks_consent(name, consents, now)
    if why is not None:
        raise InvalidInputError(
            f"{name} is harsh, and {person.name} has not allowed it ({why.value.replace('_', ' ')}).",
            remedy=f"{person.name} can allow it: appliance personas allow {name} --user {person.name}",
            says="not_allowed_yet",
            name=person.name,
            persona=name,
        )


async def choose(store: Store, personas: Mapping[str, Persona], name: str, person: User, now: datetime) -> User:
    """Be called by this persona from the next call on. Raises as `check_choice` does."""
    await check_choice(store, personas, name, person, now)
    saved = await store.people.save_user(person.model_copy(update={"personality_mode": name}), now)
    await store.audit.append(now, f"user {person.id}", "change person", f"user {person.id}")
    return saved


async def agree(store: Store, persona: Persona, person: User, shown: str, now: datetime) -> Consent:
    """Allow a harsh persona, in the words that were shown. Raises `ConflictError` where they are others by now, or as
    `wording` does."""
    text = wording(persona, person)
    if " ".join(shown.split()) != " ".join(text.split()):
        raise ConflictError("What is agreed to has changed.", remedy="Read it again.")
    given = await store.consents.give(consent_to(persona, person, text, now))
    await store.audit.append(now, f"user {person.id}", "allow harsh persona", f"consent {given.id}")
    return given


async def withdraw(store: Store, name: str, person: User, now: datetime) -> None:
    """From the next call on it does not talk any more. Raises `NotFoundError` where it was not allowed."""
    if not await store.consents.withdraw(person.id, ConsentKind.HARSH_PERSONA, name, now):
        raise NotFoundError(f"{person.name} has not allowed {name}.", remedy="See: appliance personas list")
    await store.audit.append(now, f"user {person.id}", "disallow harsh persona", f"user {person.id}")
