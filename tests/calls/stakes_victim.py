"""A process to be killed: closes one day after another of somebody who keeps nothing, contests and settles.

python -m tests.calls.stakes_victim FOLDER
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import configure_mappers

from appliance.calls.stakes import contest, judge_day, settle
from appliance.errors import ConflictError
from appliance.records.people import User
from appliance.records.progress import ClosedDay, Commitment, CommitmentStatus
from appliance.records.stakes import StakeForm, StakeRule
from appliance.schedule.walltime import ONE_DAY
from appliance.store import Store, open_store, unlock
from tests.calls.lives import make_lives

FIRST = date(2026, 3, 2)
AGREED = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def main(folder: Path) -> None:
    file = folder / "user_data" / "appliance.db"
    async with open_store(file, unlock(folder / "key", file), stakes=True) as store:
        people = await store.people.users()
        sam = people[0] if people else await _move_in(store)
        (rule,) = await store.stakes.rules(sam.id)
        last = (await store.days.last_closed()).get(sam.id, FIRST - ONE_DAY)
        print("closing", flush=True)
        while True:
            last += ONE_DAY
            await _live(store, sam, rule, last)


async def _live(store: Store, sam: User, rule: StakeRule, day: date) -> None:
    """One day: two promises are broken, it is closed, the first charge is contested, and sometimes all is settled."""
    now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=1)
    for text in ("run", "read"):
        made = Commitment(user_id=sam.id, text=text, made_on=day, due_day=day, created_at=now)
        made = await store.progress.add_commitment(made)
        await store.progress.settle(made.id, CommitmentStatus.BROKEN, now)
    await store.days.close(ClosedDay(user_id=sam.id, day=day, closed_at=now))
    added = await judge_day(store, sam, day, now)
    await store.stakes.tell([each.id for each in added[1:]], now - timedelta(days=2))
    if added:
        await contest(store, sam, added[0], "the host's fault", now)
    if day.day % 3 == 0:
        with suppress(ConflictError):
            await settle(store, sam, rule, now, str(uuid4()))


async def _move_in(store: Store) -> User:
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=AGREED))
    form = {"form": StakeForm.CHORES, "unit": "dishes", "steps": [1, 2, 4]}
    rule = StakeRule.model_validate({"user_id": sam.id, "wording": "agreed", "proposed_at": AGREED, **form})
    await store.stakes.propose(rule)
    await store.stakes.agree(rule.id, AGREED)
    return sam


if __name__ == "__main__":
    make_lives(configure_mappers, main)
