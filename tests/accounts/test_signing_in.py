"""Signing in on a real store: who gets through, who does not, and what it tells."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from appliance.accounts.passwords import Passwords, check_password, outdated
from appliance.accounts.second_factor import enrolment, taken_step
from appliance.accounts.secrets import digest
from appliance.accounts.signing_in import IDLE, LASTS, SigningIn, Ticket
from appliance.accounts.throttle import Throttle
from appliance.errors import (
    ConflictError,
    InvalidInputError,
    RefusedError,
    SecondFactorError,
    TooManyTriesError,
)
from appliance.records.people import User
from appliance.store import Store, open_store
from tests.prepared import furnish

GOOD = "teapot lantern gravel"
HERE = "192.168.1.20"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, span: timedelta) -> None:
        self.at += span


class Home:
    def __init__(self, store: Store, clock: Clock, sam: User) -> None:
        self.store, self.clock, self.sam = store, clock, sam
        self.door = SigningIn(store, clock)

    async def come_in(self, name: str = "sam", password: str = GOOD, code: str = "", address: str = HERE) -> Ticket:
        return await self.door.sign_in(name, password, code, address=address, label="Firefox on Linux")


@asynccontextmanager
async def home(folder: Path) -> AsyncIterator[Home]:
    clock = Clock()
    file = folder / "user_data" / "appliance.db"
    async with open_store(file, await furnish(file)) as store:
        sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=clock()))
        found = Home(store, clock, sam)
        await found.door.open_account(sam, GOOD, first=True)
        yield found


def held(folder: Path, body: Callable[[Home], object]) -> None:
    async def main() -> None:
        async with home(folder) as found:
            await body(found)  # type: ignore[misc]

    asyncio.run(main())


def test_a_session_is_had_by_name_and_password_and_only_its_digest_is_kept(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        ticket = await home.come_in()
        session, user = await home.door.session_of(ticket.cookie) or (None, None)
        assert user is not None
        assert session is not None
        assert (user.id, session.label, session.address) == (home.sam.id, "Firefox on Linux", HERE)
        assert session.token_digest == digest(ticket.cookie)
        assert await home.door.session_of(session.token_digest) is None
        assert await home.door.session_of("") is None
        assert (await home.come_in()).cookie != ticket.cookie, "a new one at each signing in"

    held(tmp_path, body)


def test_what_is_refused_does_not_tell_whether_there_is_such_an_account(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        ann = await home.store.people.add_user(User(name="Ann", timezone="UTC", created_at=home.clock()))
        assert await home.store.accounts.account(ann.id) is None
        said = []
        for name in ("Sam", "Ann", "Nobody", "", "\ud800"):
            with pytest.raises(RefusedError) as refused:
                await home.come_in(name, "wrong password")
            said.append(str(refused.value))
        assert set(said) == {"The name or the password is wrong."}

    held(tmp_path, body)


def test_the_work_is_the_same_for_an_account_that_is_not_there() -> None:
    async def main() -> None:
        passwords = Passwords()
        stored = await passwords.hashed(GOOD)
        await passwords.right("x", None)

        async def cpu_seconds(account: str | None) -> float:
            began = time.process_time()
            for _ in range(3):
                assert not await passwords.right("wrong password", account)
            return time.process_time() - began

        there, absent = await cpu_seconds(stored), await cpu_seconds(None)
        assert 0.4 < there / absent < 2.5

    asyncio.run(main())


def test_a_session_ends_when_it_is_old_unused_revoked_or_the_password_is_another(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        idle = await home.come_in()
        home.clock.pass_by(IDLE)
        assert await home.door.session_of(idle.cookie) is None
        used = await home.come_in()
        for _ in range(LASTS // timedelta(days=6)):
            home.clock.pass_by(timedelta(days=6))
            last = await home.door.session_of(used.cookie)
        assert last is None or home.clock() < used.session.expires_at
        home.clock.pass_by(timedelta(days=6))
        assert await home.door.session_of(used.cookie) is None
        first, second = await home.come_in(), await home.come_in()
        assert await home.store.accounts.revoke_session(home.sam.id, first.session.id, home.clock())
        assert not await home.store.accounts.revoke_session(home.sam.id, first.session.id, home.clock())
        assert await home.door.session_of(first.cookie) is None
        third = await home.come_in()
        await home.door.change_password(home.sam, GOOD, "another good one", keep=third.session, address=HERE)
        assert await home.door.session_of(second.cookie) is None
        assert await home.door.session_of(third.cookie) is not None
        with pytest.raises(RefusedError):
            await home.come_in()
        await home.come_in(password="another good one")

    held(tmp_path, body)


def test_a_second_factor_is_asked_for_and_each_code_taken_once(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        secret = await home.door.begin_second_factor(home.sam, GOOD, address=HERE)
        await home.come_in()  # it does not count before it was confirmed

        def code(ahead_seconds: int = 0) -> str:
            return pyotp.TOTP(secret).at(home.clock(), counter_offset=ahead_seconds // 30)

        with pytest.raises(RefusedError):
            await home.door.confirm_second_factor(home.sam, "000000")
        recovery = await home.door.confirm_second_factor(home.sam, code())
        with pytest.raises(SecondFactorError):
            await home.come_in()
        with pytest.raises(SecondFactorError):
            await home.come_in(code=code())  # taken when it was confirmed
        home.clock.pass_by(timedelta(seconds=30))
        await home.come_in(code=f" {code()[:3]} {code()[3:]} ")
        with pytest.raises(SecondFactorError):
            await home.come_in(code=code(-30))
        await home.come_in(code=recovery[0].upper())
        with pytest.raises(SecondFactorError):
            await home.come_in(code=recovery[0])
        with pytest.raises(ConflictError):
            await home.door.begin_second_factor(home.sam, GOOD, address=HERE)
        await home.door.end_second_factor(home.sam, GOOD, address=HERE)
        await home.come_in()

    held(tmp_path, body)


def test_codes_of_a_clock_that_is_off_by_a_step_are_taken_and_no_others() -> None:
    secret, now = pyotp.random_base32(), datetime(2026, 3, 2, 12, tzinfo=UTC)
    codes = pyotp.TOTP(secret)
    step = int(now.timestamp() // 30)
    for ahead in range(-3, 4):
        found = taken_step(secret, codes.at(now, counter_offset=ahead), now, 0)
        assert found == (step + ahead if abs(ahead) <= 1 else None)
    for wrong in ("", "12345", "abcdef", "１２３４５６", codes.at(now) + "0"):
        assert taken_step(secret, wrong, now, 0) is None
    assert "issuer=DisciplineCall" in enrolment(secret, "Sam")


def test_who_fails_too_often_waits_wherever_they_are(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        for _ in range(5):
            with pytest.raises(RefusedError, match="wrong"):
                await home.come_in(password="wrong password")
        with pytest.raises(TooManyTriesError) as stopped:
            await home.come_in()
        assert 0 < stopped.value.wait_seconds <= 60
        with pytest.raises(TooManyTriesError):
            await home.come_in(address="192.168.1.99")
        with pytest.raises(TooManyTriesError):
            await home.door.change_password(home.sam, "guess a guess", "x", keep=None, address=HERE)  # type: ignore[arg-type]

    held(tmp_path, body)


def test_failures_are_counted_by_account_and_by_address_and_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    throttle = Throttle()
    for _ in range(4):
        throttle.failed("Sam", HERE)
    assert throttle.wait_seconds("Sam", HERE) == 0
    throttle.failed("SAM", HERE)
    assert 0 < throttle.wait_seconds("sam", "elsewhere") <= 60
    assert throttle.wait_seconds("Ann", HERE) == 0
    now[0] += 61
    assert throttle.wait_seconds("sam", HERE) == 0
    for number in range(20):
        throttle.failed(f"name {number}", HERE)
    assert throttle.wait_seconds("Ann", HERE) > 0
    assert throttle.wait_seconds("Ann", "elsewhere") == 0
    throttle.succeeded("Ann")
    assert throttle.wait_seconds("Ann", HERE) > 0, "one success does not open the house to the rest"


@pytest.mark.parametrize(
    "password", ["", "short", "x" * 257, "aaaaaaaaaaaa", "abababababab", "samanthasmith", "teapot \ud800 gravel"]
)
def test_passwords_that_are_none(password: str) -> None:
    with pytest.raises(InvalidInputError):
        check_password(password, "SamanthaSmith")


def test_only_one_can_be_first(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        ann = await home.store.people.add_user(User(name="Ann", timezone="UTC", created_at=home.clock()))
        with pytest.raises(ConflictError, match="owner already"):
            await home.door.open_account(ann, GOOD, first=True)
        await home.door.open_account(ann, GOOD)
        with pytest.raises(ConflictError, match="can sign in already"):
            await home.door.open_account(ann, GOOD)

    held(tmp_path, body)


def test_a_reset_by_whoever_runs_the_machine_ends_everything(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        ticket = await home.come_in()
        secret = await home.door.begin_second_factor(home.sam, GOOD, address=HERE)
        await home.door.confirm_second_factor(home.sam, pyotp.TOTP(secret).at(home.clock()))
        await home.door.reset(home.sam, "new words entirely")
        assert await home.door.session_of(ticket.cookie) is None
        await home.come_in(password="new words entirely")

    held(tmp_path, body)


def test_a_hash_of_older_parameters_is_known_for_one() -> None:
    async def main() -> None:
        stored = await Passwords().hashed(GOOD)
        assert not outdated(stored)
        assert outdated(stored.replace("t=3", "t=2"))

    asyncio.run(main())
