"""The bot of the running appliance, for whoever shows how it stands. In local mode nothing of it is imported."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from appliance.errors import CarrierError
from appliance.ports import Channel
from appliance.settings import Settings

if TYPE_CHECKING:
    from appliance.channels.telegram.standing import Standing

NAME = "telegram"

PATIENCE_SECONDS = 15.0
"""Until somebody who looks at a page is told that Telegram does not answer."""


def standing_of(channels: Mapping[str, Channel]) -> Standing | None:
    """How the connection to Telegram stands, or why it could not be opened; None where no bot is wanted."""
    channel = channels.get(NAME)
    if channel is None:
        return None
    from appliance.channels.telegram.channel import TelegramChannel

    if not isinstance(channel, TelegramChannel) or (channel.post.bot is None and not channel.post.fault):
        return None
    return channel.post.standing


def bot_name_of(channels: Mapping[str, Channel]) -> str:
    """The bot's name without the @; empty until Telegram has told it."""
    standing = standing_of(channels)
    return standing.bot_name if standing else ""


async def whose_token(settings: Settings) -> str:
    """The name of the bot whose token is set, as Telegram tells it now, without the @.

    Raises `CarrierError`, `SettingsError` for what cannot be a token, `EngineUnavailableError`.
    """
    from appliance.channels.telegram.bot import Account, open_api

    account = Account(settings.telegram_bot_token, settings.telegram_base_url, settings.telegram_base_file_url)
    api = await asyncio.to_thread(open_api, account)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return (await api.me()).username
    except TimeoutError:
        raise CarrierError(
            "Telegram has not answered in time.", remedy="Try again in a minute.", says="telegram_slow"
        ) from None
    finally:
        await api.aclose()


__all__ = ["bot_name_of", "standing_of", "whose_token"]
