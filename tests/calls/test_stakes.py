"""Stakes in whole calls: agreed to, charged when a day closes, told, contested and settled by voice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date

import pytest

from appliance.calls.by_hand import call_by_hand
from appliance.calls.occasions import today_of
from appliance.calls.stakes import books_of, contest, judge_day, settle, undo
from appliance.coach.stakes import rule_told
from appliance.errors import ConflictError
from appliance.records.calls import DISTRESS, CallStatus, CallType, MessageType, Turn
from appliance.records.people import ConsentKind, Pause
from appliance.records.progress import Commitment, CommitmentStatus, Metric, MetricKind, MetricSource
from appliance.records.stakes import Cause, EntryKind, LedgerEntry, StakeForm, StakeRule
from appliance.schedule.walltime import ONE_DAY
from tests.calls.household import House, PersonChannel, by_keyword, house
from tests.virtual_time import EPOCH, run_virtual

HERE = "yes, I'm here"
TODAY = EPOCH.date()
DAY = 24 * 3600


async def stake(home: House, *steps: int, agreed: bool = True, **fields: object) -> StakeRule:
    usual = {"user_id": home.sam.id, "form": StakeForm.POINTS, "steps": list(steps or (1, 2, 4))}
    rule = StakeRule.model_validate({**usual, "proposed_at": home.clock(), **fields})
    rule.wording = rule_told(rule, "gym", home.sam.language)
    await home.store.stakes.propose(rule)
    return await home.store.stakes.agree(rule.id, home.clock()) if agreed else rule


async def promised(home: House, due: date, status: CommitmentStatus = CommitmentStatus.BROKEN) -> Commitment:
    made = Commitment(user_id=home.sam.id, text=f"run {due:%d}", made_on=TODAY, due_day=due, created_at=home.clock())
    made = await home.store.progress.add_commitment(made)
    await home.store.progress.settle(made.id, status, home.clock())
    return made


async def ledger(home: House) -> list[LedgerEntry]:
    """What is in it; it adds up, and the database's own sums are the same."""
    books = await books_of(home.store, home.sam)
    assert await home.store.stakes.sums(home.sam.id) == dict(books.ledger.owed)
    return list(books.ledger.entries.values())


async def owed(home: House) -> int:
    await ledger(home)
    return sum((await books_of(home.store, home.sam)).ledger.owed.values())


async def judged(home: House, day: date) -> list[LedgerEntry]:
    return await judge_day(home.store, home.sam, day, home.clock())


@pytest.mark.parametrize(("answer", "agreed"), [("yes", True), ("no", False)])
def test_a_proposed_stake_is_read_out_and_agreed_to_by_voice(answer: str, agreed: bool) -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, agree=answer, one_thing="read a book", agreed=answer))
        async with house(sam, stakes=True) as home:
            rule = await stake(home, 1, 2, agreed=False)
            await home.check_in("12:30")
            async with home.on_duty():
                await home.until_over()
            assert any(rule.wording in line for line in sam.rings[0].said)
            stored = await home.store.stakes.rule(rule.id)
            assert (stored.agreed_at is not None, stored.ended_at is not None) == (agreed, not agreed)
            given = await home.store.consents.of(home.sam.id, ConsentKind.PENALTIES)
            assert [each.wording for each in given] == ([rule.wording] if agreed else [])

    run_virtual(scenario())


@pytest.mark.parametrize(
    ("answer", "contested"), [("no", False), ("yes, the computer was off all evening", True), ("I don't know", False)]
)
def test_a_broken_promise_is_charged_once_told_in_the_next_call_and_may_be_contested(
    answer: str, contested: bool
) -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, come_in_between=answer, came_in_between=answer, did="no"))
        async with house(sam, stakes=True) as home:
            await stake(home, 1, 2, 4)
            await promised(home, TODAY + ONE_DAY)
            await home.check_in("20:00")
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(3 * DAY)
            charge, *rest = await ledger(home)
            assert (charge.kind, charge.amount, charge.day) == (EntryKind.CHARGE, 1, TODAY + ONE_DAY)
            assert charge.told_at is not None
            told = [line for ring in sam.rings for line in ring.said if "In the ledger" in line or "Not done" in line]
            assert len(told) == 1
            assert "run" in told[0]
            assert "one point" in told[0]
            assert [(each.cause, each.reason, each.call_id is not None) for each in rest] == (
                [(Cause.CONTESTED, answer, True)] if contested else []
            )
            assert await owed(home) == (0 if contested else 1)

    run_virtual(scenario())


def test_a_week_is_told_with_its_ledger_and_what_is_owed_is_settled_by_a_yes() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, come_in_between="no", came_in_between="no", done="yes", week="fine"))
        async with house(sam, stakes=True) as home:
            await stake(home, 500, 1000, form=StakeForm.PLEDGE, unit="euros", beneficiary="the Red Cross")
            await promised(home, TODAY + ONE_DAY)
            await promised(home, TODAY + 2 * ONE_DAY)
            for day in (1, 2):
                await judged(home, TODAY + day * ONE_DAY)
            assert await owed(home) == 1500
            await home.check_in("20:00", CallType.CUSTOM, weekdays=[(EPOCH.weekday() + 3) % 7])
            await home.check_in("20:00", CallType.WEEKLY, weekdays=[(EPOCH.weekday() + 5) % 7])
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(6 * DAY)
            said = " ".join(line for ring in sam.rings for line in ring.said)
            assert "15 euros to the Red Cross" in said
            assert said.count("The ledger of this week") == 1
            entries = await ledger(home)
            assert [(each.kind, each.amount) for each in entries[2:]] == [(EntryKind.SETTLEMENT, -1500)]
            assert await owed(home) == 0

    run_virtual(scenario())


async def _paused(home: House) -> None:
    pause = Pause(user_id=home.sam.id, from_day=TODAY + ONE_DAY, until_day=TODAY + ONE_DAY, created_at=home.clock())
    async with home.store.database.writing() as session:
        session.add(pause)


async def _distressed(home: House) -> None:
    call = await call_by_hand(home.store, home.sam, CallType.EVENING, "speaker", home.clock())
    turn = Turn(
        call_id=call.id, position=0, message_type=MessageType.USER, content="", flag=DISTRESS, timestamp=home.clock()
    )
    await home.store.calls.keep_turn(turn)


@pytest.mark.parametrize(("befallen", "until"), [(_paused, 1), (_distressed, 3)])
def test_nothing_is_charged_while_paused_or_after_a_crisis(befallen: Callable[[House], object], until: int) -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword()), stakes=True) as home:
            kind = await home.metric("gym", MetricKind.HABIT)
            await stake(home, 1)
            await stake(home, 1, metric_type_id=kind.id)
            await befallen(home)  # type: ignore[misc]
            for ahead in range(1, 6):
                await promised(home, TODAY + ahead * ONE_DAY)
                await judged(home, TODAY + ahead * ONE_DAY)
            spared = TODAY + until * ONE_DAY
            days = {each.day for each in await ledger(home)}
            assert days == {TODAY + ahead * ONE_DAY for ahead in range(1, 6)} - {
                TODAY + ahead * ONE_DAY for ahead in range(1, (spared - TODAY).days + 1)
            }

    run_virtual(scenario())


def test_while_the_host_was_off_nothing_is_charged() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword(sam=HERE)), stakes=True) as home:
            kind = await home.metric("gym", MetricKind.HABIT)
            await stake(home, 1)
            await stake(home, 1, metric_type_id=kind.id)
            await home.check_in("20:00")
            for ahead in range(1, 4):
                await promised(home, TODAY + ahead * ONE_DAY, CommitmentStatus.OPEN)
            await asyncio.sleep(4 * DAY)
            async with home.on_duty(watching=False):
                await asyncio.sleep(600)
            assert [call.status for call in await home.store.calls.recent()] == [CallStatus.MISSED_OFFLINE] * 4
            assert await ledger(home) == []

    run_virtual(scenario())


def test_days_closed_twice_late_values_and_promises_kept_after_all() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword()), stakes=True) as home:
            kind = await home.metric("gym", MetricKind.HABIT)
            await stake(home, 1, 2, metric_type_id=kind.id)
            first, second = TODAY + ONE_DAY, TODAY + 2 * ONE_DAY
            assert len(await judged(home, first)) == 1
            assert await judged(home, first) == []
            found = await asyncio.gather(judged(home, second), judged(home, second))
            assert sum(map(len, found)) == 1
            assert await owed(home) == 3
            late = Metric(user_id=home.sam.id, metric_type_id=kind.id, metric_type="gym", date=first, value=1.0,
                          source=MetricSource.MANUAL, recorded_at=home.clock())  # fmt: skip
            await home.store.progress.record(late)
            await judged(home, second)
            assert await owed(home) == 1, "the first is taken back, and the second costs what a first one does"

    run_virtual(scenario())


def test_by_hand_a_charge_is_contested_within_a_day_of_being_told_and_any_entry_undone() -> None:
    async def scenario() -> None:
        async with house(PersonChannel(by_keyword()), stakes=True) as home:
            rule = await stake(home, 5, form=StakeForm.CHORES, unit="dishes")
            await promised(home, TODAY + ONE_DAY)
            (charge,) = await judged(home, TODAY + ONE_DAY)
            store, sam, now = home.store, home.sam, home.clock
            back = await contest(store, sam, charge, "it was the host's fault", now())
            with pytest.raises(ConflictError, match="taken back already"):
                await contest(store, sam, charge, "again", now())
            await undo(store, sam, back, "it was mine after all", now())
            assert await owed(home) == 5
            with pytest.raises(ConflictError, match="can no longer be contested"):
                await settle(store, sam, rule, now(), "early")
            await store.stakes.tell([charge.id], now())
            await asyncio.sleep(DAY)
            charge = await store.stakes.entry(charge.id)
            with pytest.raises(ConflictError, match="more than 24 hours ago"):
                await contest(store, sam, charge, "too late", now())
            paid = await settle(store, sam, rule, now(), "by hand")
            assert await owed(home) == 0
            await undo(store, sam, paid, "not done", now())
            await undo(store, sam, charge, "let it be", now())
            assert await owed(home) == 0
            assert await judged(home, TODAY + 2 * ONE_DAY) == []

    run_virtual(scenario())


def test_switched_off_nothing_is_said_or_charged() -> None:
    async def scenario() -> None:
        sam = PersonChannel(by_keyword(sam=HERE, one_thing="read"))
        async with house(sam) as home:
            await stake(home, 1)
            await stake(home, 1, form=StakeForm.CHORES, unit="dishes", agreed=False)
            await promised(home, TODAY + ONE_DAY)
            await home.check_in("20:00")
            async with home.on_duty(watching=False, long=True):
                await asyncio.sleep(3 * DAY)
            assert await ledger(home) == []
            assert not any("costs you" in line for ring in sam.rings for line in ring.said)

    run_virtual(scenario())


def test_today_of_sam_is_the_day_these_tests_begin_on() -> None:
    async def scenario() -> None:
        async with house() as home:
            assert today_of(home.sam, home.clock()) == TODAY

    run_virtual(scenario())
