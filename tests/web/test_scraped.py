"""Figures for a monitoring system: with a token for it, in its format, and naming nobody."""

from __future__ import annotations

from pathlib import Path

import httpx
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from appliance.calls.occasions import today_of
from appliance.records.calls import AttemptResult, CallStatus, MessageType
from appliance.web.scraped import told
from tests.store import samples
from tests.web.apihouse import ApiHouse, held
from tests.web.served import served

Found = dict[tuple[str, ...], float]


def parsed(text: str) -> dict[str, Found]:
    """By metric, then by the values of its labels, in the order of the labels' names."""
    return {
        family.name.removeprefix("disciplinecall_"): {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value for sample in family.samples
        }
        for family in text_string_to_metric_families(text)
    }


async def lived(house: ApiHouse) -> None:
    """Calls of today and before, rings, and one answer."""
    store, now = house.appliance.store, house.appliance.now()
    for name in ("Max", "Vera"):
        user = house.people[name]
        day = today_of(user, now)
        await store.calls.add(
            samples.call(user, day=day, accounting_day=day, status=CallStatus.MISSED, reason="zanzibar")
        )
    await store.calls.add(samples.call(house.people["Max"], status=CallStatus.MISSED_OFFLINE))
    call = await store.calls.add(samples.call(house.people["Max"], day=day, accounting_day=day))
    ring = await store.calls.begin_attempt(samples.attempt(call, room="Max's bedroom"))
    turn = samples.turn(call, content="zanzibar", message_type=MessageType.AI, voice_to_voice_ms=800.0, engine="espeak")
    await store.calls.keep_turn(turn)
    await store.calls.finish_attempt(ring.id, AttemptResult.ANSWERED, now=now, status=CallStatus.COMPLETED)


def test_a_token_for_it_reads_the_figures_and_nothing_else(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        await lived(house)
        async with house.program("Max", "scrape") as scraper:
            answer = await scraper.get("/metrics")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
            found = parsed(answer.text)
            assert found["up"] == {(): 1}
            assert (found["calls_today"]["missed",], found["calls_today"]["completed",]) == (2, 1)
            assert (found["attempts"]["answered",], found["attempts"]["under_way",]) == (1, 0)
            assert found["misfires"] == {(): 1}
            assert found["database_bytes"][()] > 10_000
            assert found["answer_seconds"] == {("0.5", "voice_to_voice"): 0.8, ("0.95", "voice_to_voice"): 0.8}
            assert found["engine_serves"]["espeak", "voice", "0"] == 1
            for personal in ("Max", "Vera", "Olga", "zanzibar", "bedroom", str(house.people["Max"].id)):
                assert personal not in answer.text
            assert (await scraper.get("/api/v1/people/me")).status_code == 403

    held(tmp_path, body)


def test_without_such_a_token_nothing_is_told(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody, house.program("Olga", "read", "administer") as other:
            refused = await nobody.get("/metrics")
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert "disciplinecall_up" not in refused.text
            wrong = await nobody.get("/metrics", headers={"Authorization": "Bearer dc_wrong"})
            assert wrong.status_code == 401
            assert (await other.get("/metrics")).status_code == 403
            assert (await nobody.get("/metrics", headers={"Host": "evil.example"})).status_code == 421
        async with house.signed_in("Vera") as viewer:
            assert (await viewer.get("/metrics")).status_code == 200

    held(tmp_path, body)


def test_a_house_where_nothing_was_yet_has_figures_too(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.program("Max", "scrape") as scraper:
            found = parsed((await scraper.get("/metrics")).text)
            assert found["answer_seconds"] == {}
            assert set(found["calls_today"].values()) == {0}

    held(tmp_path, body)


def test_what_is_not_up_says_so_and_nothing_is_registered_for_the_whole_process() -> None:
    assert parsed(told(None).decode())["up"] == {(): 0}
    assert not [name for name in REGISTRY._names_to_collectors if name.startswith("disciplinecall")]


def test_over_a_real_socket_as_a_scraper_asks(tmp_path: Path) -> None:
    async def token(house: ApiHouse) -> str:
        async with house.program("Max", "scrape") as program:
            return program.headers["Authorization"]

    accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"
    with served(tmp_path) as home, httpx.Client(headers={"Accept": accept}) as scraper:
        assert scraper.get(f"{home.url}/metrics").status_code == 401
        headers = {"Authorization": home.run(token)}
        found = parsed(scraper.get(f"{home.url}/metrics", headers=headers).text)
        assert found["up"] == {(): 1}
