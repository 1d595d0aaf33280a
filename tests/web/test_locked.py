"""The page of a locked appliance, asked in process."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from appliance.errors import InvalidInputError, KeyMissingError, LockedError, PassphraseNeededError, WrongKeyError
from appliance.settings import Settings
from appliance.store import create_key, read_key
from appliance.upkeep.duty import somebody_on_duty
from appliance.web.gate import Gate
from appliance.web.locked import LONGEST_FORM_BYTES, build, is_locked, wait_for_unlock

RIGHT = "correct horse & bäckerei +1"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Clock:
    """Seconds that pass when they are told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def check(passphrase: str) -> None:
    """As `read_key` does, without its cost."""
    if not passphrase:
        raise PassphraseNeededError("wrapped")
    if passphrase != RIGHT:
        raise WrongKeyError("/somewhere/key does not open")


def visit(work: Callable[[httpx.AsyncClient, Gate, Clock], Awaitable[None]], check: Callable[[str], object] = check,
          host: str = "localhost:8080") -> None:  # fmt: skip
    async def run() -> None:
        clock = Clock()
        gate = Gate(check, clock)
        transport = httpx.ASGITransport(app=build(gate, "127.0.0.1"))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            await work(client, gate, clock)

    asyncio.run(run())


async def give(client: httpx.AsyncClient, passphrase: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/unlock", data={"passphrase": passphrase}, headers=named)


def test_it_says_that_nothing_rings_and_asks(tmp_path: Path) -> None:
    async def work(client: httpx.AsyncClient, _gate: Gate, _clock: Clock) -> None:
        health = await client.get("/healthz")
        assert health.status_code == 503
        assert set(health.json()) == {"status", "version"}
        assert health.json()["status"] == "locked"
        page = await client.get("/")
        assert page.status_code == 200
        assert "nothing rings" in page.text
        assert 'type="password"' in page.text
        assert (await client.get("/static/page.css")).status_code == 200
        assert (await client.get("/docs")).status_code == 404

    visit(work)


def test_nothing_comes_from_elsewhere_and_the_form_goes_nowhere_else() -> None:
    async def work(client: httpx.AsyncClient, _gate: Gate, _clock: Clock) -> None:
        for answer in (await client.get("/"), await give(client, "wrong")):
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "form-action 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert "<script" not in answer.text
            assert "://" not in answer.text
        assert (await client.get("/", headers={"host": "evil.example"})).status_code == 421
        assert (await give(client, RIGHT, host="evil.example")).status_code == 421

    visit(work)


def test_the_right_passphrase_opens_the_real_key_file(tmp_path: Path) -> None:
    create_key(tmp_path / "key", RIGHT)

    async def work(client: httpx.AsyncClient, gate: Gate, _clock: Clock) -> None:
        wrong = await give(client, RIGHT + " ")
        assert wrong.status_code == 403
        assert "not the passphrase" in wrong.text
        assert str(tmp_path) not in wrong.text
        assert not gate.opened.is_set()
        right = await give(client, RIGHT)
        assert right.status_code == 200
        assert RIGHT not in right.text
        assert gate.opened.is_set()
        assert gate.passphrase == RIGHT

    visit(work, lambda passphrase: read_key(tmp_path / "key", passphrase))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://box.local:8080"}, 200),
        ({"origin": "http://BOX.local:8080", "sec_fetch_site": "same-origin"}, 200),
        ({"sec_fetch_site": "same-origin"}, 200),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"sec_fetch_site": "cross-site", "origin": "http://box.local:8080"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, 403),
        ({"origin": "http://box.local:9090"}, 403),
        ({"origin": "http://box.local"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": ""}, 403),
    ],
)
def test_only_our_own_page_may_send_the_form(headers: dict[str, str], status: int) -> None:
    async def work(client: httpx.AsyncClient, gate: Gate, _clock: Clock) -> None:
        assert (await give(client, RIGHT, **headers)).status_code == status
        assert gate.opened.is_set() is (status == 200)

    visit(work, host="box.local:8080")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", FORM, 400),
        (b"passphrase=", FORM, 400),
        (b"other=1", FORM, 400),
        (b"passphrase=%ff%fe", FORM, 400),
        (b"passphrase=\xff", FORM, 400),
        (b"&".join([b"a=1"] * 9), FORM, 400),
        (b"passphrase=" + b"x" * LONGEST_FORM_BYTES, FORM, 413),
        (b'{"passphrase": "x"}', {"content-type": "application/json"}, 415),
        (b"passphrase=x", {}, 415),
    ],
)
def test_forms_that_cannot_be_used_are_not_tried(body: bytes, headers: dict[str, str], status: int) -> None:
    tried = []

    def note(passphrase: str) -> None:
        tried.append(passphrase)
        check(passphrase)

    async def work(client: httpx.AsyncClient, gate: Gate, _clock: Clock) -> None:
        for _ in range(5):
            answer = await client.post("/unlock", content=body, headers=headers)
            assert answer.status_code == status
            assert 'type="password"' in answer.text
        assert gate.wait_seconds() == 0
        assert not any(tried)

    visit(work, note)


def test_an_endless_form_is_not_read_to_its_end() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 1000:
            sent += 1
            yield b"x" * 1024

    async def work(client: httpx.AsyncClient, _gate: Gate, _clock: Clock) -> None:
        answer = await client.post("/unlock", content=endless(), headers=FORM)
        assert answer.status_code == 413
        assert sent <= 10

    visit(work)


def test_after_three_wrong_ones_it_waits_ever_longer() -> None:
    async def work(client: httpx.AsyncClient, gate: Gate, clock: Clock) -> None:
        for _ in range(2):
            assert "retry-after" not in (await give(client, "wrong")).headers
        for wait in (1, 2, 4, 8, 16, 32, 60, 60):
            wrong = await give(client, "wrong")
            assert (wrong.status_code, wrong.headers["retry-after"]) == (403, str(wait))
            assert f"Wait {wait} second" in wrong.text
            clock.now += wait / 2
            early = await give(client, RIGHT)
            assert early.status_code == 429
            assert 1 <= int(early.headers["retry-after"]) <= wait
            assert "Wait" in (await client.get("/")).text
            clock.now += wait / 2
        assert not gate.opened.is_set()
        assert "Wait" not in (await client.get("/")).text
        assert (await give(client, RIGHT)).status_code == 200

    visit(work)


def test_passphrases_are_tried_one_at_a_time_and_a_crowd_gains_no_attempts() -> None:
    trying, tried = threading.Lock(), []

    def alone(passphrase: str) -> None:
        assert trying.acquire(blocking=False)
        try:
            tried.append(passphrase)
            check(passphrase)
        finally:
            trying.release()

    async def work(client: httpx.AsyncClient, _gate: Gate, _clock: Clock) -> None:
        answers = await asyncio.gather(*(give(client, f"wrong {number}") for number in range(20)))
        assert sorted(answer.status_code for answer in answers) == [403] * 3 + [429] * 17
        assert len(tried) == 3

    visit(work, alone)


def test_a_key_file_that_went_missing_is_no_wrong_passphrase(caplog: pytest.LogCaptureFixture) -> None:
    def gone(_: str) -> None:
        raise KeyMissingError("There is no key file.", remedy="Restore it.")

    async def work(client: httpx.AsyncClient, gate: Gate, _clock: Clock) -> None:
        for _ in range(5):
            answer = await give(client, RIGHT)
            assert answer.status_code == 503
            assert "cannot be read" in answer.text
        assert gate.wait_seconds() == 0

    visit(work, gone)
    assert "no key file" in caplog.text


def test_no_passphrase_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def work(client: httpx.AsyncClient, gate: Gate, _clock: Clock) -> None:
        await give(client, "secret-but-wrong")
        with pytest.raises(WrongKeyError):
            await gate.answer({"command": "unlock", "passphrase": "secret-but-wrong"})
        await give(client, RIGHT)

    with caplog.at_level(logging.DEBUG):
        visit(work)
    assert "a wrong passphrase was given on the page (1 so far)" in caplog.text
    assert "secret" not in caplog.text
    assert "horse" not in caplog.text


def test_at_the_control_socket_only_unlock_is_understood_and_nobody_waits() -> None:
    async def work(client: httpx.AsyncClient, gate: Gate, _clock: Clock) -> None:
        for _ in range(3):
            await give(client, "wrong")
        assert gate.wait_seconds() > 0
        for message in ({}, {"command": "call"}, {"command": ["unlock"]}):
            with pytest.raises(LockedError) as locked:
                await gate.answer(message)
            assert (locked.value.code, locked.value.exit_code) == ("locked", 4)
            assert "appliance unlock" in locked.value.remedy
        for no_text in (None, 5, ["x"]):
            with pytest.raises(InvalidInputError):
                await gate.answer({"command": "unlock", "passphrase": no_text})
        for passphrase in ("wrong", "\ud800"):
            with pytest.raises(WrongKeyError):
                await gate.answer({"command": "unlock", "passphrase": passphrase})
        assert await gate.answer({"command": "unlock", "passphrase": RIGHT}) == {"status": "unlocked"}
        assert gate.opened.is_set()

    visit(work)


@pytest.mark.parametrize("stopped", [True, False])
def test_a_signal_wins_over_the_passphrase_of_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    def opens(_file: Path, _passphrase: str) -> bytes:
        if stopped:
            os.kill(os.getpid(), signal.SIGTERM)
        return b""

    async def run() -> str | None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        settings = Settings(local_data_path=tmp_path / "data", key_file=tmp_path / "key")
        waiting = asyncio.create_task(wait_for_unlock(settings, "127.0.0.1", port))
        await asyncio.sleep(0)  # by its first pause it listens
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"http://127.0.0.1:{port}/unlock", data={"passphrase": RIGHT})
        assert answer.status_code == 200
        return await waiting

    monkeypatch.setattr("appliance.web.locked.read_key", opens)
    assert asyncio.run(run()) == (None if stopped else RIGHT)
    assert not somebody_on_duty(tmp_path / "data")


def test_what_is_locked(tmp_path: Path) -> None:
    def settings(name: str, passphrase: str = "") -> Settings:
        return Settings(local_data_path=tmp_path, key_file=tmp_path / name, appliance_passphrase=passphrase)

    create_key(tmp_path / "plain")
    create_key(tmp_path / "wrapped", RIGHT)
    (tmp_path / "damaged").write_text("{}")
    assert not is_locked(settings("none"))
    assert not is_locked(settings("plain"))
    assert is_locked(settings("wrapped"))
    assert not is_locked(settings("wrapped", "given"))
    with pytest.raises(WrongKeyError):
        is_locked(settings("damaged"))
