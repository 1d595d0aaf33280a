"""Models for ears, voice and words: what is here, what could come, and downloads that go on while nobody looks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from appliance.accounts.roles import Scope
from appliance.upkeep.weights.intake import Intake
from appliance.upkeep.weights.pulling import Pull, PullState
from appliance.upkeep.weights.shelf import Offer, Shelved, accept_named, discard_named, look_over, remove_named
from appliance.web.api.callers import Caller, Given, may
from appliance.web.api.views import View
from appliance.web.parts import Parts

router = APIRouter(prefix="/models", tags=["models"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Owner = Annotated[Caller, Depends(may(Scope.ADMINISTER, owner=True))]

Name = Annotated[str, Field(min_length=1, max_length=200)]
Named = Annotated[str, Query(min_length=1, max_length=200, description="As in the list of models.")]


class ModelView(BaseModel):
    engine: str
    kind: str
    size_bytes: int
    licence: str
    used_by: str
    problem: str
    licence_to_accept: str


class OfferView(BaseModel):
    engine: str
    kind: str
    about: str
    source: str
    """To be repeated as `agreed` by whoever wants it fetched."""
    size_mb: int
    licence: str
    licence_url: str
    needs_mib: int
    fits: bool
    recommended: bool
    here: bool


class HalfView(View):
    kind: str
    name: str
    done_bytes: int


class ModelsView(BaseModel):
    size: str
    """What kind of machine this is."""
    memory_mib: int
    cores: int
    settings: dict[str, str]
    """Recommended ladders."""
    reasons: list[str]
    models: list[ModelView]
    half_fetched: list[HalfView]
    on_server: list[str]
    server_fault: str
    offers: list[OfferView]


class NewPull(BaseModel):
    engine: Name
    agreed: str = Field(max_length=500)
    """The source, as the offer names it: by that somebody agrees to the download."""


class Accepted(BaseModel):
    engine: Name
    licence: str = Field(max_length=300)
    """Its name: by that somebody accepts it."""


class PullView(BaseModel):
    id: UUID
    engine: str
    source: str
    state: PullState
    doing: str
    done_bytes: int
    total_bytes: int | None
    """Of the file that is fetched now; null while nobody knows."""
    fault: str
    remedy: str
    started_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, pull: Pull) -> PullView:
        return cls(
            id=pull.id, engine=pull.engine, source=pull.source, state=pull.state, doing=pull.step.words,
            done_bytes=pull.step.done_bytes, total_bytes=pull.step.total_bytes, fault=pull.fault, remedy=pull.remedy,
            started_at=pull.started_at, ended_at=pull.ended_at,
        )  # fmt: skip


def intake_of(parts: Parts, caller: Caller) -> Intake:
    """Takes models in and out, in the name of whoever asks."""
    return Intake(parts.settings.local_models_path, parts.store.audit, caller.actor, parts.now)


@router.get("")
async def models(caller: Reader, parts: Given) -> ModelsView:
    """What this machine can run, what is here, and what could be fetched."""
    shelf = await look_over(parts.settings)
    return ModelsView(
        size=shelf.recommendation.size,
        memory_mib=shelf.machine.memory_mib,
        cores=shelf.machine.cores,
        settings=shelf.recommendation.settings,
        reasons=list(shelf.recommendation.reasons),
        models=[_model(each) for each in shelf.models],
        half_fetched=[HalfView.of(each) for each in shelf.halves],
        on_server=[each.name for each in shelf.on_server],
        server_fault=shelf.server_fault,
        offers=[_offer(each) for each in shelf.offers],
    )


@router.delete("", status_code=204)
async def remove_model(engine: Named, caller: Owner, parts: Given) -> None:
    """Delete a model. Where a ladder names it, its next rung serves."""
    await remove_named(parts.settings, intake_of(parts, caller), engine)


@router.delete("/half-fetched", status_code=204)
async def discard_half(name: Named, caller: Owner, parts: Given) -> None:
    """Throw away what was fetched of a model that never became whole."""
    await discard_named(parts.settings, intake_of(parts, caller), name)


@router.post("/licences", status_code=204)
async def accept_licence(body: Accepted, caller: Owner, parts: Given) -> None:
    """Accept the licence of a model for this household."""
    await accept_named(parts.settings, intake_of(parts, caller), body.engine, body.licence)


@router.post("/pulls", status_code=202)
async def pull_model(body: NewPull, caller: Owner, parts: Given) -> PullView:
    """Begin to fetch a model, by a process of its own; `agreed` repeats the source of the offer."""
    return PullView.of(parts.pulls.start(body.engine, body.agreed, caller.actor))


@router.get("/pulls")
async def pulls(caller: Reader, parts: Given) -> list[PullView]:
    """Downloads since the appliance was started, the latest first."""
    return [PullView.of(each) for each in parts.pulls.all]


@router.get("/pulls/{pull_id}")
async def pull_state(pull_id: UUID, caller: Reader, parts: Given) -> PullView:
    """How far a download is."""
    return PullView.of(parts.pulls.pull(pull_id))


@router.delete("/pulls/{pull_id}")
async def cancel_pull(pull_id: UUID, caller: Owner, parts: Given) -> PullView:
    """Break it off. What has come is kept, and the next download of it goes on from there."""
    return PullView.of(await parts.pulls.cancel(pull_id, caller.actor))


def _model(each: Shelved) -> ModelView:
    model = each.model
    return ModelView(
        engine=model.engine, kind=model.place.kind, size_bytes=model.size, licence=each.licence, used_by=each.used_by,
        problem=model.problem, licence_to_accept=each.terms.licence if each.terms else "",
    )  # fmt: skip


def _offer(each: Offer) -> OfferView:
    entry = each.entry
    return OfferView(
        engine=entry.engine, kind=entry.kind, about=entry.about, source=each.source, size_mb=entry.size_mb,
        licence=entry.licence, licence_url=entry.licence_url, needs_mib=each.needs_mib, fits=each.fits,
        recommended=each.recommended, here=each.here,
    )  # fmt: skip
