"""What is missing on this machine, each with its remedy. Looks only: creates and changes nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from appliance.channels.furnishing import SEEN_SECONDS, Found, lacks_of
from appliance.channels.sound_card import SoundDevices
from appliance.coach.catalogue import model_states
from appliance.coach.personas import open_personas
from appliance.coach.safety.classifier import FITTED, load
from appliance.engines.kinds import RungState, Surroundings, surroundings
from appliance.errors import ApplianceError, DatabaseGoneError, InvalidInputError
from appliance.language.folders import base_code, files_of
from appliance.records.people import Room
from appliance.settings import Settings
from appliance.store import open_store, read_key
from appliance.store.whereabouts import check_not_gone
from appliance.upkeep import carriers, crashes
from appliance.upkeep.backups.shelf import latest
from appliance.upkeep.backups.upgrading import left_alone
from appliance.upkeep.findings import RESTORE, Finding
from appliance.upkeep.foundations import foundations, nearest, zones
from appliance.upkeep.languages import lacks
from appliance.upkeep.latency import LOOKED_AT, Latencies, summarise
from appliance.upkeep.weights.manifest import load_manifest
from appliance.voice import catalogue

LATE_HOURS = 48
"""A backup older than this is told."""


States = Callable[[str, Surroundings], Awaitable[list[RungState]]]


async def examine(
    settings: Settings, devices: SoundDevices, now: datetime, rooms: Sequence[Room] = ()
) -> list[Finding]:
    """Every finding, the basics first. `devices` are the running appliance's: only they know what is in use."""
    machine = asyncio.to_thread(lambda: [*_look(settings, now), _backup(settings, now)])
    found = await asyncio.gather(machine, _engines(settings), _sound(devices, rooms))
    return [finding for findings in found for finding in findings]


async def examine_all(settings: Settings, now: datetime) -> list[Finding]:
    """Every finding of a machine on which no appliance is open in this process: the database as well."""
    found, rooms = await _database(settings)
    return [*found, *await examine(settings, SoundDevices(), now, rooms)]


def languages(codes: Sequence[str], settings: Settings) -> Iterator[Finding]:
    """What this machine lacks for the languages that people are called in."""
    known = load_manifest(settings.local_models_path)
    for code in codes:
        for lack in lacks(code, settings, known):
            yield Finding(f"language {code}: {lack.part}", False, lack.detail, lack.remedy, needed=lack.needed)


def answering(latencies: Latencies) -> Iterator[Finding]:
    """How quick the latest turns were, and who served them."""
    if not latencies.turns:
        yield Finding("answering", True, "no call has been answered yet", needed=False)
        return
    for stage in latencies.stages:
        figures = {"median_ms": stage.median_ms, "p95_ms": stage.p95_ms, "turns": stage.turns}
        told = f"{stage.median_ms:.0f} ms after the last word, {stage.p95_ms:.0f} ms at p95, of {stage.turns} turns"
        yield Finding(f"answering: {stage.title}", True, told, needed=False, figures=figures)
    served = ", ".join(f"{engine} {count}" for engine, count in latencies.served)
    yield Finding("answering: served by", True, served, needed=False, figures=dict(latencies.served))


async def _database(settings: Settings) -> tuple[list[Finding], list[Room]]:
    """Whether the stored database opens with the key, and how quick the calls in it were; and the rooms in it."""
    file = settings.database_file
    try:
        if not file.exists():
            check_not_gone(settings.key_file, file)
            return [Finding("database", True, f"{file} (made on first use)")], []
        key = read_key(settings.key_file, settings.appliance_passphrase)
        async with open_store(file, key, upgrading=left_alone) as store:
            latencies = summarise(await store.calls.latest_timed(LOOKED_AT))
            people = await store.people.users()
            damage = await store.check()
            codes = sorted({base_code(user.language) for user in people})
            findings = [
                Finding("database", not damage, "; ".join(damage[:3]) or f"{file}, read whole", RESTORE),
                *zones(user.timezone for user in people),
                *languages(codes, settings),
                *answering(latencies),
            ]
            return findings, await store.people.rooms()
    except DatabaseGoneError:
        return [], []  # the data folder's finding
    except (ApplianceError, OSError) as error:
        remedy = error.remedy if isinstance(error, ApplianceError) else f"See that {file} and the key can be read."
        return [Finding("database", False, getattr(error, "message", str(error)), remedy)], []


def _look(settings: Settings, now: datetime) -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")
    yield from foundations(settings, now)
    yield crashes.finding(settings.local_data_path, now)
    yield from _personas(settings.local_data_path)
    yield distress(files_of(FITTED))
    yield from carriers.telegram(settings)


def _personas(folder: Path) -> Iterator[Finding]:
    known = open_personas(folder)
    yield Finding("personas", len(known) > 0, ", ".join(known) or "none", "Install the appliance again: make setup")
    for fault in known.faults:
        where = f"{fault.path}{f', line {fault.line}' if fault.line else ''}: {fault.fault}"
        remedy = f"Mend it, then: appliance personas check {fault.path}"
        yield Finding(f"persona {fault.path.stem}", False, where, remedy, needed=False)


def distress(fitted: Mapping[str, Path]) -> Finding:
    """Whether every language that has examples of distress hears their likes. `fitted`: by language code."""
    broken: list[str] = []
    for code, file in fitted.items():
        try:
            load(file)
        except InvalidInputError as error:
            broken.append(f"{code} by its word lists alone: {error.message}")
    remedy = "Fit it again, python -m scripts.distress, or install the appliance again."
    return Finding("distress", not broken, "; ".join(broken) or f"heard in {', '.join(sorted(fitted))}", remedy)


def _backup(settings: Settings, now: datetime) -> Finding:
    """How old the last one is. One is made each night, so two days are too much."""
    folder = settings.backups_path
    last = latest(folder, now)
    if not folder.parent.is_dir() or not os.access(nearest(folder), os.W_OK):
        remedy = "Is its disk mounted? Make it a folder that can be written, or set BACKUP_FOLDER to one."
        return Finding("backup", False, f"{folder} cannot be written", remedy, needed=False)
    if last is None:
        fresh = not settings.database_file.exists()
        return Finding("backup", fresh, f"none in {folder} yet", "Make one: appliance backup", needed=False)
    hours = (now - last).total_seconds() / 3600
    told = f"the last is {hours:.0f} hours old" if hours < LATE_HOURS else f"the last is {hours / 24:.0f} days old"
    remedy = f"Make one now, appliance backup, and see that {folder} can be written and has room."
    return Finding("backup", hours < LATE_HOURS, told, remedy, needed=False, figures={"age_hours": hours})


async def _engines(settings: Settings) -> list[Finding]:
    around = surroundings(settings)
    await asyncio.to_thread(lambda: around.machine)
    ladders: list[tuple[str, str, States]] = [
        ("recogniser", settings.local_stt_model, catalogue.RECOGNISERS.states),
        ("voice", settings.local_tts_model, catalogue.VOICES.states),
        ("words", settings.local_llm_model, model_states),
    ]
    findings = []
    for kind, ladder, states in ladders:
        rungs = await states(ladder, around)
        alone = not any(rung.available for rung in rungs)
        findings += [
            Finding(f"{kind} {rung.name}", rung.available, rung.reason or "ready", rung.remedy, needed=alone)
            for rung in rungs
        ]
    return findings


async def _sound(devices: SoundDevices, rooms: Sequence[Room]) -> list[Finding]:
    try:
        found = await devices.available(SEEN_SECONDS)
    except ApplianceError as error:
        return [Finding("sound", False, error.message, error.remedy)]
    remedy = "Plug one in, or in a container pass the host's PulseAudio socket; then: appliance rooms devices"
    speakers = [each.name for each in found if each.outputs]
    microphones = [each.name for each in found if each.inputs]
    return [
        Finding("speaker", bool(speakers), ", ".join(speakers) or "none found", remedy),
        Finding("microphone", bool(microphones), ", ".join(microphones) or "none found", remedy),
        *without_devices(rooms, Found(tuple(found))),
    ]


def without_devices(rooms: Sequence[Room], found: Found) -> Iterator[Finding]:
    """Rooms whose devices are not there. Where that is every room, none is left to call in."""
    lacks = {room.name: lacks_of(room, found) for room in rooms}
    for name, missing in lacks.items():
        if missing:
            told, remedy = "; ".join(each.message for each in missing), missing[0].remedy
            yield Finding(f"room {name}", False, told, remedy, needed=all(lacks.values()))
