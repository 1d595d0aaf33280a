"""What the other process does: claims calls, writes turns until it is killed, or just opens the database."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from appliance.store import Store, open_store
from tests.store import samples
from tests.store.conftest import KEY
from tests.store.samples import TODAY

DAYS = 20


async def claim(store: Store, check_in: str) -> None:
    found = await store.people.check_in(UUID(check_in))
    (sam,) = await store.people.users()
    print("ready", flush=True)
    sys.stdin.readline()
    days = [TODAY + timedelta(days=number) for number in range(DAYS)]
    claims = [await store.calls.claim(samples.call(sam, check_in_id=found.id, day=day)) for day in days]
    print(f"{sum(call is not None for call in claims)} of {DAYS}", flush=True)


async def write(store: Store, call: str, position: str) -> None:
    rung = await store.calls.call(call)
    for number in range(int(position), 100_000):
        said = samples.turn(rung, number)
        await store.calls.keep_turn(said, samples.observation(said))
        print(number, flush=True)


async def main(file: str, task: str, *arguments: str) -> None:
    async with open_store(Path(file), KEY) as store:
        if task == "claim":
            await claim(store, *arguments)
        elif task == "write":
            await write(store, *arguments)
        else:
            print("opened", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
