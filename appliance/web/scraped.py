"""`/metrics`: figures for a monitoring system of the home, in Prometheus's text format. Nothing of them names anybody.

Engines are told by their kind (`whisper`, `espeak`), not by the model, whose name may be a person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from appliance import __version__
from appliance.accounts.roles import Scope
from appliance.calls.occasions import today_of
from appliance.errors import ApplianceError, RefusedError
from appliance.records.calls import AttemptResult, CallStatus
from appliance.store.tallies import UNDER_WAY
from appliance.upkeep.latency import LOOKED_AT, Latencies, summarise
from appliance.web.api.callers import may
from appliance.web.api.problems import status_of
from appliance.web.parts import Parts

PREFIX = "disciplinecall"

NOBODY: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Rung:
    """One engine of a ladder."""

    kind: str
    position: int
    engine: str
    available: bool
    serves: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read at one moment."""

    calls: dict[str, int]
    attempts: dict[str, int]
    missed_offline: int
    latencies: Latencies
    database_bytes: int
    clock_trusted: bool
    rungs: tuple[Rung, ...]


async def read(parts: Parts) -> Figures:
    """The figures of now. Raises what the store raises."""
    store, now = parts.store, parts.now()
    async with store.snapshot():
        days = {user.id: today_of(user, now) for user in await store.people.users()}
        calls, attempts = await store.tallies.calls(days), await store.tallies.attempts()
        missed = await store.tallies.missed_offline()
        latencies = summarise(await store.calls.latest_timed(LOOKED_AT))
    return Figures(
        calls={status.value: calls[status.value] for status in CallStatus},
        attempts={name: attempts[name] for name in (*(result.value for result in AttemptResult), UNDER_WAY)},
        missed_offline=missed,
        latencies=latencies,
        database_bytes=store.privacy.database_bytes(),
        clock_trusted=not parts.observatory.clock.held(),
        rungs=tuple(_rungs(parts)),
    )


def told(figures: Figures | None) -> bytes:
    """The answer; without figures, that the appliance is not up. Each has a registry of its own."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(figures))
    return generate_latest(registry)


def add_metrics(web: FastAPI) -> None:
    """Add `/metrics`, for a token with the scope `scrape`, or somebody who is signed in."""
    rule = may(Scope.SCRAPE)

    @web.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        parts: Parts = web.state.parts
        try:
            await rule(request, parts)
        except ApplianceError as error:
            headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, RefusedError) else NOBODY
            return PlainTextResponse(f"{error.message}\n{error.remedy}\n", status_of(error), headers=headers)
        try:
            figures = await read(parts)
        except ApplianceError:
            figures = None  # told as `up 0`: an answer that says so is worth more than none
        return Response(told(figures), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Told(Collector):
    def __init__(self, figures: Figures | None) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        found = self._figures
        yield _gauge("up", "Whether the store answers.", [(NOBODY, found is not None)])
        yield _gauge("build_info", "The version.", [({"version": __version__}, 1)])
        if found is None:
            return
        yield _gauge("clock_trusted", "Whether the clock can be believed; else nothing rings.", [
            (NOBODY, found.clock_trusted)])  # fmt: skip
        yield _gauge("calls_today", "Calls of everybody's day of today, by status.", _by("status", found.calls))
        yield _gauge("attempts", "Rings that are kept, by result.", _by("result", found.attempts))
        yield _gauge("misfires", "Calls that are kept and never rang: the appliance was off or its clock wrong.", [
            (NOBODY, found.missed_offline)])  # fmt: skip
        yield _gauge("database_bytes", "The database with its log.", [(NOBODY, found.database_bytes)])
        yield _gauge("engine_available", "Whether an engine of a ladder can serve.", [
            (_rung(each), each.available) for each in found.rungs])  # fmt: skip
        yield _gauge("engine_serves", "Which engine of a ladder serves now.", [
            (_rung(each), each.serves) for each in found.rungs])  # fmt: skip
        yield from _latencies(found.latencies)


def _latencies(found: Latencies) -> Iterator[Metric]:
    quantiles = [
        ({"stage": stage.column.removesuffix("_ms"), "quantile": quantile}, milliseconds / 1000)
        for stage in found.stages
        for quantile, milliseconds in (("0.5", stage.median_ms), ("0.95", stage.p95_ms))
    ]
    yield _gauge("answer_seconds", f"Seconds after somebody's last word, of the last {LOOKED_AT} answers.", quantiles)
    yield _gauge("answers_looked_at", "Answers that these quantiles are of.", [(NOBODY, found.turns)])


def _gauge(name: str, about: str, values: Iterable[tuple[dict[str, str], float]]) -> Metric:
    rows = list(values)
    family = GaugeMetricFamily(f"{PREFIX}_{name}", about, labels=list(rows[0][0]) if rows else [])
    for labels, value in rows:
        family.add_metric(list(labels.values()), float(value))
    return family


def _by(label: str, counts: dict[str, int]) -> list[tuple[dict[str, str], float]]:
    return [({label: name}, count) for name, count in counts.items()]


def _rung(each: Rung) -> dict[str, str]:
    return {"kind": each.kind, "rung": str(each.position), "engine": each.engine}


def _rungs(parts: Parts) -> Iterator[Rung]:
    for kind, ladder in parts.observatory.ladders.items():
        states = ladder.states
        serving = next((place for place, each in enumerate(states) if each.available), len(states) - 1)
        for place, each in enumerate(states):
            yield Rung(kind, place, each.name.partition(":")[0], each.available, place == serving)
