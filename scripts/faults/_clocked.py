"""`appliance run` with a wall clock that can be set: as many seconds ahead of the machine's as a file says.

    python -m scripts.faults._clocked OFFSET_FILE

Everything else is the appliance's own; its settings come from the environment, as always.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.app import open_appliance
from appliance.cli.service import parts_of
from appliance.on_duty import on_duty
from appliance.settings import load_settings
from appliance.web.pages import build
from appliance.web.server import serve


async def main(offset: Path) -> None:
    """Until it is told to stop."""
    settings = load_settings()

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(offset.read_text()))

    async with open_appliance(settings, now=now) as appliance, on_duty(appliance):
        parts = parts_of(appliance, settings, "abcd-efgh")
        try:
            await serve(build(parts, settings.appliance_host), settings)
        finally:
            await parts.pulls.aclose()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
