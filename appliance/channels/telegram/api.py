"""The Bot API, a method each, on python-telegram-bot's `Bot`. Knows nothing of queues, retries or what is said.

Everything that goes wrong is a `CarrierError` of `faults.py`.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import TelegramError

from appliance.channels.telegram.download import download
from appliance.channels.telegram.faults import BlockedError, MovedError, RejectedError, UnclearError, quiet_logs
from appliance.channels.telegram.incoming import FileRef
from appliance.channels.telegram.notes import MOST_FILE_BYTES, NoteError, NoteFault
from appliance.channels.telegram.outgoing import (
    Buttons,
    File,
    Outgoing,
    Photo,
    Rebutton,
    Remove,
    Rewrite,
    Sound,
    Text,
    Voice,
)
from appliance.channels.telegram.request import Request, translated
from appliance.channels.telegram.updates import WANTED
from appliance.errors import SettingsError

T = TypeVar("T")

OFFICIAL = "https://api.telegram.org"
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""From the last byte sent to the answer, and between two bytes."""

CONNECTIONS = 16
IDLE_SECONDS = 2.0
"""A connection that lay idle for longer is not used again: if the server closed it just then, a message that never
arrived would be uncertain. Small servers close after five."""

UPDATES_AT_ONCE = 100
OWN_PATH = re.compile(r"[/\\]|[A-Za-z]:[/\\]|file:")
"""How a path on the server's own disk begins; those of files that are given out are relative."""

OLD_PRESS = "query is too old"


@dataclass(frozen=True, slots=True)
class Server:
    """Where the Bot API is: addresses that end before the token."""

    base_url: str = f"{OFFICIAL}/bot"
    base_file_url: str = f"{OFFICIAL}/file/bot"


def server_of(base_url: str = "", base_file_url: str = "") -> Server:
    """The server of the settings; empty is Telegram's own.

    `http://nas:8081` and `http://nas:8081/bot` mean the same; files are below the same root unless told otherwise.
    """
    root = (base_url or OFFICIAL).rstrip("/").removesuffix("/bot")
    files = (base_file_url or f"{root}/file").rstrip("/").removesuffix("/bot")
    return Server(f"{root}/bot", f"{files}/bot")


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is."""

    bot_id: int
    username: str
    """Without the @."""
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that Telegram took."""

    message_id: int | None
    file_id: str = ""


class _Bot(Bot):
    """The library's, and updates as they were sent: it loses a whole batch for one update that it cannot parse."""

    async def raw_updates(self, asked: Mapping[str, Any], read_seconds: float) -> Any:
        return await self._post("getUpdates", dict(asked), read_timeout=read_seconds)


class BotApi:
    """One bot at one server. Opens no connection before the first method is called."""

    def __init__(self, token: str, server: Server = Server()) -> None:
        """Raises `SettingsError` for what cannot be a token."""
        number, _, secret = token.partition(":")
        if not number.isascii() or not number.isdigit() or not secret:
            raise SettingsError("TELEGRAM_BOT_TOKEN is no token.", remedy="Copy it from @BotFather: 123456:ABC…")
        quiet_logs()
        self.bot_id = int(number)
        trusted = httpx.create_ssl_context()
        self._requests = (_request(1, trusted), _request(CONNECTIONS, trusted))
        self._bot = _Bot(
            token,
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        self._files = httpx.AsyncClient(timeout=timeout, verify=trusted)

    async def me(self) -> Me:
        """Whose token it is."""
        user = await _asked(self._bot.get_me())
        return Me(user.id, user.username or "", user.first_name)

    async def drop_webhook(self) -> None:
        """A web hook that was set keeps updates from whoever asks for them. Nothing that waits is lost."""
        await _asked(self._bot.delete_webhook(drop_pending_updates=False))

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str = "") -> None:
        """What Telegram offers behind the slash: names with what they do, for a language (ISO 639-1) or for all."""
        listed = [BotCommand(name, what) for name, what in commands]
        await _asked(self._bot.set_my_commands(listed, language_code=language or None))

    async def updates(self, offset: int | None, wait_seconds: int) -> Any:
        """Raw updates from `offset` on, as soon as there are any. What lies before `offset` is confirmed by it."""
        asked = {
            "offset": offset,
            "timeout": wait_seconds,
            "limit": UPDATES_AT_ONCE,
            "allowed_updates": list(WANTED),
        }
        return await _asked(self._bot.raw_updates(asked, wait_seconds + ANSWER_SECONDS))

    async def send(self, message: Outgoing) -> Sent:
        """Do what its content says, once."""
        content = message.content
        match content:
            case Rewrite() | Rebutton() | Remove():
                return await self._change(message.chat_id, content)
            case Text():
                sent = await _asked(self._bot.send_message(text=content.text, **_common(message, content.buttons)))
            case Voice():
                sent = await _asked(self._send_voice(message, content))
            case Photo():
                given = {**_common(message, content.buttons), "caption": content.caption or None}
                sent = await _asked(self._bot.send_photo(photo=_upload(content.data, "picture.png"), **given))
            case File():
                given = {**_common(message, content.buttons), "caption": content.caption or None}
                sent = await _asked(self._bot.send_document(document=_upload(content.data, content.name), **given))
            case Sound():
                given = {**_common(message, ()), "caption": content.caption or None}
                audio = _upload(content.data, content.name)
                sent = await _asked(self._bot.send_audio(audio=audio, duration=content.duration_seconds, **given))
        return Sent(sent.message_id, _file_id(sent))

    def _send_voice(self, message: Outgoing, voice: Voice) -> Awaitable[Message]:
        return self._bot.send_voice(
            voice=_upload(voice.data, "note.ogg"),
            duration=voice.duration_seconds,
            caption=voice.caption or None,
            **_common(message, voice.buttons),
        )

    async def _change(self, chat_id: int, change: Rewrite | Rebutton | Remove) -> Sent:
        """A change that is made already is no error."""
        where: dict[str, Any] = {"chat_id": chat_id, "message_id": change.message_id}
        try:
            match change:
                case Rewrite():
                    keys = _keyboard(change.buttons)
                    await _asked(self._bot.edit_message_text(change.text, reply_markup=keys, **where))
                case Rebutton():
                    keys = _keyboard(change.buttons)
                    await _asked(self._bot.edit_message_reply_markup(reply_markup=keys, **where))
                case Remove():
                    await _asked(self._bot.delete_message(**where))
        except RejectedError as error:
            words = error.message.lower()
            if "is not modified" not in words and "message to delete not found" not in words:
                raise
        return Sent(change.message_id)

    async def answer_press(self, press_id: str, text: str = "", *, alert: bool = False) -> bool:
        """End the waiting of a pressed button, with up to 200 characters. False where it was too late for that."""
        try:
            await _asked(self._bot.answer_callback_query(press_id, text=text or None, show_alert=alert or None))
        except RejectedError as error:
            if OLD_PRESS in error.message.lower() or "query id is invalid" in error.message.lower():
                return False
            raise
        return True

    async def leave(self, chat_id: int) -> None:
        """Out of a group or channel. One that the bot is not in, or that is gone, is no error."""
        try:
            await _asked(self._bot.leave_chat(chat_id))
        except (BlockedError, RejectedError, MovedError):
            return

    async def show_recording(self, chat_id: int) -> None:
        """Tell that a voice note is being made: shown for five seconds or until the next message."""
        await _asked(self._bot.send_chat_action(chat_id, ChatAction.RECORD_VOICE))

    async def fetch(self, file: FileRef, most_bytes: int = MOST_FILE_BYTES) -> bytes:
        """A file that somebody sent, into memory. Raises `NoteError` where it is larger than `most_bytes`."""
        if (file.size_bytes or 0) > most_bytes:
            raise NoteError(NoteFault.TOO_BIG)
        try:
            found = await _asked(self._bot.get_file(file.file_id))
        except RejectedError as error:
            if "file is too big" in error.message.lower():
                raise NoteError(NoteFault.TOO_BIG) from error
            raise
        address = found.file_path or ""
        if not address:
            raise RejectedError("Telegram does not say where this file is.")
        if OWN_PATH.match(address.removeprefix(f"{self._bot.base_file_url}/")):
            raise RejectedError(
                "The Bot API server keeps its files to itself.", remedy="Start telegram-bot-api without --local."
            )
        return await download(self._files, address, told_bytes=found.file_size, most_bytes=most_bytes)

    async def aclose(self) -> None:
        """Close every connection."""
        for request in self._requests:
            await request.shutdown()
        await self._files.aclose()


def _request(connections: int, trusted: ssl.SSLContext) -> Request:
    return Request(
        connections,
        read_timeout=ANSWER_SECONDS,
        write_timeout=ANSWER_SECONDS,
        connect_timeout=CONNECT_SECONDS,
        pool_timeout=CONNECT_SECONDS,
        media_write_timeout=ANSWER_SECONDS,
        httpx_kwargs={
            "verify": trusted,
            "limits": httpx.Limits(max_connections=connections, keepalive_expiry=IDLE_SECONDS),
        },
    )


async def _asked(call: Awaitable[T]) -> T:
    try:
        return await call
    except TelegramError as error:
        raise translated(error) from error
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise UnclearError("Telegram's answer has not the form that it should have.") from error


def _common(message: Outgoing, buttons: Buttons) -> dict[str, Any]:
    reply = message.reply_to
    return {
        "chat_id": message.chat_id,
        "reply_markup": _keyboard(buttons),
        "reply_parameters": None if reply is None else ReplyParameters(reply, allow_sending_without_reply=True),
        "disable_notification": message.silent or None,
        "protect_content": message.protected or None,
    }


def _keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(each.label, callback_data=each.data) for each in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def _upload(data: bytes | str, name: str) -> InputFile | str:
    return data if isinstance(data, str) else InputFile(data, filename=name)


def _file_id(sent: Message) -> str:
    """Of the largest size, for a picture."""
    found = sent.voice or sent.audio or sent.document or (sent.photo[-1] if sent.photo else None)
    return found.file_id if found else ""
