"""Changing a room from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.app import Appliance, utc_now
from appliance.cli.session import on_appliance
from appliance.records.people import Room
from tests.cli.conftest import Run


@pytest.fixture
def bedroom(run: Run) -> Run:
    """A household with a bedroom, kept without asking for its devices: there may be none here."""

    async def add(appliance: Appliance) -> None:
        await appliance.store.people.add_room(Room(name="bedroom", created_at=utc_now()))

    on_appliance(add)
    return run


def test_what_is_not_given_stays(bedroom: Run) -> None:
    changed = bedroom("rooms", "set", "Bedroom", "--volume", "0.6", "--private", "--json").json
    assert (changed["volume"], changed["private"], changed["fade_in_seconds"]) == (0.6, True, 0.0)
    changed = bedroom("rooms", "set", "bedroom", "--fade-in", "3", "--shared", "--json").json
    assert (changed["volume"], changed["private"], changed["fade_in_seconds"]) == (0.6, False, 3.0)


def test_hours_are_set_together_and_listed_as_they_are_written(bedroom: Run) -> None:
    said = bedroom("rooms", "set", "bedroom", "--quieter", "22:00-07:00=0.3", "--quieter", "7:00-08:30=0.5")
    assert (said.code, said.out.count("22:00-07:00=0.3, 07:00-08:30=0.5")) == (0, 1)
    assert "22:00-07:00=0.3, 07:00-08:30=0.5" in bedroom("rooms", "list").out
    bedroom("rooms", "set", "bedroom", "--volume", "0.5")
    assert "22:00-07:00=0.3, 07:00-08:30=0.5" in bedroom("rooms", "list").out
    changed = bedroom("rooms", "set", "bedroom", "--quieter", "23:00-06:00=0", "--json").json
    assert changed["volume_by_hour"] == [{"begins": "23:00", "ends": "06:00", "volume": 0.0}]
    assert bedroom("rooms", "set", "bedroom", "--quieter", "", "--json").json["volume_by_hour"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["attic", "--volume", "0.5"], "bedroom"),
        (["bedroom"], "rooms set --help"),
        (["bedroom", "--quieter", "at night"], "22:00-07:00=0.3"),
        (["bedroom", "--quieter", "22:00-07:00=30"], "0 to 1"),
        (["bedroom", "--quieter", "22:00-22:00=0.3"], "own volume"),
        (["bedroom", "--volume", "2"], "--volume"),
    ],
)
def test_wrong_use_is_named_and_changes_nothing(bedroom: Run, words: list[str], said: str) -> None:
    before = bedroom("rooms", "list", "--json").json
    ran = bedroom("rooms", "set", *words)
    assert (ran.code, said in ran.err) == (2, True)
    assert bedroom("rooms", "list", "--json").json == before


def test_help_teaches_with_an_example(run: Run) -> None:
    assert '--quieter "22:00-07:00=0.3"' in " ".join(run("rooms", "set", "--help").out.split())


def test_the_doctor_makes_no_household_to_listen_for(run: Run, tmp_path: Path) -> None:
    found = {each["name"]: each for each in run("doctor", "--listen", "--json").json}
    assert found["microphone level"]["detail"] == "There is no household yet."
    assert not list(tmp_path.rglob("appliance.db*"))
