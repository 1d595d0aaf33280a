"""What the page and the API work with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.accounts.pairings import Pairings
from appliance.accounts.signing_in import SigningIn
from appliance.accounts.throttle import Throttle
from appliance.calls.desk import Desk
from appliance.channels.browser import BrowserChannel
from appliance.channels.sound_card import SoundDevices
from appliance.channels.speaker import SpeakerChannel
from appliance.channels.tablets import Tablets
from appliance.coach.personas import Personas
from appliance.ports import Channel, Now, SpeechToText
from appliance.reach.around import Around
from appliance.review.drawn import Drawn
from appliance.review.page import fragment
from appliance.settings import Settings
from appliance.store import Store
from appliance.upkeep.backups.keeper import Backups
from appliance.upkeep.daily_round import DailyRound
from appliance.upkeep.hearing import Microphones
from appliance.upkeep.weights.pulling import Pulls
from appliance.voice.phrases import PhraseCache
from appliance.web.status import Observatory


@dataclass(frozen=True, slots=True)
class Parts:
    """Of one running appliance."""

    settings: Settings
    now: Now
    store: Store
    desk: Desk
    door: SigningIn
    pairings: Pairings
    personas: Personas
    observatory: Observatory
    ears: SpeechToText
    voice: PhraseCache
    devices: SoundDevices
    channels: Mapping[str, Channel]
    pulls: Pulls
    """Closed by whoever built the parts, before the store."""
    backups: Backups
    daily_round: DailyRound
    microphones: Microphones
    around: Around
    claim_code: str
    """Shown in the terminal at start: whoever opens the first account has to know it."""
    drawn: Drawn = field(default_factory=lambda: Drawn(fragment))
    """Reviews as they were shown last."""
    messages_refused: Throttle = field(default_factory=Throttle)
    """Counts messages of programs that were not signed as they should be."""
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is told to stop: what streams to pages ends."""
    restart: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the page: the appliance ends, and begins anew."""

    @property
    def tablets(self) -> Tablets | None:
        """Those that are rooms, where there is a speaker channel."""
        channel = self.channels.get(SpeakerChannel.name)
        return channel.tablets if isinstance(channel, SpeakerChannel) else None

    @property
    def browser(self) -> BrowserChannel | None:
        """The channel that rings on pages, where there is one."""
        channel = self.channels.get(BrowserChannel.name)
        return channel if isinstance(channel, BrowserChannel) else None
