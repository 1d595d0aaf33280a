"""A process that dies in the middle of a backup or of a restore, as in a power cut: before its Nth step on the disk.

    python -m tests.upkeep.backup_victim

Reads lines of JSON, `{"do": "make" | "lay" | "exchange", "home": FOLDER, "stop": N, …}`, does each in a process of its
own, and says how that ended: 9 where it died, 0 where it had ended before.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from appliance.store import open_store, read_key
from appliance.upkeep.backups.exchange import exchange
from appliance.upkeep.backups.making import Making, Progress, make
from appliance.upkeep.backups.restoring import lay_ready
from tests.upkeep.backup_house import NOW, settings_in

STEPS = frozenset({"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "shutil.copyfile"})

DIED = 9


def die_before(stop: int, watched: str) -> None:
    """Count what changes names below a folder, and what opens files there to write; die before the Nth."""
    left = [stop]

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in STEPS) and any(watched in str(each) for each in arguments[:2]):
            left[0] -= 1
            if left[0] < 0:
                os._exit(DIED)

    sys.addaudithook(count)


async def made(home: Path) -> None:
    settings = settings_in(home)
    async with open_store(settings.database_file, read_key(settings.key_file)) as store:
        await make(store, settings, Making(NOW), settings.backups_path, Progress())


def live(job: dict[str, Any]) -> None:
    home = Path(job["home"])
    die_before(job["stop"], str(home))
    if job["do"] == "make":
        asyncio.run(made(home))
    elif job["do"] == "lay":
        lay_ready(Path(job["file"]), settings_in(home), job["words"])
    else:
        exchange(settings_in(home), NOW)


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                live(json.loads(line))
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
