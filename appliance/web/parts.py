"""What the page and the API work with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.accounts.signing_in import SigningIn
from appliance.accounts.throttle import Throttle
from appliance.calls.desk import Desk
from appliance.channels.browser import BrowserChannel
from appliance.channels.sound_card import SoundDevices
from appliance.coach.personas import Personas
from appliance.ports import Channel, Now, SpeechToText
from appliance.reach.around import Around
from appliance.settings import Settings
from appliance.store import Store
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
    personas: Personas
    observatory: Observatory
    ears: SpeechToText
    voice: PhraseCache
    devices: SoundDevices
    channels: Mapping[str, Channel]
    pulls: Pulls
    """Closed by whoever built the parts, before the store."""
    around: Around
    claim_code: str
    """Shown in the terminal at start: whoever opens the first account has to know it."""
    messages_refused: Throttle = field(default_factory=Throttle)
    """Counts messages of programs that were not signed as they should be."""
    restart: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the page: the appliance ends, and begins anew."""

    @property
    def browser(self) -> BrowserChannel | None:
        """The channel that rings on pages, where there is one."""
        channel = self.channels.get(BrowserChannel.name)
        return channel if isinstance(channel, BrowserChannel) else None
