"""What being on duty sets in the process, and puts back."""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path

import pytest

from appliance.app import open_appliance
from appliance.on_duty import SWITCH_SECONDS, on_duty
from appliance.settings import Settings


class BrokenError(Exception):
    """Ends a duty by a fault."""


@pytest.mark.parametrize("ends_by_a_fault", [False, True], ids=["ends", "fails"])
def test_on_duty_threads_get_their_turn_sooner_and_afterwards_as_before(tmp_path: Path, ends_by_a_fault: bool) -> None:
    settings = Settings(local_data_path=tmp_path / "user_data", key_file=tmp_path / "key")
    seen: list[float] = []
    frozen: list[int] = []

    async def main() -> None:
        async with open_appliance(settings) as appliance:
            assert sys.getswitchinterval() == pytest.approx(before)
            async with on_duty(appliance):
                seen.append(sys.getswitchinterval())
                frozen.append(gc.get_freeze_count())
                if ends_by_a_fault:
                    raise BrokenError

    before = 0.004
    usual = sys.getswitchinterval()
    sys.setswitchinterval(before)
    try:
        if ends_by_a_fault:
            with pytest.raises(BrokenError):
                asyncio.run(main())
        else:
            asyncio.run(main())
        assert seen == [pytest.approx(SWITCH_SECONDS)]
        assert sys.getswitchinterval() == pytest.approx(before)
        assert frozen[0] > 0, "what is loaded is searched for garbage no more"
        assert gc.get_freeze_count() == 0
    finally:
        sys.setswitchinterval(usual)
