"""Decides who talks in a call: the persona that the person chose, that one softened, or a friendlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import starmap

from appliance.calls.backstage import Cast, NoSuchRole, Recast
from appliance.calls.mood import overheard_by_nobody
from appliance.coach.memory.about import About
from appliance.coach.memory.figures import Due, missed_in_a_row
from appliance.coach.persona import Persona
from appliance.coach.prompts import head
from appliance.coach.safety import Permission, Replaced, Softened, Standing, permission
from appliance.coach.safety.crisis import NEUTRAL
from appliance.coach.safety.permission import FRIEND, MOOD_LASTS, Why
from appliance.coach.scripted import ScriptedCoach
from appliance.errors import NotFoundError
from appliance.language.folders import base_code
from appliance.language.vetted import vetted
from appliance.ports import Sentence
from appliance.records.agenda import Agenda
from appliance.records.calls import Call
from appliance.records.people import Consent, ConsentKind, User
from appliance.records.progress import MOOD
from appliance.store import Store

LOOK_BACK = timedelta(days=28)
"""For promises missed in a row."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who may talk to somebody in one call."""

    personas: Mapping[str, Persona]
    consents: tuple[Consent, ...]
    standing: Standing
    now: datetime

    def permits(self, persona: Persona) -> Permission:
        """Whether this one may."""
        return permission(persona.name, persona.harsh, self.consents, self.standing, self.now)

    def role(self, wanted: str) -> tuple[Persona, Permission]:
        """Who talks where this persona is wanted; one that does not exist any more is replaced as well."""
        persona = self.personas.get(wanted) or self._gentle()
        permitted = self.permits(persona)
        return (self._gentle() if isinstance(permitted, Replaced) else persona), permitted

    def prompt_of(self, coach: ScriptedCoach) -> Persona:
        """Who a language model is to be: a harsh persona's own prompt is not for softened words."""
        return self._gentle() if coach.softened else coach.persona

    def softener(self, permitted: Permission) -> Persona | None:
        """Whose words a persona uses that is to be softened; None where it talks as it is."""
        return self._gentle() if isinstance(permitted, Softened) else None

    def may_talk(self) -> tuple[Persona, ...]:
        """All that may talk, in their own words or softened."""
        return tuple(each for each in self.personas.values() if not isinstance(self.permits(each), Replaced))

    def _gentle(self) -> Persona:
        gentle = [each for each in self.personas.values() if not each.harsh]
        if not gentle:
            raise NotFoundError(
                "There is no persona that is not harsh.", remedy="Make one: appliance personas new NAME --from mentor"
            )
        return next((each for each in gentle if each.name == FRIEND), gentle[0])


async def company_of(store: Store, call: Call, user: User, personas: Mapping[str, Persona]) -> Company:
    """What decides it, as it is when the call rings next."""
    at = call.next_ring_at or call.due_at
    moods = [kind.id for kind in await store.progress.metric_types(user.id, archived=True) if kind.role == MOOD]
    dues = await store.progress.dues(user.id, call.accounting_day - LOOK_BACK, call.accounting_day)
    standing = Standing(
        minor=user.prefers.minor,
        private=await overheard_by_nobody(store, call),
        moods=await store.progress.told_at(user.id, moods, at - MOOD_LASTS),
        missed_in_a_row=missed_in_a_row(list(starmap(Due, dues))),
        purpose=call.purpose,
    )
    consents = await store.consents.of(user.id, ConsentKind.HARSH_PERSONA)
    return Company(personas, tuple(consents), standing, at)


def cast_by(company: Company, coach: ScriptedCoach, agenda: Agenda, about: About, user: User) -> Cast:
    """A `Cast` for one call: other personas take over from `coach`."""

    async def cast(wanted: str) -> Recast | NoSuchRole:
        persona = company.personas.get(wanted)
        others = tuple(
            each.title_in(coach.language)
            for each in company.may_talk()
            if each.name not in (wanted, coach.persona.name)
        )
        if persona is None:
            return NoSuchRole(others)
        permitted = company.permits(persona)
        if isinstance(permitted, Replaced):
            return NoSuchRole(others, kept_out=persona.title_in(coach.language))
        other = coach.recast(persona, gentle=company.softener(permitted))
        words = head(company.prompt_of(other), agenda, about, user_name=user.name, language=user.language)
        return Recast(other, persona.title_in(coach.language), words)

    return cast


def preface(permitted: Permission, persona: Persona, user: User) -> tuple[Sentence, ...]:
    """What the person is told of it once they are there: that it is gentler today, or that a consent has run out."""
    texts = vetted(user.language)
    if isinstance(permitted, Softened):
        words = texts.softened
    elif isinstance(permitted, Replaced) and permitted.why is Why.CONSENT_EXPIRED:
        words = texts.consent_expired
    else:
        return ()
    code = base_code(user.language)
    said = words.format(name=user.name, persona=persona.title_in(code))
    return (Sentence(said, language=code, style=NEUTRAL),)
