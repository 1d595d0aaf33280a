"""A household with its page and API, asked in process: an owner, a member and a viewer with passwords."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from appliance.accounts.passwords import Passwords
from appliance.app import Appliance, open_appliance
from appliance.calls.occasions import today_of
from appliance.calls.stakes import judge_day
from appliance.cli.service import parts_of
from appliance.coach.stakes import rule_told
from appliance.records.people import Role, User
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.records.security import Account
from appliance.records.stakes import StakeForm, StakeRule
from appliance.schedule.walltime import ONE_DAY
from appliance.settings import Settings
from appliance.web.pages import build
from appliance.web.parts import Parts
from tests.prepared import furnish

PASSWORD = "teapot lantern gravel"
CODE = "abcd-efgh"
BASE = "http://localhost:8080"
SAME = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


@dataclass
class ApiHouse:
    appliance: Appliance
    parts: Parts
    web: FastAPI
    people: dict[str, User]

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """Somebody who has not signed in."""
        transport = httpx.ASGITransport(app=self.web, raise_app_exceptions=False, client=("192.168.1.20", 50_000))
        return httpx.AsyncClient(transport=transport, base_url=BASE, headers={**SAME, **headers})

    @asynccontextmanager
    async def signed_in(self, name: str) -> AsyncIterator[httpx.AsyncClient]:
        """The browser of somebody who has."""
        async with self.browser() as client:
            answer = await client.post("/api/v1/sessions", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            yield client

    @asynccontextmanager
    async def program(self, name: str, *scopes: str) -> AsyncIterator[httpx.AsyncClient]:
        """A program with a token of somebody's."""
        async with self.signed_in(name) as browser:
            issued = await browser.post("/api/v1/tokens", json={"name": "test", "scopes": list(scopes)})
            assert issued.status_code == 201, issued.text
        async with self.browser() as client:
            client.headers["Authorization"] = f"Bearer {issued.json()['token']}"
            yield client


@asynccontextmanager
async def apihouse(folder: Path, *, accounts: bool = True, **settings: Any) -> AsyncIterator[ApiHouse]:
    chosen = Settings(local_data_path=folder / "user_data", key_file=folder / "key", **settings)
    await furnish(chosen.database_file, chosen.key_file)
    async with open_appliance(chosen) as appliance:
        parts = parts_of(appliance, chosen, CODE)
        people = {}
        for name, role in (("Olga", Role.OWNER), ("Max", Role.MEMBER), ("Vera", Role.VIEWER)) if accounts else ():
            user = User(name=name, timezone="UTC", role=role, created_at=appliance.now())
            people[name] = await appliance.store.people.add_user(user)
            moment = user.created_at
            account = Account(user_id=user.id, password_hash=await _hashed(), created_at=moment, changed_at=moment)
            await appliance.store.accounts.open(account)
        try:
            yield ApiHouse(appliance, parts, build(parts, "127.0.0.1"), people)
        finally:
            await parts.pulls.aclose()


async def _hashed() -> str:
    """Their password, hashed once in a process: each takes a tenth of a second, and 64 MiB."""
    if not _hashes:
        _hashes.append(await Passwords().hashed(PASSWORD))
    return _hashes[0]


_hashes: list[str] = []


def held(folder: Path, body: Callable[[ApiHouse], Awaitable[None]], **settings: Any) -> None:
    async def main() -> None:
        async with apihouse(folder, **settings) as house:
            await body(house)

    asyncio.run(main())


async def charged(house: ApiHouse) -> str:
    """The id of a charge in Max's ledger."""
    store, now, max_ = house.appliance.store, house.appliance.now(), house.people["Max"]
    rule = StakeRule(user_id=max_.id, form=StakeForm.CHORES, unit="dishes", steps=[1, 2], proposed_at=now)
    rule.wording = rule_told(rule, "", "en")
    await store.stakes.propose(rule)
    await store.stakes.agree(rule.id, now - timedelta(days=5))
    day = today_of(max_, now) - ONE_DAY
    made = Commitment(user_id=max_.id, text="Run <fast>.", made_on=day, due_day=day, created_at=now)
    await store.progress.add_commitment(made)
    await store.progress.settle(made.id, CommitmentStatus.BROKEN, now)
    (charge,) = await judge_day(store, max_, day, now)
    return str(charge.id)
