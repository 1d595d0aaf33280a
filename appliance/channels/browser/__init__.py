"""A browser's page as a way to reach somebody: it rings, hears, speaks, and takes typed answers."""

from appliance.channels.browser.channel import BrowserChannel
from appliance.channels.browser.connection import Connection, Features, message_of
from appliance.channels.browser.ringing import Announcement, Ringing

__all__ = ["Announcement", "BrowserChannel", "Connection", "Features", "Ringing", "message_of"]
