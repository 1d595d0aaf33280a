"""Schemathesis over all of the API, as nobody, a viewer, a member and an owner: no 5xx, nothing of somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from appliance.records.progress import Commitment, Metric, MetricKind, MetricSource, MetricType
from tests.store import samples
from tests.web.apihouse import ApiHouse
from tests.web.served import Served, served

SECRET = "zanzibar"
"""In everything that is private to Max."""

ENOUGH = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("fuzzed")) as page:
        page.run(furnish)
        yield page


async def furnish(house: ApiHouse) -> None:
    store, max_ = house.appliance.store, house.people["Max"]
    call = await store.calls.add(samples.call(max_))
    turn = samples.turn(call, content=f"I was in {SECRET}.")
    await store.calls.keep_turn(turn, samples.observation(turn, text=SECRET))
    day = samples.TODAY
    made = Commitment(user_id=max_.id, text=f"Fly to {SECRET}.", made_on=day, due_day=day, created_at=samples.NOW)
    await store.progress.add_commitment(made)
    kind = MetricType(user_id=max_.id, name=SECRET, kind=MetricKind.HABIT, created_at=samples.NOW)
    kind = await store.progress.add_metric_type(kind)
    await store.progress.record(
        Metric(user_id=max_.id, metric_type_id=kind.id, metric_type=SECRET, date=day, value=1.0,
               source=MetricSource.MANUAL, recorded_at=samples.NOW)
    )  # fmt: skip


async def token(house: ApiHouse, name: str) -> str:
    scopes = ["read", "record", "call", *(["administer"] if name == "Olga" else [])]
    async with house.program(name, *scopes) as program:
        return program.headers["Authorization"]


@pytest.mark.parametrize("who", ["nobody", "Vera", "Max", "Olga"])
def test_whatever_is_asked_is_answered_and_nothing_private_is_told(home: Served, who: str) -> None:
    headers = {"Authorization": home.run(lambda house: token(house, who))} if who != "nobody" else {}
    schema: Any = schemathesis.openapi.from_url(f"{home.url}/api/v1/openapi.json")
    asked: set[int] = set()

    def check(case: Any) -> None:
        if who == "Max" and case.method == "DELETE":
            return
        answer = case.call(base_url=f"{home.url}/api/v1", headers=headers, timeout=30)
        asked.add(answer.status_code)
        assert answer.status_code < 500, f"{case.method} {case.path}: {answer.text}"
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code
        if who != "Max":
            assert SECRET not in answer.text.casefold(), f"{case.method} {case.path} tells {who} what is private"

    for operation in schema.get_all_operations():
        drawn: Any = given(operation.ok().as_strategy())
        ENOUGH(drawn(check))()
    assert 401 in asked if who == "nobody" else 200 in asked
