"""A Bot API server for tests: the published JSON over a real socket, with people who write and troubles on demand.

Written from core.telegram.org/bots/api alone, so that it fits any client; it knows nothing of the appliance.
"""

from tests.channels.botapi.people import Group, Person
from tests.channels.botapi.server import BotApiServer, serving_bot_api
from tests.channels.botapi.troubles import BadStatus, Broken, Cut, Held, Said, Trouble, WithoutForm, flood
from tests.channels.botapi.world import Delivered

__all__ = [
    "BadStatus",
    "BotApiServer",
    "Broken",
    "Cut",
    "Delivered",
    "Group",
    "Held",
    "Person",
    "Said",
    "Trouble",
    "WithoutForm",
    "flood",
    "serving_bot_api",
]
