"""The country of a time zone, by the table that comes with the time zones themselves."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

TABLE = "zone.tab"

SYSTEM = Path("/usr/share/zoneinfo") / TABLE

OLD_NAMES = "backward"


@cache
def _countries() -> dict[str, str]:
    """ISO 3166 codes by zone."""
    table = files("tzdata").joinpath("zoneinfo", TABLE)
    if table.is_file():
        text = table.read_text(encoding="utf-8")
    else:
        text = SYSTEM.read_text(encoding="utf-8") if SYSTEM.is_file() else ""
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) > 2}


@cache
def _renamed() -> dict[str, str]:
    """Zones by the older names that lead to them: `Europe/Kiev` to `Europe/Kyiv`."""
    table = files("tzdata").joinpath("zoneinfo", "tzdata.zi")
    text = table.read_text(encoding="utf-8") if table.is_file() else ""
    links = (line.split() for line in text.splitlines() if line.startswith("L "))
    return {old: zone for _, zone, old in (link for link in links if len(link) == 3)}


def country_of_zone(zone: str) -> str:
    """The ISO 3166 code of the country a time zone is named for, or empty: `UTC` is nowhere."""
    if zone in _countries():
        return _countries()[zone]
    return _countries().get(_renamed().get(zone, ""), "")
