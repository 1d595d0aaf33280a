"""Export and import of one person with 30 metrics over ten years, about 110,000 rows, as JSON and as spreadsheets.

Prints one JSON object a line: name, value, unit, baseline, ratio. The baseline of an export is Python's own
`json.dumps` of the same rows; of an import, the transaction alone that inserts them.
"""

from __future__ import annotations

import asyncio
import json
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.records.people import User
from appliance.records.progress import Metric, MetricKind, MetricSource, MetricType
from appliance.store import Store, open_store
from appliance.transfer.arrival import bring_in, read_own
from appliance.transfer.files_in import OwnDocument, OwnSheets, recognise
from appliance.transfer.out import Shape, export

METRICS, DAYS = 30, 3650
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOTHING_BESIDE = {"baseline": None, "ratio": None}


async def fill(store: Store) -> User:
    """A value of each metric on each day."""
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOW - timedelta(days=DAYS)))
    kinds = [
        MetricType(user_id=sam.id, name=f"metric {number}", kind=MetricKind.NUMBER, created_at=NOW)
        for number in range(METRICS)
    ]
    async with store.database.writing() as session:
        session.add_all(kinds)
        await session.flush()
        session.add_all(
            Metric(
                user_id=sam.id,
                metric_type_id=kind.id,
                metric_type=kind.name,
                date=(NOW - timedelta(days=back)).date(),
                value=back / 7,
                source=MetricSource.MANUAL,
                recorded_at=NOW - timedelta(days=back),
            )
            for kind in kinds
            for back in range(DAYS)
        )
    return sam


async def measured(store: Store, sam: User, folder: Path, shape: Shape) -> None:
    """One shape, out and into an empty appliance."""
    file = folder / f"sam.{shape.value}"
    began = time.perf_counter()
    done = await export(store, sam, file, shape, NOW)
    written = time.perf_counter() - began
    rows = [row.model_dump(mode="json") for row in await store.progress.metrics(sam.id)]
    began = time.perf_counter()
    json.dumps(rows)
    report(f"export of {done.rows.total()} rows as {shape.value}", written, time.perf_counter() - began)
    began = time.perf_counter()
    found = recognise(file)
    if not isinstance(found, OwnDocument | OwnSheets):
        raise RuntimeError(f"{file} is not recognised")
    dossier = read_own(found)
    checked = time.perf_counter() - began
    async with open_store(folder / shape.value / "appliance.db", bytes(32)) as other:
        began = time.perf_counter()
        await bring_in(other, dossier)
        brought = time.perf_counter() - began
    report(f"import of them from {shape.value}, {file.stat().st_size / 2**20:.0f} MiB", checked + brought, brought)


def report(name: str, seconds: float, baseline: float) -> None:
    """One line."""
    line = {"name": name, "value": round(seconds, 2), "unit": "s", "baseline": round(baseline, 2)}
    print(json.dumps({**line, "ratio": round(seconds / baseline, 2)}))


async def run() -> None:
    """Both shapes, then how much memory the process had at most."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        async with open_store(folder / "old" / "appliance.db", bytes(32)) as store:
            sam = await fill(store)
            for shape in Shape:
                await measured(store, sam, folder, shape)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": "memory of all of it at most", "value": round(most), "unit": "MiB", **NOTHING_BESIDE}))


def main() -> None:
    """Measure all of it."""
    asyncio.run(run())


if __name__ == "__main__":
    main()
