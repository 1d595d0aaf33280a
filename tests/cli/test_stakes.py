"""`appliance stakes` from the outside: agreed to, listed, contested, undone, settled, and refused with a remedy."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.calls.occasions import today_of
from appliance.calls.stakes import judge_day
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.schedule.walltime import ONE_DAY
from appliance.store import open_store, read_key
from tests.cli.conftest import Run

POINTS = ("stakes", "add", "Sam", "--steps", "1,2,4")
PLEDGE = ("stakes", "add", "Sam", "--form", "pledge", "--unit", "euros", "--to", "the Red Cross", "--steps", "5,7.50")


@pytest.fixture
def sam(furnished: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PENALTY_SYSTEM_ENABLED", "true")
    assert furnished("users", "add", "Sam", "--timezone", "UTC").code == 0
    return furnished


def breaks_a_promise(folder: Path) -> str:
    """Sam, who agreed days ago, broke a promise yesterday, and that day was closed; the id of the charge."""

    async def work() -> str:
        key = read_key(folder / "key" / "appliance.key", "")
        async with open_store(folder / "user_data" / "appliance.db", key, stakes=True) as store:
            (sam,) = await store.people.users()
            now = datetime.now(UTC)
            for rule in await store.stakes.rules(sam.id):
                await store.stakes.agree(rule.id, now - timedelta(days=5))
            yesterday = today_of(sam, now) - ONE_DAY
            made = Commitment(user_id=sam.id, text="run", made_on=yesterday, due_day=yesterday, created_at=now)
            await store.progress.add_commitment(made)
            await store.progress.settle(made.id, CommitmentStatus.BROKEN, now)
            (charge,) = await judge_day(store, sam, yesterday, now)
            return str(charge.id)

    return asyncio.run(work())


def test_the_wording_is_shown_and_agreed_to(sam: Run) -> None:
    agreed = sam(*PLEDGE, "--yes")
    assert "5 euros to the Red Cross" in agreed.out
    assert "7.50 euros" in agreed.out
    assert "counts from tomorrow" in agreed.out
    (rule,) = sam("stakes", "list", "Sam", "--json").json
    assert rule["wording"] in agreed.out
    assert (rule["steps"], rule["owed"]) == ([500, 750], 0)
    assert "ended" not in sam("stakes", "list", "Sam").out
    assert sam("stakes", "end", rule["id"][:8]).code == 0
    assert "ended" in sam("stakes", "list", "Sam").out


def test_a_charge_is_shown_contested_and_its_reversal_undone(sam: Run, tmp_path: Path) -> None:
    sam(*POINTS, "--ask")
    charge = breaks_a_promise(tmp_path)
    assert "run" in sam("stakes", "ledger", "Sam").out
    assert "the host was off" in sam("stakes", "contest", charge[:8], "the  host was off").out
    again = sam("stakes", "contest", charge[:8], "really")
    assert again.code != 0
    assert "taken back already" in again.err
    entries = sam("stakes", "ledger", "Sam", "--json").json
    assert [(each["kind"], each["amount"], each["reason"]) for each in entries] == [
        ("charge", 1, "run"),
        ("reversal", -1, "the host was off"),
    ]
    assert sam("stakes", "undo", entries[1]["id"][:8], "it was on").code == 0
    assert sam("stakes", "list", "Sam", "--json").json[0]["owed"] == 1
    assert "taken back" in sam("stakes", "ledger", "Sam").out


def test_what_may_still_be_contested_is_not_settled(sam: Run, tmp_path: Path) -> None:
    sam(*PLEDGE, "--ask")
    breaks_a_promise(tmp_path)
    (rule,) = sam("stakes", "list", "Sam", "--json").json
    assert rule["owed"] == 500
    refused = sam("stakes", "settle", rule["id"])
    assert refused.code != 0
    assert "can no longer be contested" in refused.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stakes", "add", "Sam", "--steps", "one"), "--steps 1,2,4"),
        (("stakes", "add", "Sam", "--steps", "nan"), "--steps 1,2,4"),
        (("stakes", "add", "Sam", "--steps", "inf"), "--steps 1,2,4"),
        (("stakes", "add", "Sam", "--steps", ""), "--steps 1,2,4"),
        (("stakes", "add", "Sam", "--steps", "4,2"), "rise"),
        (("stakes", "add", "Sam", "--steps", "0,1"), "rise"),
        (("stakes", "add", "Sam", "--steps", "1.5"), "whole ones"),
        (("stakes", "add", "Sam", "--steps", "1000001"), "rise"),
        (("stakes", "add", "Sam", "--steps", ",".join("1" * 11)), "1 to 10 steps"),
        (("stakes", "add", "Sam", "--steps", "1", "--form", "chores"), "The chore"),
        (("stakes", "add", "Sam", "--steps", "1", "--form", "pledge", "--unit", "euros"), "Whom the pledge"),
        (("stakes", "add", "Sam", "--steps", "1.001", "--form", "pledge", "--unit", "e", "--to", "a"), "hundredths"),
        (("stakes", "add", "Sam", "--steps", "1", "--habit", "chess"), "chess"),
        (("stakes", "add", "Sam", "--steps", "1", "--habit", "weight"), "no target"),
        (POINTS, "such a rule already"),
        (("stakes", "contest", "zzzz", "x"), "no id"),
        (("stakes", "undo", "0000", "x"), "no ledger entry"),
        (("stakes", "end", "ffffffff"), "no stake rule"),
        (("stakes", "ledger", "Bob"), "Sam"),
    ],
)
def test_what_cannot_be_says_why(sam: Run, words: tuple[str, ...], said: str) -> None:
    sam("metrics", "start", "Sam", "weight")
    sam(*POINTS, "--ask")
    refused = sam(*words, *(["--ask"] if words[:2] == ("stakes", "add") else []))
    assert refused.code != 0
    assert said in refused.err


def test_switched_off_it_says_how_to_switch_it_on_and_the_ledger_is_readable(
    sam: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sam(*POINTS, "--ask")
    breaks_a_promise(tmp_path)
    monkeypatch.setenv("PENALTY_SYSTEM_ENABLED", "false")
    assert "PENALTY_SYSTEM_ENABLED=true" in sam(*PLEDGE, "--yes").err
    assert len(sam("stakes", "ledger", "Sam", "--json").json) == 1
