"""Licences that a person must accept before a model is used. Nothing accepts one for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import EngineUnavailableError
from appliance.upkeep.weights.folder import Installed
from appliance.upkeep.weights.manifest import Entry
from appliance.voice.coqui import models as coqui_models

XTTS = "xtts"
"""Coqui's architecture whose published weights are not for commercial use."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is to be accepted."""

    licence: str
    url: str


def terms_of(model: Installed, known: Mapping[str, Entry]) -> Terms | None:
    """What a person has to accept for a model; None where nothing is to be accepted."""
    entry = known.get(model.engine)
    if entry is None and _is_xtts(model):
        entry = next((each for each in known.values() if each.acceptance and each.engine.startswith("coqui:")), None)
    return Terms(entry.licence, entry.licence_url) if entry is not None and entry.acceptance else None


def is_accepted(model: Installed) -> bool:
    """Whether somebody has accepted it."""
    return not model.place.is_file and coqui_models.accepted_licence(model.place.path) is not None


def licence_text(folder: Path) -> str:
    """The licence that came with a model; empty where none did."""
    for file in sorted(folder.glob("LICEN[CS]E*")):
        if file.is_file():
            return file.read_text(encoding="utf-8", errors="replace")
    return ""


def _is_xtts(model: Installed) -> bool:
    """Whatever it is called: a voice of one's own is trained from the published weights."""
    if model.what is None or model.what.engine != "coqui":
        return False
    try:
        return coqui_models.look_into(model.place.path).architecture == XTTS
    except EngineUnavailableError:
        return False
