"""`appliance stakes`: what a miss costs, and what it came to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

import typer

from appliance.app import Appliance
from appliance.calls import stakes as at_stake
from appliance.calls.stakes import Books, books_of
from appliance.cli.consent import agree
from appliance.cli.session import AsJson, on_appliance, record, show_json, show_table
from appliance.coach.stakes import amount_shown, amount_told, rule_told
from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.progress.stakes import due, may_contest
from appliance.records.people import User
from appliance.records.printable import is_printable
from appliance.records.stakes import EntryKind, LedgerEntry, StakeForm, StakeRule
from appliance.store import Store

stakes = typer.Typer(help="What a miss costs, by rules the person agreed to.", no_args_is_help=True)

TakeBack = Callable[[Store, User, LedgerEntry, str, datetime], Awaitable[LedgerEntry]]

ENGLISH = "en"
OFF = "Set PENALTY_SYSTEM_ENABLED=true; until then nothing is charged."

Person = Annotated[str, typer.Argument(help="Name or id.")]
Reason = Annotated[str, typer.Argument(help="What came in between, in the person's words.")]
EntryId = Annotated[str, typer.Argument(help="The entry's id, or its beginning: appliance stakes ledger NAME.")]


@stakes.command("add")
def add_stake(
    user: Person,
    steps: Annotated[str, typer.Option(help="What a miss costs, then the next one soon after, and so on: 1,2,4.")],
    form: Annotated[StakeForm, typer.Option(help="points, chores or pledge.")] = StakeForm.POINTS,
    habit: Annotated[str, typer.Option(help="The habit it is about; without it, every promise.")] = "",
    unit: Annotated[str, typer.Option(help="The chore, or the currency as it is said: euros.")] = "",
    to: Annotated[str, typer.Option(help="Whom a pledge is for. It is written down; no money is moved.")] = "",
    ask: Annotated[bool, typer.Option("--ask", help="Do not agree here: the next call reads it out and asks.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="The person agrees; do not ask.")] = False,
) -> None:
    """Put something at stake. It counts once the person has agreed to its wording, here or in a call."""

    async def work(appliance: Appliance) -> tuple[StakeRule, User]:
        _must_be_on(appliance)
        store, person = appliance.store, await appliance.store.people.user(user)
        kind = await store.progress.metric_type(person.id, habit) if habit else None
        rule = StakeRule(
            user_id=person.id,
            metric_type_id=kind.id if kind else None,
            form=form,
            unit=unit,
            beneficiary=to,
            steps=_steps(steps, form),
            proposed_at=appliance.now(),
        )
        if kind is not None and kind.kind != "habit" and kind.target is None:
            raise ConflictError(
                f"{kind.name!r} has no target, so it cannot be missed.",
                remedy=f"Give it one: appliance metrics set {person.name} {kind.name} --target 8",
            )
        rule.wording = rule_told(rule, kind.name if kind else "", person.language)
        return await store.stakes.propose(rule), person

    rule, person = on_appliance(work)
    print(rule.wording)
    if ask:
        print(f"{person.name} will be asked in the next call.")
        return
    otherwise = f"Not agreed: the next call asks. To drop it: appliance stakes end {_short(rule)}"
    agree(f"Does {person.name} agree?", yes, otherwise)
    on_appliance(lambda appliance: appliance.store.stakes.agree(rule.id, appliance.now()))
    print("Agreed. It counts from tomorrow.")


@stakes.command("list")
def list_stakes(user: Person, as_json: AsJson = False) -> None:
    """Rules, and what is owed by each."""
    books, person, owed = on_appliance(lambda appliance: _books(appliance, user))
    if as_json:
        show_json([{**record(rule), "owed": books.ledger.owed[rule.id]} for rule in books.rules.values()])
        return
    show_table(
        ("id", "about", "costs", "owed", "state"),
        [_rule_row(rule, books) for rule in books.rules.values()],
        f"Nothing is at stake. Begin: appliance stakes add {person.name} --steps 1,2,4",
    )
    for rule_id, amount in owed.items():
        if books.rules[rule_id].settles:
            told = amount_told(books.rules[rule_id], amount, ENGLISH)
            print(f"To settle: {told} (appliance stakes settle {_short(books.rules[rule_id])})")


@stakes.command("ledger")
def show_ledger(user: Person, as_json: AsJson = False) -> None:
    """Every entry, and what it was for."""
    books, person, _ = on_appliance(lambda appliance: _books(appliance, user))
    entries = list(books.ledger.entries.values())
    if as_json:
        show_json([record(entry) for entry in entries])
        return
    show_table(
        ("id", "day", "entry", "amount", "for", "counts"),
        [_entry_row(entry, books) for entry in entries],
        f"The ledger of {person.name} is empty.",
    )


@stakes.command("contest")
def contest(entry: EntryId, reason: Reason) -> None:
    """Say what came in between, within a day of being told: it is believed, and the charge taken back."""

    _take_back(entry, reason, at_stake.contest)


@stakes.command("undo")
def undo(entry: EntryId, reason: Reason) -> None:
    """Take back any entry, also one that took another back. Nothing is ever deleted."""
    _take_back(entry, reason, at_stake.undo)


@stakes.command("settle")
def settle(rule: Annotated[str, typer.Argument(help="The rule's id, or its beginning.")]) -> None:
    """Write down that what is owed by a rule was paid or done."""

    async def work(appliance: Appliance) -> tuple[LedgerEntry, StakeRule]:
        found = await appliance.store.stakes.rule(rule)
        person = await appliance.store.people.user_by_id(found.user_id)
        done = await at_stake.settle(appliance.store, person, found, appliance.now(), str(uuid4()))
        return done, found

    done, found = on_appliance(work)
    print(f"Settled: {amount_told(found, -done.amount, ENGLISH)}.")


@stakes.command("end")
def end(rule: Annotated[str, typer.Argument(help="The rule's id, or its beginning.")]) -> None:
    """End a rule: nothing is charged from now on, and the ledger stays."""
    on_appliance(lambda appliance: appliance.store.stakes.end(rule, appliance.now()))
    print("Ended. What was charged stays in the ledger.")


def _take_back(entry: str, reason: str, how: TakeBack) -> None:
    async def work(appliance: Appliance) -> LedgerEntry:
        found = await appliance.store.stakes.entry(entry)
        person = await appliance.store.people.user_by_id(found.user_id)
        return await how(appliance.store, person, found, _reason(reason), appliance.now())

    print(f"Taken back: {on_appliance(work).reason}")


async def _books(appliance: Appliance, user: str) -> tuple[Books, User, dict[Any, int]]:
    person = await appliance.store.people.user(user)
    books = await books_of(appliance.store, person)
    return books, person, dict(due(books.ledger, appliance.now()))


def _must_be_on(appliance: Appliance) -> None:
    if not appliance.store.stakes.in_force:
        raise ConflictError("Stakes are switched off.", remedy=OFF)


def _steps(text: str, form: StakeForm) -> list[int]:
    try:
        amounts = [float(part) * form.parts for part in text.split(",")]
        steps = [round(amount) for amount in amounts]
    except (ValueError, OverflowError):
        raise InvalidInputError(f"--steps {text!r} is no list of amounts.", remedy="Like this: --steps 1,2,4") from None
    if any(abs(step - amount) > 1e-6 for step, amount in zip(steps, amounts, strict=True)):
        whole = "hundredths" if form.parts > 1 else "whole ones"
        raise InvalidInputError(f"--steps {text!r}: {form} are counted in {whole}.")
    return steps


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason or len(reason) > 300 or not is_printable(reason):
        raise InvalidInputError("The reason has 1 to 300 printable characters.")
    return reason


def _short(rule: StakeRule) -> str:
    return str(rule.id)[:8]


def _rule_row(rule: StakeRule, books: Books) -> tuple[str, ...]:
    costs = ", ".join(amount_shown(step, rule.form.parts) for step in rule.steps)
    amount = books.ledger.owed[rule.id]
    owed = amount_told(rule, amount, ENGLISH) if amount else "nothing"
    return (_short(rule), _about(rule, books), costs, owed, _state(rule))


def _about(rule: StakeRule, books: Books) -> str:
    if rule.metric_type_id is None:
        return "promises"
    if rule.metric_type_id not in books.habits:
        raise NotFoundError(f"The habit of rule {_short(rule)} is gone.")
    return books.habits[rule.metric_type_id]


def _state(rule: StakeRule) -> str:
    if rule.ended_at is not None:
        return "ended"
    return "agreed" if rule.agreed_at is not None else "to be asked in the next call"


def _entry_row(entry: LedgerEntry, books: Books) -> tuple[object, ...]:
    what = entry.kind if entry.cause is None else f"{entry.kind} ({entry.cause.replace('_', ' ')})"
    shown = amount_shown(entry.amount, books.rules[entry.rule_id].form.parts)
    if entry.kind is EntryKind.CHARGE and _untold(entry, books):
        counts = "may be contested until a day after a call told it"
    else:
        counts = "yes" if books.ledger.stands(entry) else "taken back"
    return (str(entry.id)[:8], entry.day, what, shown, entry.reason, counts)


def _untold(entry: LedgerEntry, books: Books) -> bool:
    """Whether the person was not told of it yet."""
    return entry.told_at is None and may_contest(entry, books.ledger, entry.created_at)
