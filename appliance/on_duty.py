"""On duty: whatever goes on while the appliance runs, begun in order and ended in order."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from appliance.accounts.household import change_person
from appliance.app import Appliance
from appliance.calls.alarm import TICK_SECONDS
from appliance.channels.browser import BrowserChannel
from appliance.coach import tongue
from appliance.coach.safety import Screen
from appliance.errors import InvalidInputError
from appliance.language.catalogue import language
from appliance.language.messages import messages
from appliance.reach.calendars import Calendars
from appliance.records.people import User
from appliance.upkeep.backups.starting import settle_in
from appliance.upkeep.control import control_socket
from appliance.upkeep.counter import Counter, House
from appliance.upkeep.duty import duty_lock
from appliance.upkeep.languages import check_wanted, offered
from appliance.upkeep.refusals import RefusalLog

SWITCH_SECONDS = 0.0005
"""For how long the loop keeps the interpreter from the threads of the database while it works. Python's own 5 ms, at
every statement, make pages that are loaded beside calls three times as slow, and replies twice."""


@asynccontextmanager
async def on_duty(appliance: Appliance, allow_name: Callable[[str], None] = lambda _: None) -> AsyncIterator[None]:
    """Ring what is due for as long as the context lasts. Only one process may be on duty for a data folder.

    `allow_name` is told the host of each calendar, and of whatever else of the home is reached, before it is looked up.
    """
    alarm, folder = appliance.alarm, appliance.settings.local_data_path
    async with AsyncExitStack() as stack:
        stack.enter_context(duty_lock(folder))
        stack.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(SWITCH_SECONDS)
        await appliance.ducking.restore_left_over()
        spoken = {user.language for user in await appliance.store.people.users()}
        await asyncio.to_thread(learn, spoken, appliance.model is not None)
        if spoken:  # half a second that the first call would hold the loop up for
            await asyncio.to_thread(len, appliance.personas)
        await stack.enter_async_context(_chat(appliance))  # before calls by letter go on, and until they have stopped
        await alarm.recover()
        await appliance.store.clips.sweep(await appliance.store.calls.clip_names())
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(
            alarm.tick, "interval", seconds=TICK_SECONDS, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        await stack.enter_async_context(control_socket(folder, _counter(appliance)))
        tasks = _tasks(appliance, allow_name)
        scheduler.start()
        try:
            await alarm.tick()
            await settle_in(appliance.settings, appliance.store, appliance.now())
            _settle(stack)
            yield
        finally:
            scheduler.shutdown(wait=False)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await alarm.disarm(ringing_too=True)


def _counter(appliance: Appliance) -> Counter:
    """Where commands ask for what only the appliance on duty can do."""
    house = House(appliance.backups, appliance.restart, appliance.post)
    return Counter(appliance.store, appliance.desk, appliance.clock, appliance.buttons, house)


def _tasks(appliance: Appliance, allow_name: Callable[[str], None]) -> list[asyncio.Task[None]]:
    """What goes on beside the calls, until it is cancelled."""
    store, around, browser = appliance.store, appliance.around, appliance.channels.get(BrowserChannel.name)
    around.nearby.allow_name, ringing = allow_name, None
    if isinstance(browser, BrowserChannel):
        browser.pushed_to, ringing = around.pusher.reaches, browser.ringing
    work: dict[str, Coroutine[Any, Any, None]] = {
        "watch clocks and store": appliance.alarm.watch(),
        "read calendars": Calendars(store, appliance.now, allow_name).run(),
        "make backups by night": appliance.backups.run(),
        "make the daily round": appliance.daily_round.run(),
        "watch the memory": appliance.shortage.run(),
        "write refusals down": RefusalLog(store.audit, appliance.refusals, appliance.now).run(),
        "reach the home around": around.run(ringing),
        "keep room for a full disk": store.database.reserve.keep(),
    }
    return [asyncio.create_task(each, name=name) for name, each in work.items()]


@asynccontextmanager
async def _chat(appliance: Appliance) -> AsyncIterator[None]:
    """The Telegram chats, where there is a bot. Nothing of them is imported where there is none."""
    post, settings = appliance.post, appliance.settings
    if post is None or not settings.telegram_bot_token:
        yield
        return
    from appliance.channels.telegram.bot import Account
    from appliance.reach.chat.duty import on_duty_chat

    async def change(person: User, wanted: Mapping[str, Any]) -> User:
        if "language" in wanted:
            wanted = {**wanted, "language": check_wanted(wanted["language"], settings)}
        return await change_person(appliance.store, person, person, wanted, appliance.now())

    account = Account(settings.telegram_bot_token, settings.telegram_base_url, settings.telegram_base_file_url)
    languages = offered(settings)
    async with on_duty_chat(post, account, appliance.desk, appliance.personas, change, languages=languages):
        yield


def learn(codes: Iterable[str], with_model: bool = False) -> None:
    """Read what calls in these languages need, before any of them waits for it: up to a second a language."""
    for code in codes:
        with suppress(InvalidInputError):  # a language that is gone is told when somebody is called in it
            language(code)
            messages(code)
            Screen(code)
    if with_model:
        tongue.load()


def _settle(stack: AsyncExitStack) -> None:
    """What is loaded by now stays to the end: searching it for garbage again and again holds the loop up, for a fifth
    of a second each time."""
    gc.collect()
    gc.freeze()
    stack.callback(gc.unfreeze)
