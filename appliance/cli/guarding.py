"""The guard of this process: with `LOCAL_ONLY` no command connects outside the home, whatever it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from appliance.egress import Guard
from appliance.engines.home_only import engine_hosts, host_of
from appliance.errors import ApplianceError, EngineError
from appliance.settings import Settings, load_settings


@cache
def guard() -> Guard:
    """One for the process: audit hooks cannot be removed, and two of them would refuse what either does not know."""
    return Guard()


@cache
def _install() -> None:
    guard().install()


def guarded(settings: Settings) -> Guard:
    """In force from here on where the settings want it; it knows the hosts that they name."""
    for name in _hosts(settings):
        guard().allow_name(name)
    if settings.local_only:
        _install()
    return guard()


def guard_process() -> None:
    """Before a command does anything. Settings that cannot be read are told by the command; nothing goes out then."""
    try:
        guarded(load_settings())
    except (ApplianceError, OSError):
        _install()


def _hosts(settings: Settings) -> Iterator[str]:
    with suppress(ApplianceError):  # a ladder that cannot be used is told where it is
        yield from engine_hosts(settings.local_llm_model, settings.local_stt_model, settings.local_tts_model)
    with suppress(EngineError):  # and so is what is no address
        yield host_of(settings.ollama_host, "OLLAMA_HOST")
