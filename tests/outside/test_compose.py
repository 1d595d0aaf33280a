"""The compose file: what only a profile starts, and what the containers may do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # comes with schemathesis

ROOT = Path(__file__).resolve().parents[2]


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.local.yml").read_text(encoding="utf-8"))["services"]
    return found


def test_only_the_appliance_and_its_front_start_by_themselves_and_only_fronts_have_a_port() -> None:
    assert [name for name, each in services().items() if "profiles" not in each] == ["appliance", "front"]
    assert [name for name, each in services().items() if "ports" in each] == ["front", "front-tls"]
    assert all("no-new-privileges:true" in each["security_opt"] for each in services().values())
    assert all("cap_drop" in each for name, each in services().items() if name != "telegram-bot-api")


def test_only_what_has_a_reason_stands_in_the_street() -> None:
    out = [name for name, each in services().items() if "street" in each["networks"]]
    assert out == ["front", "front-tls", "telegram-bot-api"]
    further = yaml.safe_load((ROOT / "docker-compose.outside.yml").read_text(encoding="utf-8"))["services"]
    assert sorted(further) == ["appliance", "ollama"]


def test_every_setting_that_the_page_keeps_is_left_to_it() -> None:
    given = [each.partition("=")[0] for each in services()["appliance"]["environment"] if "=" in each]
    assert given == ["TRUSTED_PROXIES", "MDNS", "PULSE_SERVER"]


def test_the_files_of_the_bot_api_server_are_given_out_where_the_appliance_asks_for_them() -> None:
    kept = {name: each["volumes"][0] for name, each in services().items() if name.startswith("telegram-")}
    server, files = kept["telegram-bot-api"], kept["telegram-files"]
    assert files == f"{server}:ro"
    written = (ROOT / "docker" / "telegram-files.conf").read_text(encoding="utf-8")
    rule = re.search(r'location ~ "(.+)" \{\s*alias (.+);', written)
    assert rule is not None
    asked = re.match(rule[1].replace("?<", "?P<"), "/file/bot123456:AAH-_x/voice/file_0.oga")
    assert asked is not None
    assert rule[2].replace("$kept", asked["kept"]) == "/var/lib/telegram-bot-api/123456:AAH-_x/voice/file_0.oga"
    assert re.match(rule[1].replace("?<", "?P<"), "/file/bot../voice/x") is None
    assert "access_log off" in written, "paths hold the token"


def test_the_image_installs_extras_that_there_are() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert "telegram" in extras
    assert (ROOT / "docker" / "locks" / "telegram.txt").exists()
    assert '"locks/$extra.txt"' in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert services()["appliance"]["build"]["args"]["EXTRAS"] == "${IMAGE_EXTRAS:-}"
