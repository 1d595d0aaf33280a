"""Composition root: builds the appliance from its settings, with any part replaced, and closes it again."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from appliance.accounts.household import change_person
from appliance.calls.alarm import ON_DUTY, TICK_SECONDS, Alarm
from appliance.calls.desk import Desk
from appliance.calls.dialer import Dialer
from appliance.channels.browser import BrowserChannel
from appliance.channels.buttons import Buttons
from appliance.channels.console import ConsoleChannel
from appliance.channels.ducking import Ducking
from appliance.channels.sound_card import SoundDevices
from appliance.channels.speaker import SpeakerChannel
from appliance.coach import tongue
from appliance.coach.catalogue import language_model
from appliance.coach.personas import Personas, open_personas
from appliance.coach.safety import Screen, usable_hotlines
from appliance.egress import Refusals
from appliance.engines.kinds import surroundings
from appliance.engines.ladder import Ladder, VoiceLadder
from appliance.errors import InvalidInputError
from appliance.language.catalogue import language
from appliance.language.messages import messages
from appliance.ports import Channel, LanguageModel, Now, SpeechToText, TextToSpeech
from appliance.reach.around import Around
from appliance.reach.calendars import Calendars
from appliance.records.people import User
from appliance.settings import DeploymentMode, Settings
from appliance.store import Store, open_store
from appliance.store.keys import unlock
from appliance.upkeep.addresses import is_loopback, page_addresses
from appliance.upkeep.backups.keeper import Backups
from appliance.upkeep.backups.starting import settle_in
from appliance.upkeep.backups.upgrading import saved
from appliance.upkeep.clock import ClockGuard
from appliance.upkeep.control import control_socket
from appliance.upkeep.counter import CLOCK_TRUSTED, Counter, House
from appliance.upkeep.duty import duty_lock, somebody_calls_by_hand
from appliance.upkeep.languages import check_wanted
from appliance.upkeep.refusals import RefusalLog
from appliance.upkeep.rounds import Rounds
from appliance.upkeep.shortage import Shortage
from appliance.voice import catalogue
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.words import spoken_words

if TYPE_CHECKING:
    from appliance.channels.telegram.channel import TelegramChannel
    from appliance.channels.telegram.post import Post
    from appliance.channels.telegram.standing import Standing

SWITCH_SECONDS = 0.0005
"""For how long the loop keeps the interpreter from the threads of the database while it works. Python's own 5 ms, at
every statement, make pages that are loaded beside calls three times as slow, and replies twice."""

LEFT_OVER_FILE = "turned-down.json"
"""What other sound is turned down at present, for a start after a crash."""


def utc_now() -> datetime:
    """The one place where the wall clock is read."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Appliance:
    """The parts, put together. Everything is closed by the context manager that built it."""

    settings: Settings
    now: Now
    store: Store
    ears: SpeechToText
    voice: PhraseCache
    model: LanguageModel | None
    """None where everything is said in the personas' own words."""
    devices: SoundDevices
    buttons: Buttons
    ducking: Ducking
    channels: Mapping[str, Channel]
    personas: Personas
    ladders: Mapping[str, Ladder[Any]]
    """Of engines, by what they do: `recogniser`, `voice`, `words`; without those that were replaced by one engine."""
    desk: Desk
    dialer: Dialer
    clock: ClockGuard
    alarm: Alarm
    backups: Backups
    rounds: Rounds
    shortage: Shortage
    around: Around
    """Webhooks, MQTT, pushes, presence: off until somebody sets them up."""
    restart: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the page or a command: the appliance ends, and begins anew."""
    post: Post | None = None
    """Of the Telegram chats; None where the mode is not hybrid."""
    refusals: Refusals = field(default_factory=Refusals)
    """What `LOCAL_ONLY` refused and the audit log does not have yet."""

    def standing(self) -> Standing | None:
        """How the connection to Telegram stands; None where the mode is not hybrid."""
        return None if self.post is None else self.post.standing


@asynccontextmanager
async def open_appliance(
    settings: Settings,
    *,
    now: Now = utc_now,
    passphrase: str = "",
    ears: SpeechToText | None = None,
    voice: TextToSpeech | None = None,
    model: LanguageModel | None = None,
    channels: Mapping[str, Channel] | None = None,
    refusals: Refusals | None = None,
) -> AsyncIterator[Appliance]:
    """Open the store and put the parts together. Raises the errors of `appliance.errors` that end a command.

    `refusals` are those of this process's `Guard`, where it has one.
    """
    refusals = refusals or Refusals()
    async with AsyncExitStack() as stack:
        key = unlock(settings.key_file, settings.database_file, passphrase or settings.appliance_passphrase)
        store = await stack.enter_async_context(
            open_store(
                settings.database_file,
                key,
                upgrading=saved(settings, key, now),
                stakes=settings.penalty_system_enabled,
                analytics=settings.analytics_enabled,
            )
        )
        around = surroundings(settings, refusals)
        await asyncio.to_thread(lambda: around.machine)  # asking a graphics card takes time
        ears = ears or catalogue.recogniser(settings.local_stt_model, around)
        stack.push_async_callback(ears.aclose)
        speaking = voice or catalogue.voice(settings.local_tts_model, around)
        ranked = speaking.rank if isinstance(speaking, VoiceLadder) else (lambda engine: 0)
        cache = PhraseCache(speaking, spoken_words, rank=ranked)
        stack.push_async_callback(cache.aclose)
        devices, buttons = SoundDevices(), Buttons()
        ducking = Ducking(settings.local_data_path / LEFT_OVER_FILE)
        post = None
        if channels is None:
            speaker = SpeakerChannel(store.people.rooms, ears, cache, Silero, devices, ducking=ducking, buttons=buttons)
            browser = BrowserChannel(ears, cache, Silero, now)
            channels = {each.name: each for each in (speaker, browser, ConsoleChannel())}
            if settings.deployment_mode is DeploymentMode.HYBRID:
                telegram = _telegram(store, ears, cache, now)
                channels, post = {**channels, telegram.name: telegram}, telegram.post
        model = model or language_model(settings.local_llm_model, around)
        if model is not None:
            stack.push_async_callback(model.aclose)
        personas = open_personas(settings.local_data_path)
        dialer = Dialer(store, channels, personas, now, model, usable_hotlines(settings.local_data_path))
        clock = ClockGuard(now, await store.days.marked(ON_DUTY), await store.days.marked(CLOCK_TRUSTED))
        backups = Backups(settings, store, now)
        stack.push_async_callback(backups.aclose)
        alarm = Alarm(store, dialer, now, lambda: somebody_calls_by_hand(settings.local_data_path), clock.held)
        desk = Desk(store, now)
        around_us = Around.build(store, desk, now, lambda: _page_for_others(settings))
        yield Appliance(
            settings=settings,
            now=now,
            store=store,
            ears=ears,
            voice=cache,
            model=model,
            ladders=_ladders(recogniser=ears, voice=speaking, words=model),
            devices=devices,
            buttons=buttons,
            ducking=ducking,
            channels=channels,
            personas=personas,
            desk=desk,
            dialer=dialer,
            clock=clock,
            alarm=alarm,
            post=post,
            backups=backups,
            rounds=Rounds(store, now, settings.audit_keep_days),
            shortage=Shortage(around.budget),
            around=around_us,
            refusals=refusals,
        )


def _telegram(store: Store, ears: SpeechToText, voice: PhraseCache, now: Now) -> TelegramChannel:
    """Imported here and nowhere else: where nothing leaves the house, none of it is loaded."""
    from appliance.channels.telegram.channel import TelegramChannel
    from appliance.channels.telegram.post import Post

    return TelegramChannel(Post(store, ears, voice, now))


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


def _page_for_others(settings: Settings) -> str:
    """Where a telephone of the home finds the page; empty where it is served to this machine only."""
    host, port = settings.appliance_host, settings.appliance_port
    if is_loopback(host):
        return ""
    found = page_addresses(host, port, tls=settings.appliance_tls, base_path=settings.base_path)
    return next((each for each in found if "://localhost" not in each), "")


def _ladders(**engines: object) -> dict[str, Ladder[Any]]:
    return {kind: engine for kind, engine in engines.items() if isinstance(engine, Ladder)}


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
        counter = Counter(
            appliance.store, appliance.desk, appliance.clock, tuple(appliance.channels), appliance.buttons,
            House(appliance.backups, appliance.restart, appliance.post),
        )  # fmt: skip
        await stack.enter_async_context(control_socket(folder, counter))
        calendars = Calendars(appliance.store, appliance.now, allow_name)
        browser = appliance.channels.get(BrowserChannel.name)
        ringing = None
        appliance.around.nearby.allow_name = allow_name
        if isinstance(browser, BrowserChannel):
            browser.pushed_to, ringing = appliance.around.pusher.reaches, browser.ringing
        tasks = [
            asyncio.create_task(alarm.watch(), name="watch clocks and store"),
            asyncio.create_task(calendars.run(), name="read calendars"),
            asyncio.create_task(appliance.backups.run(), name="make backups by night"),
            asyncio.create_task(appliance.rounds.run(), name="make the daily round"),
            asyncio.create_task(appliance.shortage.run(), name="watch the memory"),
            asyncio.create_task(
                RefusalLog(appliance.store.audit, appliance.refusals, appliance.now).run(), name="write refusals down"
            ),
            asyncio.create_task(appliance.around.run(ringing), name="reach the home around"),
            asyncio.create_task(appliance.store.database.reserve.keep(), name="keep room for a full disk"),
        ]
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
    async with on_duty_chat(post, account, appliance.desk, appliance.personas, change):
        yield
