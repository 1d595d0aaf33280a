"""python-telegram-bot's HTTP, with what it leaves out: which errors mean that nothing was done, and quiet logs."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import HTTPXRequest

from appliance.channels.telegram.faults import (
    BlockedError,
    FloodError,
    MovedError,
    RejectedError,
    ServerError,
    TakenError,
    TokenError,
    UnclearError,
    UnsentError,
    hidden,
)
from appliance.errors import CarrierError

NOTHING_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)
"""Raised before the first byte of a request."""

FLOOD_SECONDS = 5
"""To wait after a 429 that does not say how long."""

GONE = re.compile(r"chat not found|user not found|peer_id_invalid|group chat was (deactivated|deleted)", re.IGNORECASE)

COPY_IT_ANEW = "Copy the token anew from @BotFather, and check TELEGRAM_BASE_URL where that is set."
ONE_POLLER = "Stop the other program that uses this bot, or make a bot of its own for it with @BotFather."


class ServerSideError(TelegramError):
    """A status of 500 or more: the library does not tell them apart."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Telegram answered with an error of its own ({status}).")
        self.status = status


class TooManyError(TelegramError):
    """A 429. The library's own warns, at each one, that it will change."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__("Too many requests.")
        self.wait_seconds = float(wait_seconds)


class Request(HTTPXRequest):
    """As the library's, but for what `do_request` and `parse_json_payload` say."""

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """Raises for 5xx and 429 here, where the status is still known."""
        status, payload = await super().do_request(*args, **options)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerSideError(status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise TooManyError(retry_seconds(payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raises `TelegramError`, and does not log what came."""
        try:
            values = json.loads(payload.decode(errors="replace"))
        except ValueError:
            values = None
        if not isinstance(values, dict):
            raise TelegramError("The answer was not Telegram's.")
        return values


def retry_seconds(payload: bytes) -> int:
    """How long a 429 says to wait: in its parameters, else in its words."""
    try:
        values = json.loads(payload)
        told = (values.get("parameters") or {}).get("retry_after")
        found = told if told is not None else re.findall(r"retry after (\d+)", str(values.get("description")))[0]
        return max(1, int(found))
    except (ValueError, TypeError, AttributeError, IndexError):
        return FLOOD_SECONDS


def translated(error: Exception) -> CarrierError:
    """The library's error as ours."""
    words = hidden(str(error))
    match error:
        case TooManyError():
            return FloodError(error.wait_seconds)
        case ChatMigrated():
            return MovedError(error.new_chat_id)
        case Forbidden():
            return BlockedError(f"Telegram does not deliver to this chat: {words}")
        case Conflict():
            return TakenError(f"Somebody else asks for this bot's messages: {words}", remedy=ONE_POLLER)
        case InvalidToken():
            return TokenError("Telegram knows no bot of this token.", remedy=COPY_IT_ANEW)
        case BadRequest():
            kind = BlockedError if GONE.search(words) else RejectedError
            return kind(f"Telegram refused it: {words}")
        case ServerSideError():
            return _of_server(error)
        case NetworkError() if isinstance(error.__cause__, NOTHING_LEFT):
            return UnsentError("Telegram cannot be reached.", remedy="Check the connection to the internet.")
        case _:
            return UnclearError("Telegram did not answer.")


def _of_server(error: ServerSideError) -> CarrierError:
    """A gateway that ran out of time does not know whether it was done behind it."""
    kind = UnclearError if error.status == HTTPStatus.GATEWAY_TIMEOUT else ServerError
    return kind(error.message)
