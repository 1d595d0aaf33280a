"""What can go wrong at Telegram, sorted by what it means for a message: did it leave, may it be sent again, when?

    CarrierError
    ├── UnsentError      nothing has left: no network, no such host, no connection
    ├── UnclearError     it left, and no answer came: it may have been done
    ├── ServerError      Telegram or a gateway says that it could not do it (5xx): again later
    ├── FloodError       too much at once (429): again after `wait_seconds`
    ├── TokenError       the token is not, or no longer, one of a bot (401, 404)
    ├── TakenError       somebody else asks for the bot's messages (409)
    ├── BlockedError     the person stopped the bot, or the chat is gone (403, "chat not found")
    ├── MovedError       the group has another id: `moved_to`
    └── RejectedError    it cannot be done as it was asked (400)

No message of these holds a token, an address with one, or anything that somebody wrote.
"""

from __future__ import annotations

import logging
import re
import traceback

from appliance.errors import CarrierError

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{4,}")
HIDDEN = "(token)"


class UnsentError(CarrierError):
    code = "carrier_unreached"


class UnclearError(CarrierError):
    code = "carrier_unclear"


class ServerError(CarrierError):
    code = "carrier_server"


class FloodError(CarrierError):
    code = "carrier_flood"

    def __init__(self, wait_seconds: float) -> None:
        super().__init__(f"Telegram wants {wait_seconds:.0f} seconds without another request.")
        self.wait_seconds = wait_seconds


class TokenError(CarrierError):
    code = "carrier_token"


class TakenError(CarrierError):
    code = "carrier_taken"


class BlockedError(CarrierError):
    code = "carrier_blocked"


class MovedError(CarrierError):
    code = "carrier_moved"

    def __init__(self, moved_to: int) -> None:
        super().__init__("The group has become a supergroup and has another chat id.")
        self.moved_to = moved_to


class RejectedError(CarrierError):
    code = "carrier_rejected"


def hidden(text: str) -> str:
    """The text without anything that looks like a token."""
    return TOKEN.sub(HIDDEN, text)


def log_fault(log: logging.Logger, what: str, error: Exception) -> None:
    """Where it went wrong, but of the error only its type: its words may quote what somebody wrote."""
    log.error("%s: %s\n%s", what, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))


class _Redaction(logging.Filter):
    """httpx logs each address it asks, and Telegram's hold the token."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if TOKEN.search(text):
            record.msg, record.args = hidden(text), ()
        return True


_REDACTION = _Redaction()


def quiet_logs() -> None:
    """Nothing of tokens or of what people write goes to a log: httpx is filtered, python-telegram-bot is silent.

    The latter logs updates that it cannot parse and, for debugging, everything that is sent.
    """
    logging.getLogger("httpx").addFilter(_REDACTION)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
