"""What calls need is read before the first of them, so that it holds nobody up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.app import open_appliance
from appliance.coach import personas
from appliance.coach.persona import Persona, read_persona
from appliance.on_duty import on_duty
from appliance.records.people import User
from appliance.settings import Settings


def test_personas_are_read_before_the_appliance_is_on_duty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def noted(path: Path) -> Persona:
        read.append(path)
        return read_persona(path)

    monkeypatch.setattr(personas, "read_persona", noted)

    async def main() -> None:
        settings = Settings(local_data_path=tmp_path / "user_data", key_file=tmp_path / "key")
        async with open_appliance(settings) as appliance:
            await appliance.store.people.add_user(User(name="Sam", timezone="UTC", created_at=appliance.now()))
            async with on_duty(appliance):
                before = len(read)
                assert appliance.personas["friend"].name
                assert len(read) == before > 0

    asyncio.run(main())
