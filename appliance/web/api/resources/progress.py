"""What the days add up to, what shows, what is at stake; and everything of a person as one file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from io import BytesIO
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope, reads_private, sees_metric
from appliance.calls import stakes
from appliance.calls.occasions import today_of
from appliance.calls.stakes import books_of, settle
from appliance.errors import ConflictError, NotFoundError
from appliance.progress.figures import figures_of
from appliance.progress.insight import insights
from appliance.progress.stakes import may_contest
from appliance.records.stakes import Cause, EntryKind, LedgerEntry, StakeForm
from appliance.review.insights_told import insights_told
from appliance.review.look import look
from appliance.review.page import page_of
from appliance.review.reading import last_day_of, review_of
from appliance.transfer.out import Shape, export_into
from appliance.web.api.callers import Caller, Given, may, owner_of, person
from appliance.web.api.paging import Before, Limit, Page, edge_of
from appliance.web.api.paging import page_of as a_page
from appliance.web.api.views import View

router = APIRouter(tags=["progress"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Recorder = Annotated[Caller, Depends(may(Scope.RECORD))]
Owning = Annotated[Caller, Depends(may(Scope.READ, browser=True))]


class Told(BaseModel):
    """What shows, in the person's language."""

    sentences: list[str]
    figures: dict[str, Any]


class Week(BaseModel):
    """The review of a week in sentences."""

    title: str
    dates: str
    sentences: list[str]


class RuleView(View):
    id: UUID
    metric_type_id: UUID | None
    form: StakeForm
    unit: str
    beneficiary: str
    steps: list[int]
    wording: str
    agreed_at: datetime | None
    ended_at: datetime | None
    owed: int
    """In the form's smallest parts: points, chores, hundredths."""


class EntryView(View):
    id: UUID
    rule_id: UUID
    position: int
    kind: EntryKind
    amount: int
    subject: str
    day: date
    reverses_id: UUID | None
    cause: Cause | None
    reason: str
    created_at: datetime
    stands: bool
    contestable: bool


class Answer(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"do": "agree"}]})

    do: Literal["agree", "end", "settle"]
    id: UUID | None = None
    """For `settle`: makes it happen once."""


class Reason(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The computer was off."}]})

    reason: str = Field(min_length=1, max_length=300, pattern=r"\S")


@router.get("/people/{who}/progress")
async def progress(who: str, caller: Reader, parts: Given) -> dict[str, Any]:
    """Strength, streaks and rates of habits: one's own with calls and promises; of others what they share."""
    found = await person(parts, caller, who, lambda actor, whose: True)
    looked = await parts.store.scores.worked_out(found, today_of(found, parts.now()), look)
    if found.id == caller.user.id:
        return figures_of(looked.board)
    return figures_of(looked.board, {kind.id for kind in looked.kinds if sees_metric(caller.user, found, kind)})


@router.get("/people/me/insights")
async def show_insights(caller: Reader, parts: Given) -> Told:
    """Trends, weekdays, hours, what goes together, what may slip."""
    if not parts.settings.analytics_enabled:
        raise ConflictError("Insights are switched off.", remedy="Set ANALYTICS_ENABLED=true.")
    user = caller.user
    found = await parts.store.scores.worked_out(user, today_of(user, parts.now()), insights)
    kinds = await parts.store.progress.metric_types(user.id)
    told = [each.text for each in insights_told(found, kinds, user.language)]
    return Told(sentences=told, figures=asdict(found))


@router.get("/people/me/review")
async def review(caller: Reader, parts: Given, week: str = "") -> Week:
    """The last seven days, or an earlier week: `?week=2026-W47`."""
    day = today_of(caller.user, parts.now())
    page = page_of(await review_of(parts.store, caller.user, day, last_day_of(week, day) if week else None))
    return Week(title=page.title, dates=page.dates, sentences=[*page.told, *(each.text for each in page.shows)])


@router.get("/people/me/stakes")
async def list_stakes(caller: Reader, parts: Given) -> list[RuleView]:
    """Rules, and what is owed by each."""
    books = await books_of(parts.store, caller.user)
    return [RuleView.of(rule, owed=books.ledger.owed[rule.id]) for rule in books.rules.values()]


@router.get("/people/me/ledger")
async def show_ledger(caller: Reader, parts: Given, limit: Limit = 100, before: Before = "") -> Page[EntryView]:
    """Every entry, the latest first."""
    ledger, now = (await books_of(parts.store, caller.user)).ledger, parts.now()
    last = edge_of(before).before
    if last is not None and last not in ledger.entries:
        raise NotFoundError(f"There is no entry {before} in this ledger.")
    until = len(ledger.entries) if last is None else list(ledger.entries).index(last)
    rows = list(ledger.entries.values())[max(0, until - limit - 1) : until][::-1]

    def shown(entry: LedgerEntry) -> EntryView:
        return EntryView.of(entry, stands=ledger.stands(entry), contestable=may_contest(entry, ledger, now))

    return a_page(rows, shown, limit, lambda entry: str(entry.id))


@router.post("/stakes/{rule_id}")
async def answer_stake(rule_id: UUID, body: Answer, caller: Recorder, parts: Given) -> RuleView:
    """Agree to a rule, end it, or say that what it owes is done."""
    rule = await parts.store.stakes.rule(rule_id)
    await owner_of(parts, caller, rule.user_id, reads_private)
    if body.do == "agree":
        await parts.store.stakes.agree(rule.id, parts.now())
    elif body.do == "end":
        await parts.store.stakes.end(rule.id, parts.now())
    else:
        await settle(parts.store, caller.user, rule, parts.now(), str(body.id or parts.now().isoformat()))
    books = await books_of(parts.store, caller.user)
    return RuleView.of(books.rules[rule.id], owed=books.ledger.owed[rule.id])


@router.post("/ledger/{entry_id}/reversal", status_code=201)
async def take_back(entry_id: UUID, body: Reason, caller: Recorder, parts: Given) -> EntryView:
    """Contest a charge within a day of being told, or take any entry back, with what came in between."""
    entry = await parts.store.stakes.entry(entry_id)
    await owner_of(parts, caller, entry.user_id, reads_private)
    made = await stakes.take_back(parts.store, caller.user, entry, " ".join(body.reason.split()), parts.now())
    return EntryView.of(made, stands=True, contestable=False)


@router.get("/people/me/export", response_class=Response)
async def export(caller: Owning, parts: Given, shape: Shape = Shape.JSON) -> Response:
    """Everything of this person as one file, not encrypted: a JSON document, or a zip with a sheet for each table."""
    content = BytesIO()
    await export_into(parts.store, caller.user, content, shape, parts.now())
    await parts.store.audit.append(parts.now(), caller.actor, "export", f"user {caller.user.id}")
    ending, kind = ("json", "application/json") if shape is Shape.JSON else ("zip", "application/zip")
    headers = {"Content-Disposition": f'attachment; filename="disciplinecall.{ending}"'}
    return Response(content.getvalue(), media_type=kind, headers=headers)
