"""Composition root: builds the appliance from its settings, with any part replaced, and closes it again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from appliance.calls.alarm import ON_DUTY, Alarm
from appliance.calls.desk import Desk
from appliance.calls.dialer import Dialer
from appliance.channels.browser import BrowserChannel
from appliance.channels.buttons import Buttons
from appliance.channels.console import ConsoleChannel
from appliance.channels.ducking import Ducking
from appliance.channels.sound_card import SoundDevices
from appliance.channels.speaker import SpeakerChannel
from appliance.coach.catalogue import language_model
from appliance.coach.personas import Personas, open_personas
from appliance.coach.safety import usable_hotlines
from appliance.egress import Refusals
from appliance.engines.kinds import surroundings
from appliance.engines.ladder import Ladder, VoiceLadder
from appliance.ports import Channel, LanguageModel, Now, SpeechToText, TextToSpeech
from appliance.reach.around import Around
from appliance.settings import DeploymentMode, Settings
from appliance.store import Store, open_store, remember_database, unlock
from appliance.upkeep.addresses import addresses_of, is_loopback
from appliance.upkeep.backups.keeper import Backups
from appliance.upkeep.backups.upgrading import saved
from appliance.upkeep.clock import ClockGuard
from appliance.upkeep.counter import CLOCK_TRUSTED
from appliance.upkeep.daily_round import DailyRound
from appliance.upkeep.duty import somebody_calls_by_hand
from appliance.upkeep.shortage import Shortage
from appliance.voice import catalogue
from appliance.voice.phrases import PhraseCache
from appliance.voice.silero import Silero
from appliance.voice.words import spoken_words

if TYPE_CHECKING:
    from appliance.channels.telegram.channel import TelegramChannel
    from appliance.channels.telegram.post import Post
    from appliance.channels.telegram.standing import Standing

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
    daily_round: DailyRound
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
        store = await stack.enter_async_context(_household(settings, now, passphrase))
        around = surroundings(settings, refusals)
        await asyncio.to_thread(lambda: around.machine)  # asking a graphics card takes time
        ears = ears or catalogue.recogniser(settings.local_stt_model, around)
        stack.push_async_callback(ears.aclose)
        speaking = voice or catalogue.voice(settings.local_tts_model, around)
        ranked = speaking.rank if isinstance(speaking, VoiceLadder) else (lambda engine: 0)
        cache = PhraseCache(speaking, spoken_words, rank=ranked)
        stack.push_async_callback(cache.aclose)
        model = model or language_model(settings.local_llm_model, around)
        if model is not None:
            stack.push_async_callback(model.aclose)
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
        personas = open_personas(settings.local_data_path)
        dialer = Dialer(store, channels, personas, now, model, usable_hotlines(settings.local_data_path))
        clock = ClockGuard(now, await store.days.marked(ON_DUTY), await store.days.marked(CLOCK_TRUSTED))
        backups = Backups(settings, store, now)
        stack.push_async_callback(backups.aclose)
        alarm = Alarm(store, dialer, now, lambda: somebody_calls_by_hand(settings.local_data_path), clock.held)
        desk = Desk(store, now, tuple(channels))
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
            daily_round=DailyRound(store, now, settings.audit_keep_days),
            shortage=Shortage(around.budget),
            around=around_us,
            refusals=refusals,
        )


@asynccontextmanager
async def _household(settings: Settings, now: Now, passphrase: str) -> AsyncIterator[Store]:
    """The store, opened with its key; where it is, is remembered."""
    key = unlock(settings.key_file, settings.database_file, passphrase or settings.appliance_passphrase)
    async with open_store(
        settings.database_file,
        key,
        upgrading=saved(settings, key, now),
        stakes=settings.penalty_system_enabled,
        analytics=settings.analytics_enabled,
    ) as store:
        remember_database(settings.key_file, settings.database_file)
        yield store


def _telegram(store: Store, ears: SpeechToText, voice: PhraseCache, now: Now) -> TelegramChannel:
    """Imported here and nowhere else: where nothing leaves the house, none of it is loaded."""
    from appliance.channels.telegram.channel import TelegramChannel
    from appliance.channels.telegram.post import Post

    return TelegramChannel(Post(store, ears, voice, now))


def _page_for_others(settings: Settings) -> str:
    """Where a telephone of the home finds the page; empty where it is served to this machine only."""
    if is_loopback(settings.appliance_host) and not settings.page_urls:
        return ""
    found = addresses_of(settings)
    return next((each for each in found if "://localhost" not in each), "")


def _ladders(**engines: object) -> dict[str, Ladder[Any]]:
    return {kind: engine for kind, engine in engines.items() if isinstance(engine, Ladder)}
