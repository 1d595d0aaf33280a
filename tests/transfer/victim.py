"""`python -m tests.transfer.victim FOLDER KEY FILE` imports a file and is killed at its second recording."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.store import open_store
from appliance.transfer.arrival import bring_in, read_own
from appliance.transfer.files_in import OwnSheets, recognise
from tests.inline_sqlite import directly

_written: list[str] = []


async def once(function: Callable[..., Any], *args: Any) -> Any:
    """Runs what is to be done away from the loop, but never a second writing."""
    if function.__name__ == "_write":
        if _written:
            os.kill(os.getpid(), signal.SIGKILL)
        _written.append(args[0])
    return await directly(function, *args)


async def main(folder: Path, key: bytes, file: Path) -> None:
    async with open_store(folder / "user_data" / "appliance.db", key, off_loop=once) as store:
        found = recognise(file)
        if isinstance(found, OwnSheets):
            await bring_in(store, read_own(found))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Path(sys.argv[3])))
