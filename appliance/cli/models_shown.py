"""How `appliance models` words what it shows: tables, proposals, and JSON for scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from appliance.settings import Settings
from appliance.upkeep.weights.faults import megabytes
from appliance.upkeep.weights.folder import Half, Installed, uses
from appliance.upkeep.weights.importing import Found
from appliance.upkeep.weights.licence import is_accepted, terms_of
from appliance.upkeep.weights.manifest import Entry
from appliance.upkeep.weights.place import Place
from appliance.upkeep.weights.recognise import Recognised
from appliance.upkeep.weights.recommend import Recommendation
from appliance.upkeep.weights.record import Record
from appliance.upkeep.weights.served import PREFIX, ServedModel

MODEL_COLUMNS = ("model", "kind", "size", "licence", "verified", "used by", "state")

FOUND_COLUMNS = ("name", "for", "size", "state", "where")

LAST_RUNGS = {"llm": "scripted", "stt": "sphinx", "tts": "espeak"}
"""What needs no model, and ends a ladder."""

CHECKED = {
    "published": "checked against a published hash",
    "stated": "checked against the hash that the source states",
    "length": "of the right length: the source states no hash",
    "copy": "compared with the original",
}
"""Against what the weakest-checked file of a model was checked."""

SETTINGS = {"llm": "LOCAL_LLM_MODEL", "stt": "LOCAL_STT_MODEL", "tts": "LOCAL_TTS_MODEL"}


def model_rows(there: Sequence[Installed], users: dict[str, str], known: Mapping[str, Entry]) -> list[Sequence[str]]:
    """Models in their places, as `MODEL_COLUMNS`."""
    return [
        (
            each.engine,
            each.place.kind,
            megabytes(each.size),
            (each.record.licence if each.record else "") or "unknown",
            _day(each.record.verified_at) if each.record else "never",
            users[each.engine],
            each.problem or _note(each, known) or "whole",
        )
        for each in there
    ]


def half_rows(halves: Iterable[Half]) -> list[Sequence[str]]:
    """Models that are not whole, as `MODEL_COLUMNS`."""
    return [
        (each.name, each.kind, megabytes(each.done_bytes), "", "", "", "half fetched: pull or import it again")
        for each in halves
    ]


def served_rows(there: Iterable[ServedModel], settings: Settings) -> list[Sequence[str]]:
    """Models of an Ollama server, as `MODEL_COLUMNS`."""
    return [
        (
            f"{PREFIX}{each.name}",
            "llm",
            megabytes(each.size),
            "",
            "",
            uses(settings, "llm", f"{PREFIX}{each.name.removesuffix(':latest')}"),
            f"in Ollama, {each.words}",
        )
        for each in there
    ]


def model_json(each: Installed, users: dict[str, str]) -> dict[str, Any]:
    """One model for a script."""
    record = asdict(each.record) if each.record else {}
    return {
        "engine": each.engine,
        "name": each.place.name,
        "kind": each.place.kind,
        "path": str(each.place.path),
        "size": each.size,
        "used_by": users.get(each.engine, ""),
        "problem": each.problem,
        "note": each.what.note if each.what else "",
        "record": record or None,
    }


def found_rows(found: Iterable[Found]) -> list[Sequence[str]]:
    """What lies on a stick: proposed name, what it is, size, state."""
    rows: list[Sequence[str]] = []
    for each in found:
        what = f"{each.what.engine} ({each.what.kind})" if each.what else "archive" if each.is_archive else "Modelfile"
        state = each.what.problem or each.what.note or "whole" if each.what else "looked into when it is imported"
        if each.is_modelfile:
            state = "import it by its own path"
        rows.append((each.name, what, megabytes(each.size), state, str(each.path)))
    return rows


def proposal(entry: Entry, place: Place) -> str:
    """What somebody is asked to agree to."""
    hosts = ", ".join(entry.hosts)
    source = f"{entry.host}/{entry.repo} ({len(entry.files)} files)" if entry.repo else entry.url
    unpacked = f", {entry.unpacked_mb} MB unpacked" if entry.unpacked_mb else ""
    lines = [
        f"{entry.engine}: {entry.about}",
        f"  from     {source}",
        f"  licence  {entry.licence} ({entry.licence_url})",
        f"  size     about {entry.size_mb} MB{unpacked}",
        f"  goes to  {place.path}",
        f"  A process of its own fetches it from {hosts} and ends; the appliance itself connects to nobody.",
    ]
    if entry.acceptance:
        lines.append("  Its licence must be accepted before it is used. Fetching it accepts nothing.")
    return "\n".join(lines)


def proposal_served(name: str, entry: Entry | None, url: str) -> str:
    """The same, of what an Ollama server fetches."""
    licence = f"{entry.licence} ({entry.licence_url})" if entry else "see its page on ollama.com/library"
    size = f"about {entry.size_mb} MB" if entry else "see its page on ollama.com/library"
    return "\n".join(
        (
            f"{PREFIX}{name}" + (f": {entry.about}" if entry else ": not in the manifest"),
            "  from     Ollama's library",
            f"  licence  {licence}",
            f"  size     {size}",
            f"  goes to  the Ollama server {url}, which fetches it itself",
        )
    )


def installed_words(record: Record, place: Place, what: Recognised | None, known: Mapping[str, Entry]) -> str:
    """What to do with a model that has come."""
    setting, last = SETTINGS[place.kind], LAST_RUNGS[place.kind]
    lines = [f"{record.engine} is in {place.path} ({megabytes(record.size)}), {CHECKED[record.checked]}."]
    if what is not None and what.is_adapter:
        lines.append(f"It is a {what.note}. Use it with its model: llamacpp:MODEL?lora={place.name}")
    elif what is not None and not what.note:
        lines.append(f"Use it: {setting}={record.engine},{last}")
    if terms_of(Installed(place, what, record), known) is not None:
        lines.append(f"First its licence must be accepted: appliance models accept {record.engine}")
    return "\n".join(lines)


def tell(text: str, as_json: bool) -> None:
    """Print for a person; beside JSON, on standard error."""
    print(text, file=sys.stderr if as_json else sys.stdout)


def recommendation_lines(found: Recommendation) -> list[str]:
    """Size, lines for the environment, commands, reasons."""
    return [
        f"# {found.size}",
        *(f"# {reason}" for reason in found.reasons),
        *(f"{name}={ladder}" for name, ladder in found.settings.items()),
        *([f"appliance models pull {' '.join(found.pull)}"] if found.pull else []),
    ]


def _note(each: Installed, known: Mapping[str, Entry]) -> str:
    """What else there is to say of a whole model."""
    if terms_of(each, known) is not None and not is_accepted(each):
        return "its licence is not accepted: appliance models accept"
    return each.what.note if each.what else ""


def _day(at: str) -> str:
    try:
        return f"{datetime.fromisoformat(at):%Y-%m-%d}"
    except ValueError:
        return "never"
