"""The other process: appends entries to the audit log of a database that is open elsewhere too."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from appliance.store import open_store
from tests.store.conftest import KEY
from tests.store.samples import NOW


async def main(file: str, who: str, count: int) -> None:
    async with open_store(Path(file), KEY) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(count):
            await store.audit.append(NOW, who, "test", f"entry {number}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
